// What survives a reload: settings by name, the tickets of the chosen event, and the scans that
// the server has not confirmed yet. All in IndexedDB; a write is done when its promise is.

const STORES = { settings: {}, tickets: { keyPath: ["event_id", "hash"] }, queue: { keyPath: "id" } };

const database = new Promise((resolve, reject) => {
  const opening = indexedDB.open("entree-scanner", 1);
  opening.onupgradeneeded = () => {
    for (const [name, options] of Object.entries(STORES))
      opening.result.createObjectStore(name, options);
  };
  opening.onsuccess = () => resolve(opening.result);
  opening.onerror = () => reject(opening.error);
});

/** Run `work` on some stores in one transaction; resolves with what it returns once it is stored. */
async function transaction(names, mode, work) {
  const db = await database;
  return new Promise((resolve, reject) => {
    const tx = db.transaction(names, mode, { durability: "strict" });
    const result = work(...[names].flat().map((name) => tx.objectStore(name)));
    tx.oncomplete = () => resolve(result instanceof IDBRequest ? result.result : result);
    tx.onerror = tx.onabort = () => reject(tx.error);
  });
}

export const get = (name) => transaction("settings", "readonly", (store) => store.get(name));

export const set = (name, value) =>
  transaction("settings", "readwrite", (store) => void store.put(value, name));

export const remove = (...names) =>
  transaction("settings", "readwrite", (store) => names.forEach((name) => store.delete(name)));

const ofEvent = (event_id) => IDBKeyRange.bound([event_id], [event_id, []]);

export const tickets = (event_id) =>
  transaction("tickets", "readonly", (store) => store.getAll(ofEvent(event_id)));

/** Store tickets, and how far the sync has come if they are a page of it: both or neither. */
export const putTickets = (rows, progress) =>
  transaction(["tickets", "settings"], "readwrite", (store, settings) => {
    rows.forEach((row) => store.put(row));
    if (progress) settings.put(progress, "progress");
  });

/** Forget all tickets, and how far their sync had come: both or neither. */
export const clearTickets = () =>
  transaction(["tickets", "settings"], "readwrite", (store, settings) => {
    store.clear();
    settings.delete("progress");
  });

export const queue = () => transaction("queue", "readonly", (store) => store.getAll());

/** Queue a scan and store what it did to its ticket: both or neither. */
export const enqueue = (scan, ticket) =>
  transaction(["queue", "tickets"], "readwrite", (store, all) => {
    store.put(scan);
    if (ticket) all.put(ticket);
  });

export const dequeue = (ids) =>
  transaction("queue", "readwrite", (store) => ids.forEach((id) => store.delete(id)));
