/* Serves the sheets of an inspection, and what they need, where there is no network.
   A page that is kept has its headers with it, the policy with its nonce included. */

const SHEETS = "inspector-sheets";
const SHELL = "inspector-shell";
const SHEET = /^\/inspector\/inspections\/[0-9a-f-]{36}\/sheet\/\d+$/;
const OFFLINE = "/inspector/offline";
const PATIENCE_MS = 5_000;

self.addEventListener("install", (event) => event.waitUntil(self.skipWaiting()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(served(event, SHELL));
  else if (request.mode === "navigate" && SHEET.test(url.pathname)) {
    event.respondWith(served(event, SHEETS).catch(away));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(away));
  }
});

/** From the network, and kept; without it, or when it takes too long, what was kept before. */
async function served(event, name) {
  const cache = await caches.open(name);
  const address = new URL(event.request.url).pathname;
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected) await cache.put(address, answer.clone());
    return answer;
  });
  const kept = await cache.match(address);
  if (!kept) return fresh;
  event.waitUntil(fresh.catch(() => undefined));
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MS); });
  return Promise.race([fresh.catch(() => kept), late]);
}

async function away() {
  const shell = await caches.open(SHELL);
  return (await shell.match(OFFLINE)) ?? Response.error();
}
