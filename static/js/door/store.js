// What this device keeps: the list of each meeting opened here, and the acts that the server has not answered yet.
const NAME = "vivier-accueil";
let opened;

const open = () => {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("lists", { keyPath: "slug" });
      asked.result.createObjectStore("queue", { keyPath: "key" }).createIndex("slug", "slug");
    };
    asked.onsuccess = () => {
      // Another tab may want to erase everything: it is not made to wait.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
};

const ask = async (store, mode, act) => {
  const base = await open();
  return new Promise((resolve, reject) => {
    const round = base.transaction(store, mode);
    const asked = act(round.objectStore(store));
    // An act is kept once the transaction is over, not before.
    round.oncomplete = () => resolve(asked.result);
    round.onerror = round.onabort = () => reject(round.error);
  });
};

export const listOf = (slug) => ask("lists", "readonly", (store) => store.get(slug));
export const keepList = (list) => ask("lists", "readwrite", (store) => store.put(list));
export const forgetList = (slug) => ask("lists", "readwrite", (store) => store.delete(slug));
export const forgetLists = () => ask("lists", "readwrite", (store) => store.clear());

export const enqueue = (act) => ask("queue", "readwrite", (store) => store.put(act));
export const dequeue = (key) => ask("queue", "readwrite", (store) => store.delete(key));
export const queueOf = async (slug) => {
  const acts = await ask("queue", "readonly", (store) => store.index("slug").getAll(slug));
  return acts.sort((one, other) => one.order - other.order);
};
export const allQueued = () => ask("queue", "readonly", (store) => store.count());

// The list of a meeting that is over does not stay on a telephone.
export const forgetExpired = async () => {
  const lists = await ask("lists", "readonly", (store) => store.getAll());
  const over = lists.filter((list) => list.event.expires && Date.parse(list.event.expires) < Date.now());
  for (const list of over) await forgetList(list.slug);
  return over.map((list) => list.slug);
};
