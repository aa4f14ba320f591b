// htmx replaces a list with its filters: the drawers that were open stay open.
let open = [];
let focused = "";
const drawers = (list) => [...list.querySelectorAll("details")];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  open = drawers(detail.target).map((drawer) => drawer.open);
  focused = detail.target.contains(document.activeElement) ? document.activeElement.id : "";
});
document.addEventListener("htmx:load", ({ detail }) => {
  drawers(detail.elt).forEach((drawer, place) => { if (open[place]) drawer.open = true; });
  open = [];
  // A box inside a drawer takes the focus back only once the drawer is open again.
  if (focused) document.getElementById(focused)?.focus();
  focused = "";
});
