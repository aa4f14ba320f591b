// A question that waits for an answer to another one is shown once that answer is given. Without this, it says so itself.
const waiting = [...document.querySelectorAll("[data-depends-on]")];
const given = (form, name) => [...form.querySelectorAll(`[name="${name}"]`)]
  .filter((box) => box.type === "hidden" || box.checked).map((box) => box.value);
const showAsked = () => waiting.forEach((box) => {
  const { dependsOn, dependsValue } = box.dataset;
  box.hidden = !given(box.closest("form"), dependsOn).includes(dependsValue);
});
if (waiting.length) {
  document.addEventListener("change", showAsked);
  showAsked();
}
