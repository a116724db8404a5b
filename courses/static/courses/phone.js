// Turns the frame of a phone, and shows what the player inside it has measured so far.
const frame = document.querySelector("[data-phone]");
const turn = document.querySelector("[data-turn]");
const measured = document.querySelector("[data-measured]");
const PAUSE = 2000; // ms
let chosen = false;

turn.addEventListener("click", () => {
  const turned = frame.classList.toggle("phone-frame--turned");
  turn.setAttribute("aria-pressed", String(turned));
});
document.querySelectorAll("[name=fit]").forEach((choice) => choice.addEventListener("change", () => (chosen = true)));

async function look() {
  try {
    const response = await fetch(frame.dataset.measures, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const { portrait, landscape, suggestion } = await response.json();
      const text = measured.dataset.text.replace("{portrait}", portrait ?? "–").replace("{landscape}", landscape ?? "–");
      if (measured.textContent !== text) measured.textContent = text;
      const choice = suggestion && document.querySelector(`[name=fit][value=${suggestion}]`);
      if (choice && !chosen) choice.checked = true; // a person's own choice stays
    }
  } catch {
    // The network is away for a moment; the next look will tell.
  }
  setTimeout(look, PAUSE);
}

look();
