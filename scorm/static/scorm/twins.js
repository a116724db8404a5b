// One attempt, one writer: a tab that opens it (again) takes over at once from the others of this browser.
//
// Another device is told by the server's 409. Nobody takes back by itself, so two tabs cannot steal from each other.

const PATIENCE = 100; // ms for the other tab to write down what it has

/**
 * Tell other tabs of this learner's attempt to stop; stop (call `onTaken`) when a later one says the same. Of those that
 * open at the same moment the youngest stays.
 */
export async function claim({ learner, epoch }, onTaken) {
  if (typeof BroadcastChannel !== "function") return;
  const channel = new BroadcastChannel(`lb-attempt:${learner.id}`); // a pseudonym, of one person in one course
  const mine = { epoch, born: performance.timeOrigin + Math.random() };
  let isOpening = true;
  channel.onmessage = ({ data }) => {
    if (!(data.epoch >= epoch)) return;
    if (data.epoch === epoch && isOpening && data.born < mine.born) channel.postMessage(mine);
    else onTaken();
  };
  channel.postMessage(mine);
  await new Promise((resolve) => setTimeout(resolve, PATIENCE));
  isOpening = false;
}
