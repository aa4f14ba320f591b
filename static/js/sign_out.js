// Signing out, from any page, erases from this device the lists of people kept by the door (js/door/store.js). What it has
// not sent yet stays: it names nobody but who came without being registered, and only its account can send it.
const forget = () =>
  new Promise((resolve) => {
    const asked = indexedDB.open("vivier-accueil");
    // There is none: none is made.
    asked.onupgradeneeded = () => asked.transaction.abort();
    asked.onerror = resolve;
    asked.onsuccess = () => {
      const round = asked.result.transaction("lists", "readwrite");
      round.objectStore("lists").clear();
      round.oncomplete = round.onerror = resolve;
    };
    setTimeout(resolve, 800);
  });

document.addEventListener("submit", (asked) => {
  const form = asked.target;
  const leaves = /\/(deconnexion|logout)\/$/.test(new URL(form.action, location).pathname);
  if (!leaves || form.matches("[data-sign-out]") || asked.defaultPrevented || !globalThis.indexedDB) return;
  asked.preventDefault();
  forget().then(() => form.submit());
});
