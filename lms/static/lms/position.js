// Remembers where in a long text the reader stopped, and goes back there. Works without: then the text opens at its top.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const url = read("position-url");
const token = document.querySelector('meta[name="csrf-token"]').content;
const root = document.documentElement;
const range = () => root.scrollHeight - root.clientHeight;
const share = () => (range() > 0 ? Math.min(1, Math.max(0, root.scrollTop / range())) : 0);

const start = Number(read("position-share")) || 0;
// A link to a heading and the browser's own memory win over ours; a screen or less is no distance.
if (start > 0.02 && !location.hash && root.scrollTop === 0 && range() > root.clientHeight) {
  root.scrollTop = start * range();
}

let sent = start;
const send = () => {
  const now = share();
  if (Math.abs(now - sent) < 0.02) return;
  sent = now;
  fetch(url, {
    method: "POST",
    keepalive: true,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ y: now }),
  }).catch(() => {});
};
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send());
window.addEventListener("pagehide", send);
