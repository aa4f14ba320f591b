// An open drawer (menu, filters) closes with Escape, and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drawer = event.target.closest("details[data-drawer][open]");
  if (!drawer) return;
  drawer.open = false;
  drawer.querySelector("summary").focus();
});
