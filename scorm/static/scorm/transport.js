// One body over the wire: JSON, deflated when that saves the learner's data, and what may leave a closing page.

const DEFLATE_FROM = 4_000; // bytes; below it the saving is smaller than the header
export const UNLOAD_QUOTA = 60_000; // browsers allow 64 KiB in flight from a page that closes
const PATIENCE = 20_000; // ms; then the line counts as dead

// The body itself is at fault, so the same one will never be taken.
export const REFUSED = new Set([400, 413, 415, 422]);
const NAMED = /^'?((?:cmi|adl|lb)\.[\w.-]+)'?:/; // the element that a refusal begins with

/** The elements that a refusal names as those that cannot be stored. */
export function refusedPaths(answer) {
  return Object.entries(answer.fields ?? {})
    .map(([name, reason]) => (/^(cmi|adl|lb)\./.test(name) ? name : NAMED.exec(reason)?.[1]))
    .filter(Boolean);
}

const size = (text) => new TextEncoder().encode(text).length;

async function deflate(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** Post a commit body. Resolves to {status, answer, retryAfter}; rejects when the line is down. */
export async function post(url, body, { keepalive = false } = {}) {
  const text = JSON.stringify(body);
  const bytes = size(text);
  const headers = { "Content-Type": "application/json" };
  let payload = text;
  let length = bytes;
  if (bytes > DEFLATE_FROM && typeof CompressionStream === "function") {
    payload = await deflate(text);
    length = payload.byteLength;
    headers["Content-Encoding"] = "deflate";
  }
  const response = await fetch(url, {
    method: "POST",
    body: payload,
    headers,
    credentials: "omit",
    cache: "no-store",
    keepalive: keepalive && length < UNLOAD_QUOTA,
    signal: AbortSignal.timeout?.(PATIENCE),
  });
  let answer = {};
  try {
    answer = await response.json();
  } catch {
    // A proxy's error page is no JSON; the status says enough.
  }
  return { status: response.status, answer, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
}

/** Prepares the deflated form of a large body while there is time: a closing page cannot wait for it. */
export class Parcel {
  prepare(body) {
    const text = JSON.stringify(body);
    if (text === this.text || size(text) < UNLOAD_QUOTA || typeof CompressionStream !== "function") return;
    this.text = text;
    this.packed = null;
    deflate(text).then((packed) => {
      if (this.text === text) this.packed = packed;
    });
  }

  /** The prepared bytes of exactly this body, or null. */
  bytesOf(text) {
    return this.text === text ? this.packed : null;
  }
}

/** Send a body from a page that is closing. False when it does not fit: then only the journal has it. */
export function farewell(url, body, parcel) {
  const text = JSON.stringify(body);
  if (size(text) < UNLOAD_QUOTA) {
    // A beacon says at once whether it was taken; a fetch would say so when nobody listens any more.
    if (navigator.sendBeacon?.(url, text)) return true;
    fetch(url, { method: "POST", body: text, credentials: "omit", keepalive: true }).catch(() => {});
    return true;
  }
  const packed = parcel?.bytesOf(text);
  if (!packed || packed.byteLength >= UNLOAD_QUOTA) return false;
  const headers = { "Content-Type": "application/json", "Content-Encoding": "deflate" };
  fetch(url, { method: "POST", body: packed, headers, credentials: "omit", keepalive: true }).catch(() => {});
  return true;
}
