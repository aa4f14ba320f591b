// The key « / » goes to the search field of the page, else to the page of the search. Never while somebody writes, and
// [data-search-key] switches it off for good on this machine (a key alone can be pressed by a voice or by mistake).
const OFF = "vivier-search-key-off";
const isOff = () => {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
};
const isWritten = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.defaultPrevented || isWritten(event.target) || isOff()) return;
  const field = document.querySelector("main input[type=search]");
  event.preventDefault();
  if (field) {
    field.focus();
    field.select();
  } else {
    document.querySelector("[data-search-link]")?.click();
  }
});
const tell = (button) => {
  button.textContent = isOff() ? button.dataset.restore : button.dataset.stop;
  document.documentElement.classList.toggle("no-search-key", isOff());
};
document.querySelectorAll("[data-search-key]").forEach((button) => {
  tell(button);
  button.addEventListener("click", () => {
    try { localStorage.setItem(OFF, isOff() ? "0" : "1"); } catch { return; }
    tell(button);
  });
});
document.documentElement.classList.toggle("no-search-key", isOff());
