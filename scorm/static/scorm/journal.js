// What is not yet on the server, kept on the device: written synchronously before a package is told "true".
//
// A journal holds ids, a token and what the package stored, but neither name nor e-mail of the learner.

import { forget, readAll, readOne, save, serverTime } from "./device.js";
import { bytesOf, docsOf, INTERACTION, mostOf, shrink, split, storedOf, stronger, wholeBodies, wholeOf } from "./parts.js";

const DAY = 86_400_000; // ms
const KEEP_DAYS = 30; // as long as the server keeps late commits

/** Changes from one flat document to the next; what vanished becomes "", an interaction travels as a whole row. */
export function difference(before, after) {
  const changed = {};
  for (const [path, value] of Object.entries(after)) if (before[path] !== value) changed[path] = value;
  for (const path of Object.keys(before)) if (!(path in after) && before[path] !== "") changed[path] = "";
  const touched = new Set();
  for (const path of Object.keys(changed)) {
    const match = INTERACTION.exec(path);
    if (match) touched.add(match[1]);
  }
  for (const [path, value] of Object.entries(after)) {
    const match = INTERACTION.exec(path);
    if (match && touched.has(match[1])) changed[path] = value;
  }
  return changed;
}

/** What a body says of an element, undefined when nothing. */
function saidOf(body, path) {
  const match = INTERACTION.exec(path);
  return match ? body.inter.find(({ idx }) => idx === Number(match[1]))?.set[match[2]] : body.set[path];
}

/**
 * Leave out from now on what the server refuses of a body, until the package says something else. Returns how much that
 * is: what the package has changed meanwhile is not refused.
 */
export function bar(state, body, paths) {
  const doc = docsOf(state)[body.sco] ?? {};
  const known = state.barred?.[body.sco] ?? [];
  const fresh = paths.filter((path) => !known.includes(path) && (doc[path] ?? "") === (saidOf(body, path) ?? ""));
  state.barred = { ...state.barred, [body.sco]: [...known, ...fresh] };
  return fresh.length;
}

/** How many changes a stored journal holds back (a line of an interaction counts once). */
export function countChanges(state) {
  return Object.keys(state.changed ?? {}).length;
}

export class Journal {
  /** Read what this device knows of the launch; `floor` is the last sequence number that the server has seen. */
  static async open({ launch, epoch, token, sco, learner, most }, floor = 0) {
    const stored = await readOne(launch);
    const journal = new Journal({ launch, epoch, token, sco, learner, most }, stored);
    journal.newSession();
    journal.trust(floor);
    return journal;
  }

  /** `most` is how many bytes a body may have. */
  constructor({ launch, epoch, token, sco, learner, most = Infinity }, stored = null) {
    this.sco = sco;
    this.most = most;
    this.onLost = () => {}; // hears [path, bytes] of what is left out for its size
    this.state = {
      rev: 0, seq: 0, page: 0, attempted: 0, active_ms: 0, commits: [], changed: {}, handed: 0,
      ...stored,
      docs: stored ? docsOf(stored) : {},
      launch, epoch, token, learner, // a pseudonym: who may be asked about what is left here
    };
    // The first body of a page's life is whole: a lost or half-restored journal then heals by itself.
    this.whole = true;
    this.kept = true;
  }

  get unsent() {
    return this.state.commits;
  }

  get doc() {
    return this.state.docs[this.sco] ?? {};
  }

  /** What this launch has stored of an item, null when it never played it. */
  docOf(sco) {
    return this.state.docs[sco] ?? null;
  }

  /** An item of the course begins, anew or where it was left; whatever waits of the ones before still waits. */
  enter(sco, isAnew) {
    if (sco !== this.sco || isAnew) this.whole = true; // the first body of an item is whole
    this.sco = sco;
  }

  /** What the server has, it tells better: a device that was full has an older state. */
  trust(floor) {
    const { state } = this;
    state.seq = Math.max(state.seq, floor);
    if (this.unsent.some(({ seq }) => seq <= floor)) this.acknowledge(floor);
    const waiting = new Set(this.unsent.map(({ sco }) => sco));
    state.docs = Object.fromEntries(Object.entries(state.docs).filter(([sco]) => waiting.has(sco)));
  }

  /** The package starts (again): its session time counts from zero, so the server must add and not replace. */
  newSession() {
    this.state.page += 1;
  }

  /** Start from the server's document, without anything to send. */
  baseline(doc) {
    this.state.docs[this.sco] = doc;
    this.bar([]);
  }

  /** What an item goes on from: what this device knows of it, and of what the server refused the last that it took. */
  goOn(seed) {
    const known = this.docOf(this.sco);
    if (!known) return seed;
    const doc = storedOf(this.state, this.sco, known);
    for (const path of this.barred) if (path in seed) doc[path] = seed[path];
    this.state.docs[this.sco] = doc;
    this.bar([]);
    return doc;
  }

  /** Paths of the present item that the server would not take with the value that they have. */
  get barred() {
    return this.state.barred?.[this.sco] ?? [];
  }

  bar(paths) {
    if (this.state.barred) this.state.barred[this.sco] = paths;
  }

  /** Where the learner is in the course, and what the whole has reached; travels with the next body. */
  steer(course, { at, active_ms }) {
    this.state.course = course;
    this.state.active_ms = active_ms;
    const head = { trigger: stronger(this.openCommit()?.trigger, "manual"), t: at, active_ms, course };
    const isWhole = this.whole && !this.openCommit();
    const body = this.put(isWhole ? { ...head, ...wholeOf(this.state, this.sco) } : head);
    this.whole = this.whole && !isWhole;
    this.state.changed.course = body.seq;
    return this.write();
  }

  /** Take over a new document. Returns false when the device refused to keep it. */
  record(doc, { trigger, at, active_ms }) {
    const before = this.doc;
    this.bar(this.barred.filter((path) => before[path] === doc[path]));
    const changed = storedOf(this.state, this.sco, difference(before, doc));
    this.state.docs[this.sco] = doc;
    this.state.active_ms = active_ms;
    if (Object.keys(changed).length === 0 && trigger !== "terminate") return this.kept || this.write();
    const open = this.openCommit();
    const head = { trigger: stronger(open?.trigger, trigger), t: at, active_ms };
    const { set, inter } = split(changed);
    let body = null;
    if (this.whole || open?.full) {
      body = this.put({ ...head, ...wholeOf(this.state, this.sco) });
      this.whole = false;
    } else {
      const rows = new Map((open?.inter ?? []).map((row) => [row.idx, row]));
      for (const row of inter) rows.set(row.idx, row);
      body = this.put({ ...head, full: false, set: { ...open?.set, ...set }, inter: [...rows.values()] });
    }
    for (const name of [...Object.keys(set), ...inter.map(({ idx }) => `interaction ${idx}`)]) {
      this.state.changed[name] = body.seq;
    }
    return this.write();
  }

  /** The last body, as long as nobody tried to send it: later changes join it instead of making a new request. */
  openCommit() {
    const last = this.state.commits.at(-1);
    const isOpen = last && last.seq > this.state.attempted && last.page === this.state.page && last.sco === this.sco;
    return isOpen && !last.isPart ? last : null;
  }

  put(fields) {
    const open = this.openCommit();
    if (open) {
      Object.assign(open, fields);
      return open;
    }
    const { launch, epoch, page } = this.state;
    const waiting = this.state.commits.at(-1);
    const after = waiting && { after: waiting.seq }; // a whole document of this item must not step over another's
    const seq = ++this.state.seq;
    const body = { v: 1, launch, epoch, page, seq, ...after, sco: this.sco, full: false, set: {}, inter: [], ...fields };
    this.state.commits.push(body);
    return body;
  }

  /** The body to send next; from now on it is frozen, because the server may have seen it. */
  next() {
    const body = this.state.commits[0];
    if (!body) return null;
    const first = body.seq > this.state.attempted;
    if (first) {
      this.state.attempted = body.seq;
      this.write();
    }
    return { body, first };
  }

  /** Everything that waits, frozen: for a page that is closing. */
  rest() {
    this.state.attempted = Math.max(this.state.attempted, ...this.state.commits.map(({ seq }) => seq));
    this.write();
    return this.state.commits;
  }

  acknowledge(seq) {
    for (const { seq: told, sco, left_out: left } of this.state.commits) if (left && told <= seq) delete this.state.leftOut[sco];
    this.state.commits = this.state.commits.filter((body) => body.seq > seq);
    this.state.taken = Math.max(this.state.taken ?? 0, seq);
    for (const [name, since] of Object.entries(this.state.changed)) if (since <= seq) delete this.state.changed[name];
    this.write();
  }

  /** Replace everything unsent by one whole document of each item, with numbers above `floor`. */
  collapse({ trigger, at, active_ms, floor = 0 }) {
    const waiting = this.state.commits;
    const items = [...new Set(waiting.map(({ sco }) => sco))];
    if (items.length === 0) items.push(this.sco);
    this.state.seq = Math.max(this.state.seq, floor);
    const { launch, epoch, page } = this.state;
    const headOf = (sco) => {
      const last = waiting.filter((body) => body.sco === sco).at(-1);
      return { v: 1, launch, epoch, page: last?.page ?? page, sco, trigger, t: at, active_ms };
    };
    const lost = [];
    this.state.commits = wholeBodies(this.state, items, { most: mostOf(this.state, this.most), headOf, lost });
    if (lost.length) this.lose(lost);
    if (items.includes(this.sco)) this.whole = false;
    const { seq } = this.state;
    for (const name of Object.keys(this.state.changed)) this.state.changed[name] = seq;
    this.write();
    return this.state.commits.at(-1);
  }

  /** The server refuses these paths of a body: without them the rest can be stored. Returns whether that is news. */
  refuse(body, paths) {
    const isNews = bar(this.state, body, paths) > 0;
    this.missed();
    return isNews;
  }

  /** The server refuses the first body for good and keeps it: what waits behind it goes on, whole. */
  setAside(body) {
    this.acknowledge(body.seq);
    if (body.sco === this.sco) this.whole = true; // what was in it is missing on the server
    this.missed();
  }

  /** Whether the next body is larger than what is taken. */
  get isOversize() {
    const [body] = this.state.commits;
    return body !== undefined && bytesOf(body) > mostOf(this.state, this.most);
  }

  /** A body was too large for somebody: smaller ones from now on. Returns false when it is small already. */
  shrink(body) {
    return shrink(this.state, body);
  }

  lose(lost) {
    this.state.outsize = true;
    this.missed();
    this.onLost(lost);
  }

  /** Something of this launch is not stored with the rest; told until the launch is over. */
  missed() {
    this.state.refused = (this.state.refused ?? 0) + 1;
    this.write();
  }

  /** Another tab writes from now on, maybe this very journal: what is heard here late must not take its place. */
  close() {
    this.closed = true;
  }

  /** Write to the device. False when there is no room or the browser keeps nothing. */
  write() {
    if (!this.closed) this.kept = save(this.state);
    return this.kept;
  }
}

/**
 * Journals of other launches on this origin: {open, finishedSince, taken}. `open` still hold something; finished and
 * stale ones are removed, and `finishedSince` says whether one came to its end after the page at hand was asked for.
 * `taken` is the last number of this launch that the server took.
 */
export async function otherJournals(launch, asked = performance.timeOrigin) {
  const found = { open: [], finishedSince: false, taken: 0 };
  for (const state of await readAll()) {
    if (state.launch === launch) {
      found.taken = state.taken ?? 0;
      continue;
    }
    const age = state.kept_at ? serverTime() - state.kept_at : Date.now() - (state.written ?? Date.now());
    if (age < -DAY) save(state); // of a clock that ran ahead: it ages from now on
    const stale = age > KEEP_DAYS * DAY;
    const finished = state.commits.length === 0;
    if (finished && state.written >= asked) found.finishedSince = true;
    if (finished || stale) forget(state.launch);
    else found.open.push(state);
  }
  return found;
}
