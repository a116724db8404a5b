// The elements of SCORM 1.2's data model [RTE 1.2, 3.4], with the kindness that content of twenty years counts on.

import { element, group, list, part, spoken, told } from "./model.js";

const fits = (is) => (is ? "" : "mismatch");
const text = (most, least = 0) => (value) => fits(value.length >= least && value.length <= most);
const name = text(255, 1);
const word = (words) => (value) => fits(words.split("|").includes(value));
const matching = (pattern) => (value) => fits(pattern.test(value));
const DECIMAL = /^-?\d*(\.\d*)?$/;
const number = (pattern, least, most) => (value) => fits(pattern.test(value) && Number(value) >= least && Number(value) <= most);
const some = (check) => (value) => (value === "" ? "mismatch" : check(value));
const whole = (least, most) => number(/^-?\d+$/, least, most);
const time = matching(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const timespan = matching(/^\d+:\d\d:\d\d(\.\d+)?$/);
const answer = text(256_000);
const STATUS = "passed|completed|failed|incomplete|browsed";
const percent = number(DECIMAL, 0, 100); // an empty value takes a score back
const score = part({ raw: element(percent, ""), min: element(percent, ""), max: element(percent, "100") });
const OUTCOME = word("correct|wrong|unanticipated|neutral");

/** The data model; `limits.suspend_data` is how many characters the house keeps, `isMastery` whether a score decides. */
export function table(limits = {}, isMastery = true) {
  const cmi = part({
    _version: told("3.4"),
    core: part({
      student_id: told(""),
      student_name: told(""),
      lesson_location: element(text(255), ""),
      credit: told("credit"),
      lesson_status: element(word(STATUS), "not attempted"),
      entry: told(""),
      score,
      total_time: told("00:00:00"),
      lesson_mode: told("normal"),
      exit: spoken(word("time-out|suspend|logout|"), { tidy: (value) => (value === "normal" ? "" : value) }),
      session_time: spoken(timespan),
    }),
    // The standard's 4 096 characters were meant for 2001; what is refused is lost.
    suspend_data: element(text(Math.max(limits.suspend_data ?? 0, 64_000)), ""),
    launch_data: told(""),
    comments: element(text(4_096), ""),
    comments_from_lms: told(""),
    objectives: list({ id: element(name, ""), score, status: element(word(`${STATUS}|not attempted`), "") }),
    student_data: part({ mastery_score: told(""), max_time_allowed: told(""), time_limit_action: told("") }),
    student_preference: part({
      audio: element(whole(-1, 100), ""),
      language: element(text(255), ""),
      speed: element(whole(-100, 100), ""),
      text: element(whole(-1, 1), ""),
    }),
    interactions: list({
      id: spoken(name),
      objectives: list({ id: spoken(name) }),
      time: spoken(time),
      type: spoken(word("true-false|choice|fill-in|matching|performance|sequencing|likert|numeric")),
      correct_responses: list({ pattern: spoken(answer) }),
      weighting: spoken(some(number(DECIMAL, -100, 100))),
      student_response: spoken(answer),
      result: spoken(some((value) => OUTCOME(value) && matching(DECIMAL)(value)), { tidy: (value) => (value === "incorrect" ? "wrong" : value) }),
      latency: spoken(timespan),
    }),
  });
  return { root: group({ cmi }), errors: ERRORS, texts: TEXTS, isKind: true, atEnd: (model) => atEnd(model, isMastery) };
}

/** A session without a status has completed; a score decides against the mastery score [RTE 3.4.4]. */
function atEnd(model, isMastery) {
  const status = "cmi.core.lesson_status";
  const found = (path) => model.at(`cmi.${path}`);
  // A session that the player ends has not said that it is done.
  if (["not attempted", ""].includes(found("core.lesson_status"))) model.load({ [status]: model.isLeft ? "incomplete" : "completed" });
  const [raw, mastery] = [found("core.score.raw"), found("student_data.mastery_score")];
  if (!isMastery || raw === "" || mastery === "" || found("core.lesson_mode") !== "normal" || found("core.credit") !== "credit") return;
  if (Number.isFinite(Number(raw)) && Number.isFinite(Number(mastery))) {
    model.load({ [status]: Number(raw) >= Number(mastery) ? "passed" : "failed" });
  }
}

const ERRORS = {
  argument: "201",
  begun: "101",
  over: "101",
  terminate: ["301", "101"],
  get: ["301", "301"],
  set: ["301", "301"],
  commit: ["301", "301"],
  nothing: { get: "201", set: "201" },
  beyond: { get: "201", set: "201" },
  children: "202",
  count: "203",
  unkept: "391",
  unknown: "401",
  keyword: "402",
  readOnly: "403",
  writeOnly: "404",
  mismatch: "405",
};

const TEXTS = {
  0: "No error",
  101: "General exception",
  201: "Invalid argument error",
  202: "Element cannot have children",
  203: "Element not an array - cannot have count",
  301: "Not initialized",
  391: "The data could not be kept",
  401: "Not implemented error",
  402: "Invalid set value, element is a keyword",
  403: "Element is read only",
  404: "Element is write only",
  405: "Incorrect data type",
};
