// The recording comes by itself: look every few seconds, and go to it as soon as the address leads elsewhere.
const EVERY = 3000; // milliseconds

async function look() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer?.ok && answer.redirected) location.replace(answer.url);
  else setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
