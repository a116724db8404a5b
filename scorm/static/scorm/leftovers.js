// Brings what an earlier visit could not send, before the package starts. Each journal speaks with the token of its own
// launch: nobody's changes enter somebody else's attempt.

import { commitUrl } from "./bootstrap.js";
import { forget, isOvertaken, save } from "./device.js";
import { bar, countChanges, otherJournals } from "./journal.js";
import { bytesOf, mostOf, shrink, wholeBodies } from "./parts.js";
import { formText, post, refusedPaths, TOO_LARGE } from "./transport.js";

const PATIENCE = 10_000; // ms in all; a dead line must not keep anybody from learning
const PAUSE = 1_000;
const OFFERS = 3; // hand-overs offered for one journal; the server recognises what it already has

/**
 * Send what other launches left here. Returns {newer, refused, expired: [{state, changes}]}; `newer` when the server
 * may now hold something that the page at hand does not know, `refused` how often it would not store something,
 * `outsize` whether because it is too large.
 */
export async function bringOthers(boot) {
  const deadline = performance.now() + PATIENCE;
  const { open, finishedSince, taken } = await otherJournals(boot.launch);
  const result = { newer: finishedSince || taken > (boot.last_seq ?? 0), refused: 0, outsize: false, expired: [] };
  for (const state of open) await bring(boot, state, deadline, result);
  return result;
}

async function bring(boot, state, deadline, result) {
  const { body: most } = boot.limits;
  const tell = () => {
    result.outsize = true;
    result.refused += 1;
  };
  const whole = () => makeWhole(state, most) && tell();
  if (state.outsize) tell();
  if (state.commits.some((body) => bytesOf(body) > mostOf(state, most))) {
    whole();
    state.whole = 0;
  }
  while (state.commits.length) {
    if (isOvertaken(state)) return;
    const [first] = state.commits; // a session that has ended stays ended
    const body = { ...first, trigger: first.trigger === "terminate" ? "terminate" : "replay" };
    const isFirst = body.seq > state.attempted;
    if (isFirst) {
      state.attempted = body.seq;
      save(state);
    }
    let reply = null;
    try {
      reply = await post(commitUrl(boot, state.token), body);
    } catch {
      // The line is down.
    }
    const { status, answer = {}, isOurs } = reply ?? {};
    const said = isOurs ? status : null; // by the server, and nobody in between
    if (isOvertaken(state)) {
      result.newer ||= said === 200;
      return;
    }
    // A number that was never sent from here, and is known all the same, is that of a journal which this device lost.
    const isTaken = said === 200 && isFirst && answer.status === "duplicate";
    if (isTaken) state.seq = Math.max(state.seq, answer.last_seq ?? 0);
    if ((said === 200 && (answer.need === "full" || isTaken)) || (said === 409 && !state.whole)) whole();
    else if (said === 200 || said === 409) {
      // A duplicate too: a closing tab's last word may have come in after this page was made.
      result.newer ||= said === 200;
      state.commits.shift();
      save(state);
    } else if (said === 410) {
      // Whoever else uses this device could only be refused.
      const isTheirs = (state.learner ?? boot.learner.id) === boot.learner.id;
      if (isTheirs && (state.handed ?? 0) < OFFERS) result.expired.push({ state, changes: countChanges(state) });
      return;
    } else if (status === TOO_LARGE && shrink(state, body)) {
      whole();
      state.whole = 0;
      save(state);
    } else if (said === 415 || said === 422) {
      // The server keeps it for support; what it does not name as the fault, and what waits behind it, goes on.
      const paths = refusedPaths(answer);
      const isNews = bar(state, body, paths) > 0;
      const mayHeal = isNews || ((paths.length || !body.full) && (state.refusals = (state.refusals ?? 0) + 1) <= OFFERS);
      if (paths.length || !mayHeal) result.refused += 1;
      if (mayHeal) whole();
      else state.commits.shift();
      state.whole = 0;
      save(state);
    } else if (status >= 400 && status < 500 && status !== 429) {
      return; // The server will not take it this way; it stays here until it is too old.
    } else {
      if (performance.now() + PAUSE > deadline) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (state.whole > 1) return; // asked twice for the whole document: not healed by sending it
  }
  forget(state.launch);
}

/**
 * Put whole documents in the place of all changes: after a gap, or because the server keeps them as late work. Returns
 * whether something is left out because it is too large.
 */
function makeWhole(state, most) {
  state.whole = (state.whole ?? 0) + 1;
  const last = new Map(state.commits.map((body) => [body.sco, body]));
  const lost = [];
  state.commits = wholeBodies(state, [...last.keys()], { most: mostOf(state, most), headOf: (sco) => last.get(sco), lost });
  return lost.length > 0;
}

/** Hand journals whose token has expired to the platform, where the learner is signed in: a form of the whole page. */
export async function handOver(boot, states) {
  for (const state of states) {
    state.handed = (state.handed ?? 0) + 1;
    if (!state.whole) makeWhole(state, boot.limits.body); // what the server misses cannot be asked for in a form
    save(state);
  }
  const form = document.createElement("form");
  form.method = "post";
  form.target = "_top";
  form.action = boot.urls.replay;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "journal";
  field.value = await formText(JSON.stringify(states.flatMap((state) => state.commits)));
  form.append(field);
  form.hidden = true;
  document.body.append(form);
  form.submit();
}
