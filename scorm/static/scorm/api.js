// The SCORM API that the package finds: the data model of its standard, with our own way to store.

import { DataModel } from "./model.js";

const CALLS = {
  1.2: {
    initialize: "LMSInitialize", terminate: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit",
    rest: ["LMSGetLastError", "LMSGetErrorString", "LMSGetDiagnostic"], name: "API",
  },
  2004: {
    initialize: "Initialize", terminate: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit",
    rest: ["GetLastError", "GetErrorString", "GetDiagnostic"], name: "API_1484_11",
  },
};

// What belongs to the platform is told anew at each launch and never travels back (nor does the learner's name).
const OURS = new RegExp(
  "^cmi\\.(core\\.(student_id|student_name|credit|entry|total_time|lesson_mode)|student_data\\.|launch_data$|" +
    "comments_from_lms|learner_id$|learner_name$|credit$|entry$|mode$|total_time$|max_time_allowed$|" +
    "time_limit_action$|scaled_passing_score$|completion_threshold$|_version$)|\\._(children|count)$",
);
// What a session begins without, whatever the last one ended with.
const OF_ONE_SESSION = /^cmi\.(core\.)?(session_time|exit)$/;
const EMPTY = "lb.empty"; // of a document: paths of what was set to nothing, which a document cannot hold
const DATA_MODEL = /^(cmi\.|lb\.empty$)/;
const INTERACTION = /^cmi\.interactions\.(\d+)\./;
const MOST_INTERACTIONS = 2_000; // the server stores no more; a package in a loop must not stop the saving

/** Two digits at least, as SCORM 1.2 wants its time spans; ISO 8601 for 2004. */
export function timespan(seconds, is12) {
  const hundredths = Math.max(0, Math.round(seconds * 100));
  const whole = Math.floor(hundredths / 100);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return is12 ? `${two(h)}:${two(m)}:${two(s)}` : `PT${h}H${m}M${s + (hundredths % 100) / 100}S`;
}

/** What the platform tells the SCO before it starts. */
export function platformValues(boot, entry) {
  const { sco, learner } = boot;
  const is12 = boot.standard === "1.2";
  const mode = boot.mode === "review" ? "review" : "normal"; // a preview shows what a learner sees
  const time = timespan(sco.total_seconds ?? 0, is12);
  const values = is12
    ? {
        "cmi.core.student_id": learner.id,
        "cmi.core.student_name": learner.name,
        "cmi.core.credit": sco.credit,
        "cmi.core.lesson_mode": mode,
        "cmi.core.entry": entry,
        "cmi.core.total_time": time,
        "cmi.student_data.mastery_score": sco.mastery,
        "cmi.student_data.max_time_allowed": sco.max_time_allowed?.replace(/^0+(?=\d\d:)/, ""),
        "cmi.student_data.time_limit_action": sco.time_limit_action,
        "cmi.launch_data": sco.launch_data,
      }
    : {
        "cmi.learner_id": learner.id,
        "cmi.learner_name": learner.name,
        "cmi.credit": sco.credit,
        "cmi.mode": mode,
        "cmi.entry": entry,
        "cmi.total_time": time,
        "cmi.scaled_passing_score": sco.scaled_passing_score,
        "cmi.completion_threshold": sco.completion_threshold,
        "cmi.max_time_allowed": sco.max_time_allowed,
        "cmi.time_limit_action": sco.time_limit_action,
        "cmi.launch_data": sco.launch_data,
      };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== ""));
}

/** Only what a SCO can have stored, as strings; empty values are absent ones. */
export function storable(flat) {
  const doc = {};
  for (const [path, value] of Object.entries(flat)) {
    if (!DATA_MODEL.test(path) || OURS.test(path)) continue;
    if (Number(INTERACTION.exec(path)?.[1]) >= MOST_INTERACTIONS) continue;
    if (typeof value === "object" || value === undefined || value === null || value === "") continue;
    doc[path] = String(value);
  }
  return doc;
}

/** The stored document as a new session may see it. */
export function forNewSession(doc, is12) {
  const seed = {};
  for (const [path, value] of Object.entries(storable(doc))) {
    if (OF_ONE_SESSION.test(path)) continue;
    // A status in the seed is the SCO's own; "not attempted" is nobody's.
    if (is12 && path === "cmi.core.lesson_status" && value === "not attempted") continue;
    seed[path] = value;
  }
  return seed;
}

export class Session {
  /**
   * `standard` is the loaded module of the standard's table; `onStore(doc, trigger)` keeps the document and answers
   * whether it is safe; `onInitialize()` comes before a session, `onTerminate(navigation)` after, `onTouched()` hears
   * each value set.
   * `course` (of SCORM 2004) knows what the SCO is told of its place among the others, and may come later than the
   * session.
   */
  constructor({ boot, standard, onStore, onInitialize, onTerminate, onTouched, course = null }) {
    Object.assign(this, { boot, standard, onStore, onTerminate, onTouched, onInitialize, course });
    this.is12 = boot.standard === "1.2";
    this.calls = CALLS[this.is12 ? "1.2" : "2004"];
    this.model = this.create();
  }

  /** A fresh data model: nothing of one SCO's session must reach the next. */
  create() {
    this.touched = false;
    this.endingByUs = null;
    this.spoken = new Set(); // what the SCO set in this session
    return new DataModel(this.standard.table(this.boot.limits, this.boot.overrides_by_mastery ?? true), {
      onStore: (trigger) => this.keep(trigger === "terminate" ? (this.endingByUs ?? trigger) : trigger),
      onSet: (path) => this.noted(path),
      onEnd: () => this.endingByUs || this.onTerminate(this.navigation()),
    });
  }

  /** Make ready for a SCO that starts (again), whatever ran before. */
  begin(doc, entry, sco = this.boot.sco) {
    this.boot = { ...this.boot, sco };
    this.model = this.create();
    this.course?.prepare(this.model, sco.identifier);
    this.model.give({ [this.languagePath]: this.boot.language, ...platformValues(this.boot, entry) });
    const { [EMPTY]: emptied, ...stored } = forNewSession(doc, this.is12);
    for (const path of emptied?.split(" ") ?? []) stored[path] ??= "";
    this.stored = Object.keys(stored);
    this.model.load({ ...stored, ...this.course?.seed(sco.identifier) });
    if (this.course || this.model.counts.has("cmi.objectives")) return;
    sco.objectives?.forEach((id, n) => this.model.load({ [`cmi.objectives.${n}.id`]: id })); // [RTE 4.2.17]
  }

  noted(path) {
    this.spoken.add(path);
    this.touched = true;
    this.onTouched();
  }

  get languagePath() {
    return this.is12 ? "cmi.student_preference.language" : "cmi.learner_preference.language";
  }

  keep(trigger) {
    this.touched = false;
    // Not what it was told of objectives; in 1.2 nothing is told, and an end without a status is one.
    const said = this.is12 || this.stored.length || this.spoken.size ? this.model.said() : {};
    // What 1.2 has not set reads as empty anyway.
    const emptied = this.is12 ? [] : Object.keys(said).filter((path) => said[path] === "" && path.length < 200);
    return this.onStore(storable({ ...said, [EMPTY]: emptied.join(" ") }), trigger);
  }

  /** Keep what was set since the last commit, without the SCO noticing. Returns false when that failed. */
  capture(trigger) {
    return this.touched ? this.keep(trigger) : true;
  }

  get running() {
    return this.model.isRunning;
  }

  get ended() {
    return this.model.hasEnded;
  }

  /** The time that the SCO may be open is up: its session ends as timed out, and does not resume. */
  timeOut() {
    if (this.running) this.model.set(this.is12 ? "cmi.core.exit" : "cmi.exit", "time-out");
  }

  /** Whether the SCO has stored anything that it could come back to. */
  get hasPlace() {
    return [...this.stored, ...this.spoken].some((path) => !OF_ONE_SESSION.test(path));
  }

  /** The learner leaves: what has said something and not goodbye is suspended, what never said anything has ended. */
  leave() {
    const exit = this.is12 ? "cmi.core.exit" : "cmi.exit";
    if (this.running && this.hasPlace && !this.spoken.has(exit)) this.model.set(exit, "suspend");
    this.terminate("terminate");
  }

  /** End a session that the SCO left open. A status that it never set stays unset then. */
  terminate(trigger) {
    if (!this.running) return void this.capture("auto"); // SCORM 1.2 may still be spoken
    this.endingByUs = trigger;
    this.model.isLeft = true;
    this.model.terminate();
    this.course?.finished(this.model, this.navigation(), this.spoken);
  }

  /** The navigation request of SCORM 2004 ("exitAll", "continue", …), or "" when there is none. */
  navigation() {
    const request = this.is12 ? "" : this.model.at("adl.nav.request");
    return request && request !== "_none_" ? request : "";
  }

  /** Put the API where packages look for it. The facade stays the same when the data model behind it is renewed. */
  install(target) {
    const { initialize, terminate, get, set, commit, rest, name } = this.calls;
    const [lastError, errorString, diagnostic] = rest;
    target[name] = {
      version: "1.0",
      [initialize]: (argument) => (this.onInitialize?.(), this.model.initialize(argument)),
      [terminate]: (argument) => {
        const [{ model, spoken }, wasRunning] = [this, this.running];
        const answer = model.terminate(argument);
        if (wasRunning && model.hasEnded) this.course?.finished(model, this.navigation(), spoken);
        return answer;
      },
      [get]: (path) => {
        const answer = this.model.get(path);
        if (!this.course || !this.running) return answer;
        return this.course.answer(String(path), this.model, this.spoken) ?? answer;
      },
      [set]: (path, value) => this.model.set(path, value),
      [commit]: (argument) => this.model.commit(argument),
      [lastError]: () => this.model.lastError(),
      [errorString]: (code) => this.model.errorString(code),
      [diagnostic]: (code) => this.model.diagnostic(code),
    };
  }
}
