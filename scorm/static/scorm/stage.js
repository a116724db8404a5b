// The stage: a preview in a frame as large as a phone, which can be turned. The player in the frame measures.

const phone = document.querySelector("[data-phone]");
const turn = document.querySelector("[data-turn]");
const told = document.querySelector("[data-measured]");
const exit = document.querySelector("[data-close]").href;
const seen = {};
let isLeaving = false;

turn.addEventListener("click", () => {
  const isTurned = phone.classList.toggle("stage__phone--turned");
  turn.setAttribute("aria-pressed", String(isTurned));
  // Only a window that a page opened can be made larger; elsewhere the place for the phone scrolls.
  const lacks = document.querySelector("[data-place]");
  resizeBy(Math.max(0, lacks.scrollWidth - lacks.clientWidth), 0);
});

addEventListener("measured", ({ detail: { frame, content } }) => {
  const side = told.dataset[`text${frame}`];
  if (!side) return;
  seen[frame] = side.replace("{px}", content);
  told.textContent = Object.values(seen).join(" ");
});

// As in the player: a package leads this window nowhere. The way out closes it, and leads back where it cannot.
window.navigation?.addEventListener("navigate", (event) => {
  const { url } = event.destination;
  if (!event.cancelable || event.navigationType === "traverse" || event.hashChange || url === location.href) return;
  if (url === exit && isLeaving) return;
  event.preventDefault();
  if (url === exit) leave();
});

function leave() {
  isLeaving = true;
  close();
  setTimeout(() => location.assign(exit), 500);
}
