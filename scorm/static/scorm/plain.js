// A course without sequencing: the items of SCORM 1.2, opened in any order that their prerequisites allow.

import { fulfilled } from "./prerequisites.js";

const DONE = new Set(["passed", "completed"]);

export class PlainCourse {
  /** `items` are {identifier, title, parent, kind, visible, prerequisites, status} in document order; `advances`: an end opens the next. */
  constructor({ items, advances = false, onDeliver, onEnd }) {
    Object.assign(this, { items, advances, onDeliver, onEnd });
    this.current = null;
    this.isOver = false;
    this.leavingFor = null;
    this.status = new Map(items.map(({ identifier, status }) => [identifier, status || "not attempted"]));
  }

  get leaves() {
    return this.items.filter(({ kind }) => kind !== "cluster");
  }

  start(state = null) {
    for (const [id, status] of Object.entries(state?.status ?? {})) if (this.status.has(id)) this.status.set(id, status);
    const first = this.leaves.find(({ identifier }) => identifier === state?.current) ?? this.leaves.find((item) => this.mayOpen(item));
    if (first) this.deliver(first);
    return Boolean(first);
  }

  deliver(item) {
    this.current = item.identifier;
    this.isOver = false;
    this.onDeliver({ id: item.identifier, resumed: true });
  }

  request(name, target = null) {
    const item = name === "choice" ? this.leaves.find(({ identifier }) => identifier === target) : this.beside(name);
    if (name === "suspendAll" || name === "exitAll") this.onEnd("suspended");
    else if (item && this.mayOpen(item)) this.deliver(item);
    else return false;
    return true;
  }

  beside(name) {
    const at = this.leaves.findIndex(({ identifier }) => identifier === this.current);
    const rest = name === "continue" ? this.leaves.slice(at + 1) : name === "previous" ? this.leaves.slice(0, Math.max(at, 0)).reverse() : [];
    return rest.find((item) => this.mayOpen(item)) ?? null;
  }

  leaveFor(name, target = null) {
    this.leavingFor = { name, target };
  }

  /** The content ended its session: how it stands may open other items. */
  finished(model) {
    const flat = model.said();
    this.hear(flat);
    this.isOver = true;
    const goesOn = this.advances && !this.leavingFor && flat["cmi.core.exit"] !== "suspend";
    this.left();
    if (goesOn) this.request("continue");
  }

  left() {
    const asked = this.leavingFor;
    this.leavingFor = null;
    if (asked) this.request(asked.name, asked.target);
  }

  hear(flat) {
    const status = flat["cmi.core.lesson_status"];
    if (status && this.current) this.status.set(this.current, status);
  }

  opened(id) {
    this.status.set(id, "completed"); // content that reports nothing is done once it was opened
  }

  mayOpen(item) {
    return fulfilled(item.prerequisites, (id) => this.statusOf(id));
  }

  /** The status of an item; a group is completed when everything in it is. */
  statusOf(id) {
    const inside = this.items.filter(({ parent }) => parent === id);
    if (inside.length === 0) return this.status.get(id) ?? "not attempted";
    return inside.every(({ identifier }) => DONE.has(this.statusOf(identifier))) ? "completed" : "incomplete";
  }

  prepare() {}

  seed() {
    return {};
  }

  answer() {
    return null;
  }

  allowed(model = null) {
    if (model) this.hear(model.said());
    const choice = Object.fromEntries(this.leaves.filter((item) => this.mayOpen(item)).map((item) => [item.identifier, true]));
    return { continue: Boolean(this.beside("continue")), previous: Boolean(this.beside("previous")), suspendAll: true, exitAll: true, choice };
  }

  contents() {
    const depth = new Map();
    const lines = [];
    for (const { identifier, title, parent, kind, visible } of this.items) {
      depth.set(identifier, (depth.get(parent) ?? 0) + 1);
      const status = this.statusOf(identifier);
      const line = { id: identifier, title, depth: depth.get(identifier), isLeaf: kind !== "cluster", completed: DONE.has(status) };
      if (visible) lines.push({ ...line, satisfied: { passed: true, failed: false }[status] ?? null });
    }
    return lines;
  }

  snapshot() {
    return { current: this.current, status: Object.fromEntries(this.status) };
  }

  standing() {
    return null; // the server rolls up what the items say
  }
}
