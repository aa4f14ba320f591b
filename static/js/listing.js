// htmx replaces a list with its filters: the drawers that were open stay open.
let open = [];
const drawers = (list) => [...list.querySelectorAll("details")];
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  open = drawers(detail.target).map((drawer) => drawer.open);
});
document.addEventListener("htmx:load", ({ detail }) => {
  drawers(detail.elt).forEach((drawer, place) => { if (open[place]) drawer.open = true; });
  open = [];
});
