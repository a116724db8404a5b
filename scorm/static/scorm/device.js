// Where journals live on the device.
//
// localStorage is the truth because only it can be written before Commit returns. Package code shares the origin
// and may clear it, so every state is mirrored to IndexedDB; the higher `rev` wins when the page opens again.

const PREFIX = "lb-journal:";
const MIRROR_PATIENCE = 1500; // ms; a blocked database must not keep anybody from learning

const WRITER = Math.random();

let clock = () => Date.now();
export const serverTime = () => clock();

/** From now on journals age by the server's clock: a phone that was empty wakes up in 1970, and is set right later. */
export function tellTime(now) {
  const [date, ticks] = [Date.now(), performance.now()];
  clock = () => now + Math.max(Date.now() - date, performance.now() - ticks); // ticks may pause while a device sleeps
}

/** Write one journal synchronously and mirror it. False when the device refused. */
export function save(state) {
  state.rev += 1;
  state.writer = WRITER;
  state.written = Date.now(); // by the same clock as the start of each page of this device
  state.kept_at = serverTime();
  mirror(state);
  try {
    localStorage.setItem(PREFIX + state.launch, JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

export async function readOne(launch) {
  const mirrored = await withStore("readonly", (objects) => objects.get(launch));
  return newer(readLocal(launch), mirrored ?? null);
}

export async function readAll() {
  const mirrored = (await withStore("readonly", (objects) => objects.getAll())) ?? [];
  const found = new Map();
  for (const state of [...readAllLocal(), ...mirrored]) {
    found.set(state.launch, newer(found.get(state.launch) ?? null, state));
  }
  return [...found.values()];
}

/** Whether a page that is still open has written this journal since it was read. */
export function isOvertaken(state) {
  const stored = readLocal(state.launch);
  return stored !== null && stored.rev >= state.rev && (stored.rev !== state.rev || stored.writer !== state.writer);
}

export function forget(launch) {
  pending.delete(launch);
  try {
    localStorage.removeItem(PREFIX + launch);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
  withStore("readwrite", (objects) => objects.delete(launch));
}

function newer(one, other) {
  if (!one || !other) return one ?? other;
  return one.rev >= other.rev ? one : other;
}

function readLocal(launch) {
  try {
    const state = JSON.parse(localStorage.getItem(PREFIX + launch));
    return state && Array.isArray(state.commits) ? state : null;
  } catch {
    return null;
  }
}

function readAllLocal() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => readLocal(key.slice(PREFIX.length)))
      .filter(Boolean);
  } catch {
    return [];
  }
}

let database = null;

function openDatabase() {
  database ??= new Promise((resolve) => {
    setTimeout(resolve, MIRROR_PATIENCE, null);
    try {
      const request = indexedDB.open("lb-player", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("journals", { keyPath: "launch" });
      request.onsuccess = () => {
        request.result.onclose = () => (database = null); // the browser has emptied it: the next write opens it anew
        resolve(request.result);
        database = Promise.resolve(request.result); // also when it came too late for the first who asked
      };
      request.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return database;
}

/** Run one request on the mirror; a browser without IndexedDB answers undefined. */
async function withStore(mode, use) {
  const db = await openDatabase();
  if (!db) return undefined;
  return new Promise((resolve) => {
    setTimeout(resolve, MIRROR_PATIENCE);
    try {
      const request = use(db.transaction("journals", mode).objectStore("journals"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => resolve(undefined);
    } catch {
      resolve(undefined);
    }
  });
}

const pending = new Map();

/** Mirror the newest state of each launch; many writes in one task become one. */
function mirror(state) {
  if (pending.size === 0) {
    queueMicrotask(() => {
      for (const newest of pending.values()) {
        const copy = JSON.parse(JSON.stringify(newest));
        withStore("readwrite", (objects) => objects.put(copy));
      }
      pending.clear();
    });
  }
  pending.set(state.launch, state);
}
