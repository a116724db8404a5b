// A course of SCORM 2004: the sequencer on one side, the SCO's data model on the other, and what the page may ask.

import { Sequencer } from "./sequencer.js";
import { precondition } from "./rules.js";

const UNNAMED = "lb-primary:"; // ids of objectives that the manifest does not name; the content never hears of them
const MOST_PROBED = 300; // activities for which each choice is tried out; beyond that only its first conditions are
const NO_FLOW = "SB.2.2-1"; // the walk comes to a group without flow
const NAVIGATION = /^adl\.nav\.request_valid\.(continue|previous|(?:choice|jump)\.\{target=(.+)\})$/;
const REQUEST = /^\{target=(.+)\}(choice|jump)$/;
const SUCCESS = { true: "passed", false: "failed" };
const COMPLETION = { true: "completed", false: "incomplete" };

export class SequencedCourse {
  /**
   * `onDeliver({id, resumed})` is told which activity to open, `onEnd(reason)` that the course is over for now
   * ("suspended" or "ended"). `hasPlace()` says whether what is open has anything to come back to.
   */
  constructor({ tree, onDeliver, onEnd, hasPlace = () => true }) {
    Object.assign(this, { onDeliver, onEnd, hasPlace });
    this.sequencer = new Sequencer(tree);
    this.shared = {}; // the stores of adl.data, by id
    this.elsewhere = {}; // what other courses keep
    this.leavingFor = null;
    this.isOver = false; // the SCO has ended its session, but nobody has said how to go on
  }

  get current() {
    return this.sequencer.current?.id ?? null;
  }

  get isRunning() {
    return this.sequencer.current?.isActive === true;
  }

  /**
   * Begin, or go on from a stored state. Delivers an activity, or leaves the choice to the learner. `globals` is what
   * the learner's other courses know of global objectives: {id: what is known}, `shared` their stores.
   */
  start(state = null, globals = {}, shared = {}) {
    const { sequencer } = this;
    if (state) {
      sequencer.load(state.sequencing);
      this.shared = state.shared;
      this.isOver = state.over === true;
    }
    sequencer.know(globals);
    this.elsewhere = shared;
    if (this.isOver || (sequencer.current && !this.isRunning)) {
      const [first, second] = sequencer.root.children;
      if (second || first.children.length) return; // the learner says how to go on
      sequencer.navigate("exitAll"); // one item alone opens again
    }
    if (this.isRunning) sequencer.navigate("suspendAll"); // by a closed window, which had no time to ask for it
    this.request(sequencer.suspended ? "resumeAll" : "start");
  }

  /** Ask for a navigation while no SCO is running. */
  request(name, target = null) {
    this.isOver = false;
    const { delivered, ended, refused } = this.sequencer.navigate(name, target);
    this.refused = refused;
    if (delivered) this.onDeliver({ id: delivered.activity.id, resumed: delivered.resumed });
    else if (ended) this.onEnd(ended);
  }

  /** What the learner asks for while a SCO runs: it wins over what the SCO asks for on its way out [SN 4.3.2]. */
  leaveFor(name, target = null) {
    this.leavingFor = { name, target };
  }

  /**
   * The learner closes the player. What is open stays so until they come back, unless it keeps no place and was the
   * last that the course waits for: nobody would have a reason to come back for it.
   */
  close() {
    const { sequencer } = this;
    const before = sequencer.save();
    if (!this.hasPlace() && !sequencer.current.isSuspended && !sequencer.root.completed) {
      sequencer.navigate("exit");
      if (sequencer.root.completed) return;
      sequencer.load(before);
    }
    this.request("suspendAll");
  }

  /** A SCO's session ended: take over what it reached, then follow the request that counts. */
  finished(model, request, told = new Set()) {
    if (!this.isRunning) return;
    const asked = this.leavingFor ?? wanted(request);
    this.leavingFor = null;
    const isAbandoned = asked?.name.startsWith("abandon") ?? false; // then the attempt leaves no trace
    if (!isAbandoned) this.takeOver(model, told);
    const exit = model.at("cmi.exit");
    this.sequencer.current.isSuspended = exit === "suspend" && !isAbandoned && asked?.name !== "exitAll";
    if (exit === "logout" || (exit === "time-out" && !asked)) this.request("exitAll");
    else if (asked?.name === "leave") this.close();
    else if (asked) this.request(asked.name, asked.target);
    else this.isOver = true; // nothing was asked for: the activity ends when the learner goes on
  }

  /** An asset, or a SCO that never spoke, is left. */
  left() {
    if (!this.isRunning) return;
    const asked = this.leavingFor ?? { name: "exit", target: null };
    this.leavingFor = null;
    if (asked.name === "leave") this.close();
    else this.request(asked.name, asked.target);
  }

  // --- the SCO's data model ---------------------------------------------------------------------------------------

  /** What an activity's data model begins with, as flat paths: its objectives with what is known of them. */
  seed(id) {
    const seed = {};
    const named = this.sequencer.find(id).objectives.filter((objective) => !objective.id.startsWith(UNNAMED));
    named.forEach((objective, n) => {
      const put = (path, value) => value !== null && value !== undefined && (seed[`cmi.objectives.${n}.${path}`] = String(value));
      put("id", objective.id);
      put("success_status", SUCCESS[objective.get("satisfied")]);
      put("completion_status", COMPLETION[objective.get("completed")]);
      put("progress_measure", objective.get("progress"));
      put("score.scaled", objective.get("measure"));
      for (const name of ["raw", "min", "max"]) put(`score.${name}`, objective.get(name));
    });
    return seed;
  }

  /** Prepare the data model for the SCO of an activity: shared data, and whether requests are valid. */
  prepare(model, id) {
    this.sequencer.find(id).sharedData.forEach(({ targetID, readSharedData, writeSharedData }, n) => {
      const row = `adl.data.${n}`;
      model.give({ [`${row}.id`]: targetID });
      const text = this.shared[targetID] ?? this.elsewhere[targetID];
      if (text !== undefined) model.load({ [`${row}.store`]: text });
      model.rights.set(`${row}.store`, { reads: readSharedData, writes: writeSharedData });
    });
  }

  /** The answer to adl.nav.request_valid…, null for any other element. */
  answer(element, model, told) {
    const match = NAVIGATION.exec(element);
    if (!match) return null;
    if (match[2]) {
      const target = this.sequencer.find(match[2]);
      return String(Boolean(target) && (match[1].startsWith("jump") ? target.isLeaf : this.wouldWork("choice", match[2], model, told)));
    }
    return String(this.wouldWork(match[1], null, model, told));
  }

  wouldWork(request, target, model, told) {
    const { sequencer } = this;
    if (!model || !this.isRunning) return sequencer.wouldWork(request, target);
    const before = sequencer.save();
    this.takeOver(model, told);
    const works = sequencer.wouldWork(request, target);
    sequencer.load(before);
    return works;
  }

  /** What the SCO said becomes what is tracked of the activity [RTE 4.2]. */
  takeOver(model, told = new Set()) {
    const activity = this.sequencer.current;
    const stores = activity.sharedData.map(({ targetID }, n) => [targetID, model.at(`adl.data.${n}.store`)]);
    const own = stores.filter(([id, text]) => id in this.shared || text !== this.elsewhere[id]);
    const known = Object.entries({ ...this.shared, ...Object.fromEntries(own) });
    this.shared = Object.fromEntries(known.filter(([, value]) => value !== undefined));
    if (!activity.isTracked) return;
    const flat = model.said();
    let ofPrimary = null;
    for (let n = 0; flat[`cmi.objectives.${n}.id`]; n += 1) {
      const objective = activity.objectives.find(({ id }) => id === flat[`cmi.objectives.${n}.id`]);
      if (objective) note(objective, flat, `cmi.objectives.${n}`, told);
      if (objective?.isPrimary) ofPrimary = `cmi.objectives.${n}`;
    }
    note(activity.primary, flat, "cmi", told); // last, because it speaks of the activity itself
    if (activity.threshold.completedByMeasure) activity.primary.set("completed", activity.completed);
    this.sequencer.said = {
      completed: told.has("cmi.completion_status"),
      satisfied: told.has("cmi.success_status") || told.has(`${ofPrimary}.success_status`),
    };
    this.sequencer.rollUpReaders();
  }

  // --- what the page shows ----------------------------------------------------------------------------------------

  /**
   * What may be asked for now: {continue, chooses, previous, suspendAll, exitAll, choice: {id: true}}, hidden controls
   * off.
   */
  allowed(model = null, told = new Set()) {
    const { sequencer } = this;
    const hidden = new Set((sequencer.current?.path ?? []).flatMap((activity) => activity.hidden));
    const before = model && this.isRunning ? sequencer.save() : null;
    if (before) this.takeOver(model, told);
    const isSmall = sequencer.all.length <= MOST_PROBED;
    const can = (name) => !hidden.has(name) && sequencer.wouldWork(name);
    const found = {
      continue: can("continue"),
      chooses: false, // whether "continue" means to choose: a group comes next that nobody walks into
      previous: can("previous"),
      suspendAll: !hidden.has("suspendAll") && sequencer.current !== null,
      exitAll: !hidden.has("exitAll") && sequencer.current !== null,
      choice: {},
    };
    for (const activity of sequencer.all) {
      if (!isSmall && !activity.isLeaf) continue;
      if (sequencer.wouldWork("choice", activity.id)) found.choice[activity.id] = true;
    }
    const goesNowhere = !found.continue && !hidden.has("continue") && sequencer.hindrance("continue") === NO_FLOW;
    found.chooses = goesNowhere && Object.keys(found.choice).some((id) => id !== this.current && id !== sequencer.root.id);
    found.continue ||= found.chooses;
    if (before) sequencer.load(before);
    return found;
  }

  /** The table of contents in document order: {id, title, depth, isLeaf, completed, satisfied}; hidden ones left out. */
  contents() {
    const lines = [];
    const visit = (activity, depth) => {
      if (precondition(activity, "hiddenFromChoice")) return;
      if (activity.isVisible) {
        const { id, title, isLeaf, completed } = activity;
        lines.push({ id, title, depth, isLeaf, completed, satisfied: activity.satisfied() });
      }
      activity.offered.forEach((child) => visit(child, depth + 1));
    };
    visit(this.sequencer.root, 0);
    return lines;
  }

  /** Everything that is needed to go on, as plain data. */
  snapshot() {
    return { sequencing: this.sequencer.save(), shared: this.shared, ...(this.isOver && { over: true }) };
  }

  /** What the whole course has reached, in the words of SCORM 2004. */
  standing() {
    const { root } = this.sequencer;
    const measure = root.measure();
    return {
      completion: COMPLETION[root.completed] ?? "unknown",
      success: SUCCESS[root.satisfied()] ?? "unknown",
      score: measure === null ? "" : String(measure),
    };
  }
}

/** What a SCO asks for when it ends, or null. */
function wanted(request) {
  if (!request || request === "_none_") return null;
  const match = REQUEST.exec(request);
  return match ? { name: match[2], target: match[1] } : { name: request, target: null };
}

const STATUS = { passed: true, failed: false };
const PROGRESS = { completed: true, incomplete: false, "not attempted": false };

/** Note on an objective what a part of the data model says; what says nothing leaves it as it is. */
function note(objective, flat, part, told) {
  const put = (field, name, read) => {
    const path = `${part}.${name}`;
    const value = read(flat[path] ?? "");
    if (told.has(path) || (value !== null && value !== objective.own[field])) objective.set(field, value);
  };
  const number = (text) => (text === "" ? null : Number(text));
  put("progress", "progress_measure", number);
  put("completed", "completion_status", (text) => PROGRESS[text] ?? null);
  put("measure", "score.scaled", number);
  if (!objective.byMeasure) put("satisfied", "success_status", (text) => STATUS[text] ?? null);
  for (const name of ["raw", "min", "max"]) put(name, `score.${name}`, number);
}
