// Knocks at each door from where the visitor sits. What answers does not matter: an answer is an open door.
const PATIENCE_MS = 10000;

const knock = async (result) => {
  const manner = { mode: "no-cors", cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MS) };
  try {
    await fetch(result.dataset.probe, manner);
    result.textContent = result.dataset.good;
  } catch {
    result.textContent = result.dataset.bad;
  }
};

for (const result of document.querySelectorAll("[data-probe]")) knock(result);

const webrtc = document.querySelector("[data-webrtc]");
const isAble = "RTCPeerConnection" in window && Boolean(navigator.mediaDevices);
webrtc.textContent = isAble ? webrtc.dataset.good : webrtc.dataset.bad;
