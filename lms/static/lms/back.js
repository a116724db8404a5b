// After the player: asks until the last commit is in, for 5 seconds at most. Without JavaScript the page says what to do.
const part = document.getElementById("back");
const address = new URL(location.href);
address.searchParams.set("teil", "1");
const until = performance.now() + 5000;

const ask = async () => {
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && !answer.redirected) {
      if (answer.headers.get("X-Is-Final") === "1") {
        part.innerHTML = await answer.text();
        return;
      }
    }
  } catch {
    // No line: the sentence on the page already says what to do.
  }
  if (performance.now() < until) setTimeout(ask, 600);
};
setTimeout(ask, 300);
