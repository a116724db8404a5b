// How wide the package's pages want to be. Only in a preview, on the stage with a frame of a phone.

const PAUSE = 1_500; // ms between two looks: pages turn without loading anew, in the package's own frames as well
const HELPER_PX = 32; // a frame as small as this speaks to programs, nobody looks at it
const SEEN = "img,svg,canvas,video,object,embed,input,button"; // on a page without words

/** Return whether nothing stands on the page. */
function isEmpty({ body }) {
  return !body?.innerText?.trim() && !body?.querySelector(SEEN);
}

/**
 * By how many CSS pixels the page in a frame, and the pages in its own frames, are wider than the place they have; null
 * while nothing is to be seen in any of them, because an empty page fits everywhere.
 */
function lacking(frame, depth = 0) {
  const page = frame.contentDocument;
  if (!page) return 0; // a page of another origin keeps its size to itself
  const { documentElement: root, body } = page;
  const own = Math.max(0, (root?.scrollWidth ?? 0) - frame.clientWidth, (body?.scrollWidth ?? 0) - frame.clientWidth);
  let found = isEmpty(page) ? null : own;
  for (const each of depth < 3 ? page.querySelectorAll("iframe,frame") : []) {
    if (Math.min(each.clientWidth, each.clientHeight) < HELPER_PX) continue;
    const inner = lacking(each, depth + 1);
    if (inner !== null) found = Math.max(found ?? own, inner);
  }
  return found;
}

/** Send how wide the content wants to be whenever a page wider than all before has come to rest. */
export function measure(frame, url) {
  const widest = {};
  let before = "";
  setInterval(() => {
    const lacks = lacking(frame);
    const now = `${innerWidth} ${lacks}`;
    const isAtRest = now === before;
    before = now;
    const content = innerWidth + (lacks ?? 0);
    if (!isAtRest || lacks === null || content <= (widest[innerWidth] ?? 0)) return;
    widest[innerWidth] = content;
    const said = { frame: innerWidth, content };
    fetch(url, { method: "POST", body: JSON.stringify({ measure: said }) }).catch(() => delete widest[said.frame]);
    top.dispatchEvent(new CustomEvent("measured", { detail: said }));
  }, PAUSE);
}
