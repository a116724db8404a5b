// The processes of SCORM 2004 4th Edition, Sequencing and Navigation, over a tree of activities.
//
// The numbers in brackets are those of the standard's pseudo code. Why it is our own: docs/adr/0036.

import { Activity, packed, unpacked } from "./activities.js";
import { choose } from "./choice.js";
import { Refusal, action, precondition, refuse, rollUp } from "./rules.js";

const FORWARD = "forward";
const BACKWARD = "backward";

export class Sequencer {
  constructor(tree) {
    this.globals = new Map();
    this.ownsGlobals = tree.objectivesGlobalToSystem === false;
    this.touched = new Set();
    this.isRollingUp = false;
    this.said = {}; // what the SCO that ends has spoken of: {completed, satisfied}
    this.root = new Activity(tree, null, this);
    this.all = [];
    const visit = (activity) => {
      this.all.push(activity);
      activity.children.forEach(visit);
    };
    visit(this.root);
    this.current = null;
    this.suspended = null;
    this.all.forEach((activity) => activity.arrange());
  }

  find(id) {
    return this.all.find((activity) => activity.id === id) ?? null;
  }

  writeGlobal(id, field, value) {
    if (!this.globals.has(id)) this.globals.set(id, unpacked());
    const known = this.globals.get(id);
    if (known[field] === value) return;
    known[field] = value;
    this.touched.add(id);
  }

  // --- state ------------------------------------------------------------------------------------------------------

  save() {
    const position = (activity) => (activity ? this.all.indexOf(activity) : -1);
    return {
      v: 1,
      at: position(this.current),
      suspended: position(this.suspended),
      said: this.said,
      tracked: this.all.map((activity) => activity.save()),
      globals: Object.fromEntries([...this.globals].map(([id, known]) => [id, packed(known)])),
    };
  }

  load(state) {
    this.all.forEach((activity, index) => activity.load(state.tracked[index]));
    this.current = this.all[state.at] ?? null;
    this.suspended = this.all[state.suspended] ?? null;
    this.said = { ...state.said };
    this.globals = new Map(Object.entries(state.globals).map(([id, kept]) => [id, unpacked(kept)]));
    this.touched.clear();
  }

  /** Take in global objectives of other courses; what is known here already stays. */
  know(globals) {
    for (const [id, kept] of Object.entries(globals)) if (!this.globals.has(id)) this.globals.set(id, unpacked(kept));
  }

  // --- navigation requests [NB.2.1] and the overall process [OP.1] --------------------------------------------------

  /** What a navigation request asks of termination and sequencing; throws Refusal. */
  understand(request, target) {
    const { current, root } = this;
    const needsCurrent = () => current ?? refuse("NB.2.1-2");
    const ending = (sequencing) => [current?.isActive ? "exit" : null, sequencing];
    switch (request) {
      case "start":
        return current ? refuse("NB.2.1-1") : [null, "start"];
      case "resumeAll":
        return current || !this.suspended ? refuse("NB.2.1-3") : [null, "resumeAll"];
      case "continue":
        needsCurrent();
        return current !== root && current.parent.controls.flow ? ending("continue") : refuse("NB.2.1-4");
      case "previous": {
        needsCurrent();
        const controls = current.parent?.controls;
        return controls?.flow && !controls.forwardOnly ? ending("previous") : refuse("NB.2.1-5");
      }
      case "choice":
        this.mayBeChosen(target);
        return ending("choice");
      case "jump":
        return target ? ending("jump") : refuse("NB.2.1-11");
      case "exit":
        return needsCurrent().isActive ? ["exit", "exit"] : refuse("NB.2.1-12");
      case "abandon":
        return needsCurrent().isActive ? ["abandon", "exit"] : refuse("NB.2.1-12");
      case "exitAll":
      case "abandonAll":
      case "suspendAll":
        return needsCurrent() && [request, "exit"];
      default:
        return refuse("NB.2.1-13");
    }
  }

  mayBeChosen(target) {
    if (!target) refuse("NB.2.1-11");
    if (target !== this.root && !target.parent.controls.choice) refuse("NB.2.1-10");
    const { current } = this;
    if (!current) return;
    if (current.isActive && !current.controls.choiceExit && target !== current) refuse("NB.2.1-8");
    if (current.parent === target.parent) return;
    const common = this.commonAncestor(current, target);
    for (const activity of this.upwards(current, common)) {
      if (activity.isActive && !activity.controls.choiceExit) refuse("NB.2.1-8");
    }
  }

  /**
   * Process a navigation request. Returns {delivered, ended, refused}: the leaf to open or null, "ended" or
   * "suspended" when the sequencing session is over, and why nothing came of it.
   */
  navigate(request, id = null) {
    const answer = { delivered: null, ended: null, refused: null };
    try {
      const target = id === null ? null : this.find(id);
      let [termination, sequencing] = this.understand(request, target);
      if (termination) sequencing = this.terminate(termination) ?? sequencing;
      const found = this.sequence(sequencing, target);
      if (found) answer.delivered = this.deliver(found);
      else if (this.current === this.root || !this.current) answer.ended = request === "suspendAll" ? "suspended" : "ended";
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      answer.refused = refusal.message;
      if (refusal.ends) answer.ended = "ended";
    } finally {
      this.said = {};
    }
    if (answer.ended) this.current = null;
    return answer;
  }

  // --- termination [TB] -------------------------------------------------------------------------------------------

  /** Process a termination request [TB.2.3]; returns the sequencing request that takes over, or null. */
  terminate(request) {
    const { root } = this;
    if (request === "exit") {
      this.endAttempt(this.current);
      this.exitActions();
      for (;;) {
        const after = this.postcondition();
        if (after.termination === "exitAll") return this.exitAll(after.sequencing);
        if (after.termination !== "exitParent") {
          return this.current === root && after.sequencing !== "retry" ? "exit" : after.sequencing;
        }
        if (this.current === root) refuse("TB.2.3-4");
        this.current = this.current.parent;
        this.endAttempt(this.current);
      }
    }
    if (request === "exitAll") return this.exitAll(null);
    if (request === "abandon") {
      this.current.isActive = false;
      return null;
    }
    if (request === "abandonAll") for (const activity of this.current.path) activity.isActive = false;
    else this.suspend();
    this.current = root;
    return null;
  }

  exitAll(sequencing) {
    if (this.current.isActive) this.endAttempt(this.current);
    this.endBetween(this.root);
    this.endAttempt(this.root);
    this.current = this.root;
    return sequencing ?? "exit";
  }

  suspend() {
    const { current, root } = this;
    if (current.isActive || current.isSuspended) {
      this.rollUpFrom(current);
      this.suspended = current;
    } else if (current !== root) this.suspended = current.parent;
    else refuse("TB.2.3-3");
    for (const activity of this.suspended.path) {
      activity.isActive = false;
      activity.isSuspended = true;
    }
  }

  /** Exit rules of the ancestors, from the root down [TB.2.1]. */
  exitActions() {
    const target = this.current.path.slice(0, -1).find((each) => action(each.rules.exitConditionRules, each));
    if (!target) return;
    this.endBetween(target);
    this.endAttempt(target);
    this.current = target;
  }

  /** What the post condition rules ask for [TB.2.2]. */
  postcondition() {
    const { current } = this;
    const found = current.isSuspended ? null : action(current.rules.postConditionRules, current);
    if (found === "retryAll") return { termination: "exitAll", sequencing: "retry" };
    if (found === "exitParent" || found === "exitAll") return { termination: found, sequencing: null };
    return { termination: null, sequencing: found };
  }

  /** End the attempts between the current activity and another one, both excluded [UP.3]. */
  endBetween(activity) {
    const common = this.commonAncestor(this.current, activity);
    for (const each of this.upwards(this.current, common).slice(1)) this.endAttempt(each);
  }

  /** End an attempt [UP.4]. */
  endAttempt(activity) {
    if (activity.isLeaf) {
      const { primary, controls } = activity;
      if (activity.isTracked && !activity.isSuspended) {
        const { completedByMeasure } = activity.threshold;
        const { said } = this; // a SCO that says "unknown" has said something
        if (!controls.completionSetByContent && !said.completed && primary.own.completed === null && !completedByMeasure) {
          primary.set("completed", true);
        }
        if (!controls.objectiveSetByContent && !said.satisfied && primary.own.satisfied === null && !primary.byMeasure) {
          primary.set("satisfied", true);
        }
      }
    } else activity.isSuspended = activity.children.some((child) => child.isSuspended);
    activity.isActive = false;
    this.rollUpFrom(activity);
    this.rollUpReaders();
    if (!activity.isSuspended) activity.arrange(true);
  }

  // --- rollup [RB.1.5] --------------------------------------------------------------------------------------------

  rollUpFrom(activity) {
    this.isRollingUp = true;
    for (const each of activity.path.reverse()) rollUp(each);
    this.isRollingUp = false;
  }

  /** Whoever reads a global objective that was written passes on what it says now. */
  rollUpReaders() {
    const rounds = this.all.length;
    for (let round = 0; this.touched.size && round < rounds; round += 1) {
      const written = this.touched;
      this.touched = new Set();
      for (const activity of this.all) {
        const reads = activity.primary.maps.some((map) => written.has(map.targetObjectiveID));
        if (reads && activity.isTracked && activity.parent) this.rollUpFrom(activity.parent);
      }
    }
    this.touched.clear();
  }

  // --- sequencing requests [SB.2] ---------------------------------------------------------------------------------

  /** Process a sequencing request; returns the activity to deliver, or null when none is asked for [SB.2.12]. */
  sequence(request, target) {
    const { current, root } = this;
    switch (request) {
      case "start":
        if (current) refuse("SB.2.5-1");
        return root.isLeaf ? root : this.flow(root, FORWARD, true);
      case "resumeAll":
        return this.suspended.isLeaf ? this.suspended : this.flow(this.suspended, FORWARD, true);
      case "continue":
      case "previous":
        if (!current) refuse("SB.2.7-1");
        if (current !== root && !current.parent.controls.flow) refuse("SB.2.7-2");
        return this.flow(current, request === "continue" ? FORWARD : BACKWARD, false);
      case "choice":
        return choose(this, target);
      case "jump":
        return target;
      case "retry":
        if (!current || current.isActive || current.isSuspended) refuse("SB.2.10-2");
        // Global objectives that are the course's own live as long as an attempt at it [CAM 5.1.1].
        if (current === root && this.ownsGlobals) this.globals.clear();
        return current.isLeaf ? current : this.flow(current, FORWARD, true);
      default:
        return null; // exit
    }
  }

  /** Walk to the next activity that can be delivered [SB.2.3]. */
  flow(activity, direction, into) {
    const step = this.step(activity, direction, into, null);
    return this.traverse(step.next, step.direction, null);
  }

  /** One step of the walk [SB.2.1]; returns {next, direction} or throws Refusal. */
  step(activity, direction, into, before) {
    let [at, way, isReversed] = [activity, direction, false];
    if (before === BACKWARD && at.parent && at === at.parent.offered.at(-1)) {
      [at, way, isReversed] = [at.parent.offered[0], BACKWARD, true];
    }
    const children = into ? at.offered : [];
    if (way === FORWARD) {
      if (into && !at.isLeaf) return children.length ? { next: children[0], direction: FORWARD } : refuse("SB.2.1-2");
      if (at === this.root || this.isLast(at)) {
        this.endBetweenForGood();
        throw new Refusal("SB.2.1-1", { ends: true });
      }
      const siblings = at.parent.offered;
      if (at === siblings.at(-1)) return this.step(at.parent, FORWARD, false, null);
      return { next: siblings[siblings.indexOf(at) + 1], direction: FORWARD };
    }
    if (at === this.root) refuse("SB.2.1-3");
    if (into && !at.isLeaf) {
      if (!children.length) refuse("SB.2.1-2");
      return at.controls.forwardOnly
        ? { next: children[0], direction: FORWARD }
        : { next: children.at(-1), direction: BACKWARD };
    }
    if (!isReversed && at.parent.controls.forwardOnly) refuse("SB.2.1-4");
    const siblings = at.parent.offered;
    if (at === siblings[0]) return this.step(at.parent, BACKWARD, false, null);
    return { next: siblings[siblings.indexOf(at) - 1], direction: BACKWARD };
  }

  isLast(activity) {
    return activity.path.every((each) => !each.parent || each === each.parent.offered.at(-1));
  }

  /** Walked off the end of the tree: the session is over, and so are all attempts. */
  endBetweenForGood() {
    this.endBetween(this.root);
    this.endAttempt(this.root);
  }

  /** Whether an activity on the walk can be delivered, or where the walk goes on [SB.2.2]. */
  traverse(activity, direction, before) {
    if (activity.parent && !activity.parent.controls.flow) refuse("SB.2.2-1");
    if (precondition(activity, "skip")) {
      const step = this.step(activity, direction, false, before);
      const isBack = before === BACKWARD && step.direction === BACKWARD;
      return isBack ? this.traverse(step.next, step.direction, null) : this.traverse(step.next, direction, before);
    }
    if (this.isBarred(activity)) refuse("SB.2.2-2");
    if (activity.isLeaf) return activity;
    const step = this.step(activity, direction, true, null);
    return direction === BACKWARD && step.direction === FORWARD
      ? this.traverse(step.next, FORWARD, BACKWARD)
      : this.traverse(step.next, direction, null);
  }

  /** Whether rules or limits keep an activity closed [UP.5]. */
  isBarred(activity) {
    if (precondition(activity, "disabled")) return true;
    if (!activity.isTracked || activity.isActive || activity.isSuspended) return false;
    return activity.attemptLimit !== null && activity.attempts >= activity.attemptLimit;
  }

  // --- delivery [DB] ----------------------------------------------------------------------------------------------

  /** Check and prepare a delivery [DB.1.1, DB.2]; returns {activity, resumed}. */
  deliver(activity) {
    if (!activity.isLeaf) refuse("DB.1.1-1");
    if (activity.path.some((each) => this.isBarred(each))) refuse("DB.1.1-3");
    if (this.current?.isActive) refuse("DB.2-1");
    const resumed = activity.isSuspended;
    if (this.suspended && this.suspended !== activity) this.forgetSuspended(activity);
    if (this.current) this.endBetween(activity);
    for (const each of activity.path) {
      if (each.isActive) continue;
      if (each.isSuspended) each.isSuspended = false;
      else each.beginAttempt();
      each.isActive = true;
    }
    this.current = activity;
    this.suspended = null;
    return { activity, resumed };
  }

  /** Something else is delivered than what was suspended [DB.2.1]. */
  forgetSuspended(activity) {
    const common = this.commonAncestor(activity, this.suspended);
    for (const each of [...this.upwards(this.suspended, common), common]) {
      if (each.isLeaf || !each.children.some((child) => child.isSuspended)) each.isSuspended = false;
    }
    this.suspended = null;
  }

  // --- the tree ---------------------------------------------------------------------------------------------------

  commonAncestor(one, other) {
    return one.path.filter((each) => other.isWithin(each)).at(-1);
  }

  /** From an activity upwards, without the ancestor named. */
  upwards(activity, ancestor) {
    const found = [];
    for (let at = activity; at && at !== ancestor; at = at.parent) found.push(at);
    return found;
  }

  /** From an ancestor down to an activity, the latter excluded. */
  between(ancestor, activity) {
    const { path } = activity;
    return path.slice(path.indexOf(ancestor), -1);
  }

  isBefore(one, other) {
    return this.all.indexOf(one) < this.all.indexOf(other);
  }

  // --- what may be asked for --------------------------------------------------------------------------------------

  /** Whether a request would lead somewhere. */
  wouldWork(request, id = null) {
    return this.hindrance(request, id) === "";
  }

  /** What stands against a request, tried without consequences: the standard's code, or "". */
  hindrance(request, id = null) {
    const before = this.save();
    const running = this.current;
    try {
      const target = id === null ? null : this.find(id);
      const [termination, sequencing] = this.understand(request, target);
      if (termination) this.endAttempt(running);
      const found = this.sequence(sequencing, target);
      return found && this.deliver(found) ? "" : "nothing";
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return refusal.ends ? "" : refusal.message;
    } finally {
      this.load(before);
    }
  }
}
