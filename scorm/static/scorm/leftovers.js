// Changes that an earlier visit could not send: brought to the server before the package starts.
//
// Each journal speaks with the token of its own launch, so nobody's changes can enter somebody else's attempt,
// whoever uses the device now.

import { commitUrl } from "./bootstrap.js";
import { forget, save } from "./device.js";
import { countChanges, docsOf, otherJournals, split, without } from "./journal.js";
import { post, REFUSED, refusedPaths } from "./transport.js";

const PATIENCE = 10_000; // ms in all; a dead line must not keep anybody from learning
const PAUSE = 1_000;
const OFFERS = 3; // hand-overs offered for one journal; the server recognises what it already has

/**
 * Send what other launches left here. Returns {newer, refused, expired: [{state, changes}]}; `newer` when the server
 * may now hold something that the page at hand does not know, `refused` how often it would not store something.
 */
export async function bringOthers(boot) {
  const deadline = Date.now() + PATIENCE;
  const { open, finishedSince } = await otherJournals(boot.launch);
  const result = { newer: finishedSince, refused: 0, expired: [] };
  for (const state of open) await bring(boot, state, deadline, result);
  return result;
}

async function bring(boot, state, deadline, result) {
  while (state.commits.length) {
    const body = { ...state.commits[0], trigger: "replay" };
    const isFirst = body.seq > state.attempted;
    if (isFirst) {
      state.attempted = body.seq;
      save(state);
    }
    let reply = null;
    try {
      reply = await post(commitUrl(boot, state.token), body);
    } catch {
      // The line is down; try again below.
    }
    const { status, answer = {} } = reply ?? {};
    // A number that was never sent from here, and is known all the same, is that of a journal which this device lost.
    const isTaken = isFirst && answer.status === "duplicate";
    if (isTaken) state.seq = Math.max(state.seq, answer.last_seq ?? 0);
    if ((status === 200 && (answer.need === "full" || isTaken)) || (status === 409 && !state.whole)) makeWhole(state);
    else if (status === 200 || status === 409) {
      // A duplicate counts too: the last word of a closing tab may have come in after this page was made.
      result.newer ||= status === 200;
      state.commits.shift();
      save(state);
    } else if (status === 410) {
      // Whoever else uses this device could only be refused.
      const isTheirs = (state.learner ?? boot.learner.id) === boot.learner.id;
      if (isTheirs && (state.handed ?? 0) < OFFERS) result.expired.push({ state, changes: countChanges(state) });
      return;
    } else if (REFUSED.has(status) && status !== 413 && answer.status) {
      // The server keeps it for support; what it does not name as the fault, and what waits behind it, goes on.
      const paths = refusedPaths(answer);
      const mayHeal = (paths.length || !body.full) && (state.refusals = (state.refusals ?? 0) + 1) <= OFFERS;
      if (paths.length || !mayHeal) result.refused += 1;
      if (mayHeal) {
        for (const doc of Object.values(docsOf(state))) for (const path of paths) delete doc[path];
        state.commits = state.commits.map((waiting) => without(waiting, paths));
        makeWhole(state);
      } else state.commits.shift();
      state.whole = 0;
      save(state);
    } else if (status >= 400 && status < 500 && status !== 429) {
      return; // The server will not take it this way; it stays here until it is too old.
    } else {
      if (Date.now() + PAUSE > deadline) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
    if (state.whole > 1) return; // asked twice for the whole document: not healed by sending it
  }
  forget(state.launch);
}

/** Put whole documents in the place of all changes: after a gap, or because the server keeps them as late work. */
function makeWhole(state) {
  state.whole = (state.whole ?? 0) + 1;
  const docs = docsOf(state);
  const last = new Map(state.commits.map((body) => [body.sco, body]));
  let after = null;
  state.commits = [...last].map(([sco, body]) => {
    const course = state.course && { course: state.course };
    const whole = { ...body, ...split(docs[sco] ?? {}), ...course, seq: ++state.seq, after, full: true };
    after = whole.seq; // each must follow the one before: none of them speaks for another item
    return whole;
  });
}

/** Hand journals whose token has expired to the platform, where the learner is signed in: a form of the whole page. */
export function handOver(boot, states) {
  for (const state of states) {
    state.handed = (state.handed ?? 0) + 1;
    if (!state.whole) makeWhole(state); // what the server misses cannot be asked for in a form
    save(state);
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = boot.urls.replay;
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "journal";
  field.value = JSON.stringify(states.flatMap((state) => state.commits));
  form.append(field);
  form.hidden = true;
  document.body.append(form);
  form.submit();
}
