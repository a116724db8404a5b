// Shows the outcome of the check by itself while the page is open.
const place = document.querySelector("[data-versions]");
const PAUSE = 2000; // ms

async function look() {
  try {
    const response = await fetch(place.dataset.versions, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const answer = await response.json();
      place.innerHTML = answer.html;
      if (!answer.is_waiting) {
        window.location.reload(); // buttons outside the table depend on the outcome
        return;
      }
    }
  } catch {
    // The network is away for a moment; the next look will tell.
  }
  setTimeout(look, PAUSE);
}

if (place && "waiting" in place.dataset) setTimeout(look, PAUSE);
