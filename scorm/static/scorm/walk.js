// The learner's way through a course of several items: table of contents, previous, next, and what is opened.

import { Session, forNewSession, storable } from "./api.js";

const LOOK_AGAIN = 300; // ms after a change; what may be asked for can depend on it
const LOAD_PATIENCE = 10_000; // ms that an item may take to come, before the way on opens all the same

/** Open the course that the bootstrap tells, at the place where the learner was. */
export async function beginWalk(player, standard) {
  const isSequenced = Boolean(player.boot.course.tree);
  const Course = isSequenced ? (await import("./sequenced.js")).SequencedCourse : (await import("./plain.js")).PlainCourse;
  player.walk = new Walk(player, standard, Course);
  await player.walk.begin();
}

class Walk {
  constructor(player, standard, Course) {
    Object.assign(this, { player, told: player.boot.sco, delivered: null, ended: null, played: new Set() });
    const { boot } = player;
    const { tree, items, advances } = boot.course;
    this.course = new Course({
      tree,
      items,
      advances,
      onDeliver: (activity) => (this.delivered = activity),
      onEnd: (reason) => (this.ended = reason),
      // An item that never began may be broken: it does not end by being left.
      hasPlace: () => !this.isAsset && (this.session.hasPlace || !(this.session.running || this.session.ended)),
    });
    player.session = new Session({
      boot,
      standard,
      course: this.course,
      onStore: (fresh, trigger) => player.store(fresh, trigger),
      onInitialize: () => player.pageBegins(),
      onTerminate: () => setTimeout(() => this.follow()),
      onTouched: () => player.journalSoon(),
    });
    player.session.install(window);
    this.page = new CourseBar(player.root, player.t, (name, target) => this.wants(name, target));
    this.isSequenced = Boolean(tree);
  }

  get session() {
    return this.player.session;
  }

  get journal() {
    return this.player.journal;
  }

  async begin() {
    const { course, sco, standard } = this.player.boot;
    this.reloaded = this.journal.unsent.length > 0;
    const known = this.reloaded ? this.journal.state.course : null; // newer than what the server knows
    // A whole document may be sent before any item opens: it must be the one that is stored.
    if (!this.journal.docOf(sco.identifier)) this.journal.baseline(forNewSession(storable(sco.seed), standard === "1.2"));
    const state = known?.state ?? course.state;
    this.began = { ...state?.began };
    this.course.start(state, course.globals, course.shared);
    await this.follow();
  }

  /** Carry out what the course has decided: open an item, leave, or let the learner choose. */
  async follow() {
    if (this.player.leaving || this.player.sender.final) return;
    const { delivered } = this;
    this.delivered = null;
    if (delivered) {
      if (!(await this.open(delivered))) return;
    } else if (this.ended) {
      this.keep();
      await this.player.exit();
      return;
    } else if (!this.opened) this.page.show(true);
    this.keep();
    this.look();
  }

  /** A course that is finished begins anew at its next opening: nobody should do that by a slip. */
  wants(name, target) {
    const { bar, t } = this.player;
    if (name === "continue" && this.chooses) return this.page.show(true);
    if (name !== "exitAll") return this.go(name, target);
    return bar.ask(t("finish_title"), t("finish_text"), [
      { label: t("go_on"), act: () => bar.close() },
      { label: t("finish"), act: () => (bar.close(), this.go(name)) },
    ], { mayStay: true });
  }

  /** What the learner asks for. What is open leaves first; it may still have a last word. */
  async go(name, target = null) {
    if (this.busy || this.player.leaving) return;
    this.busy = true;
    this.page.wait();
    const { course } = this;
    course.leaveFor(name, target);
    if (!(await this.takeAway())) course.leavingFor = null;
    else if (course.leavingFor && course.isRunning && !course.isOver) course.left();
    else if (course.leavingFor) {
      course.leavingFor = null;
      course.request(name, target);
    }
    this.busy = false;
    await this.follow();
  }

  /** Take the content off the page, and end what it left open. Returns false when the learner stays. */
  async takeAway(isForced = false) {
    if (!this.opened) return true;
    if (!(await this.player.blankFrame()) && !isForced) return false;
    this.player.limit?.stop();
    this.session.terminate("terminate");
    this.opened = null;
    return true;
  }

  /** The item's time is up. The course decides what follows once the learner has read so. */
  async timeUp() {
    this.busy = true;
    await this.takeAway(true);
    if (this.course.isRunning && !this.course.isOver) this.course.left();
    this.busy = false;
  }

  /** Returns false when the learner has left meanwhile, or chosen another item. */
  async open(delivered) {
    const { id, resumed } = delivered;
    const isWanted = () => this.wanted === delivered && !this.player.leaving && !this.player.sender.final;
    this.wanted = delivered;
    await this.takeAway(true);
    let sco;
    try {
      sco = await this.fetched(id);
    } catch (error) {
      console.warn(error);
      if (!isWanted()) return false;
      this.player.bar.failed(() => this.open(delivered)); // a reload would need the line that is missing
      return true;
    }
    if (!isWanted()) return false;
    this.journal.enter(id, !resumed);
    this.journal.newSession();
    const stored = this.journal.goOn(sco.seed);
    const is12 = this.player.boot.standard === "1.2";
    this.opened = id;
    this.page.named(sco.title);
    this.player.bar.announcer.textContent = sco.title;
    const entry = resumed ? this.entry(sco, is12) : "ab-initio";
    if (!resumed) this.began[id] = sco.total_seconds ?? 0; // the server counts the time of all tries
    const own = { ...sco, total_seconds: Math.max(0, (sco.total_seconds ?? 0) - (this.began[id] ?? 0)) };
    this.played.add(id);
    this.isAsset = sco.kind === "asset";
    if (this.isAsset) {
      this.course.opened?.(id);
      this.journal.baseline({});
      this.player.store({ "lb.asset": "opened" }, "manual");
    } else {
      const doc = resumed ? stored : {};
      this.journal.baseline(resumed ? forNewSession(storable(doc), is12) : {});
      this.session.begin(doc, entry, own);
    }
    this.page.show(false);
    if (this.player.watchTime(own, own.total_seconds)) return true;
    this.waitFor(id);
    this.player.frame.src = sco.href;
    return true;
  }

  /** Hold the way on until the item is there: on a slow line the second press of "next" would leave it out unseen. */
  waitFor(id) {
    this.coming = id;
    const come = () => {
      if (this.coming !== id) return;
      this.coming = null;
      if (!this.busy && !this.player.leaving) this.look();
    };
    this.player.frame.addEventListener("load", come, { once: true });
    setTimeout(come, LOAD_PATIENCE);
  }

  /** cmi.entry of an item that goes on: of SCORM 2004 the course says so, in 1.2 how the last session ended. */
  entry(sco, is12) {
    if (!is12) return "resume";
    if (!this.played.has(sco.identifier)) return this.reloaded ? "resume" : sco.entry;
    const said = this.journal.docOf(sco.identifier)?.["cmi.core.exit"] ?? "";
    return said === "suspend" || said === "logout" ? "resume" : "";
  }

  /** What the server knows of an item: the bootstrap tells one at the start, the others are asked for when they open. */
  async fetched(id) {
    const told = this.told;
    this.told = null;
    if (told?.identifier === id) return told;
    const address = new URL(`state/${encodeURIComponent(id)}`, location.href);
    const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error(`state of ${id} answered ${answer.status}`);
    return answer.json();
  }

  /** Note where the learner is: with the next commit the server knows it too. */
  keep() {
    if (this.player.sender.final) return;
    const state = { ...this.course.snapshot(), began: this.began };
    const course = { state, standing: this.course.standing() };
    if (this.player.boot.course.shares) course.globals = state.sequencing.globals;
    const text = JSON.stringify(course);
    if (text === this.kept) return;
    this.kept = text;
    this.journal.steer(course, this.player.clock.stamp());
    if (!this.player.closing) this.player.sender.changed("manual");
  }

  leaving() {
    if (this.course.current && this.opened) this.course.leaveFor("leave");
  }

  stays() {
    this.course.leavingFor = null;
  }

  left() {
    if (this.course.leavingFor && this.course.isRunning) this.course.left();
    this.course.leavingFor = null;
    this.keep();
  }

  mayBeginAgain() {
    if (!this.course.isOver || this.busy) return false;
    this.course.isOver = false;
    return true;
  }

  changed() {
    this.soon ??= setTimeout(() => {
      this.soon = null;
      if (!this.player.leaving) this.look();
    }, LOOK_AGAIN);
  }

  look() {
    const model = this.session.running ? this.session.model : null;
    const allowed = this.course.allowed(model, this.session.spoken);
    this.chooses = allowed.chooses;
    this.page.draw(this.course.contents(), allowed, this.course.current);
    if (this.coming && !model) this.page.wait();
    this.page.offer(this.isSequenced ? allowed : {}); // without rules there is nothing to finish or to interrupt
  }
}

/** The row of buttons and the table of contents. */
class CourseBar {
  constructor(root, t, go) {
    Object.assign(this, { t, go });
    this.row = root.querySelector("[data-course]");
    this.panel = root.querySelector("[data-contents-panel]");
    this.list = this.panel.querySelector("[data-contents-list]");
    this.greyed = this.panel.querySelector("[data-greyed]");
    this.frame = root.querySelector("iframe");
    this.main = root.querySelector("main");
    this.buttons = Object.fromEntries(
      ["contents", "previous", "continue"].map((name) => [name, this.row.querySelector(`[data-${name}]`)]),
    );
    this.buttons.contents.addEventListener("click", () => this.show(this.panel.hidden));
    for (const name of ["previous", "continue"]) {
      this.buttons[name].addEventListener("click", () => this.buttons[name].ariaDisabled !== "true" && go(name));
    }
    this.ends = { suspendAll: this.panel.querySelector("[data-suspend]"), exitAll: this.panel.querySelector("[data-finish]") };
    for (const [name, end] of Object.entries(this.ends)) end.addEventListener("click", () => go(name));
    // Who has just opened the contents still stands on their button.
    for (const place of [this.panel, this.buttons.contents]) {
      place.addEventListener("keydown", (event) => {
        if (event.key !== "Escape" || this.panel.hidden) return;
        this.show(false);
        this.buttons.contents.focus();
      });
    }
  }

  show(isOpen) {
    if (!isOpen && this.panel.contains(document.activeElement)) this.frame.focus(); // else it would be lost with the panel
    this.panel.hidden = !isOpen;
    this.buttons.contents.setAttribute("aria-expanded", String(isOpen));
  }

  named(title) {
    this.frame.title = title;
    this.main.setAttribute("aria-label", title);
  }

  wait() {
    for (const name of ["previous", "continue"]) this.buttons[name].ariaDisabled = "true";
  }

  /** How the whole course may be left: to be gone on with, or finished for good. */
  offer(allowed) {
    for (const [name, end] of Object.entries(this.ends)) end.hidden = !allowed[name];
  }

  draw(lines, allowed, current) {
    for (const name of ["previous", "continue"]) this.buttons[name].ariaDisabled = String(!allowed[name]);
    const focused = document.activeElement?.dataset?.entry;
    this.list.replaceChildren(...lines.map((line) => this.entry(line, Boolean(allowed.choice[line.id]), current)));
    const isGrey = ({ id, isLeaf }) => isLeaf && id !== current && !allowed.choice[id];
    this.greyed.hidden = !lines.some(isGrey) || lines.every((line) => !allowed.choice[line.id]); // then none is to be chosen
    if (focused !== undefined) this.list.querySelector(`[data-entry="${CSS.escape(focused)}"]`)?.focus();
  }

  entry({ id, title, depth, isLeaf, completed, satisfied }, isOpen, current) {
    const entry = document.createElement("li");
    const button = document.createElement("button");
    entry.style.setProperty("--depth", Math.max(0, depth - 1));
    button.type = "button";
    button.className = "contents__entry";
    button.dataset.entry = id;
    button.ariaDisabled = String(!isOpen || id === current);
    if (id === current) button.setAttribute("aria-current", "true");
    const name = document.createElement("bdi"); // a German title keeps its question mark among Arabic buttons
    name.textContent = title;
    button.append(name);
    // A group that can still be passed is not called failed: its parts say where something is missing.
    const mark = satisfied === false && isLeaf ? "failed_mark" : completed ? "done_mark" : null;
    if (mark) {
      const note = document.createElement("span");
      note.className = `contents__mark contents__mark--${mark === "done_mark" ? "done" : "failed"}`;
      note.textContent = this.t(mark);
      button.append(" ", note);
    }
    button.addEventListener("click", () => button.ariaDisabled !== "true" && this.go("choice", id));
    entry.append(button);
    return entry;
  }
}
