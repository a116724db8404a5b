// Opens the phone in a window of its own size, and shows what the player there has measured so far. Without this script
// the form opens a new tab with the same phone, and the page tells the measures when it is loaded again.
const form = document.querySelector("[data-window]");
const measured = document.querySelector("[data-measures]");
const SIZE = "popup,width=400,height=860"; // the phone, its edge, and the bar above it
const PAUSE = 2000; // ms
let isChosen = "chosen" in measured.dataset;
let shown = "";

form.addEventListener("submit", () => {
  const name = `phone${Date.now()}`; // a window that is open already belongs to another origin by now
  if (window.open("", name, SIZE)) form.target = name;
  else form.target = "_blank";
});
document.querySelectorAll("[name=fit]").forEach((choice) => choice.addEventListener("change", () => (isChosen = true)));

async function look() {
  try {
    const response = document.hidden ? null : await fetch(measured.dataset.measures, { headers: { Accept: "application/json" } });
    if (response?.ok) {
      const { html, suggestion } = await response.json();
      if (html !== shown) measured.innerHTML = shown = html;
      const choice = suggestion && document.querySelector(`[name=fit][value=${suggestion}]`);
      if (choice && !isChosen) choice.checked = true; // what a person chose stays
    }
  } catch {
    // The network is away for a moment; the next look will tell.
  }
  setTimeout(look, PAUSE);
}

look();
