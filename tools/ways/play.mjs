// People of the demo play its courses of several parts, through the player's own modules and the packages' own script.
//
// node play.mjs <folder with the player's modules> <plan.json>
// Prints one JSON line per person: {name, sittings: [[commit, …], …]}, each commit as the player would send it, without
// what belongs to a launch (launch, epoch, seq). `t` counts seconds from the beginning of the sitting.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import vm from "node:vm";

const [folder, planFile] = process.argv.slice(2);
const at = (name) => pathToFileURL(`${folder}/${name}`).href;
const { Session, forNewSession, storable } = await import(at("api.js"));
const { split } = await import(at("parts.js"));
const { SequencedCourse } = await import(at("sequenced.js"));
const { PlainCourse } = await import(at("plain.js"));
const plan = JSON.parse(readFileSync(planFile, "utf8"));
const standard = await import(at(plan.standard === "1.2" ? "model12.js" : "model2004.js"));
const PAGE = 75; // seconds that somebody looks at a page
const ANSWER = 22; // seconds for a question

/** What course.js does in a part, without a page to look at. */
class Content {
  constructor(part, host, clock) {
    Object.assign(this, { part, clock });
    const window = { ...host };
    window.parent = window;
    this.scorm = vm.runInNewContext(`${plan.script};Scorm`, { window, Date: { now: () => clock.seconds * 1000 } });
    if (!this.scorm.start()) throw new Error("the package found no API");
    const memory = this.scorm.restore();
    this.state = { seen: [], answers: {}, best: 0, ...memory.state };
    this.scorm.begun();
    if (part.kind && part.kind !== "practice" && Object.keys(this.state.answers).length) this.scorm.handIn();
    this.show(memory.page);
  }

  show(page) {
    this.page = page;
    if (!this.state.seen.includes(page)) this.state.seen.push(page);
    if (page === this.part.pages && !this.part.kind) this.scorm.read();
    this.keep();
  }

  keep() {
    this.scorm.keep(this.page, this.state);
    this.scorm.commit();
  }

  turn(page) {
    while (this.page < page) {
      this.clock.pass(PAGE);
      this.show(this.page + 1);
    }
    this.clock.pass(PAGE);
  }

  answer(given) {
    const { questions, kind, pass } = this.part;
    for (const { id, correct, text } of questions) {
      this.clock.pass(ANSWER);
      this.state.answers[id] = given[id];
      this.scorm.answered({ id, given: given[id], correct, text });
    }
    const isRight = ({ id, correct }) => given[id] === correct;
    const percent = Math.round((questions.filter(isRight).length / questions.length) * 100);
    this.state.best = Math.max(this.state.best, percent);
    for (const topic of new Set(questions.map((one) => one.topic).filter(Boolean))) {
      this.scorm.topic(topic, questions.filter((one) => one.topic === topic).every(isRight));
    }
    if (kind === "placement") this.scorm.placed(percent);
    else this.scorm.scored(this.state.best, this.state.best >= pass);
    if (kind !== "practice") this.scorm.handIn();
    this.keep();
  }
}

/** One person with one attempt: what player.js and walk.js do, without a page. */
class Player {
  constructor() {
    this.docs = {};
    this.exits = {};
    this.seconds = {};
    this.kept = null;
    this.clock = { seconds: 0, pass: (seconds) => (this.clock.seconds += seconds) };
  }

  /** Play one sitting; returns its commits. */
  sit(steps) {
    this.commits = [];
    this.clock.seconds = 0;
    this.page = 0;
    const Course = plan.tree ? SequencedCourse : PlainCourse;
    const status = (id) => this.docs[id]?.["cmi.core.lesson_status"] ?? "";
    this.course = new Course({
      tree: plan.tree,
      items: plan.items?.map((item) => ({ ...item, status: status(item.identifier) })),
      advances: plan.advances,
      onDeliver: (activity) => (this.delivered = activity),
      onEnd: (reason) => (this.ended = reason),
      hasPlace: () => this.session.hasPlace || !(this.session.running || this.session.ended),
    });
    this.session = new Session({
      boot: { standard: plan.standard, mode: "normal", language: "de", learner: { id: "x", name: "x" }, sco: this.sco("") },
      standard,
      course: this.course,
      onStore: (doc) => ((this.docs[this.playing] = doc), true),
      onTerminate: () => {},
      onTouched: () => {},
    });
    this.host = {};
    this.session.install(this.host);
    this.began = { ...this.kept?.began };
    this.ended = null;
    this.course.start(this.kept && JSON.parse(JSON.stringify(this.kept)), {});
    this.follow();
    for (const step of steps) this.step(step);
    const course = { state: this.kept, standing: this.course.standing() };
    this.commits.push(this.body(this.playing, { trigger: "manual", full: false, set: {}, inter: [], course }));
    return this.commits;
  }

  sco(identifier) {
    return { identifier, credit: "credit", total_seconds: this.seconds[identifier] ?? 0, ...plan.parts[identifier]?.sco };
  }

  follow() {
    const { delivered } = this;
    this.delivered = null;
    if (delivered) {
      const { id, resumed } = delivered;
      this.playing = id;
      this.page += 1;
      if (!resumed) this.began[id] = this.seconds[id] ?? 0;
      const own = { ...this.sco(id), total_seconds: Math.max(0, (this.seconds[id] ?? 0) - (this.began[id] ?? 0)) };
      const doc = resumed ? forNewSession(storable(this.docs[id] ?? {}), plan.standard === "1.2") : {};
      const entry = resumed && this.docs[id] ? "resume" : "ab-initio";
      this.session.begin(doc, entry, own);
      this.content = new Content(plan.parts[id], this.host, this.clock);
      this.started = this.clock.seconds;
    }
    this.kept = { ...this.course.snapshot(), began: this.began };
  }

  /** The part at hand unloads, and its session ends. */
  takeAway() {
    this.content.scorm.end();
    this.session.terminate("terminate");
    const id = this.playing;
    this.seconds[id] = (this.seconds[id] ?? 0) + this.clock.seconds - this.started;
    this.commits.push(this.body(id, { trigger: "terminate", full: true, ...split(this.docs[id]) }));
  }

  body(sco, fields) {
    const { seconds } = this.clock;
    return { v: 1, page: this.page, sco, t: seconds, active_ms: seconds * 1000, ...fields };
  }

  step({ page, answer, leave, readOn, again, close }) {
    if (page) this.content.turn(page);
    if (again) this.content.state.answers = {};
    if (answer) this.content.answer(answer);
    if (leave) {
      this.content.scorm.leave();
      this.takeAway();
      this.follow();
    }
    while (readOn && this.playing !== readOn) {
      this.content.turn(this.content.part.pages);
      this.step({ leave: true });
    }
    if (close) {
      this.course.leaveFor("leave");
      this.takeAway();
      if (this.course.leavingFor && this.course.isRunning) this.course.left();
      this.course.leavingFor = null;
      this.kept = { ...this.course.snapshot(), began: this.began };
    }
  }
}

for (const { name, sittings } of plan.people) {
  const player = new Player();
  console.log(JSON.stringify({ name, sittings: sittings.map((steps) => player.sit(steps)) }));
}
