/* The sheet on a tablet: each tick is kept at once and sent when there is a network.
   Without this module the page is a form that is saved as a whole. */

import { holdWhile, send, sendSoon, show } from "./inspector-sending.js";
import { all, keep, keepShell, put, remove, SHEETS } from "./inspector-store.js";

const sheet = document.querySelector("#sheet");
const bar = document.querySelector("#unsent");

if ("serviceWorker" in navigator && "indexedDB" in window) start();

async function start() {
  await prepare();
  for (const button of sheet.querySelectorAll("[data-without-script]")) button.hidden = true;
  for (const tick of sheet.querySelectorAll("[data-slot]")) {
    tick.addEventListener("change", (event) => {
      if (event.target.value === "not_found" || event.target.value === "differs") {
        tick.querySelector("details").open = true;
      }
      took(tick).then(() => sendSoon());
    });
    tick.addEventListener("input", (event) => {
      if (event.target.matches("textarea")) took(tick);
    });
  }
  for (const form of sheet.querySelectorAll("form")) form.addEventListener("submit", submitted);
  holdWhile((row) => {
    const writing = document.activeElement?.matches("textarea") && document.activeElement;
    return writing && writing.closest("[data-slot]")?.dataset.slot === row.slot;
  });
  sheet.addEventListener("focusout", () => sendSoon());
  navigator.storage?.persist?.();
  sheet.dataset.ready = "true";
  await atHand();
}

/** Show what the tablet knows and this page does not, and let go of what the page knows too. */
async function prepare() {
  const version = Number(sheet.dataset.version);
  const rows = (await all("findings")).filter((row) => row.inspection === sheet.dataset.inspection);
  for (const row of rows.sort((a, b) => a.at - b.at)) {
    const place = sheet.querySelector(`[data-slot="${CSS.escape(row.slot)}"]`);
    if (row.version !== null && row.version <= version && place) await remove("findings", row.id);
    else if (place) fill(place, row);
    else if (row.part === sheet.dataset.part && row.kind !== "entries") added(row);
  }
  count();
}

function fill(place, row) {
  const { outcome, note, articles, ...answers } = row.finding;
  const [answer] = Object.values(answers).filter((value) => typeof value === "boolean");
  const chosen = outcome ?? (answer ? "yes" : "no");
  for (const input of place.querySelectorAll("input[type=radio]")) {
    input.checked = input.value === chosen;
  }
  for (const input of place.querySelectorAll("input[type=checkbox]")) {
    input.checked = (articles ?? []).includes(input.value);
  }
  const area = place.querySelector("textarea");
  if (area) area.value = note ?? "";
  if (note || articles?.length) place.querySelector("details")?.setAttribute("open", "");
}

/** Keep what stands on the page for one entry or one question. */
async function took(tick) {
  const chosen = tick.querySelector("input[type=radio]:checked");
  if (!chosen) return;
  const [kind, name] = tick.dataset.slot.split(":");
  const articles = [...tick.querySelectorAll("input[type=checkbox]:checked")].map((box) => box.value);
  const note = tick.querySelector("textarea")?.value.trim();
  const finding = kind === "entry"
    ? { purchase_id: name, outcome: chosen.value, articles, ...(note ? { note } : {}) }
    : { [name]: chosen.value === "yes" };
  await kept({
    slot: tick.dataset.slot,
    kind: kind === "entry" ? "entries" : "asked",
    label: tick.dataset.label,
    knew: tick.dataset.stands ? [tick.dataset.stands] : [],
    finding,
  });
  count();
}

async function submitted(event) {
  event.preventDefault();
  const form = event.target;
  if (form.closest("#photo-form")) return photographed(form);
  if (!form.dataset.kind) return send();
  const told = new FormData(form);
  const text = (name) => told.get(name)?.trim() || undefined;
  const note = text("note");
  const finding = { articles: text("article") ? [text("article")] : [], ...(note ? { note } : {}) };
  if (form.dataset.kind === "unregistered") {
    const value = text("item.identifiers.0.value");
    finding.item = Object.fromEntries(
      ["category", "brand", "model", "colour", "description"]
        .map((name) => [name, text(`item.${name}`)]).filter(([, given]) => given));
    if (value) finding.item.identifiers = [{ value }];
    if (!value && !finding.item.description) {
      const missing = form.querySelector("[name='item.description']");
      missing.setCustomValidity(form.dataset.missing);
      missing.reportValidity();
      missing.addEventListener("input", () => missing.setCustomValidity(""), { once: true });
      return undefined;
    }
  }
  const category = form.querySelector("select[name='item.category'] option:checked")?.textContent;
  const words = [category, finding.item?.brand, finding.item?.model, note];
  const row = await kept({
    slot: "", kind: form.dataset.kind, label: words.filter(Boolean).join(", "), knew: [], finding,
  });
  if (!row) return undefined;
  added(row);
  form.reset();
  return send();
}

/** Keep photos until they are sent, each by itself. */
async function photographed(form) {
  const { address } = form.closest("#photo-form").dataset;
  for (const photo of form.querySelector("input[type=file]").files) {
    const row = await kept({
      slot: "", kind: "photos", label: photo.name, knew: [], finding: {}, photo, address,
    });
    if (!row) return undefined;
    added(row);
  }
  form.reset();
  return send();
}

/** Keep a finding on the tablet. Where that fails the page says so and can be saved as a form. */
async function kept(told) {
  const id = crypto.randomUUID();
  const { inspection, part, planned, address } = sheet.dataset;
  const row = {
    inspection, part, planned, address, ...told, id, slot: told.slot || `other:${id}`,
    owner: bar.dataset.who, at: Date.now(), found_at: null, version: null, refused: null,
  };
  try {
    await keep(row);
  } catch {
    document.querySelector("#not-kept").hidden = false;
    for (const button of sheet.querySelectorAll("[data-without-script]")) button.hidden = false;
    return null;
  }
  await show();
  return row;
}

/** Add a good or a remark to the list of what was noted on this tablet. */
function added(row) {
  const list = sheet.querySelector(`ul[data-kind="${row.kind}"]`);
  if (!list || list.querySelector(`[data-slot="${row.slot}"]`)) return;
  const item = document.createElement("li");
  item.textContent = row.label;
  list.append(item);
  list.hidden = false;
}

function count() {
  const place = document.querySelector("#done");
  const ticks = [...sheet.querySelectorAll("[data-slot^='entry:']")];
  if (!place || !ticks.length) return;
  const done = ticks.filter((tick) => tick.querySelector("input[type=radio]:checked")).length;
  place.textContent = place.dataset.text.replace("{n}", done).replace("{of}", ticks.length);
}

/** Have every part of this sheet at hand for when the network goes. */
async function atHand() {
  const { inspection, label } = sheet.dataset;
  const addresses = JSON.parse(sheet.dataset.parts);
  await put("sheets", {
    id: inspection, owner: bar.dataset.who, at: Date.now(), label, address: addresses[0],
  });
  const pages = await caches.open(SHEETS);
  for (const address of addresses) {
    if (!(await pages.match(address))) await pages.add(address).catch(() => undefined);
  }
  await keepShell();
  await navigator.serviceWorker.ready;
  sheet.dataset.atHand = "true";
}
