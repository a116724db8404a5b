// What is not yet on the server, kept on the device: written synchronously before a package is told "true".
//
// A journal holds ids, a token and what the package stored, but neither name nor e-mail of the learner.

import { forget, readAll, readOne, save } from "./device.js";

const RANK = ["auto", "manual", "replay", "pagehide", "terminate"];
const KEEP_DAYS = 30; // as long as the server keeps late commits
const INTERACTION = /^cmi\.interactions\.(\d+)\.(.+)$/;

/** Split a flat document into what travels as `set` and the rows of interactions. */
export function split(doc) {
  const set = {};
  const rows = new Map();
  for (const [path, value] of Object.entries(doc)) {
    const match = INTERACTION.exec(path);
    if (!match) {
      set[path] = value;
      continue;
    }
    const idx = Number(match[1]);
    if (!rows.has(idx)) rows.set(idx, {});
    rows.get(idx)[match[2]] = value;
  }
  const inter = [...rows].sort((a, b) => a[0] - b[0]).map(([idx, fields]) => ({ idx, set: fields }));
  return { set, inter };
}

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

/** A body without these paths. */
export function without(body, paths) {
  const gone = new Set(paths);
  const inter = body.inter.map(({ idx, set }) => ({ idx, set: lacking(set, (field) => gone.has(`cmi.interactions.${idx}.${field}`)) }));
  return { ...body, set: lacking(body.set, (path) => gone.has(path)), inter: inter.filter(({ set }) => Object.keys(set).length) };
}

function lacking(set, isGone) {
  return Object.fromEntries(Object.entries(set).filter(([name]) => !isGone(name)));
}

/** How many changes a stored journal holds back (a line of an interaction counts once). */
export function countChanges(state) {
  return Object.keys(state.changed ?? {}).length;
}

/** The documents of a stored journal by item; one kept before there were courses knows a single one. */
export function docsOf(state) {
  return state.docs ?? (state.doc && state.commits.length ? { [state.commits.at(-1).sco]: state.doc } : {});
}

export class Journal {
  /** Read what this device knows of the launch; `floor` is the last sequence number that the server has seen. */
  static async open({ launch, epoch, token, sco, learner }, floor = 0) {
    const stored = await readOne(launch);
    const journal = new Journal({ launch, epoch, token, sco, learner }, stored);
    journal.newSession();
    journal.state.seq = Math.max(journal.state.seq, floor);
    return journal;
  }

  constructor({ launch, epoch, token, sco, learner }, stored = null) {
    this.sco = sco;
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

  /** The package starts (again): its session time counts from zero, so the server must add and not replace. */
  newSession() {
    this.state.page += 1;
  }

  /** Start from the server's document, without anything to send. */
  baseline(doc) {
    this.state.docs[this.sco] = doc;
  }

  /** Where the learner is in the course, and what the whole has reached; travels with the next body. */
  steer(course, { at, active_ms }) {
    this.state.course = course;
    this.state.active_ms = active_ms;
    const head = { trigger: stronger(this.openCommit()?.trigger, "manual"), t: at, active_ms, course };
    const isWhole = this.whole && !this.openCommit();
    const body = this.put(isWhole ? { ...head, full: true, ...split(this.doc) } : head);
    this.whole = this.whole && !isWhole;
    this.state.changed.course = body.seq;
    return this.write();
  }

  /** Take over a new document. Returns false when the device refused to keep it. */
  record(doc, { trigger, at, active_ms }) {
    const changed = difference(this.doc, doc);
    this.state.docs[this.sco] = doc;
    this.state.active_ms = active_ms;
    if (Object.keys(changed).length === 0 && trigger !== "terminate") return this.kept || this.write();
    const open = this.openCommit();
    const head = { trigger: stronger(open?.trigger, trigger), t: at, active_ms };
    const { set, inter } = split(changed);
    let body = null;
    if (this.whole || open?.full) {
      body = this.put({ ...head, full: true, ...split(doc) });
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
    return isOpen ? last : null;
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
    this.state.commits = this.state.commits.filter((body) => body.seq > seq);
    for (const [name, since] of Object.entries(this.state.changed)) if (since <= seq) delete this.state.changed[name];
    this.write();
  }

  /** Replace everything unsent by one whole document of each item, with numbers above `floor`. */
  collapse({ trigger, at, active_ms, floor = 0 }) {
    const waiting = this.state.commits;
    const strongest = waiting.reduce((found, body) => stronger(found, body.trigger), trigger);
    const items = [...new Set(waiting.map(({ sco }) => sco))];
    if (items.length === 0) items.push(this.sco);
    this.state.commits = [];
    this.state.seq = Math.max(this.state.seq, floor);
    const { launch, epoch, page, course } = this.state;
    for (const sco of items) {
      const last = waiting.findLast?.((body) => body.sco === sco) ?? waiting.filter((body) => body.sco === sco).at(-1);
      const before = this.state.commits.at(-1);
      const body = {
        v: 1, launch, epoch, page: last?.page ?? page, seq: ++this.state.seq, ...(before && { after: before.seq }), sco,
        trigger: strongest, t: at, active_ms, full: true, ...split(this.state.docs[sco] ?? {}), ...(course && { course }),
      };
      this.state.commits.push(body);
    }
    if (items.includes(this.sco)) this.whole = false;
    const { seq } = this.state;
    for (const name of Object.keys(this.state.changed)) this.state.changed[name] = seq;
    this.write();
    return this.state.commits.at(-1);
  }

  /** The server refuses these paths: without them the rest can be stored. */
  refuse(paths) {
    for (const doc of Object.values(this.state.docs)) for (const path of paths) delete doc[path];
    this.state.commits = this.state.commits.map((body) => without(body, paths));
    this.missed();
  }

  /** The server refuses the first body for good and keeps it: what waits behind it goes on, whole. */
  setAside(body) {
    this.acknowledge(body.seq);
    if (body.sco === this.sco) this.whole = true; // what was in it is missing on the server
    this.missed();
  }

  /** Something of this launch is not stored with the rest; told until the launch is over. */
  missed() {
    this.state.refused = (this.state.refused ?? 0) + 1;
    this.write();
  }

  /** Write to the device. False when there is no room or the browser keeps nothing. */
  write() {
    this.kept = save(this.state);
    return this.kept;
  }
}

/**
 * Journals of other launches on this origin: {open, finishedSince}. `open` still hold something; finished and stale
 * ones are removed, and `finishedSince` says whether one came to its end after the page at hand was asked for.
 */
export async function otherJournals(launch, { now = Date.now(), asked = performance.timeOrigin } = {}) {
  const found = { open: [], finishedSince: false };
  for (const state of await readAll()) {
    if (state.launch === launch) continue;
    const stale = now - (state.written ?? now) > KEEP_DAYS * 86_400_000;
    const finished = state.commits.length === 0;
    if (finished && state.written >= asked) found.finishedSince = true;
    if (finished || stale) forget(state.launch);
    else found.open.push(state);
  }
  return found;
}

function stronger(one, other) {
  return RANK.indexOf(one) > RANK.indexOf(other) ? one : other;
}
