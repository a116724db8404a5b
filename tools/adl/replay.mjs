// Replays cases of the ADL SCORM 2004 4th Edition test suite through the player's own modules.
//
// node replay.mjs <folder with the player's modules> <cases.json> [name of one case, to see every step]
// Prints one JSON line per case: {name, calls, order, interface}, each a list of what went wrong.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [folder, casesFile, only] = process.argv.slice(2);
const at = (name) => pathToFileURL(`${folder}/${name}`).href;
const { Session, forNewSession } = await import(at("api.js"));
const { SequencedCourse } = await import(at("sequenced.js"));
const standard = await import(at("model2004.js"));
const MOST_VISITS = 80;
const world = {}; // global objectives that all courses of the one learner share
const { log } = console;
for (const name of ["debug", "warn", "error", "info", "log"]) console[name] = () => {};

/** One learner in one course: what the page does, without the page. */
class Player {
  constructor(unit) {
    this.unit = unit;
    this.docs = {};
    this.times = {};
    this.kept = null;
    this.launch();
  }

  launch() {
    const boot = {
      standard: "2004-4", mode: "normal", language: "en", learner: { id: "learner-1", name: "Learner, One" },
      sco: { ...this.unit.scos[0], credit: "credit", total_seconds: 0 },
    };
    this.delivered = null;
    this.ended = null;
    this.course = new SequencedCourse({
      tree: this.unit.tree,
      onDeliver: (activity) => (this.delivered = activity),
      onEnd: (reason) => (this.ended = reason),
    });
    this.session = new Session({
      boot, standard, course: this.course,
      onStore: (doc, trigger) => {
        this.docs[this.playing] = doc;
        if (trigger === "terminate") this.timed(doc);
        return true;
      },
      onTerminate: () => {},
      onTouched: () => {},
    });
    this.host = {};
    this.session.install(this.host);
    this.course.start(this.kept && JSON.parse(JSON.stringify(this.kept)), this.unit.shares ? world : {});
    this.settle();
  }

  /** Open what the engine delivered. */
  settle() {
    if (this.delivered) {
      const { id, resumed } = this.delivered;
      this.playing = id;
      this.delivered = null;
      if (!resumed) this.times[id] = 0;
      const sco = { ...this.unit.scos.find((each) => each.identifier === id), credit: "credit", total_seconds: this.times[id] };
      const doc = resumed ? forNewSession(this.docs[id] ?? {}, false) : {};
      this.opened = sco;
      if (sco.kind !== "asset") this.session.begin(doc, resumed ? "resume" : "ab-initio", sco);
    }
    this.kept = this.course.snapshot();
    if (this.unit.shares) Object.assign(world, this.kept.sequencing.globals);
  }

  /** The server adds the time of a session when it ends. */
  timed(doc) {
    const match = SECONDS.exec(doc["cmi.session_time"] ?? "");
    const [, , , d, h, m, s] = (match ?? []).map((part) => Number(part ?? 0));
    if (match) this.times[this.playing] += ((d * 24 + h) * 60 + m) * 60 + s;
  }

  /** The learner's request; a SCO that still runs is taken away first, and may have a last word. */
  ask(name, target, lastWord) {
    this.opened = null;
    this.ended = null;
    if (this.session.running) {
      this.course.leaveFor(name, target);
      lastWord?.(this.host.API_1484_11);
      this.session.terminate("terminate");
    } else this.course.request(name, target);
    this.settle();
  }
}

const WORDS = {
  a: "adl", c: "cmi", V: "_version", CFLRNR: "comments_from_learner", CFLMS: "comments_from_lms", CHIL: "_children",
  CNT: "_count", COM: "comment", LOC: "location", TS: "timestamp", CS: "completion_status", CT: "completion_threshold",
  CDT: "credit", E: "entry", X: "exit", INTR: "interactions", ID: "id", TY: "type", OB: "objectives",
  CR: "correct_responses", P: "pattern", W: "weighting", LR: "learner_response", R: "result", LAT: "latency",
  D: "description", LD: "launch_data", LI: "learner_id", LN: "learner_name", LP: "learner_preference",
  AL: "audio_level", LANG: "language", DS: "delivery_speed", AC: "audio_captioning", MAXTA: "max_time_allowed",
  M: "mode", S: "score", SCA: "scaled", RW: "raw", MN: "min", MX: "max", SS: "success_status", PM: "progress_measure",
  SPS: "scaled_passing_score", ST: "session_time", SD: "suspend_data", TLA: "time_limit_action", TT: "total_time",
  n: "nav", r: "request", rv: "request_valid", tar: "{target=%s}", comp: "completed", incomp: "incomplete",
  notatt: "not attempted", pass: "passed", fail: "failed", unk: "unknown", "CDT.c": "credit", "CDT.n": "no-credit",
  "E.a": "ab-initio", "E.r": "resume", es: "", "X.t": "time-out", "X.s": "suspend", "X.l": "logout",
  "TY.tf": "true-false", "TY.c": "choice", "TY.f": "fill-in", "TY.lf": "long-fill-in", "TY.l": "likert",
  "TY.m": "matching", "TY.p": "performance", "TY.s": "sequencing", "TY.n": "numeric", "TY.o": "other",
  "R.c": "correct", "R.i": "incorrect", "R.u": "unanticipated", "R.n": "neutral", "M.b": "browse", "M.n": "normal",
  "M.r": "review", "TLA.em": "exit,message", "TLA.cm": "continue,message", "TLA.enm": "exit,no message",
  "TLA.cnm": "continue,no message", t: "true", f: "false", test: "test", ill: "illegal", WOV: "WriteOnceViolation",
  IlSt: "illegal_state", ivd: "invalid", "N.c": "continue", "N.p": "previous", "N.ea": "exitAll", "N.a": "abandon",
  "N.aa": "abandonAll", "N.sa": "suspendAll", "N.n": "_none_", DA: "data", STR: "store", "N.j": "jump",
};
const word = (key) => WORDS[key] ?? key;

/** "c~OB~&obj&~SS!pass" → {element, value, type}; what stands behind "!" of a GET names the interaction's type. */
function parsed(text, isSet) {
  let [path, value] = [text, ""];
  if (isSet) {
    const mark = text.indexOf("!");
    [path, value] = mark < 0 ? [text, ""] : [text.slice(0, mark), text.slice(mark + 1)];
  } else {
    const mark = text.indexOf("!");
    if (mark >= 0) path = text.slice(0, mark) + (text.slice(mark).match(/~.*/)?.[0] ?? "");
  }
  const steps = path.split("~");
  if (path.startsWith("a~n~r") && isSet && value.startsWith("tar")) {
    const [, target, kind] = value.split("~");
    return { element: "adl.nav.request", value: `{target=${target}}${word(kind)}` };
  }
  if (isSet && steps.length > 3 && steps.slice(0, 3).join("~") === "a~n~r") return { element: "adl.nav.request", value };
  let element = steps.map(word).join(".");
  if (element.includes("{target=%s}")) {
    const target = steps.at(-1);
    element = steps.slice(0, -1).map(word).join(".").replace("%s", target);
  }
  return { element, value: word(value) };
}

function indexOf(api, list, id) {
  const count = Number(api.GetValue(`${list}._count`)) || 0;
  for (let n = 0; n < count; n += 1) if (api.GetValue(`${list}.${n}.id`) === id) return n;
  return -1;
}

/** Replace "&id&" by the index of the objective or shared datum with that id. */
function located(api, element) {
  const match = /^(.*?)\.&(.*)&\.(.*)$/.exec(element);
  if (!match) return { element };
  const [, list, id, rest] = match;
  const index = indexOf(api, list, id);
  return index < 0 ? { element: null, id } : { element: `${list}.${index}.${rest}`, id };
}

const SECONDS = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
function duration(text) {
  const match = SECONDS.exec(text);
  if (!match) return null;
  const [, y, m, d, h, min, s] = match.map((part) => Number(part ?? 0));
  return [y * 12 + m, Math.round((((d * 24 + h) * 60 + min) * 60 + s) * 100)].join("/");
}
const STAMP = /^\d{4}(-\d\d(-\d\d(T.*)?)?)?$/;

/** Whether the answer is what the suite's own data model takes for equal. */
function equal(element, expected, got) {
  if (expected === got) return true;
  const isNumber = (text) => /^-?\d+(\.\d+)?$/.test(text);
  if (isNumber(expected) && isNumber(got)) return Number(expected) === Number(got);
  if (duration(expected) !== null) return duration(expected) === duration(got);
  if (STAMP.test(expected) && STAMP.test(got)) return stamp(expected) === stamp(got);
  if (element.endsWith("_children")) return expected.split(",").sort().join() === got.split(",").sort().join();
  if (plain(expected) === plain(got)) return true;
  if (/pattern|learner_response/.test(element)) {
    const set = (text) => text.split("[,]").sort().join("[,]");
    return set(plain(expected)) === set(plain(got));
  }
  return false;
}

/** A text with what it begins with in one order, and without what would hold anyway. */
function plain(text) {
  const [beginning] = /^(\{\w+=[^}]*\})*/.exec(text);
  const marks = beginning.match(/\{[^}]*\}/g) ?? [];
  return marks.filter((mark) => !DEFAULT.has(mark)).sort().join("") + text.slice(beginning.length);
}
const DEFAULT = new Set(["{lang=en}", "{lang=en-US}", "{case_matters=false}", "{order_matters=true}"]);
const stamp = (text) => text.replace(/(\.\d)0(?=\D|$)/, "$1").replace(/\.0(?=\D|$)/, "");

/** Run one command; returns what is wrong with it, or null. */
function run(api, command) {
  // One line of the suite (in DMI) has lost its verb.
  const [name, text = "", wanted = "", code = ""] = (command.startsWith("c~") ? `GET->${command}` : command).split("->");
  const error = () => api.GetLastError();
  const said = (what, expected, got) => `${what}: expected ${expected.slice(0, 60)}, got ${String(got).slice(0, 60)}`;
  let got = "";
  let expected = word(wanted);
  let what = name;
  if (name === "I") got = api.Initialize(text);
  else if (name === "T") return void api.Terminate("");
  else if (name === "C") got = api.Commit(text);
  else if (name === "GLE") return (got = api.GetLastError()) === wanted ? null : said("GetLastError", wanted, got);
  else if (name === "GES" || name === "GeDi") {
    got = name === "GES" ? api.GetErrorString(text) : api.GetDiagnostic(text);
    const fits = name === "GeDi" || wanted === "less255" ? got.length < 255 : got === "";
    return fits && error() === code ? null : said(`${name}(${text})`, wanted, got);
  } else if (name === "COI") {
    const ids = new Set(text.split(",").map((id) => id.trim()));
    const count = Number(api.GetValue("cmi.objectives._count"));
    const found = Array.from({ length: count }, (_, n) => api.GetValue(`cmi.objectives.${n}.id`));
    return count === ids.size && found.every((id) => ids.has(id)) ? null : said("objectives", text, found.join(","));
  } else if (name === "SET") {
    const { element, value } = parsed(text, true);
    const place = located(api, element);
    if (place.element === null) return `no objective or datum ${place.id}`;
    what = `SetValue(${place.element}, ${value.slice(0, 30)})`;
    got = api.SetValue(place.element, value);
  } else if (name === "GET") {
    const { element } = parsed(text, false);
    const place = located(api, element);
    if (place.element === null) return `no objective or datum ${place.id}`;
    what = `GetValue(${place.element})`;
    got = api.GetValue(place.element);
    if (element.includes("learner_name")) return error() === code ? null : said(what, code, error());
    if (element.includes("learner_id")) expected = "learner-1";
    if (element.includes("comments_from_lms") && !element.includes("_children")) {
      return ["0", "301", "122", "401"].includes(error()) ? null : said(what, "0", error());
    }
    if (place.id && element.endsWith(".id")) return got === place.id && error() === code ? null : said(what, place.id, got);
    if (element.includes("request_valid") && /choice|jump/.test(element)) {
      return ["true", "false", "unknown"].includes(got) ? null : said(what, "a validity", got);
    }
    if (code === "0" && equal(element, expected, got)) expected = got;
  } else return `unknown command ${command}`;
  if (got !== expected) return said(what, expected || '""', got || '""');
  return error() === code ? null : said(`${what} error`, code, error());
}

/** The suite's questions about the interface, answered from what the page would show. */
function answer(player, question) {
  const allowed = player.course.allowed(player.session.running ? player.session.model : null, player.session.spoken);
  const [key, subject] = question.split("@");
  const entry = (name) => {
    const lines = player.course.contents();
    if (name.startsWith("the activity that corresponds to the root")) return lines.find(({ depth }) => depth === 0);
    return lines.find(({ title }) => title === name);
  };
  if (key === "continue.enabled") return allowed.continue;
  if (key === "continue.disabled") return !allowed.continue;
  if (key === "previous.enabled") return allowed.previous;
  if (key === "previous.disabled") return !allowed.previous;
  if (key === "toc.enabled") return player.course.contents().some(({ id, depth }) => depth > 0 && id !== player.course.current && allowed.choice[id]);
  if (key === "toc.enabled.selectable") return Boolean(entry(subject) && allowed.choice[entry(subject).id]);
  if (key === "toc.visible") return Boolean(entry(subject));
  return true; // "click.button" asks nothing about the interface
}

const END = /^(Exit|HasEnded|AutoTest|TRIGExitAll)$/;

/** What the instructions of the case tell the learner to do after a visit. */
function follow(player, unit, instruction, lastWord) {
  const [verb, subject] = instruction.split("~");
  const titled = (title) => (title.includes("the root of") ? unit.tree.id : null) ?? player.course.sequencer.all.find((activity) => activity.title === title)?.id ?? title;
  if (verb === "Continue") player.ask("continue", null, lastWord);
  else if (verb === "Previous") player.ask("previous", null, lastWord);
  else if (verb.startsWith("Choice")) player.ask("choice", titled(subject), lastWord);
  else if (verb === "RootSX4b") player.ask("choice", unit.tree.id, lastWord);
  else if (verb.startsWith("APIt")) player.ask("choice", titled(`API Implementation Test ${verb.at(-1)}`), lastWord);
  else if (verb.startsWith("DMIt")) player.ask("choice", titled(`Data Model Implementation Test ${verb.at(-1)}`), lastWord);
  else if (verb === "ContinueExitCM8") {
    player.ask("continue", null, lastWord);
    player.launch();
  } else if (/^(Re[Ll]aunch|relaunch|autoendrelaunch|DMBx|Suspend|ExitCM)/.test(verb)) {
    if (verb.startsWith("Suspend")) player.ask("suspendAll", null, lastWord);
    else if (player.ended === null && /^(ExitCM|RelaunchCM11|relaunch)/.test(verb)) player.ask("exitAll", null, lastWord);
    player.launch();
    if (!player.opened && verb === "RelaunchCM10") player.ask("choice", titled("Activity 4"));
    if (!player.opened && verb === "DMBxAct") player.ask("choice", "activity_1");
  } else throw new Error(`unknown instruction ${instruction}`);
}

/** The suite knows an activity by the parameter `act` of its address. */
const acted = (sco) => /[?&]act=([^&#]*)/.exec(sco.href)?.[1] ?? sco.identifier;

const LAST_WORDS = {
  "exitAllOnUnload.htm": "exitAll",
  "suspendAllOnUnload.htm": "suspendAll",
  "tarAct4OnUnload.htm": "{target=activity_4}choice",
};

function replay(unit) {
  const wrong = { calls: [], order: [], interface: [] };
  const player = new Player(unit);
  if (!player.opened && unit.start !== ".") {
    player.ask("choice", player.course.sequencer.all.find(({ title }) => title === unit.start)?.id ?? unit.start);
  }
  for (const [number, visit] of unit.visits.slice(0, MOST_VISITS).entries()) {
    const wanted = `activity_${visit.activity}`;
    const got = player.opened ? `activity_${acted(player.opened)}` : `nothing (${player.ended ?? "open"})`;
    if (only) log(`${number}: ${wanted} ${got}`);
    if (got !== wanted) {
      wrong.order.push(`visit ${number + 1}: ${wanted} expected, ${got} delivered`);
      break;
    }
    const page = player.opened.href.split("/").at(-1).split("?")[0];
    const api = player.host.API_1484_11;
    const asked = visit.questions.map((question) => (answer(player, question) ? "Y" : "N"));
    visit.questions.forEach((question, n) => {
      if (asked[n] !== visit.answers[n]) {
        wrong.interface.push(`visit ${number + 1} ${wanted}: ${question} is ${asked[n]}, ${visit.answers[n]} expected`);
      }
    });
    player.ended = null;
    const before = player.opened;
    if (player.opened.kind !== "asset") {
      for (const command of visit.commands) {
        const problem = run(api, command);
        if (only && problem) log("   ", command.slice(0, 80), "|", problem);
        if (problem) wrong.calls.push(`visit ${number + 1} ${wanted}: ${problem}`);
      }
      const lastWord = LAST_WORDS[page];
      const stays = lastWord || page === "SequencingTestSingleDoTerminate.htm";
      if (!stays) {
        api.Terminate("");
        player.opened = null;
        player.settle();
      }
      if (stays) {
        player.lastWord = (host) => {
          if (lastWord) host.SetValue("adl.nav.request", lastWord);
          host.Terminate("");
        };
      } else player.lastWord = null;
    }
    if (!visit.instruction) {
      if (player.opened === before && !player.lastWord) player.opened = null;
      continue;
    }
    if (END.test(visit.instruction) && number === unit.visits.length - 1) break;
    follow(player, unit, visit.instruction, player.lastWord);
  }
  return wrong;
}

for (const unit of JSON.parse(readFileSync(casesFile, "utf8"))) {
  if (only && unit.name !== only) continue;
  let wrong;
  try {
    wrong = replay(unit);
  } catch (error) {
    wrong = { calls: [], order: [`replay stopped: ${error.stack.split("\n").slice(0, 3).join(" ")}`], interface: [] };
  }
  log(JSON.stringify({ name: unit.name, ...wrong }));
}
