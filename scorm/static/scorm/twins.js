// One launch, one writer: a duplicated tab takes over, the first one stops before both use the same journal.

const PATIENCE = 100; // ms for the other tab to write down what it has

/** Tell other tabs of this launch to stop, and stop (call `onTaken`) when a later one says the same. */
export async function claim(launch, onTaken) {
  if (typeof BroadcastChannel !== "function") return;
  const channel = new BroadcastChannel(`lb-launch:${launch}`);
  channel.postMessage("opened");
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  channel.onmessage = () => onTaken();
}
