// While the session runs: who is there now, asked of our own database every 20 seconds. Without it, reload the page.
const part = document.getElementById("now");
const address = new URL(location.href);
address.searchParams.set("teil", "1");

const ask = async () => {
  try {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && !answer.redirected) {
      const text = (await answer.text()).trim();
      if (text !== part.innerHTML.trim()) part.innerHTML = text;
    }
  } catch {
    // No line: what stands there is still the last that was known.
  }
  setTimeout(ask, 20000);
};
setTimeout(ask, 20000);
