// The service worker: the page and its files from a cache, so that it opens without a network.
// VERSION is that of all the files together and is written in by the server; a new one is fetched
// as a whole beside the old one and takes over at the next opening of the page.

const PAGE = new URL("../scanner", self.location).pathname;
const FILES = FILES_OF_THIS_VERSION.map((name) => `${PAGE}/${name}`);
const CACHE = `scanner-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll([PAGE, ...FILES].map((path) => new Request(path, { cache: "reload" }))),
      )
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith("scanner-") && name !== CACHE)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  const isOurs = pathname === PAGE || FILES.includes(pathname);
  if (event.request.method !== "GET" || !isOurs) return;
  event.respondWith(
    caches
      .open(CACHE)
      .then((cache) => cache.match(pathname))
      .then((found) => found ?? fetch(event.request)),
  );
});
