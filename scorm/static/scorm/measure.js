// How wide the package's page wants to be. Only in a preview inside the back office's frame of a phone.

const SETTLED = 1_500; // ms after loading or turning; packages build their pages with scripts

/** The widest of a document and the documents of its own frames, in CSS pixels. */
function widest(view, depth = 0) {
  let found = 0;
  try {
    const { documentElement, body } = view.document;
    found = Math.max(documentElement.scrollWidth, body?.scrollWidth ?? 0);
    if (depth < 2) for (const inner of view.frames) found = Math.max(found, widest(inner, depth + 1));
  } catch {
    // A page of another origin keeps its size to itself.
  }
  return found;
}

/** Send the measure whenever the page or the frame has changed and come to rest. */
export function measure(frame, url) {
  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const content = widest(frame.contentWindow);
      if (!content) return;
      fetch(url, { method: "POST", body: JSON.stringify({ measure: { frame: innerWidth, content } }) }).catch(() => {});
    }, SETTLED);
  };
  frame.addEventListener("load", soon);
  addEventListener("resize", soon);
  soon();
}
