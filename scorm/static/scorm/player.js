// The player page: puts journal, sender, SCORM API and the package's frame together.

import { Session, forNewSession, storable } from "./api.js";
import { commitUrl, readBootstrap, refetchBootstrap, tokenOf, translator } from "./bootstrap.js";
import { VisibleClock, limitOf } from "./clock.js";
import { tellTime } from "./device.js";
import { Journal } from "./journal.js";
import { bringOthers, handOver } from "./leftovers.js";
import { Sender } from "./sender.js";
import { StatusBar } from "./statusbar.js";
import { claim } from "./twins.js";

const JOURNAL_WITHIN = 1_000; // ms from a SetValue to the device, when the package does not commit itself
const EXIT_PATIENCE = 5_000;
const BLANK = "about:blank";
const BLANK_PATIENCE = 10_000;
const SHOWN = "img,svg,canvas,video,iframe,frame,object,embed"; // by a page without words
const UNLOAD_PATIENCE = 1_500; // ms for the package's own unload handlers

/** A window and all frames in it, of whatever origin. */
const within = (page) => [page, ...Array.from({ length: page.length }, (_, n) => page[n]).flatMap(within)];

/** Close a window that a package opened, and wait for its last word. A handout has none: who reads it reads on. */
const closed = (opened) =>
  new Promise((resolve) => {
    setTimeout(resolve, UNLOAD_PATIENCE);
    try {
      if (!within(opened).some(({ document }) => document.scripts.length)) return resolve();
      opened.addEventListener("pagehide", () => setTimeout(resolve));
      opened.close();
    } catch {
      resolve(); // it is closed, or of another origin
    }
  });

class Player {
  constructor(root, boot) {
    this.root = root;
    this.frame = root.querySelector("iframe");
    this.windows = []; // of the package
    this.begun = new WeakSet(); // pages in them, and in frames, when a session began
    // A sandbox forbids frames to open pages in one another, whoever makes them. What stands for it (watchPage) hears of
    // the package's own pages, not of those of other hosts.
    if (window.navigation && !boot.has_foreign_frames) this.frame.removeAttribute("sandbox");
    this.boot = boot;
    this.t = translator(boot.strings);
    this.bar = new StatusBar({ root, t: this.t, exitUrl: boot.urls.exit });
    this.bar.isPreview = boot.mode === "preview"; // nothing of it counts
    this.bar.exit.addEventListener("click", () => this.exit());
  }

  async start() {
    this.bar.show({ phase: "starting", unsent: 0 });
    if (this.boot.now) tellTime(this.boot.now);
    // Another tab writes down what it has before this one looks for what waits on the device.
    const claimed = claim(this.boot, () => this.yieldToTwin());
    const [leftovers, standard] = await Promise.all([claimed.then(() => bringOthers(this.boot)), this.loadStandard()]);
    // What this device sent late belongs to the state that the package starts from.
    if (leftovers.newer) this.boot = await refetchBootstrap(); // else it would write the older state over it
    if (leftovers.expired.length) await this.askHandOver(leftovers.expired);
    const { launch, epoch, learner, sco } = this.boot;
    this.journal = await Journal.open({ launch, epoch, token: tokenOf(), sco: sco.identifier, learner: learner.id, most: this.boot.limits.body }, this.boot.last_seq ?? 0);
    if (leftovers.refused) this.journal.missed();
    if (leftovers.outsize) this.journal.state.outsize = true;
    this.clock = new VisibleClock(this.journal.state.active_ms);
    this.sender = new Sender({
      journal: this.journal,
      url: commitUrl(this.boot),
      clock: () => this.clock.stamp(),
      onChange: (state) => this.show(state),
      log: (line) => navigator.sendBeacon?.(new URL(this.boot.urls.log, location.href), line),
    });
    // For support, where it was switched on; whatever goes wrong with it, the package starts.
    if (this.boot.records_calls) this.calls = await import("./calls.js").then((log) => log.recordCalls(this)).catch(() => null);
    if (this.isTaken) return this.yieldToTwin();
    this.frame.addEventListener("load", () => this.frameLoaded());
    if (this.boot.course) {
      const { beginWalk } = await import("./walk.js"); // one item alone needs none of it
      await beginWalk(this, standard);
    } else {
      if (sco.kind === "asset") this.openAsset();
      else this.openSco(standard);
      if (!this.watchTime(sco, Math.max(sco.total_seconds ?? 0, this.boot.active_seconds ?? 0, this.clock.milliseconds / 1000))) {
        this.frame.src = sco.href;
      }
    }
    this.watchPage();
    if (this.boot.mode === "preview" && window.top !== window) {
      const { measure } = await import("./measure.js"); // on the stage, in a frame of a phone
      measure(this.frame, new URL(this.boot.urls.log, location.href));
    }
    this.sender.changed("manual");
    this.sender.report();
  }

  loadStandard() {
    if (this.boot.sco.kind === "asset" && !this.boot.course) return null;
    return this.boot.standard === "1.2" ? import("./model12.js") : import("./model2004.js");
  }

  openAsset() {
    this.journal.whole = false;
    this.journal.record({ "lb.asset": "opened" }, { trigger: "manual", ...this.clock.stamp() });
  }

  openSco(standard) {
    // Unsent changes of this very launch are newer than anything that the server knows.
    const reloaded = this.journal.unsent.length > 0;
    const doc = reloaded ? this.journal.goOn(this.boot.sco.seed) : this.boot.sco.seed;
    if (!reloaded) this.journal.baseline(forNewSession(storable(doc), this.boot.standard === "1.2"));
    this.session = new Session({
      boot: this.boot,
      standard,
      onStore: (fresh, trigger) => this.store(fresh, trigger),
      onInitialize: () => this.pageBegins(),
      onTerminate: (navigation) => navigation && setTimeout(() => this.exit()),
      onTouched: () => this.journalSoon(),
    });
    this.session.begin(doc, reloaded ? "resume" : this.boot.sco.entry);
    this.session.install(window);
  }

  /** Called synchronously from the package's Commit: what is in the journal when this returns is safe. */
  store(doc, trigger) {
    if (this.sender.final === "superseded") return false;
    const safe = this.journal.record(doc, { trigger, ...this.clock.stamp() });
    this.sender.touched = false;
    if (this.closing) this.sender.leave();
    else this.sender.changed(trigger);
    this.walk?.changed();
    return safe;
  }

  /** Keep the time that the package allows. Returns true when it is over already: then nothing is opened. */
  watchTime(sco, spent) {
    this.limit?.stop();
    this.limit = sco.kind === "asset" ? null : limitOf(sco, this.boot.mode, spent, (action) => this.timeIsUp(action));
    if (!this.limit?.isOver || !this.limit.action.exit) {
      if (!this.limit?.isOver) this.limit?.start();
      return false;
    }
    setTimeout(() => this.timeIsUp({ exit: true, message: true })); // an empty page would need a word in any case
    return true;
  }

  /** The package's time is up: it goes on, or its session ends as timed out. */
  async timeIsUp({ exit, message }) {
    if (this.leaving || !this.sender || this.sender.final) return;
    if (!exit) {
      if (message) this.bar.timeOver(this.t("time_continue_text"), this.t("go_on"), () => this.bar.close());
      return;
    }
    this.session?.timeOut();
    if (this.walk) await this.walk.timeUp();
    else {
      await this.blankFrame();
      this.session?.terminate("terminate");
    }
    const goOn = () => (this.walk ? this.walk.follow() : this.exit());
    if (message) this.bar.timeOver(this.t("time_exit_text"), this.t("go_on"), () => (this.bar.close(), goOn()));
    else goOn();
  }

  journalSoon() {
    this.sender.touch();
    // Behind other tabs a timer may wait for a minute, and a browser ends pages there without a word.
    if (document.visibilityState === "hidden" && !this.closing) return this.session.capture("auto");
    this.soon ??= setTimeout(() => {
      this.soon = null;
      this.session.capture("auto");
    }, JOURNAL_WITHIN);
  }

  frameLoaded() {
    if (!this.session) return;
    let inner;
    try {
      inner = this.frame.contentWindow;
      this.watchBlank(inner.document);
      inner.addEventListener("pagehide", () => setTimeout(() => this.sessionMayBeginAgain()));
      within(inner).forEach((each) => this.watchWindows(each));
    } catch {
      // A page of another origin speaks to no API. The browser's own says that there is no line.
      this.reach();
    }
  }

  /** Know the windows that a page opens. */
  watchWindows(page) {
    try {
      const { open } = page;
      page.open = (...told) => {
        const opened = open.apply(page, told);
        if (opened && opened.top !== top) this.windows.push(opened);
        return opened;
      };
    } catch {
      // It is of another origin.
    }
  }

  /** Children unload after their parent, and whoever listens last hears all that the package said. */
  hearLastWord() {
    try {
      this.frame.contentWindow.addEventListener("unload", () => this.session?.terminate("pagehide"));
    } catch {
      // A page of another origin speaks to no API.
    }
  }

  /** Say that the package's page cannot be reached, and begin anew once it can. */
  reach(again = null) {
    const beginAnew = () => this.reach(() => location.reload());
    fetch(this.frame.src, { method: "HEAD", cache: "no-store" }).then(again, () => this.bar.failed(beginAnew));
  }

  /** Tell the learner of a page that never speaks: it stays empty, or lacks a program of a host that is closed to it. */
  watchBlank(page) {
    this.bar.trouble = "";
    setTimeout(() => {
      if (this.session.running || this.session.ended || !page.defaultView || page.URL === BLANK) return;
      const closed = [...page.scripts].find(({ src }) => /^https?:/.test(src) && new URL(src).origin !== origin);
      if (!closed && (page.body?.innerText.trim() || page.querySelector(SHOWN))) return;
      const text = closed ? this.t("foreign_text", { host: new URL(closed.src).host }) : this.t("failed_text");
      this.bar.trouble = `${this.t("failed_title")}. ${text}`;
      this.sender.report();
    }, BLANK_PATIENCE);
  }

  /** A package that ended its session and loads itself again (its "try again" button) finds a fresh API. */
  sessionMayBeginAgain() {
    if (this.closing || this.leaving || !this.session.ended) return;
    if (this.walk && !this.walk.mayBeginAgain()) return;
    this.session.capture("auto");
    this.journal.newSession();
    this.session.begin(this.journal.doc, "resume");
  }

  /** So does one whose page is new in a window that it opened, or in a frame. */
  pageBegins() {
    for (const each of [...this.windows, this.frame.contentWindow].flatMap(within)) {
      try {
        if (this.session.ended && !this.begun.has(each.document)) this.sessionMayBeginAgain();
        this.begun.add(each.document);
      } catch {
        // It is closed, or of another origin.
      }
    }
  }

  watchPage() {
    const { urls } = this.boot;
    addEventListener("pagehide", (event) => {
      this.closing = !event.persisted;
      if (this.closing) this.hearLastWord();
      this.session?.capture("pagehide");
      this.walk?.keep();
      this.sender.leave();
      this.calls?.leave();
    });
    addEventListener("pageshow", ({ persisted }) => {
      this.closing = false;
      if (persisted && this.leaving) location.reload(); // back from the course: nothing is open here any more
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "hidden" || this.closing) return;
      // On phones this may be the last moment that any code runs.
      this.session?.capture("auto");
      this.sender.hurry();
    });
    // Without a sandbox, what leads the whole tab away leads nowhere, or asks first.
    window.navigation?.addEventListener("navigate", (event) => {
      const isOurs = event.hashChange || [location.href, urls.exit, urls.replay].includes(event.destination.url);
      if (event.cancelable && event.navigationType !== "traverse" && !isOurs) event.preventDefault();
    });
    const mayBeLedAway = this.boot.has_frames && !window.navigation;
    addEventListener("beforeunload", (event) => {
      if ((this.isLost && !this.gone) || (mayBeLedAway && !this.leaving && !this.told)) event.preventDefault();
    });
  }

  show(state) {
    this.bar.show(state);
    if (!this.sender?.final || this.told) return;
    this.told = true;
    if (this.leaving) return;
    this.blankFrame().then(() => {
      if (this.sender.final === "superseded") this.bar.superseded();
      else this.tellEnd();
    });
  }

  tellEnd() {
    const give = () => ((this.gone = true), handOver(this.boot, [this.journal.state]));
    this.bar.ended(this.journal.unsent.length ? give : null, this.isLost);
  }

  /** Whether something lies neither here nor there. */
  get isLost() {
    const { journal, sender, bar } = this;
    return !journal.kept && journal.unsent.length > 0 && sender.final !== "superseded" && !bar.isPreview;
  }

  /** The same attempt was opened in a second tab of this browser, which finds here what is not yet sent. */
  yieldToTwin() {
    this.isTaken = true;
    if (!this.sender || this.sender.final) return;
    this.session?.capture("auto");
    if (this.isLost) {
      this.journal.collapse({ trigger: "replay", ...this.clock.stamp() }); // else the other tab finds it
      this.sender.leave();
    }
    this.sender.end("superseded");
    this.show({ phase: "superseded", unsent: 0 });
  }

  /**
   * Take the content off the page, with its windows; its unload handlers run while the player can still listen. Resolves
   * to false when the package has asked whether to leave, and the learner stays.
   */
  async blankFrame() {
    await new Promise((resolve) => {
      setTimeout(resolve, UNLOAD_PATIENCE);
      this.frame.onload = () => this.isBlank && setTimeout(resolve); // what was on its way may come first
      this.frame.src = BLANK;
    });
    if (this.isBlank) await Promise.all(this.windows.splice(0).map(closed));
    return this.isBlank;
  }

  get isBlank() {
    return (this.frame.contentDocument?.URL ?? BLANK) === BLANK;
  }

  async exit() {
    if (this.leaving) return;
    if (!this.sender || this.sender.final) return this.go();
    this.session?.capture("manual");
    if (!navigator.onLine && this.journal.unsent.length) return this.warnBeforeExit();
    this.leaving = true;
    this.bar.exit.setAttribute("aria-disabled", "true");
    this.walk?.leaving();
    if (await this.blankFrame()) {
      this.session?.leave();
      this.walk?.left();
      await this.sender.drain(EXIT_PATIENCE);
      await this.calls?.drain();
      if (!this.isLost) return this.go();
    } else this.walk?.stays();
    this.leaving = false;
    this.bar.exit.setAttribute("aria-disabled", "false");
    if (this.isBlank) return this.sender.final ? this.tellEnd() : this.warnBeforeExit();
  }

  /** Without a line the platform's page cannot be shown either, so staying is the better offer. */
  warnBeforeExit() {
    const n = Math.max(1, this.sender.unsentChanges());
    const text = this.t(this.journal.kept ? "warning_unsaved" : "warning_unkept", { n });
    const actions = [
      { label: this.t("retry"), act: () => (this.bar.close(), this.exit()) },
      { label: this.t("go_on"), act: () => this.bar.close() },
      { label: this.t("exit"), act: () => this.go() },
    ];
    if (this.isBlank) actions.splice(1, 1);
    this.bar.ask(this.t("exit"), text, actions, { mayStay: !this.isBlank });
  }

  go() {
    this.leaving = this.gone = true;
    window.top.location.assign(this.boot.urls.exit); // on the stage the player stands in a frame
  }

  /**
   * Changes of an earlier visit that only the platform can still take. Asked before the package starts, because
   * whatever it stores from the older state would make them late. Resolves when the learner goes on without.
   */
  askHandOver(states) {
    const n = states.reduce((sum, { changes }) => sum + changes, 0);
    return new Promise((resolve) => {
      this.bar.ask(this.t("replay"), this.t(n === 1 ? "offline_one" : "offline_n", { n }), [
        { label: this.t("replay"), act: () => handOver(this.boot, states.map(({ state }) => state)) },
        { label: this.t("continue_here"), act: () => resolve(this.bar.close()) },
      ]);
    });
  }
}

async function main() {
  const root = document.querySelector("[data-player]");
  const boot = readBootstrap();
  const player = new Player(root, boot);
  try {
    await player.start();
  } catch (error) {
    console.error(error);
    player.bar.failed();
  }
}

main();
