// Opens the page of the door without a network. Keeps its files and a page that names nobody; never a list, never an
// answer of the server. What precedes this line says which files, and their version.
const cacheName = `vivier-accueil-${KEPT.version}`;
// A network that is there without answering is worse than none.
const PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(cacheName);
      await cache.addAll(KEPT.files.map((file) => new Request(file, { cache: "no-cache" })));
      const shell = await fetch(KEPT.shell, { credentials: "same-origin", redirect: "error" });
      if (!shell.ok) throw new Error("shell");
      await cache.put(KEPT.shell, shell);
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith("vivier-accueil-") && name !== cacheName) await caches.delete(name);
      }
      await self.clients.claim();
    })(),
  );
});

const network = (request) =>
  new Promise((resolve, reject) => {
    const turn = setTimeout(() => reject(new Error("late")), PATIENCE);
    fetch(request).then(resolve, reject).finally(() => clearTimeout(turn));
  });

const orKept = async (request, kept) => {
  try {
    const answer = await network(request);
    // A proxy that says that the site is away is no answer either.
    if (answer.status < 502 || answer.status > 504) return answer;
  } catch {
    // No network: what is kept.
  }
  const cache = await caches.open(cacheName);
  return (await cache.match(kept)) ?? Response.error();
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    // The page of one meeting: two parts after the scope, the second empty.
    const rest = address.pathname.startsWith(KEPT.scope) ? address.pathname.slice(KEPT.scope.length) : "";
    if (/^[\w-]+\/$/.test(rest)) event.respondWith(orKept(request, KEPT.shell));
  } else if (KEPT.files.includes(address.pathname)) {
    event.respondWith(orKept(request, address.pathname));
  }
});
