/* What an inspector's tablet keeps until it is sent: findings, which sheets are at hand, and what
   has to be looked at. It lies in IndexedDB, so a page that is closed or reloaded loses nothing. */

const NAME = "inspector";
const STORES = ["findings", "told", "sheets"];
export const SHEETS = "inspector-sheets";
export const SHELL = "inspector-shell";

let opening;

function opened() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const store of STORES) request.result.createObjectStore(store, { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

/** Run `act` on a store in one transaction; resolves with what it returns once that is on disk. */
async function within(store, mode, act) {
  const database = await opened();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode, { durability: "strict" });
    let result;
    transaction.oncomplete = () => resolve(result);
    transaction.onabort = () => reject(transaction.error);
    act(transaction.objectStore(store), (value) => { result = value; });
  });
}

export function all(store) {
  return within(store, "readonly", (rows, done) => {
    rows.getAll().onsuccess = (event) => done(event.target.result);
  });
}

export function put(store, row) {
  return within(store, "readwrite", (rows) => rows.put(row));
}

export function remove(store, id) {
  return within(store, "readwrite", (rows) => rows.delete(id));
}

/** Change a row if it is still there, and resolve with it; `change` returns the new row. */
export function change(store, id, change) {
  return within(store, "readwrite", (rows, done) => {
    rows.get(id).onsuccess = (event) => {
      if (!event.target.result) return;
      const row = change(event.target.result);
      rows.put(row);
      done(row);
    };
  });
}

/** Keep a finding. It takes the place of one on the same thing that has never been sent. */
export function keep(finding) {
  return within("findings", "readwrite", (rows) => {
    rows.getAll().onsuccess = (event) => {
      const same = event.target.result.filter(
        (row) => row.inspection === finding.inspection && row.slot === finding.slot);
      for (const row of same) {
        if (row.refused || row.found_at === null) rows.delete(row.id);
        else finding.knew.push(row.id);
      }
      rows.put(finding);
    };
  });
}

/** Everything that is not known to be recorded; what was refused waits for a person. */
export async function unsent() {
  const rows = await all("findings");
  return rows.filter((row) => row.version === null).sort((a, b) => a.at - b.at);
}

/** Have at hand what this page is made of: the worker may not have seen all of it come. */
export async function keepShell(...further) {
  const shell = await caches.open(SHELL);
  const used = performance.getEntriesByType("resource")
    .map((entry) => new URL(entry.name).pathname).filter((path) => path.startsWith("/static/"));
  for (const address of new Set([...used, ...further])) {
    if (!(await shell.match(address))) await shell.add(address).catch(() => undefined);
  }
}

/** Forget one sheet: its pages, and what of it was sent. What was not sent stays. */
export async function forget(inspection) {
  const pages = await caches.open(SHEETS);
  for (const request of await pages.keys()) {
    if (request.url.includes(inspection)) await pages.delete(request);
  }
  for (const row of await all("findings")) {
    if (row.inspection === inspection && row.version !== null) await remove("findings", row.id);
  }
  await remove("sheets", inspection);
}

/** Forget everything, sent or not. */
export async function forgetAll() {
  await caches.delete(SHEETS);
  await caches.delete(SHELL);
  for (const store of STORES) await within(store, "readwrite", (rows) => rows.clear());
}
