// The page of a session: looks again by itself, checks browser and sound. Without it, "Jetzt nachsehen" does.
const room = document.getElementById("room");
const { scene, standing, opens, nextTry } = room.dataset;
const ASK_MS = { waiting: 5000, closed: 10000, ready: 20000, may_open: 10000, full: 30000, too_early: 60000 };
const CHANGED = "lb-session-changed";

for (const part of document.querySelectorAll("[data-needs-script]")) part.hidden = false;

// A page that loaded itself anew says so: a screen reader reads the heading, and the reader stays where the news is.
if (sessionStorage.getItem(CHANGED)) {
  sessionStorage.removeItem(CHANGED);
  document.getElementById("room-title").focus();
}

const again = () => {
  sessionStorage.setItem(CHANGED, "1");
  location.replace(location.pathname);
};

// A class of fifty must not ask in the same moment.
const apart = (ms) => ms * (0.8 + Math.random() * 0.4);

const ask = async () => {
  if (!document.hidden) {
    try {
      const answer = await fetch(standing, { credentials: "same-origin", cache: "no-store" });
      if (answer.redirected || answer.status === 404) return again();
      if (answer.ok && (await answer.json()).scene !== scene) return again();
    } catch {
      // No line; the next question may get through.
    }
  }
  setTimeout(ask, pause());
};

const pause = () => {
  const left = Date.parse(opens) - Date.now();
  const usual = apart(ASK_MS[scene]);
  return scene === "too_early" && left > 0 ? Math.min(usual, left + Math.random() * 3000) : usual;
};

if (nextTry) {
  const form = room.querySelector("form");
  if (form) setTimeout(() => form.requestSubmit(), Math.max(1000, Date.parse(nextTry) - Date.now()) + Math.random() * 5000);
} else if (ASK_MS[scene]) {
  setTimeout(ask, pause());
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}

const check = document.getElementById("room-check");
if (check) {
  const part = (name) => check.querySelector(`[data-check="${name}"]`);
  const isFit = "RTCPeerConnection" in window && "WebSocket" in window && Boolean(navigator.mediaDevices?.getUserMedia);
  part(isFit ? "browser-good" : "browser-old").hidden = false;
  part("saving").hidden = !navigator.connection?.saveData;
  part("sound").addEventListener("click", async () => {
    const context = new AudioContext();
    await context.resume();
    const volume = new GainNode(context, { gain: 0.2 });
    volume.connect(context.destination);
    [523, 659, 784].forEach((frequency, number) => {
      const tone = new OscillatorNode(context, { frequency });
      tone.connect(volume);
      tone.start(context.currentTime + number * 0.4);
      tone.stop(context.currentTime + number * 0.4 + 0.35);
      if (number === 2) tone.onended = () => context.close();
    });
    const told = part("sound-played");
    told.textContent = told.dataset.text;
  });
  check.hidden = false;
}
