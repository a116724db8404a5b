// The data model that a SCO speaks with: the states of a session, lists, dependencies and errors, for both standards.
//
// Which elements there are, what they take and which code says what stands in a table: model12.js, model2004.js.

const INDEX = /^\d{1,6}$/;
const KEYWORD = /^_(children|count|version)$/;
const isElement = (node) => Boolean(node.reads || node.writes);
const ROW = /\.(\d+)(?=\.)/g;

/** An element that only the platform sets. */
export const told = (initial) => ({ reads: true, initial });
/** An element that the SCO may set but not read. */
export const spoken = (check, more = {}) => ({ writes: true, check, ...more });
/**
 * An element that the SCO sets and reads. `check(value, sibling)` answers "" or the name of an error; `sibling(name)` is
 * an element beside it, or beside the row that it is in (`of: "above"`). `needs` names the element beside it that comes
 * first, `once` fixes its value, `unique(sibling)` forbids the same value in another row, `forgets` takes an empty value
 * for none, `tidy(value)` mends it.
 */
export const element = (check, initial, more = {}) => ({ reads: true, writes: true, check, initial, ...more });
/** A part of the model that tells its children; `group` is one that does not. */
export const part = (fields) => ({ fields, hasChildren: true });
export const group = (fields) => ({ fields });
/**
 * A list of rows. Of a row, `key` must be set before anything else; `needs` is the element of the row above that must
 * be there, `most(that value)` how many rows there may be, `isFixed` that the SCO adds none.
 */
export const list = (fields, rules = {}) => ({ isList: true, hasChildren: true, fields, row: group(fields), ...rules });

export class DataModel {
  /** `onStore(trigger)` stores and answers whether it is safe; `onSet(path)` hears each value taken, `onEnd()` the end. */
  constructor(table, { onStore = () => true, onSet = () => {}, onEnd = () => {} } = {}) {
    Object.assign(this, { table, onStore, onSet, onEnd });
    this.state = "new";
    this.error = { code: "0", about: "" };
    this.given = new Map(); // by the platform
    this.values = new Map(); // by the SCO, in this session or an earlier one
    this.counts = new Map(); // rows of each list, by its path
    this.rights = new Map(); // {reads, writes} of elements where the package decides
  }

  // --- what the platform does -------------------------------------------------------------------------------------

  /** Tell the SCO something before it starts. */
  give(values) {
    for (const [path, value] of Object.entries(values)) this.fill(this.given, path, String(value));
  }

  /** Load what the SCO said in an earlier session: whatever it is, it was taken then. */
  load(values) {
    for (const [path, value] of Object.entries(values)) this.fill(this.values, path, String(value));
  }

  fill(layer, path, value) {
    layer.set(path, value);
    for (const { 1: index, index: end } of path.matchAll(ROW)) this.grow(path.slice(0, end), Number(index));
  }

  grow(list, index) {
    this.counts.set(list, Math.max(this.counts.get(list) ?? 0, index + 1));
  }

  /** What the SCO said, as flat paths. */
  said() {
    return Object.fromEntries(this.values);
  }

  /** The value of an element as the SCO would read it, or undefined. */
  at(path) {
    return this.values.get(path) ?? this.given.get(path) ?? this.find(path)?.node?.initial;
  }

  get isRunning() {
    return this.state === "running";
  }

  get hasEnded() {
    return this.state === "ended";
  }

  // --- what the SCO calls -----------------------------------------------------------------------------------------

  initialize(argument = "") {
    const { errors } = this.table;
    if (argument !== "") return this.fails(errors.argument);
    if (this.state !== "new") return this.fails(this.isRunning ? errors.begun : errors.over);
    this.state = "running";
    return this.succeeds();
  }

  terminate(argument = "") {
    if (argument !== "") return this.fails(this.table.errors.argument);
    if (this.hasEnded && this.table.isKind) return (this.fails(this.table.errors.terminate[1]), "true");
    if (!this.may("terminate")) return "false";
    this.table.atEnd?.(this);
    if (!this.onStore("terminate")) return this.fails(this.table.errors.unkept);
    this.state = "ended";
    this.onEnd();
    return this.succeeds();
  }

  commit(argument = "") {
    if (argument !== "") return this.fails(this.table.errors.argument);
    if (!this.may("commit")) return "false";
    return this.onStore("manual") ? this.succeeds() : this.fails(this.table.errors.unkept);
  }

  get(path) {
    if (!this.may("get")) return "";
    const { code, value } = this.read(String(path ?? ""));
    this.error = { code: code ?? "0", about: String(path) };
    return value ?? "";
  }

  set(path, value) {
    if (!this.may("set")) return "false";
    const code = this.write(String(path ?? ""), String(value ?? ""));
    if (code) return this.fails(code, path);
    this.succeeds();
    this.onSet(String(path));
    return "true";
  }

  lastError() {
    return this.error.code;
  }

  errorString(code) {
    return this.table.texts[code] ?? "";
  }

  diagnostic(code) {
    const asked = String(code || this.error.code);
    const text = this.errorString(asked);
    return (asked === this.error.code && text && this.error.about ? `${this.error.about}: ${text}` : text).slice(0, 250);
  }

  may(call) {
    if (this.isRunning || (this.hasEnded && this.table.isKind && call !== "terminate")) return true;
    const [early, late] = this.table.errors[call];
    this.fails(this.hasEnded ? late : early);
    return false;
  }

  fails(code, about = "") {
    this.error = { code, about: String(about) };
    return "false";
  }

  succeeds() {
    this.error = { code: "0", about: "" };
    return "true";
  }

  // --- elements ---------------------------------------------------------------------------------------------------

  /** Where a path leads: {node, rows: [{list, base, index}], base} or {keyword, node, …}; null for nowhere. */
  find(path) {
    const special = this.table.special?.find(({ pattern }) => pattern.test(path));
    if (special) return { node: special.node, rows: [], base: path };
    const rows = [];
    let [node, base] = [this.table.root, ""];
    const steps = path.split(".");
    for (const [n, step] of steps.entries()) {
      if (node.isList && INDEX.test(step)) {
        rows.push({ list: node, base, index: Number(step) });
        node = node.row;
        base = `${base}.${Number(step)}`;
        continue;
      } else if (!node.isList && Object.hasOwn(node.fields ?? {}, step)) node = node.fields[step];
      else if (n > 0 && n === steps.length - 1 && KEYWORD.test(step)) return { keyword: step, node, rows, base };
      else return null;
      base = base ? `${base}.${step}` : step;
    }
    return { node, rows, base };
  }

  /** {value} or {code}. */
  read(path) {
    const { errors } = this.table;
    if (path === "") return { code: errors.nothing.get };
    const found = this.find(path);
    if (!found || (!found.keyword && !isElement(found.node))) return { code: errors.unknown };
    const { node, rows, base, keyword } = found;
    const isBeyond = rows.some((row) => row.index >= (this.counts.get(row.base) ?? 0));
    if (keyword === "_children") return node.hasChildren ? { value: Object.keys(node.fields).filter((name) => !KEYWORD.test(name)).join(",") } : { code: errors.children };
    if (keyword === "_count") {
      if (!node.isList) return { code: errors.count };
      return isBeyond && !this.table.isKind ? { code: errors.beyond.get } : { value: String(this.counts.get(base) ?? 0) };
    }
    if (keyword) return { code: errors.unknown };
    if (!(this.rights.get(base) ?? node).reads) return { code: errors.writeOnly };
    if (isBeyond) return { code: errors.beyond.get };
    const value = this.table.judge?.(this, base) ?? this.values.get(base) ?? this.given.get(base) ?? node.initial;
    return value === undefined ? { code: errors.unset } : { value };
  }

  /** The code of the error, or "" when the value was taken. */
  write(path, given) {
    const { errors } = this.table;
    if (path === "") return errors.nothing.set;
    const found = this.find(path);
    if (!found || (!found.keyword && !isElement(found.node))) return errors.unknown;
    const { node, rows, base, keyword } = found;
    if (keyword) return errors.keyword;
    if (!(this.rights.get(base) ?? node).writes) return errors.readOnly;
    const refusal = this.rowsRefuse(rows, base);
    if (refusal) return errors[refusal]?.set ?? errors[refusal];
    const row = node.of === "above" ? rows.at(-2) : rows.at(-1);
    const sibling = (name) => this.values.get(`${row?.base}.${row?.index}.${name}`);
    if (node.needs && sibling(node.needs) === undefined) return errors.dependency;
    const value = node.tidy?.(given) ?? given;
    const wrong = node.check(value, sibling);
    if (wrong) return errors[wrong];
    if (node.once && (this.values.get(base) ?? value) !== value) return errors.fixed;
    if (node.unique?.(sibling) && this.isElsewhere(rows.at(-1), base, value)) return errors.fixed;
    this.fill(this.values, base, value);
    if (node.forgets && value === "") this.values.delete(base);
    return "";
  }

  /** Whether the rows that a path goes through stand against it: "beyond", "dependency", "full" or "". */
  rowsRefuse(rows, base) {
    for (const [depth, { list, base: at, index }] of rows.entries()) {
      const count = this.counts.get(at) ?? 0;
      if (index > count || (index === count && list.isFixed)) return "beyond";
      const needed = list.needs && this.at(`${rows[depth - 1].base}.${rows[depth - 1].index}.${list.needs}`);
      if (list.needs && needed === undefined) return "dependency";
      const key = list.key && `${at}.${index}.${list.key}`;
      if (key && key !== base && this.values.get(key) === undefined && this.given.get(key) === undefined) return "dependency";
      if (index === count && count >= (list.most?.(needed) ?? Infinity)) return "beyond";
    }
    return "";
  }

  /** Whether another row of the list has this value. */
  isElsewhere(row, base, value) {
    const name = base.slice(`${row.base}.${row.index}.`.length);
    const count = this.counts.get(row.base) ?? 0;
    return Array.from({ length: count }, (_, n) => n).some((n) => n !== row.index && this.at(`${row.base}.${n}.${name}`) === value);
  }
}
