// The choice of an activity by the learner or a SCO (SCORM 2004 4th Edition, SN: SB.2.9 and what it calls).

import { Refusal, precondition, refuse } from "./rules.js";

const FORWARD = "forward";

/** Process a choice [SB.2.9]. */
export function choose(sequencer, target) {
  const { root, current } = sequencer;
  for (const each of target.path.slice(1)) {
    if (!each.parent.offered.includes(each)) refuse("SB.2.9-2");
  }
  for (const each of target.path) if (precondition(each, "hiddenFromChoice")) refuse("SB.2.9-3");
  if (target !== root && !target.parent.controls.choice) refuse("SB.2.9-4");
  const common = current ? sequencer.commonAncestor(current, target) : root;
  if (current && current !== target) walkToChoice(sequencer, current, target, common);
  else if (!current) walkDown(target.path.slice(0, -1), common);
  if (target.isLeaf) return target;
  try {
    return sequencer.flow(target, FORWARD, true);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    if (current) {
      sequencer.endBetween(common);
      if (common.isActive) sequencer.endAttempt(common);
    }
    sequencer.current = target;
    return refuse("SB.2.9-9");
  }
}

function walkToChoice(sequencer, current, target, common) {
  const isForward = sequencer.isBefore(current, target);
  if (current.parent && current.parent === target.parent) {
    const siblings = current.parent.offered;
    const [from, to] = [siblings.indexOf(current), siblings.indexOf(target)];
    const passed = from < to ? siblings.slice(from, to) : siblings.slice(to + 1, from + 1);
    for (const each of passed) mayPass(each, from < to);
    return;
  }
  if (current === common) return walkDown(sequencer.between(common, target), common);
  if (target === common) {
    for (const each of sequencer.upwards(current, common)) if (!each.controls.choiceExit) refuse("SB.2.9-7");
    return;
  }
  let bound = null;
  for (const each of sequencer.upwards(current.parent, common)) {
    if (!each.controls.choiceExit) refuse("SB.2.9-7");
    if (each.controls.constrainChoice) bound ??= each;
  }
  if (bound) {
    const near = neighbour(bound, isForward);
    if (target !== bound && !target.isWithin(bound) && !target.isWithin(near)) refuse("SB.2.9-8");
  }
  if (isForward) walkDown(sequencer.between(common, target), common);
  else {
    for (const each of sequencer.between(common, target)) mayActivate(each, common);
  }
}

function walkDown(path, common) {
  for (const each of path) {
    mayPass(each, true);
    mayActivate(each, common);
  }
}

function mayActivate(activity, common) {
  if (!activity.isActive && activity !== common && activity.controls.preventActivation) refuse("SB.2.9-6");
}

/** Whether a choice may lead past an activity [SB.2.4]. */
function mayPass(activity, isForward) {
  if (isForward) {
    if (precondition(activity, "stopForwardTraversal")) refuse("SB.2.4-1");
  } else if (!activity.parent || activity.parent.controls.forwardOnly) refuse("SB.2.4-2");
}

/** The next activity in a direction, itself at the end of the tree [SB.2.9.1, SB.2.9.2]. */
function neighbour(activity, isForward) {
  for (let at = activity; at.parent; at = at.parent) {
    const siblings = at.parent.offered;
    const next = siblings[siblings.indexOf(at) + (isForward ? 1 : -1)];
    if (next) return next;
  }
  return activity;
}
