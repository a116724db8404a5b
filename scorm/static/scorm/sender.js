// Brings the journal to the server: few requests, one at a time, patient with bad lines, never forgetful.

import { countChanges } from "./journal.js";
import { farewell, Parcel, post, refusedPaths, TOO_LARGE } from "./transport.js";

const COALESCE = 1_000; // ms; a hundred commits in one tick become one request
const AUTO = 15_000; // ms after the first change that the package did not commit itself
const LONGEST_PAUSE = 60_000;
const WORRY_FAILURES = 3;
const WORRY_AFTER = 60_000;

export class Sender {
  /**
   * `clock` gives {at, active_ms}; `log` takes a line for the operators; `onChange` hears {phase, unsent, refused,
   * worried} after each step, with phase one of saved, saving, offline, superseded, ended.
   */
  constructor({ journal, url, clock, onChange, log = () => {} }) {
    Object.assign(this, { journal, url, clock, onChange, log });
    this.failures = 0;
    this.oldest = journal.unsent.length ? performance.now() : null;
    this.timer = null;
    this.due = Infinity;
    this.busy = null;
    this.final = null; // "superseded" or "ended": nothing more will be taken from this launch
    this.parcel = new Parcel();
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.report());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
    addEventListener("pageshow", (event) => event.persisted && this.hurry());
    journal.onLost = (lost) => this.log(`too large, left out: ${lost.map(([path, bytes]) => `${path} (${bytes} bytes)`).join(", ")}`);
    this.worry = setInterval(() => this.oldest && this.report(), 5_000);
  }

  /** The journal holds something new; `trigger` says how soon it should leave. */
  changed(trigger) {
    if (this.journal.unsent.length === 0) return this.report();
    this.oldest ??= performance.now();
    if (this.failures === 0) this.schedule(trigger === "auto" ? AUTO : trigger === "terminate" ? 0 : COALESCE);
    this.parcel.prepare(this.journal.unsent.at(-1));
    this.report();
  }

  /** The package has set something that the journal will hear of in a moment: not all is saved any more. */
  touch() {
    if (this.touched) return;
    this.touched = true;
    this.report();
  }

  /** Try now, whatever pause the last failure asked for; if a try is under way by the line that is gone, after it. */
  hurry() {
    this.again = this.busy !== null;
    if (this.journal.unsent.length) this.schedule(0);
  }

  schedule(delay) {
    const due = performance.now() + delay;
    if (this.final || due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.send(), delay);
  }

  async send() {
    clearTimeout(this.timer);
    this.due = Infinity;
    if (this.busy || this.final) return;
    if (this.journal.isOversize) this.journal.collapse({ trigger: "auto", ...this.clock() });
    const next = this.journal.next();
    if (!next) return this.report();
    this.again = false;
    this.busy = post(this.url, next.body, { keepalive: document.visibilityState === "hidden" });
    this.report();
    let result = null;
    try {
      result = await this.busy;
    } catch {
      // The line is down; the journal has everything.
    }
    this.busy = null;
    this.heard?.(next.body, result);
    if (result) this.understand(result, next);
    else this.failed();
    if (!result && this.again) this.hurry();
    this.report();
  }

  understand({ status, answer, isOurs, retryAfter }, { body, first }) {
    if (status === TOO_LARGE) return this.tooLarge(body);
    if (!isOurs) return this.failed(retryAfter * 1000);
    if (status === 200 && answer.need === "full") return this.resendWhole(answer.seq);
    if (status === 200 && answer.status === "duplicate" && first) return this.resendWhole(answer.seq);
    if (status === 200) return this.accepted(body.seq, answer.status === "late");
    if (status === 409) return this.lost(body.seq);
    if (status === 410) return this.end("ended");
    return this.refused(answer, body);
  }

  /** `isLate`: taken although a newer launch is open already; once nothing waits here, it is that one's turn. */
  accepted(seq, isLate = false) {
    this.isTooLarge = false;
    this.late ||= isLate;
    this.journal.acknowledge(seq);
    this.proceed();
  }

  /** On to what waits behind a body that is dealt with. */
  proceed() {
    this.failures = 0;
    this.demands = 0;
    this.oldest = this.journal.unsent.length ? performance.now() : null;
    // A package that commits all the time is sent once per second, not as fast as the line can.
    if (this.journal.unsent.length && this.due === Infinity) this.schedule(this.draining ? 0 : COALESCE);
    else if (this.late && this.journal.unsent.length === 0) this.end("superseded");
  }

  /** The server misses something before this body, or knows its number from a journal that this device lost. */
  resendWhole(known = 0) {
    this.demands = (this.demands ?? 0) + 1;
    // The answer may not say how far the server is: longer steps find a number above it in few requests.
    this.journal.collapse({ trigger: "auto", ...this.clock(), floor: known + 4 ** this.demands });
    if (this.demands > 6) return this.failed();
    return this.schedule(0);
  }

  /** A newer launch took over. The server keeps what comes late: let it be whole, then stop. */
  lost(seq) {
    if (this.late) {
      this.journal.acknowledge(seq);
      return this.journal.unsent.length ? this.schedule(0) : this.end("superseded");
    }
    this.late = true;
    this.journal.collapse({ trigger: "replay", ...this.clock() });
    return this.schedule(0);
  }

  /**
   * The server will not take this body, and keeps it for support. Without the values that it names, or whole, the rest
   * can be saved; where that does not help, the rest goes on without this body.
   */
  refused(answer, body) {
    const paths = refusedPaths(answer);
    this.log(`commit ${body.seq} refused: ${JSON.stringify(answer)}`);
    const isNews = paths.length > 0 && this.journal.refuse(body, paths);
    if (!isNews) this.demands = (this.demands ?? 0) + 1;
    if (isNews || ((paths.length || !body.full) && this.demands <= 3)) {
      this.journal.collapse({ trigger: "auto", ...this.clock(), floor: body.seq });
      return this.schedule(0);
    }
    this.journal.setAside(body);
    return this.proceed();
  }

  /** Too large for the server or for somebody in between: it comes in smaller bodies, as far as that may help. */
  tooLarge(body) {
    this.log(`commit ${body.seq} too large`);
    this.isTooLarge = !this.journal.shrink(body);
    if (this.isTooLarge) return this.failed();
    this.journal.collapse({ trigger: "auto", ...this.clock(), floor: body.seq });
    return this.schedule(0);
  }

  failed(pause = 0) {
    this.failures += 1;
    const backoff = Math.min(LONGEST_PAUSE, 1000 * 2 ** (this.failures - 1));
    this.schedule(Math.max(Math.min(pause, LONGEST_PAUSE), backoff * (0.8 + 0.4 * Math.random())));
  }

  end(how) {
    this.final = how;
    clearTimeout(this.timer);
    clearInterval(this.worry);
    if (how === "superseded") this.journal.close();
  }

  /** The page may be gone in a moment: one body with everything, by the only ways that survive a page. */
  leave() {
    if (this.final || this.journal.unsent.length === 0) return;
    const several = this.busy || this.journal.unsent.length > 1 || this.journal.isOversize;
    if (several) this.journal.collapse({ trigger: "pagehide", ...this.clock() });
    for (const body of this.journal.rest()) farewell(this.url, body, this.parcel);
  }

  /** Resolves to true as soon as nothing is unsent, to false when that takes longer than `patience` ms. */
  drain(patience) {
    const deadline = performance.now() + patience;
    this.draining = true;
    let tried = 0;
    return new Promise((resolve) => {
      const look = () => {
        if (this.final || this.journal.unsent.length === 0) return resolve(true);
        if (performance.now() >= deadline) return resolve(false);
        if (!this.busy && performance.now() - tried > 1_000) {
          tried = performance.now();
          this.hurry();
        }
        return setTimeout(look, 50);
      };
      look();
    });
  }

  unsentChanges() {
    return countChanges(this.journal.state);
  }

  report() {
    const unsent = this.unsentChanges();
    const waiting = this.journal.unsent.length > 0 || this.touched === true;
    const waited = this.oldest ? performance.now() - this.oldest : 0;
    this.onChange({
      phase: this.final ?? (!waiting ? "saved" : !this.touched && (this.failures || !navigator.onLine) ? "offline" : "saving"),
      unsent,
      kept: this.journal.kept,
      refused: Boolean(this.journal.state.refused) || this.isTooLarge === true,
      outsize: this.journal.state.outsize === true,
      worried: waiting && (this.failures >= WORRY_FAILURES || waited > WORRY_AFTER),
    });
  }
}
