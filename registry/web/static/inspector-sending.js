/* Sends what the tablet keeps, and shows how many findings are not sent yet.
   A finding is sealed before it is sent for the first time: from then on its content and time are
   what they are, so that the register knows it again when the answer was lost. */

import { all, change, put, remove, unsent } from "./inspector-store.js";

const AGAIN_MS = 15_000;
const AT_ONCE = 20;
// In a cellar a request may neither arrive nor fail.
const PATIENCE_MS = 20_000;
const PATIENCE_WITH_PHOTO_MS = 120_000;
const bar = document.querySelector("#unsent");
let held = () => false;
let timer;
let reason = "";

/** Say which findings are still being written, and are not to be sent yet. */
export function holdWhile(test) {
  held = test;
}

/** Send soon: what is ticked off in one go, goes in one go. */
export function sendSoon(wait = 600) {
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

/** Send everything that may be sent, one page of the browser at a time. */
export async function send() {
  clearTimeout(timer);
  await navigator.locks.request("inspector-sending", async () => {
    const waiting = (await unsent()).filter((row) => !row.refused && !held(row));
    reason = waiting.length ? await deliver(waiting) : "";
  });
  await show();
  const left = (await unsent()).filter((row) => !row.refused);
  if (left.length) timer = setTimeout(send, AGAIN_MS);
}

/** Return why not everything was sent: a word that the bar has a sentence for, or nothing. */
async function deliver(waiting) {
  try {
    const answer = await fetch(bar.dataset.state, {
      cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 401 || answer.status === 403) return "signed-out";
    if (!answer.ok) return "failed";
    const state = await answer.json();
    const mine = waiting.filter((row) => row.owner === state.who);
    const findings = mine.filter((row) => row.kind !== "photos");
    for (const inspection of new Set(findings.map((row) => row.inspection))) {
      const rows = findings.filter((row) => row.inspection === inspection);
      for (let n = 0; n < rows.length; n += AT_ONCE) {
        const refused = whyNot(await post(rows.slice(n, n + AT_ONCE), state));
        if (refused) return refused;
      }
    }
    for (const row of mine.filter((each) => each.kind === "photos")) {
      const refused = whyNot(await postPhoto(row, state));
      if (refused) return refused;
    }
    return mine.length < waiting.length ? "others" : "";
  } catch {
    return "offline";
  }
}

/** Whose session ended, and whose word for forms is no longer known, signs in; the rest waits. */
function whyNot(status) {
  if (status === 400 || status === 401 || status === 403) return "signed-out";
  return status === 200 ? "" : "failed";
}

async function postPhoto(row, state) {
  const body = new FormData();
  body.set("id", row.id);
  body.set("photo", row.photo, "photo");
  const answer = await fetch(row.address, {
    method: "POST", headers: { "X-CSRFToken": state.csrf }, body, redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_WITH_PHOTO_MS),
  });
  if (answer.status !== 200) return answer.status;
  const { refused } = await answer.json();
  if (refused) await change("findings", row.id, (known) => ({ ...known, refused }));
  else await remove("findings", row.id);
  return 200;
}

async function post(rows, state) {
  const skew = Date.parse(state.now) - Date.now();
  const sealed = [];
  for (const row of rows) {
    const kept = await change("findings", row.id, (known) => seal(known, skew, state.now));
    if (kept) sealed.push(kept);
  }
  if (!sealed.length) return 200;
  const answer = await fetch(sealed[0].address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": state.csrf },
    body: JSON.stringify({ findings: sealed.map(wire) }),
    redirect: "error",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (answer.status !== 200) return answer.status;
  const { results } = await answer.json();
  for (const result of results) {
    const row = await change("findings", result.id, (known) => (
      result.refused ? { ...known, refused: result.refused } : { ...known, version: result.version }
    ));
    if (row && result.say) await put("told", { id: row.id, label: row.label, text: result.say });
  }
  return 200;
}

/** Fix what is sent. The clock of a tablet may be wrong, so its time is told by the register's. */
function seal(row, skew, now) {
  if (row.found_at !== null) return row;
  const at = Math.min(row.at + skew, Date.parse(now));
  return { ...row, found_at: new Date(Math.max(at, Date.parse(row.planned))).toISOString() };
}

function wire(row) {
  const finding = { ...row.finding, id: row.id, found_at: row.found_at };
  return { kind: row.kind, knew: row.knew, finding };
}

/** Show how things stand: the number, why, and each thing that a person has to look at. */
export async function show() {
  if (!bar) return;
  const rows = await unsent();
  const told = await all("told");
  const text = bar.dataset;
  bar.hidden = !rows.length && !told.length && !("always" in text);
  bar.dataset.count = String(rows.length);
  say(".count", rows.length ? text.unsent.replace("{n}", rows.length) : text.sent);
  say(".why", rows.length ? text[camel(reason)] ?? "" : "");
  bar.querySelector(".sign-in").hidden = !(rows.length && reason === "signed-out");
  bar.querySelector(".send").hidden = !rows.some((row) => !row.refused);
  const list = bar.querySelector("ul");
  list.replaceChildren(
    ...rows.filter((row) => row.refused).map((row) => line(row.label, row.refused, async () => {
      if (confirm(text.confirm)) await remove("findings", row.id);
    }, text.discard)),
    ...told.map((each) => line(each.label, each.text, () => remove("told", each.id), text.seen)),
  );
  list.hidden = !list.children.length;
}

function say(selector, text) {
  const place = bar.querySelector(selector);
  if (place.textContent !== text) place.textContent = text;
}

function line(label, text, act, name) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  words.textContent = label ? `${label}: ${text}` : text;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "secondary";
  button.textContent = name;
  button.addEventListener("click", async () => {
    await act();
    await show();
  });
  item.append(words, button);
  return item;
}

function camel(word) {
  return `why${word.replace(/(^|-)(\w)/g, (_all, _dash, letter) => letter.toUpperCase())}`;
}

/** Begin: send now, when the network comes back, and when somebody looks at the page again. */
export function begin() {
  bar.querySelector(".send").addEventListener("click", send);
  addEventListener("online", () => send());
  addEventListener("offline", () => { reason = "offline"; show(); });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") sendSoon();
  });
  return send();
}
