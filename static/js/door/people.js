// The people of a meeting as the door sees them: the server's list, with what this device has not sent yet laid over it.
import { fold } from "./fold.js";

const EXPECTED = new Set(["to_confirm", "offered", "confirmed", "present", "absent"]);

export class People {
  constructor() {
    this.rows = new Map();
    this.codes = new Map();
    this.queue = [];
  }

  load(rows) {
    this.rows.clear();
    this.codes.clear();
    this.merge(rows);
  }

  merge(rows) {
    for (const row of rows) {
      row.folded = fold(`${row.n} ${row.f} ${row.c}`);
      this.rows.set(row.i, row);
      this.codes.set(row.c, row);
    }
  }

  plain() {
    return [...this.rows.values()].map(({ folded: _folded, ...row }) => row);
  }

  // Presences that stand: [session or 0, instant, key], the first first. Queued acts count at once.
  standing(row, session = null) {
    const mine = this.queue.filter((act) => act.registration === row.i && !act.refused);
    const undone = new Set(mine.flatMap((act) => act.undoes ?? []));
    const queued = mine.filter((act) => act.verb === "present").map((act) => [act.session ?? 0, act.at, act.key]);
    const known = new Set(row.p.map((presence) => presence[2]));
    return [...row.p, ...queued.filter((presence) => !known.has(presence[2]))]
      .filter((presence) => !undone.has(presence[2]) && (session === null || presence[0] === session))
      .sort((one, other) => Date.parse(one[1]) - Date.parse(other[1]));
  }

  isHere(row, session = null) {
    if (this.standing(row, session).length) return true;
    // Present before acts were kept: the server knows it, no key tells it.
    return session === null && row.s === "present" && !row.p.length && !this.queue.some((act) => act.registration === row.i);
  }

  comesTo(row, session) {
    return EXPECTED.has(row.s) && (session === null || !session.limited || row.x.includes(session.id));
  }

  counts(session) {
    let expected = 0;
    let present = 0;
    let walkIns = this.queue.filter((act) => act.verb === "walk_in" && !act.refused && !act.asks).length;
    present += walkIns;
    expected += walkIns;
    for (const row of this.rows.values()) {
      const here = this.isHere(row, session?.id ?? null);
      if (here || this.comesTo(row, session)) expected += 1;
      if (here) present += 1;
      if (here && row.w) walkIns += 1;
    }
    return { expected, present, walkIns, left: Math.max(0, expected - present) };
  }

  find(words, session) {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const found = [];
    for (const row of this.rows.values()) {
      if (!row.n) continue;
      if (session?.limited && !row.x.includes(session.id)) continue;
      if (wanted.every((word) => row.folded.includes(word))) found.push(row);
    }
    return found;
  }
}
