// Keeps the text of a transfer task on this device until it is handed in. Works without: then a lost page is lost.
//
// sessionStorage goes with the tab, so that the next person at a shared device finds nothing.
const form = document.querySelector("form[data-draft]");
const text = form?.querySelector("textarea");
const { draft, version } = form?.dataset ?? {};
const KEY = `lb-draft:${draft}`;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY));
  } catch {
    return null;
  }
};
const forget = () => {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
};

if (text) {
  const kept = read();
  // A newer version has been handed in since: what was kept has arrived.
  if (kept && kept.version !== version) forget();
  else if (kept && kept.text !== text.value && text.value === text.defaultValue && !form.querySelector(".field--wrong")) {
    text.value = kept.text;
    form.querySelector("[data-draft-note]").hidden = false;
  }
  text.addEventListener("input", () => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify({ version, text: text.value }));
    } catch {
      // Full or forbidden: the text is on the page all the same.
    }
  });
}

const offline = form?.querySelector("[data-offline-note]");
form?.addEventListener("submit", (event) => {
  if (navigator.onLine) return;
  event.preventDefault();
  offline.hidden = false;
});
window.addEventListener("online", () => {
  if (offline) offline.hidden = true;
});
