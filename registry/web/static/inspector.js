/* On every page of the inspector: the worker that serves sheets without a network, the bar that
   says what is not sent yet, and tidying up what is not needed on the tablet any more. */

import { begin } from "./inspector-sending.js";
import { all, forget, keepShell, SHEETS, unsent } from "./inspector-store.js";

const DAY_MS = 24 * 60 * 60 * 1000;
const bar = document.querySelector("#unsent");

if (bar && "serviceWorker" in navigator && "indexedDB" in window) start();

async function start() {
  const { worker, scope, offline } = bar.dataset;
  navigator.serviceWorker.register(worker, { scope });
  await tidy();
  await listed();
  await keepShell(offline);
  await begin();
}

/** Forget sheets that are done with: of somebody else, concluded, or from another day. */
async function tidy() {
  const waiting = new Set((await unsent()).map((row) => row.inspection));
  const concluded = document.querySelector("[data-concluded]")?.dataset.concluded;
  for (const sheet of await all("sheets")) {
    const over = sheet.id === concluded || Date.now() - sheet.at > DAY_MS;
    const foreign = sheet.owner !== bar.dataset.who && navigator.onLine;
    if ((over || foreign) && !waiting.has(sheet.id)) await forget(sheet.id);
  }
}

/** List the sheets that are at hand without a network. */
async function listed() {
  const list = document.querySelector("#kept-sheets");
  if (!list) return;
  const pages = await caches.open(SHEETS);
  for (const sheet of await all("sheets")) {
    if (!(await pages.match(sheet.address))) continue;
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = sheet.address;
    link.textContent = sheet.label;
    item.append(link);
    list.append(item);
  }
  document.querySelector("#no-sheets").hidden = list.children.length > 0;
}
