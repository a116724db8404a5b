// Keeps the room up to date: asks by itself, sends forms without loading the page anew, and says when it goes away.

const { token, pollMs, waiting } = document.body.dataset;
const query = `sessionToken=${encodeURIComponent(token)}`;
const shown = new Map();
let lastLine = Number(document.body.dataset.lastLine || 0);
let isGoing = false;

function show(name, html) {
  const place = document.getElementById(`part-${name}`);
  if (!place || shown.get(name) === html) return;
  const isFirst = !shown.has(name);
  shown.set(name, html);
  if (isFirst && place.innerHTML === html) return;
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  // Nobody loses what they are writing or choosing.
  if (focused && focused.matches("input:not([type=hidden]), select") && !isSending) {
    shown.delete(name);
    return;
  }
  const wasOpen = place.querySelector("details")?.open;
  place.innerHTML = html;
  if (wasOpen && place.querySelector("details")) place.querySelector("details").open = true;
  if (!focused) return;
  const again = focused.id && document.getElementById(focused.id);
  (again || document.getElementById("content")).focus({ preventScroll: true });
}

function say(line) {
  if (line.number <= lastLine) return;
  lastLine = line.number;
  const log = document.getElementById("lines");
  const entry = document.createElement("p");
  entry.innerHTML = line.html;
  log.append(entry);
  while (log.children.length > 300) log.firstElementChild.remove();
  log.scrollTop = log.scrollHeight;
}

function go(url) {
  isGoing = true;
  location.assign(url);
}

function apply(state) {
  if (state.go) return go(state.go);
  for (const [name, html] of Object.entries(state.parts || {})) show(name, html);
  for (const line of state.lines || []) say(line);
}

let isSending = false;

async function talk(url, options) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, cache: "no-store", ...options });
  if (!answer.ok) throw new Error(String(answer.status));
  apply(await answer.json());
  const warning = document.getElementById("no-line");
  if (warning) warning.hidden = true;
}

function warn() {
  const warning = document.getElementById("no-line");
  if (warning && !isGoing) warning.hidden = false;
}

let isAsking = false;

async function ask() {
  if (isAsking || isGoing) return;
  isAsking = true;
  try {
    await talk(`/html5client/state?${query}&after=${lastLine}`);
  } catch {
    warn();
  }
  isAsking = false;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  event.preventDefault();
  isSending = true;
  try {
    const url = `${form.action}&after=${lastLine}`;
    await talk(url, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const field = form.isConnected && form.querySelector("input[name=text]");
    if (field) {
      field.value = "";
      field.focus();
    }
  } catch {
    warn();
  }
  isSending = false;
});

addEventListener("pagehide", () => {
  if (!waiting) navigator.sendBeacon(`/html5client/act?${query}&act=close`, new URLSearchParams());
});
addEventListener("pageshow", (event) => {
  if (event.persisted) ask();
});

// A worker keeps the beat when the tab lies in the background, where timers of pages sleep.
const beat = new Worker("/static/beat.js");
beat.addEventListener("message", ask);
beat.postMessage(Number(pollMs));
