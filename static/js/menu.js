// An open drawer (menu, filters) closes with Escape, and gives the focus back to its button.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const drawer = event.target.closest("details[data-drawer][open]");
  if (!drawer) return;
  drawer.open = false;
  drawer.querySelector("summary").focus();
});

// The menu of a narrow screen lies over the page: it closes when the focus goes on beneath it.
document.addEventListener("focusin", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});
