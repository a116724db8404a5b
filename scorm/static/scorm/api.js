// The SCORM API that the package finds: scorm-again's data model, with our own way to store.
//
// Of the library we use the data model, its validation and error codes. Its transport, offline store and cross-frame
// parts stay unused, because each of them loses data (measured with 3.4.3).

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
const DATA_MODEL = /^cmi\./;
const INTERACTION = /^cmi\.interactions\.(\d+)\./;
const MOST_INTERACTIONS = 2_000; // the server stores no more; a package in a loop must not stop the saving
const MEMORY = "cmi.suspend_data";
const PASSING = "cmi.scaled_passing_score";
const LIBRARY_MEMORY = 64_000; // characters; what a house allows beyond that is kept beside the library
// Texts that SCORM 2004 lets be empty (RTE 4.2), where the library wants at least one character.
const MAY_BE_EMPTY = /^cmi\.(location|learner_preference\.language|comments_from_learner\.\d+\.location)$/;
const COMMENT = /^cmi\.comments_from_learner\.(\d+)\./;
// Rows that the library fills by itself when an objective appears.
const FILLED_IN = /^cmi\.objectives\.\d+\.(score\.max|success_status|completion_status)$/;

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
        "cmi.student_data.max_time_allowed": sco.max_time_allowed,
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
        [PASSING]: boot.overrides_by_mastery === false ? null : sco.scaled_passing_score,
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
    // With a status in the seed the library takes it for the SCO's own; "not attempted" is nobody's.
    if (is12 && path === "cmi.core.lesson_status" && value === "not attempted") continue;
    seed[path] = value;
  }
  return seed;
}

/** Whether a path names a part of the data model ("cmi", "cmi.objectives") and no element. */
function isPart(api, path) {
  try {
    const found = String(path)
      .split(".")
      .reduce((at, name) => (/^\d+$/.test(name) ? at?.childArray?.[name] : at?.[name]), api);
    return /^(cmi|adl)\b/.test(path) && typeof found === "object" && found !== null;
  } catch {
    return false; // a write-only element
  }
}

/** Whether a comment of this number does not exist: an empty value makes none. */
function isAbsent(api, element) {
  const index = COMMENT.exec(element)?.[1];
  return index !== undefined && api.cmi.comments_from_learner.childArray[index] === undefined;
}

export class Session {
  /**
   * `library` is the loaded module; `onStore(doc, trigger)` keeps the document and answers whether it is safe;
   * `onTerminate(navigation)` hears the end of the SCO's session, `onTouched()` each value set. `course` (of SCORM
   * 2004) knows what the SCO is told of its place among the others, and may come later than the session.
   */
  constructor({ boot, library, onStore, onTerminate, onTouched, course = null }) {
    Object.assign(this, { boot, library, onStore, onTerminate, onTouched, course });
    this.is12 = boot.standard === "1.2";
    this.calls = CALLS[this.is12 ? "1.2" : "2004"];
    this.touched = false;
    this.api = this.create();
  }

  /** A fresh API: nothing of one SCO's session must reach the next. */
  create() {
    const http = {
      processHttpRequest: (url, document, immediate, log, listeners, { trigger }) => {
        const reason = immediate ? (this.endingByUs ?? "terminate") : trigger === "autocommit" ? "auto" : "manual";
        const safe = this.keep(document, reason);
        return safe ? { result: "true", errorCode: 0 } : { result: "false", errorCode: 391 };
      },
      updateSettings() {},
    };
    const settings = {
      autocommit: false, // our own timer journals earlier than the library would
      autoCompleteLessonStatus: true, // SCORM 1.2 RTE: without a status, LMSFinish means completed
      commitRequestDataType: "application/json",
      dataCommitFormat: "flattened",
      httpService: http,
      lmsCommitUrl: "journal",
      logLevel: 5,
      mastery_override: this.boot.overrides_by_mastery ?? true,
      renderCommonCommitFields: false,
    };
    const Api = this.is12 ? this.library.Scorm12API : this.library.Scorm2004API;
    return new Api(settings, http);
  }

  /** Make ready for a SCO that starts (again), whatever ran before. */
  begin(doc, entry, sco = this.boot.sco) {
    this.boot = { ...this.boot, sco };
    this.api = this.create();
    this.endingByUs = null;
    this.touched = false;
    this.course?.prepare(this.api, sco.identifier);
    this.defaults = { ...storable(this.api.renderCommitCMI(false)), [this.languagePath]: this.boot.language };
    const stored = forNewSession(doc, this.is12);
    this.told = new Set(Object.keys(stored));
    this.spoken = new Set(); // in this session
    this.beside = new Map(); // what the library does not take and we do
    if ((stored[MEMORY] ?? "").length > LIBRARY_MEMORY) this.beside.set(MEMORY, stored[MEMORY]);
    // The library judges by a passing score that it knows. Where only the SCO's word counts, only the SCO hears of it.
    const { overrides_by_mastery: judges } = this.boot;
    if (judges === false && !this.is12 && sco.scaled_passing_score) this.beside.set(PASSING, sco.scaled_passing_score);
    this.fine = false; // whether the last call was answered from there
    this.seed(stored, entry);
    // What the library does not take (another version of its rules stored it) must outlive the next whole document.
    const loaded = storable(this.api.renderCommitCMI(false));
    this.carried = Object.fromEntries(Object.entries(stored).filter(([path]) => !(path in loaded)));
    this.api.on(this.calls.initialize, () => {
      // The library takes its own first value for a status set by the SCO, and would never complete by itself then.
      if (this.is12 && !this.told.has("cmi.core.lesson_status")) this.api.statusSetByModule = false;
    });
    this.api.on(this.calls.set, (path) => this.noted(path));
    this.api.on(this.calls.terminate, () => {
      if (this.api.isTerminated() && !this.endingByUs) this.onTerminate(this.navigation());
    });
  }

  noted(path) {
    this.told.add(path);
    this.spoken.add(path);
    this.touched = true;
    this.onTouched();
  }

  /**
   * Whether a value counts as stored: the library took it, or it may be kept beside the library. In both cases what was
   * kept there before is gone.
   */
  takes(element, value, wasTaken) {
    const isLong = element === MEMORY && value.length > LIBRARY_MEMORY && value.length <= (this.boot.limits?.suspend_data ?? 0);
    const isEmpty = !this.is12 && value === "" && MAY_BE_EMPTY.test(element);
    const keeps = !wasTaken && this.running && (isLong || isEmpty) && !isAbsent(this.api, element);
    if (keeps) this.beside.set(element, value);
    else if (wasTaken) {
      this.beside.delete(element);
      delete this.carried[element];
    }
    return wasTaken || keeps;
  }

  /** Fill the data model; one value that the library refuses must not cost the others. */
  seed(stored, entry) {
    const told = this.course?.seed(this.boot.sco.identifier) ?? {};
    const all = { [this.languagePath]: this.boot.language, ...stored, ...told, ...platformValues(this.boot, entry) };
    try {
      this.api.loadFromFlattenedJSON(all);
      return;
    } catch (error) {
      console.warn("The stored state is not quite valid; loading it value by value", error);
    }
    for (const [path, value] of Object.entries(all)) {
      try {
        this.api.loadFromFlattenedJSON({ [path]: value });
      } catch (error) {
        console.warn("Left out", path, error);
      }
    }
  }

  get languagePath() {
    return this.is12 ? "cmi.student_preference.language" : "cmi.learner_preference.language";
  }

  keep(flat, trigger) {
    this.touched = false;
    const doc = { ...this.carried, ...storable(flat) };
    for (const [path, value] of this.beside) if (path !== PASSING) doc[path] = value;
    for (const [path, value] of Object.entries(doc)) {
      if (value === "") delete doc[path]; // an empty value is an absent one
      const untold = value === this.defaults[path] || (FILLED_IN.test(path) && ["100", "unknown"].includes(value));
      if (untold && !this.told.has(path)) delete doc[path];
    }
    return this.onStore(doc, trigger);
  }

  /** Keep what was set since the last commit, without the SCO noticing. Returns false when that failed. */
  capture(trigger) {
    if (!this.touched) return true;
    return this.keep(this.api.renderCommitCMI(false), trigger);
  }

  get running() {
    return this.api.isInitialized();
  }

  get ended() {
    return this.api.isTerminated();
  }

  /** The time that the SCO may be open is up: its session ends as timed out, and does not resume. */
  timeOut() {
    if (this.running) this.api[this.calls.set](this.is12 ? "cmi.core.exit" : "cmi.exit", "time-out");
  }

  /** End a session that the SCO left open. A status that it never set stays unset then. */
  terminate(trigger) {
    if (!this.running) return;
    this.endingByUs = trigger;
    this.api.settings = { autoCompleteLessonStatus: false };
    const request = this.navigation();
    this.api[this.calls.terminate]("");
    this.course?.finished(this.api, request, this.spoken);
  }

  /** The navigation request of SCORM 2004 ("exitAll", "continue", …), or "" when there is none. */
  navigation() {
    const request = this.is12 ? "" : this.api.adl?.nav?.request;
    return request && request !== "_none_" ? request : "";
  }

  /** Put the API where packages look for it. The facade stays the same when the API behind it is renewed. */
  install(target) {
    const { initialize, terminate, get, set, commit, rest, name } = this.calls;
    const facade = { version: "1.0" };
    for (const call of [initialize, terminate, get, set, commit, ...rest]) {
      facade[call] = (...values) => {
        this.fine = false;
        return this.api[call](...values);
      };
    }
    facade[terminate] = (...values) => {
      this.fine = false;
      const [wasRunning, request] = [this.running, this.navigation()]; // the library forgets the request
      const answer = this.api[terminate](...values);
      if (wasRunning && this.ended) this.course?.finished(this.api, request, this.spoken);
      return answer;
    };
    // The library would hand out a whole part of the data model as an object, and put a value in its place.
    const asked = (element) => (isPart(this.api, element) ? `${element}.none` : element);
    facade[set] = (element, ...values) => {
      this.fine = false;
      const answer = this.api[set](asked(element), ...values);
      const isTaken = this.takes(String(element), String(values[0]), answer === "true");
      if (isTaken && answer !== "true") {
        this.fine = true;
        this.noted(element);
      }
      return isTaken ? "true" : answer;
    };
    const [lastError] = rest;
    facade[lastError] = (...values) => (this.fine ? "0" : this.api[lastError](...values));
    facade[get] = (...values) => {
      this.fine = this.running && this.beside.has(values[0]);
      if (this.fine) return this.beside.get(values[0]);
      const answer = this.api[get](asked(values[0]), ...values.slice(1)); // also sets the error that GetLastError tells
      if (!this.course || !this.running) return answer;
      return this.course.answer(String(values[0]), this.api, this.spoken) ?? answer;
    };
    target[name] = facade;
  }
}
