// What is whole travels in bodies that are small enough: in parts, and without what is too large even alone.

const HEAD = 2_000; // bytes of a body beside the document
const LEAST = 60_000; // bytes; who takes less than this takes nothing, whatever is in it
const BEGINS_SHARE = 8; // of what a body may hold goes to the beginnings of what is left out
const PRECIOUS = "cmi.suspend_data"; // the learner's place: the last to be left out
const MOST_NAMED = 50; // elements, as many as the server notes
const REST = "*"; // what stays as it is stored: all that a part does not name

const RANK = ["auto", "manual", "replay", "pagehide", "terminate"];

export const stronger = (one, other) => (RANK.indexOf(one) > RANK.indexOf(other) ? one : other);
export const INTERACTION = /^cmi\.interactions\.(\d+)\.(.+)$/;
export const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value) ?? "").length;

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

/** The documents of a stored journal by item; one kept before there were courses knows a single one. */
export function docsOf(state) {
  return state.docs ?? (state.doc && state.commits.length ? { [state.commits.at(-1).sco]: state.doc } : {});
}

/** The largest body of a journal: what the server says, or less where somebody in between took less. */
export function mostOf(state, said) {
  return Math.min(said ?? Infinity, state.most ?? Infinity);
}

/** A body was too large for somebody: from now on they are half of it. Returns false when that is no remedy. */
export function shrink(state, body) {
  const half = Math.floor(bytesOf(body) / 2);
  if (half * 2 <= LEAST) return false;
  state.most = Math.max(LEAST, half);
  return true;
}

/** A flat document without what the server refuses of an item. */
export function storedOf(state, sco, doc) {
  const refused = new Set(state.barred?.[sco]);
  return Object.fromEntries(Object.entries(doc).filter(([path]) => !refused.has(path)));
}

/** The whole document of an item as it travels. What the server refuses is left out, and there stays what it had. */
export function wholeOf(state, sco) {
  const keep = state.barred?.[sco];
  return { full: true, keep: keep?.length ? keep : undefined, ...split(storedOf(state, sco, docsOf(state)[sco] ?? {})) };
}

/**
 * Bodies that together say all of these items, none larger than `most`; `headOf(sco)` is what those of an item share.
 * What had to be left out for its size is added to `lost`, as [path, bytes].
 */
export function wholeBodies(state, items, { most, headOf, lost = [] }) {
  const bodies = [];
  for (const sco of items) {
    const head = { ...headOf(sco) };
    // A session that has ended has ended, and no other with it.
    for (const body of state.commits) if (body.sco === sco && body.page === head.page) head.trigger = stronger(head.trigger, body.trigger);
    for (const part of partsOf(state, sco, most - HEAD, lost)) {
      const after = bodies.at(-1)?.seq; // each must follow the one before: none of them speaks for another
      bodies.push({ ...head, course: undefined, left_out: undefined, ...part, seq: ++state.seq, after });
    }
  }
  return bodies;
}

function partsOf(state, sco, room, lost) {
  const { course } = state;
  let whole = wholeOf(state, sco);
  const left = state.leftOut?.[sco];
  if (!left && bytesOf(whole) + bytesOf(course) <= room) return [{ ...whole, course }];
  leaveOut(state, sco, whole, room, lost);
  whole = wholeOf(state, sco);
  const parts = filled(whole, room);
  const later = parts.slice(1).flatMap(({ inter }) => inter.map(({ idx }) => idx));
  if (later.length) parts[0].keep = [...(whole.keep ?? []), `cmi.interactions.${later[0]}-${later.at(-1)}`];
  const rest = { full: true, keep: [REST], set: {}, inter: [], isPart: true };
  if (course && bytesOf(course) <= room) parts.push({ ...rest, course });
  else if (course) lost.push(["course", bytesOf(course)]);
  if (state.leftOut?.[sco]) parts.push({ ...rest, left_out: state.leftOut[sco] });
  return parts;
}

/** The elements in the first part, and as many answers in each as there is room for. */
function filled({ set, inter, keep = [] }, room) {
  const parts = [{ full: true, keep: keep.length ? keep : undefined, set, inter: [], isPart: true }];
  let free = room - bytesOf(set) - bytesOf(keep);
  for (const row of inter) {
    const size = bytesOf(row) + 1;
    if (size > free && (parts.length > 1 || parts[0].inter.length || bytesOf(set) > 2)) {
      parts.push({ full: true, keep: [REST, ...keep], set: {}, inter: [], isPart: true });
      free = room - bytesOf(keep);
    }
    parts.at(-1).inter.push(row);
    free -= size;
  }
  return parts;
}

/** Leave out what does not fit into a body of its own: of the elements the largest, and of an answer. */
function leaveOut(state, sco, whole, room, lost) {
  const found = largest(whole.set, room, (name) => name);
  for (const { idx, set } of whole.inter) found.push(...largest(set, room, (name) => `cmi.interactions.${idx}.${name}`));
  if (found.length === 0) return;
  state.barred = { ...state.barred, [sco]: [...(state.barred?.[sco] ?? []), ...found.map(({ path }) => path)] };
  const known = state.leftOut?.[sco] ?? {};
  let begins = Math.floor(room / BEGINS_SHARE);
  for (const { path, value, size } of found) {
    lost.push([path, size]);
    if (Object.keys(known).length >= MOST_NAMED) continue;
    known[path] = { bytes: size, begins: value.slice(0, begins) };
    begins -= known[path].begins.length;
  }
  state.leftOut = { ...state.leftOut, [sco]: known };
}

function largest(set, room, pathOf) {
  const found = [];
  let size = bytesOf(set);
  if (size <= room) return found;
  const sized = Object.entries(set).map(([name, value]) => ({ path: pathOf(name), value, size: bytesOf(value) + name.length + 4 }));
  const isLast = (each) => each.path === PRECIOUS && each.size <= room;
  sized.sort((a, b) => isLast(a) - isLast(b) || b.size - a.size);
  for (const each of sized) {
    if (size <= room) break;
    found.push(each);
    size -= each.size;
  }
  return found;
}
