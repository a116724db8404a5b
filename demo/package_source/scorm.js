// The course's side of SCORM: finds the platform's API and speaks 1.2 and 2004 through one small set of words.
"use strict";

const Scorm = (() => {
  const WORDS = {
    "1.2": {
      start: "LMSInitialize", end: "LMSFinish", get: "LMSGetValue", set: "LMSSetValue", commit: "LMSCommit",
      location: "cmi.core.lesson_location", score: "cmi.core.score", exit: "cmi.core.exit",
      time: "cmi.core.session_time", response: "student_response", wrong: "wrong",
    },
    2004: {
      start: "Initialize", end: "Terminate", get: "GetValue", set: "SetValue", commit: "Commit",
      location: "cmi.location", score: "cmi.score", exit: "cmi.exit",
      time: "cmi.session_time", response: "learner_response", wrong: "incorrect",
    },
  };
  let api = null;
  let words = null;
  let is12 = false;
  let began = 0;
  let ended = false;
  let isHandedIn = false; // a test that is given away for good does not go on at the next opening

  function search(from) {
    let place = from;
    for (let hops = 0; place && hops < 20; hops += 1) {
      if (place.API_1484_11) return [place.API_1484_11, "2004"];
      if (place.API) return [place.API, "1.2"];
      if (place === place.parent) break;
      place = place.parent;
    }
    return null;
  }

  const get = (path) => (api ? String(api[words.get](path)) : "");
  const set = (path, value) => api && api[words.set](path, String(value));
  const two = (n) => String(n).padStart(2, "0");

  function duration(seconds) {
    const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), Math.floor(seconds % 60)];
    return is12 ? parts.map(two).join(":") : `PT${parts[0]}H${parts[1]}M${parts[2]}S`;
  }

  return {
    /** True when a platform keeps the results; without one the course can be read, and says so. */
    start() {
      const found = search(window) ?? (window.opener && search(window.opener));
      began = Date.now();
      if (!found) return false;
      [api, is12] = [found[0], found[1] === "1.2"];
      words = WORDS[found[1]];
      if (api[words.start]("") !== "true") api = null;
      return api !== null;
    },
    restore() {
      let stored = {};
      try {
        stored = JSON.parse(get("cmi.suspend_data") || "{}");
      } catch {
        // A state of another version of this course: begin anew.
      }
      return { page: Number(get(words?.location)) || 1, state: stored };
    },
    keep(page, state) {
      set(words?.location, page);
      set("cmi.suspend_data", JSON.stringify(state));
      set(words?.time, duration((Date.now() - began) / 1000)); // a tab that is killed keeps its time as well
    },
    begun() {
      if (is12) {
        if (["", "not attempted", "unknown"].includes(get("cmi.core.lesson_status"))) set("cmi.core.lesson_status", "incomplete");
      } else if (get("cmi.completion_status") !== "completed") set("cmi.completion_status", "incomplete");
    },
    answered({ id, given, correct, text }) {
      const row = `cmi.interactions.${get("cmi.interactions._count") || 0}`;
      set(`${row}.id`, id);
      set(`${row}.type`, "choice");
      if (!is12) set(`${row}.description`, text.slice(0, 250));
      set(`${row}.correct_responses.0.pattern`, correct);
      set(`${row}.${words?.response}`, given);
      set(`${row}.result`, given === correct ? "correct" : words?.wrong);
    },
    scored(percent, passed) {
      for (const [name, value] of [["raw", percent], ["min", 0], ["max", 100]]) set(`${words?.score}.${name}`, value);
      if (is12) {
        if (passed) set("cmi.core.lesson_status", "passed");
        return;
      }
      set("cmi.score.scaled", percent / 100);
      if (passed || get("cmi.success_status") !== "passed") set("cmi.success_status", passed ? "passed" : "failed");
      if (passed) set("cmi.completion_status", "completed");
      set("cmi.progress_measure", passed ? 1 : 0.9);
    },
    /** A test that only looks what is known: nobody passes or fails it. */
    placed(percent) {
      for (const [name, value] of [["raw", percent], ["min", 0], ["max", 100]]) set(`${words?.score}.${name}`, value);
      this.read();
    },
    /** A part without a test is done when its last page was seen. */
    read() {
      if (is12 && !["passed", "failed"].includes(get("cmi.core.lesson_status"))) set("cmi.core.lesson_status", "completed");
      if (is12) return;
      set("cmi.completion_status", "completed");
      set("cmi.progress_measure", 1);
    },
    /** What a test found of one topic; the platform may open or skip parts by it. */
    topic(id, isKnown) {
      if (is12 || !api) return;
      const count = Number(get("cmi.objectives._count")) || 0;
      let n = 0;
      while (n < count && get(`cmi.objectives.${n}.id`) !== id) n += 1;
      if (n === count) set(`cmi.objectives.${n}.id`, id);
      set(`cmi.objectives.${n}.success_status`, isKnown ? "passed" : "failed");
    },
    handIn() {
      isHandedIn = true;
    },
    /** The learner goes on to what follows: the platform decides what that is. */
    leave() {
      if (is12) isHandedIn = true;
      else set("adl.nav.request", "continue");
      this.end();
    },
    commit() {
      if (api) api[words.commit]("");
    },
    end() {
      if (!api || ended) return;
      ended = true;
      set(words.time, duration((Date.now() - began) / 1000));
      set(words.exit, isHandedIn ? (is12 ? "" : "normal") : "suspend");
      api[words.commit]("");
      api[words.end]("");
    },
  };
})();
