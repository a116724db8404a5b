// One body over the wire: JSON, deflated when that saves the learner's data, and what may leave a closing page.

const DEFLATE_FROM = 4_000; // bytes; below it the saving is smaller than the header
export const UNLOAD_QUOTA = 60_000; // browsers allow 64 KiB in flight from a page that closes
const PATIENCE = 20_000; // ms; then the line counts as dead

export const TOO_LARGE = 413;
// Words of our answers. Whoever stands in between (a page to sign in to a network, a gateway, a cache) may answer with any
// number and any page: only an answer in these words has been given by the server, and may end what the device keeps.
const OURS = {
  200: ["applied", "duplicate", "stale", "late"], 409: ["superseded"], 410: ["ended"], 413: ["too_large"],
  415: ["encoding"], 422: ["invalid", "encoding", "truncated"],
};
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

/** A text as the platform's form takes it: deflated, because a form field triples what is no letter. */
export async function formText(text) {
  if (typeof CompressionStream !== "function") return text;
  const bytes = Array.from(new Uint8Array(await deflate(text)), (byte) => String.fromCharCode(byte));
  return `deflate:${btoa(bytes.join(""))}`;
}

/** Post a commit body. Resolves to {status, answer, isOurs, retryAfter}; rejects when the line is down. */
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
    answer = Object(await response.json());
  } catch {
    // Somebody else's page, or an answer that broke off.
  }
  const { status } = response;
  const isOurs = OURS[status]?.includes(answer.status) ?? false;
  return { status, answer, isOurs, retryAfter: Number(response.headers.get("Retry-After")) || 0 };
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
