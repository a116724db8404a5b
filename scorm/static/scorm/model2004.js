// The elements of SCORM 2004's data model [RTE 4th Edition, 4.2 and SN 5.6].

import { element, group, list, part, spoken, told } from "./model.js";
import * as types from "./types.js";

const { identifier, langString, real, text, time, timespan, word } = types;
const completion = element(word("completed|incomplete|not attempted|unknown"), "unknown");
const success = element(word("passed|failed|unknown"), "unknown");
const progress = element(real(0, 1));
const score = part({ scaled: element(real(-1, 1)), raw: element(real()), min: element(real()), max: element(real()) });
const validity = told("unknown");
const always = () => true;

/**
 * The data model; `limits.suspend_data` is how many characters the house keeps, `isMastery` whether a score decides about
 * passing where the package names one.
 */
export function table(limits = {}, isMastery = true) {
  const cmi = {
    _version: told("1.0"),
    comments_from_learner: list({ comment: element(langString), location: element(text()), timestamp: element(time) }),
    comments_from_lms: list({ comment: told(), location: told(), timestamp: told() }, { isFixed: true }),
    completion_status: completion,
    completion_threshold: told(),
    credit: told("credit"),
    entry: told(""),
    exit: spoken(word("time-out|suspend|logout|normal|")),
    interactions: list(
      {
        id: element(identifier),
        type: element(types.kind),
        objectives: list({ id: element(identifier, undefined, { unique: always }) }, { key: "id" }),
        timestamp: element(time),
        correct_responses: list(
          { pattern: element(types.pattern, undefined, { of: "above", unique: types.isUnique }) },
          { needs: "type", most: types.mostPatterns },
        ),
        weighting: element(real()),
        learner_response: element(types.response, undefined, { needs: "type" }),
        result: element(types.result),
        latency: element(timespan),
        description: element(langString),
      },
      { key: "id" },
    ),
    launch_data: told(),
    learner_id: told(),
    learner_name: told(),
    learner_preference: part({
      audio_level: element(real(0), "1"),
      language: element(types.language, ""),
      delivery_speed: element(real(0), "1"),
      audio_captioning: element(word("-1|0|1"), "0"),
    }),
    location: element(text()),
    max_time_allowed: told(),
    mode: told("normal"),
    objectives: list(
      {
        id: element(identifier, undefined, { once: true, unique: always }),
        score,
        success_status: success,
        completion_status: completion,
        progress_measure: progress,
        description: element(langString),
      },
      { key: "id" },
    ),
    progress_measure: progress,
    scaled_passing_score: told(),
    score,
    session_time: spoken(timespan),
    success_status: success,
    suspend_data: element(text(Math.max(limits.suspend_data ?? 0, 64_000))),
    time_limit_action: told("continue,no message"),
    total_time: told("PT0S"),
  };
  const adl = {
    data: list({ id: told(), store: element(text(64_000), undefined, { forgets: true }) }, { isFixed: true }),
    nav: group({
      request: element((value) => (REQUEST.test(value) ? "" : "mismatch"), "_none_"),
      request_valid: group({ continue: validity, previous: validity, exit: validity, exitAll: validity, abandon: validity, abandonAll: validity, suspendAll: validity }),
    }),
  };
  return { root: group({ cmi: group(cmi), adl: group(adl) }), special: SPECIAL, errors: ERRORS, texts: TEXTS, ...judgment(isMastery ? JUDGED : MEASURED) };
}

const REQUEST = /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=.+\}(choice|jump))$/;
const SPECIAL = [{ pattern: /^adl\.nav\.request_valid\.(choice|jump)\.\{target=.+\}$/, node: validity }];

/** A status that follows from a number, where the package says from which on [RTE 4.2.4.1, 4.2.21.1]. */
const JUDGED = {
  "cmi.completion_status": ["cmi.completion_threshold", "cmi.progress_measure", "completed", "incomplete"],
  "cmi.success_status": ["cmi.scaled_passing_score", "cmi.score.scaled", "passed", "failed"],
};

const MEASURED = { "cmi.completion_status": JUDGED["cmi.completion_status"] };

function judgment(judged) {
  const judge = (model, path) => {
    if (!Object.hasOwn(judged, path)) return undefined;
    const [threshold, measure, over, under] = judged[path];
    const [least, reached] = [model.at(threshold), model.at(measure)];
    if (least === undefined) return undefined;
    if (reached === undefined) return "unknown";
    return Number(reached) >= Number(least) ? over : under;
  };
  // What is judged counts, too, once the session ends.
  const atEnd = (model) => {
    if (model.at("cmi.mode") !== "normal" || model.at("cmi.credit") !== "credit") return;
    for (const [path, [, measure]] of Object.entries(judged)) {
      const found = judge(model, path);
      if (found && model.at(measure) !== undefined) model.load({ [path]: found });
    }
  };
  return { judge, atEnd };
}

const ERRORS = {
  argument: "201",
  begun: "103",
  over: "104",
  terminate: ["112", "113"],
  get: ["122", "123"],
  set: ["132", "133"],
  commit: ["142", "143"],
  nothing: { get: "301", set: "351" },
  beyond: { get: "301", set: "351" },
  children: "301",
  count: "301",
  fixed: "351",
  unkept: "391",
  unknown: "401",
  unset: "403",
  readOnly: "404",
  keyword: "404",
  writeOnly: "405",
  mismatch: "406",
  range: "407",
  dependency: "408",
};

const TEXTS = {
  0: "No error",
  101: "General exception",
  102: "General initialization failure",
  103: "Already initialized",
  104: "Content instance terminated",
  111: "General termination failure",
  112: "Termination before initialization",
  113: "Termination after termination",
  122: "Retrieve data before initialization",
  123: "Retrieve data after termination",
  132: "Store data before initialization",
  133: "Store data after termination",
  142: "Commit before initialization",
  143: "Commit after termination",
  201: "General argument error",
  301: "General get failure",
  351: "General set failure",
  391: "General commit failure",
  401: "Undefined data model element",
  402: "Unimplemented data model element",
  403: "Data model element value not initialized",
  404: "Data model element is read only",
  405: "Data model element is write only",
  406: "Data model element type mismatch",
  407: "Data model element value out of range",
  408: "Data model dependency not established",
};
