// [data-suggest]: a search form that proposes a few pages while somebody types. The server answers with options ready
// to show; the field stays a plain search field without this. Keys: arrows, Enter, Escape (a combobox with a list).
const setUp = (form) => {
  const field = form.querySelector("input[type=search]");
  const list = form.querySelector("[role=listbox]");
  const status = form.querySelector("[role=status]");
  let wait = 0;
  let asked = null;
  let chosen = -1;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-expanded", "false");

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === place)));
    const option = list.children[place];
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      field.removeAttribute("aria-activedescendant");
    }
  };
  const close = () => {
    clearTimeout(wait);
    asked?.abort();
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
    choose(-1);
  };
  const show = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html").querySelector("ul");
    if (!answer) return;
    list.replaceChildren(...answer.children);
    status.textContent = answer.dataset.said;
    const found = list.children.length > 0;
    list.hidden = !found;
    field.setAttribute("aria-expanded", String(found));
    choose(-1);
  };
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    try {
      const address = `${form.dataset.suggest}?q=${encodeURIComponent(field.value.trim().slice(0, 60))}`;
      const answer = await fetch(address, { signal: asked.signal, credentials: "omit" });
      if (answer.ok) show(await answer.text());
    } catch (error) {
      // Typing went on, or the network is away: the form still searches.
      if (error.name !== "AbortError") close();
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(wait);
    if (field.value.trim().length < 2) { close(); status.textContent = ""; return; }
    wait = setTimeout(ask, 200);
  });
  field.addEventListener("keydown", (event) => {
    const count = list.children.length;
    if (list.hidden || !count) return;
    if (event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (event.key === "ArrowUp") choose(chosen < 1 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  // The field keeps the focus while a proposition is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
  field.addEventListener("blur", close);
};
document.querySelectorAll("form[data-suggest]").forEach(setUp);
