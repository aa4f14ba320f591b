// The page of a programme. « My programme »: the starred sessions, kept in this browser alone; the server tells them
// (and their clashes) without keeping anything. Then, on the day, the hour that it is.
const page = document.querySelector("[data-programme]");

if (page) {
  const key = `vivier-programme-${page.dataset.programme}`;
  const box = page.querySelector("[data-mine]");
  const bar = page.querySelector("[data-mine-bar]");
  const read = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(key));
      return Array.isArray(kept) ? kept.map(String) : [];
    } catch {
      return [];
    }
  };
  const asked = new URLSearchParams(location.search).getAll("s");
  let mine = read();
  let round = 0;

  const mark = () => {
    for (const star of page.querySelectorAll("[data-star]")) {
      star.setAttribute("aria-pressed", mine.includes(star.dataset.star));
    }
  };
  const tell = async () => {
    const turn = ++round;
    if (!mine.length) {
      box.replaceChildren();
      if (bar) bar.hidden = true;
      return;
    }
    const query = new URLSearchParams(mine.map((session) => ["s", session]));
    const answer = await fetch(`${page.dataset.mineUrl}?${query}`, { headers: { "HX-Request": "true" } });
    // A later choice is already on its way.
    if (!answer.ok || turn !== round) return;
    box.innerHTML = await answer.text();
    if (!bar) return;
    bar.querySelector("[data-mine-said]").textContent = box.querySelector("[data-mine-count]").textContent;
    bar.hidden = false;
  };
  const keep = () => {
    try {
      localStorage.setItem(key, JSON.stringify(mine));
    } catch {
      // Private window, storage full: the choice lasts as long as the page.
    }
    mark();
    tell();
  };

  page.addEventListener("click", (event) => {
    const star = event.target.closest("[data-star]")?.dataset.star;
    const drop = event.target.closest("[data-drop]")?.dataset.drop;
    if (star) mine = mine.includes(star) ? mine.filter((session) => session !== star) : [...mine, star];
    else if (drop) mine = (asked.length ? asked : mine).filter((session) => session !== drop);
    else return;
    if (drop) asked.length = 0;
    keep();
    if (drop) page.querySelector("[data-mine] h2, h1")?.focus?.();
  });
  // Chosen in another tab.
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    mine = read();
    mark();
    tell();
  });
  mark();
  if (!asked.length) tell();
}

const days = [...document.querySelectorAll("[data-opens]")];

const tick = () => {
  for (const day of days) {
    const minutes = (Date.now() - Date.parse(day.dataset.opens)) / 60000;
    let last = 0;
    for (const session of day.querySelectorAll("[data-begins]")) {
      const begins = Number(session.dataset.begins);
      const ends = Number(session.dataset.ends);
      last = Math.max(last, ends);
      session.querySelector(".session-now").hidden = minutes < begins || minutes >= ends;
    }
    const line = day.querySelector(".programme-now");
    if (!line) continue;
    line.hidden = minutes < 0 || minutes >= last;
    if (line.hidden) continue;
    // Rows are quarters of an hour, of whatever height: a class places the line in one, a variable within it.
    const row = Math.floor(minutes / 15);
    line.className = `programme-now from-${row + 1} for-1`;
    line.style.setProperty("--part", (minutes - row * 15) / 15);
  }
};

if (days.length) {
  tick();
  setInterval(tick, 60000);
}
