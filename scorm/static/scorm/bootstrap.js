// What the server tells the player: one JSON block in the page, never inline code.

const TRIES = 3;
const PAUSE = 1_000; // ms

/** Parse the player's JSON block out of a document. Throws when the page does not fit this player. */
export function readBootstrap(page = document) {
  const block = page.getElementById("bootstrap");
  if (!block) throw new Error("the page carries no bootstrap block");
  const boot = JSON.parse(block.textContent);
  if (boot.v !== 1) throw new Error(`bootstrap version ${boot.v} is unknown`);
  return boot;
}

/** Ask the server for the bootstrap again: what this device sent late may have changed the stored state. */
export async function refetchBootstrap(href = location.href) {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      const answer = await fetch(href, { credentials: "omit", cache: "no-store" });
      if (!answer.ok) throw new Error(`player page answered ${answer.status}`);
      return readBootstrap(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch (error) {
      if (left === 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

/** The launch token is the path segment behind /l/. */
export function tokenOf(path = location.pathname) {
  const match = /\/l\/([^/]+)\//.exec(path);
  if (!match) throw new Error("no launch token in the address");
  return match[1];
}

/** Absolute address of the commit view of any launch on this origin (each journal speaks with its own token). */
export function commitUrl(boot, token = tokenOf()) {
  const own = new URL(boot.urls.commit, location.href);
  own.pathname = own.pathname.replace(`/l/${tokenOf()}/`, `/l/${token}/`);
  return own.href;
}

/** Return a function that gives the learner's words for a key, with %(n)s filled in. */
export function translator(strings) {
  return (key, values = {}) =>
    String(strings[key] ?? "").replace(/%\((\w+)\)[sd]/g, (whole, name) => String(values[name] ?? whole));
}
