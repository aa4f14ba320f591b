// [data-copy]: copies an address (its value, or this page's) and says so in the button itself.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button || !navigator.clipboard) return;
  const label = button.querySelector("[data-copy-label]");
  await navigator.clipboard.writeText(button.dataset.copy || location.href);
  label.textContent = button.dataset.copied;
});
