// The door on a phone: everything happens on the device at once, and goes to the server when there is a network.
import { hour, say } from "./fold.js";
import { People } from "./people.js";
import { Camera, codeOf } from "./scan.js";
import * as store from "./store.js";

const POLL = 15000;
const LONGEST_WAIT = 60000;
const BATCH = 50;
const PAGE_OF_ROWS = 40;
const KEPT = new Set(["done", "already", "undone"]);
const REFUSED_STATES = { waitlisted: "waiting", to_approve: "to_approve", refused: "refused", cancelled: "cancelled" };

const page = document.querySelector("[data-door]");
const $ = (name) => page.querySelector(`[data-${name}]`);
const texts = JSON.parse(document.getElementById("door-texts").textContent);
const base = page.dataset.base;
const slug = page.dataset.slug ?? decodeURIComponent(location.pathname.slice(base.length).split("/")[0]);
const url = (rest) => `${base}${encodeURIComponent(slug)}/${rest}`;
const people = new People();

let event = null;
let account = null;
let since = [0, 0];
let csrf = "";
let sessionId = Number(new URLSearchParams(location.search).get("seance")) || null;
let failures = 0;
let nextTry = 0;
let turn = 0;
let busy = null;
let batch = BATCH;
let trouble = "";
let lastOrder = 0;

const session = () => event?.sessions.find((one) => one.id === sessionId) ?? null;

// What is said

const icon = (name) => page.querySelector(`template[data-icon="${name}"]`).content.cloneNode(true);

const element = (name, { className = "", text = "", ...more } = {}, ...children) => {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

// Told by a shape and by words before any colour: « Bienvenue », « Déjà entrée », « N’entre pas ».
const LOOKS = {
  welcome: ["circle-check", "hue-spo", [60]],
  again: ["history", "hue-eco", [40, 60, 40]],
  stop: ["x", "hue-ink", [200, 80, 200]],
  undone: ["minus", "hue-num", [60]],
};
const verdict = (look, who, words, buttons = []) => {
  const box = $("verdict");
  const [sign, hue, shake] = LOOKS[look];
  box.className = `door-verdict flat ${hue}`;
  box.replaceChildren(
    icon(sign),
    element("div", {}, element("p", { className: "door-verdict-head", text: texts[look] }), element("p", { className: "door-verdict-who", text: who }), element("p", { text: words })),
  );
  if (buttons.length) box.append(element("p", { className: "buttons" }, ...buttons));
  box.hidden = false;
  navigator.vibrate?.(shake);
};

const tellNet = () => {
  const mine = people.queue.filter((act) => act.account === account && !act.asks);
  const others = people.queue.length - people.queue.filter((act) => act.account === account).length;
  const parts = [];
  const away = !navigator.onLine || failures > 0;
  if (trouble) parts.push(trouble);
  else parts.push(away ? texts.offline : texts.online);
  if (mine.length === 1) parts.push(texts.unsentOne);
  else if (mine.length) parts.push(say(texts.unsent, { n: mine.length }));
  else if (event) parts.push(texts.sent);
  if (others) parts.push(say(texts.others, { n: others }));
  const wait = Math.ceil((nextTry - Date.now()) / 1000);
  if (failures && mine.length && wait > 0) parts.push(say(texts.retry, { n: wait }));
  const words = parts.join(" ");
  const said = $("net-said");
  // Said once, not each second: the count-down is for the eye.
  if (said.textContent !== words) said.textContent = words;
  $("net").classList.toggle("is-away", away || Boolean(trouble));
  $("net").dataset.unsent = mine.length;
  $("send").hidden = !mine.length || !failures;
};

const tellCounts = () => {
  const counts = people.counts(session());
  $("present").textContent = counts.present;
  $("left").textContent = counts.left;
  $("expected").textContent = counts.expected;
  $("walkins").textContent = counts.walkIns;
};

// The list: drawn forty at a time, as one scrolls

const drawn = new Map();
let found = [];
let shown = 0;
let sentinel = null;
const watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && drawMore());

const words = (row) => {
  const here = people.standing(row, sessionId);
  if (here.length) return ["circle-check", say(texts.here, { hour: hour(here[0][1], event.zone) })];
  if (people.isHere(row, sessionId)) return ["circle-check", texts.hereAlone];
  if (REFUSED_STATES[row.s]) return ["triangle-alert", texts.outcomes[REFUSED_STATES[row.s]]];
  return ["clock", row.s === "absent" ? texts.absent : texts.expected];
};

const drawRow = (row) => {
  const here = people.isHere(row, sessionId);
  const [sign, told] = words(row);
  const who = element("p", { className: "door-who" }, element("b", { text: row.n }));
  if (row.f) who.append(element("span", { text: row.f }));
  who.append(element("small", {}, icon(sign), told));
  const item = element("li", { className: `door-person${here ? " is-here" : ""}`, "data-person": row.i }, who);
  const waits = row.s === "waitlisted" && !here;
  if (here || waits || !REFUSED_STATES[row.s]) {
    const verb = here ? "undo" : waits ? "admit" : "mark";
    item.append(
      element("button", {
        className: `button${verb === "mark" ? "" : " button-outline"}`,
        type: "button",
        "data-act": verb,
        "aria-label": say(texts[`${verb}Of`], { name: row.n }),
        text: texts[verb],
      }),
    );
  }
  return item;
};

const drawMore = () => {
  const list = $("list");
  sentinel?.remove();
  const next = found.slice(shown, shown + PAGE_OF_ROWS);
  const made = next.map((row) => {
    const item = drawRow(row);
    drawn.set(row.i, item);
    return item;
  });
  list.append(...made);
  shown += next.length;
  if (shown < found.length) {
    sentinel = element("li", { className: "door-sentinel", "aria-hidden": "true" });
    list.append(sentinel);
    watcher.observe(sentinel);
  }
};

const draw = () => {
  if (!event) return;
  const asked = $("search").value;
  found = people.find(asked, session());
  shown = 0;
  drawn.clear();
  $("list").replaceChildren();
  drawMore();
  if (!found.length) $("list").append(element("li", { className: "door-none", text: texts.nobody }));
  $("found").textContent = asked.trim()
    ? found.length === 1 ? texts.foundOne : say(texts.found, { n: found.length })
    : "";
  tellCounts();
};

const redraw = (ids) => {
  for (const id of ids) {
    const old = drawn.get(id);
    const row = people.rows.get(id);
    if (!old || !row) continue;
    const had = old.contains(document.activeElement);
    const item = drawRow(row);
    old.replaceWith(item);
    drawn.set(id, item);
    // The button that was pressed has become another: who uses a keyboard stays there.
    if (had) item.querySelector("button")?.focus();
  }
  tellCounts();
};

const showEvent = () => {
  $("title").textContent = event.title;
  $("when").textContent = event.when;
  document.title = event.title;
  const choice = $("session");
  choice.replaceChildren(choice.options[0]);
  for (const one of event.sessions) {
    const label = one.hours ? `${one.hours}, ${one.title}` : one.title;
    choice.append(element("option", { value: one.id, text: label }));
  }
  if (!session()) sessionId = null;
  choice.value = sessionId ?? "";
  $("session-form").hidden = !event.sessions.length;
};

// Acts

const order = () => (lastOrder = Math.max(Date.now(), lastOrder + 1));

const put = async (act) => {
  const whole = { key: crypto.randomUUID(), slug, account, order: order(), at: new Date().toISOString(), ...act };
  if (sessionId && !whole.session) whole.session = sessionId;
  await store.enqueue(whole);
  people.queue.push(whole);
  return whole;
};

const mark = async (row, { admit = false } = {}) => {
  const name = row.n || row.c;
  const standing = people.standing(row, sessionId);
  if (!event.open) return verdict("stop", name, texts.outcomes.event_cancelled);
  if (people.isHere(row, sessionId)) return verdict("again", name, standing.length ? say(texts.here, { hour: hour(standing[0][1], event.zone) }) : texts.hereAlone);
  const refused = REFUSED_STATES[row.s];
  if (refused && !(refused === "waiting" && admit)) {
    const buttons = [];
    if (refused === "waiting") {
      const letIn = element("button", { className: "button", type: "button", text: texts.admit });
      letIn.addEventListener("click", () => mark(row, { admit: true }));
      buttons.push(letIn);
    }
    return verdict("stop", name, texts.outcomes[refused], buttons);
  }
  if (session()?.limited && !row.x.includes(sessionId)) return verdict("stop", name, texts.outcomes.not_in_session);
  await put({ verb: "present", registration: row.i, ...(admit ? { admit } : {}) });
  verdict("welcome", name, row.f || texts.outcomes.done);
  after([row.i]);
};

const undo = async (row) => {
  const undoes = people.standing(row, sessionId).map((presence) => presence[2]);
  await put({ verb: "undo", registration: row.i, undoes });
  verdict("undone", row.n, texts.outcomes.undone);
  after([row.i]);
};

const after = (ids) => {
  redraw(ids);
  tellNet();
  send();
};

const scanned = async (text) => {
  if (!event) return;
  const code = await codeOf(text);
  if (!code) return verdict("stop", text.slice(0, 40), texts.noCode);
  const row = people.codes.get(code);
  if (row) return mark(row);
  const told = await fetch(`${url("billet.json")}?${new URLSearchParams({ code })}`, { redirect: "manual" })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null);
  if (!told) return verdict("stop", code, texts.notInList);
  if (told.registration) {
    // Registered since the list was loaded.
    await load();
    const late = people.codes.get(code);
    if (late) return mark(late);
  }
  verdict("stop", code, told.event ? say(texts.elsewhere, { event: told.event }) : told.text || texts.notInList);
};

// The server

const keep = () =>
  store.keepList({ slug, account, event, people: people.plain(), since, fetched: new Date().toISOString() });

const fail = (words = "") => {
  failures += 1;
  trouble = words;
  nextTry = Date.now() + Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(failures, 6));
  tellNet();
  plan(nextTry - Date.now());
};

const plan = (wait) => {
  clearTimeout(turn);
  turn = setTimeout(() => send(), wait);
};

const load = async () => {
  const answer = await fetch(url("liste.json"), { redirect: "manual" }).catch(() => null);
  if (!answer) return fail(), false;
  if (answer.type === "opaqueredirect") return fail(texts.signedOut), false;
  if (!answer.ok) return fail(), false;
  const told = await answer.json().catch(() => null);
  if (!told) return fail(), false;
  ({ event, since, csrf, account } = told);
  people.load(told.people);
  failures = 0;
  trouble = "";
  await keep();
  showEvent();
  draw();
  tellNet();
  return true;
};

const nameOf = (act) => (act.verb === "walk_in" ? `${act.first_name} ${act.last_name}` : (people.rows.get(act.registration)?.n ?? ""));

const askWhatToDo = (act) => {
  const choose = (label, more) => {
    const button = element("button", { className: more ? "button" : "button button-outline", type: "button", text: label });
    button.addEventListener("click", async () => {
      const again = { ...act, ...more, asks: false, order: order() };
      people.queue = people.queue.filter((one) => one.key !== act.key);
      if (more) {
        people.queue.push(again);
        await store.enqueue(again);
      } else await store.dequeue(act.key);
      $("verdict").hidden = true;
      $("search").focus();
      after([]);
    });
    return button;
  };
  verdict("stop", say(texts.fullOf, { name: nameOf(act) }), texts.outcomes.full, [
    choose(texts.over, { over: true }),
    choose(texts.queue, { wait: true }),
    choose(texts.leave, null),
  ]);
};

const settle = async (act, result) => {
  if (result.outcome === "full") {
    act.asks = true;
    await store.enqueue(act);
    return askWhatToDo(act);
  }
  people.queue = people.queue.filter((one) => one.key !== act.key);
  await store.dequeue(act.key);
  if (KEPT.has(result.outcome)) return;
  if (act.verb === "walk_in" && result.outcome === "waiting") return verdict("again", nameOf(act), say(texts.waitKept, { name: nameOf(act) }));
  // Refused by the server though the device let them in: it stays on the page until somebody has read it.
  verdict("stop", nameOf(act), result.text);
  $("refusals").append(element("li", { text: `${nameOf(act)} : ${result.text}` }));
  $("refused").hidden = false;
};

const exchange = async () => {
  if (!csrf && !(await load())) return;
  const acts = people.queue.filter((act) => act.account === account && !act.asks).slice(0, batch);
  const sent = acts.map(({ slug: _slug, account: _account, order: _order, asks: _asks, ...act }) => act);
  const answer = await fetch(url("actes/"), {
    method: "POST",
    redirect: "manual",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify({ now: new Date().toISOString(), since, acts: sent }),
  }).catch(() => null);
  if (!answer) return fail();
  if (answer.type === "opaqueredirect") {
    csrf = "";
    return fail(texts.signedOut);
  }
  if (answer.status === 403) {
    // Another token since a new sign-in: it comes with the list.
    csrf = "";
    return fail();
  }
  if ((answer.status === 400 || answer.status === 413) && acts.length) {
    if (acts.length > 1) batch = 1;
    else await settle(acts[0], { outcome: "malformed", text: texts.outcomes.malformed });
    return plan(500);
  }
  const told = answer.ok ? await answer.json().catch(() => null) : null;
  if (!told) return fail();
  failures = 0;
  trouble = "";
  batch = BATCH;
  const results = new Map(told.results.map((result) => [result.key, result]));
  people.merge(told.people);
  ({ since } = told);
  event.capacity = told.capacity;
  event.open = told.open;
  for (const act of acts) if (results.has(act.key)) await settle(act, results.get(act.key));
  await keep();
  const ids = [...told.people.map((row) => row.i), ...acts.map((act) => act.registration)];
  if (told.people.some((row) => !drawn.has(row.i))) draw();
  else redraw(ids);
  tellNet();
  plan(people.queue.some((act) => act.account === account && !act.asks) ? 200 : POLL);
};

// One exchange at a time: what is asked meanwhile follows it.
const send = () => {
  if (busy) return busy.then(() => plan(50));
  busy = navigator.locks
    ? navigator.locks.request(`vivier-accueil-${slug}`, refreshThenExchange)
    : refreshThenExchange();
  return busy.finally(() => (busy = null));
};

const refreshThenExchange = async () => {
  // Another tab of this device may have sent them.
  people.queue = await store.queueOf(slug);
  await exchange();
};

// What one presses

page.addEventListener("click", (pressed) => {
  const verb = pressed.target.closest("[data-act]")?.dataset.act;
  const row = verb && people.rows.get(Number(pressed.target.closest("[data-person]").dataset.person));
  if (!row) return;
  if (verb === "undo") undo(row);
  else mark(row, { admit: verb === "admit" });
});

let typed = 0;
$("search").addEventListener("input", () => {
  clearTimeout(typed);
  typed = setTimeout(draw, 80);
});
$("search-form").addEventListener("submit", (asked) => {
  asked.preventDefault();
  draw();
});
$("session").addEventListener("change", () => {
  sessionId = Number($("session").value) || null;
  draw();
});
$("session-form").addEventListener("submit", (asked) => asked.preventDefault());
$("send").addEventListener("click", () => send());

$("walk-form").addEventListener("submit", async (asked) => {
  asked.preventDefault();
  const form = asked.target;
  const given = Object.fromEntries(["first_name", "last_name", "affiliation", "email"].map((name) => [name, form.elements[name].value.trim()]));
  const wrong = ["first_name", "last_name"].find((name) => !/\p{L}/u.test(given[name]));
  const bad = wrong ?? (form.elements.email.validity.valid ? "" : "email");
  if (bad) {
    verdict("stop", "", bad === "email" ? form.elements.email.validationMessage : texts.needsName);
    return form.elements[bad].focus();
  }
  if (!event?.open) return verdict("stop", "", texts.outcomes.event_cancelled);
  // Known here to be full: asked at once, with or without a network. The server counts again.
  const full = event.capacity !== null && people.counts(null).expected >= event.capacity;
  const act = await put({ verb: "walk_in", ...given, ...(full ? { asks: true } : {}) });
  form.reset();
  $("walk").open = false;
  if (full) return askWhatToDo(act);
  verdict("welcome", `${given.first_name} ${given.last_name}`, say(texts.walkKept, { name: given.first_name }));
  $("search").focus();
  after([]);
});

let camera = null;
$("scan").addEventListener("click", async () => {
  const said = $("scan-said");
  if (camera?.isOpen) {
    camera.close();
  } else {
    camera ??= new Camera($("video"), { reader: page.dataset.reader, read: scanned });
    $("camera").hidden = false;
    try {
      await camera.open();
    } catch {
      camera.close();
      verdict("stop", "", texts.noCamera);
    }
  }
  $("camera").hidden = !camera.isOpen;
  $("scan").setAttribute("aria-pressed", camera.isOpen);
  said.textContent = camera.isOpen ? texts.stopScan : texts.scan;
});

let warned = false;
$("sign-out").addEventListener("submit", async (asked) => {
  asked.preventDefault();
  const form = asked.target;
  await Promise.race([send(), new Promise((resolve) => setTimeout(resolve, 3000))]);
  if ((await store.allQueued()) && !warned) {
    warned = true;
    $("out-said").textContent = texts.signOutUnsent;
    $("out-said").hidden = false;
    return;
  }
  await store.forgetLists();
  if (!form.elements.csrfmiddlewaretoken) form.append(element("input", { type: "hidden", name: "csrfmiddlewaretoken", value: csrf }));
  form.submit();
});

addEventListener("online", () => {
  failures = 0;
  send();
});
addEventListener("offline", tellNet);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(() => failures && tellNet(), 1000);

// The beginning

for (const only of page.querySelectorAll("[data-nojs]")) only.hidden = true;
navigator.serviceWorker?.register(page.dataset.worker, { scope: base }).catch(() => {});
navigator.storage?.persist?.().catch(() => {});

const expired = await store.forgetExpired();
people.queue = await store.queueOf(slug);
const kept = await store.listOf(slug);
if (kept) {
  ({ event, since, account } = kept);
  people.load(kept.people);
  showEvent();
  draw();
}
const loaded = await load();
if (!loaded && !kept) {
  trouble ||= expired.includes(slug) ? texts.expired : texts.noList;
  tellNet();
}
page.dataset.ready = "yes";
// A question that was left without an answer when the page was closed.
const unanswered = people.queue.find((act) => act.asks && act.account === account);
if (unanswered) askWhatToDo(unanswered);
if (loaded) send();
