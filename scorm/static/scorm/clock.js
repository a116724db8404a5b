// How long a package may be open: max_time_allowed and time_limit_action, kept by our own clock in both standards.

const TIMESPAN = /^(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d{1,2})?)$/; // SCORM 1.2
const DURATION = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/; // 2004
const UNIT_SECONDS = [31_536_000, 2_592_000, 86_400, 3_600, 60, 1];
const TICK = 500; // ms; a timer of hours would sleep with the computer

/** Seconds of a time span (1.2) or a duration (2004), null for neither. */
export function secondsOf(text) {
  const span = TIMESPAN.exec(text ?? "");
  if (span) return span[1] * 3600 + span[2] * 60 + Number(span[3]);
  const parts = DURATION.exec(text ?? "")?.slice(1);
  return parts ? parts.reduce((sum, part, n) => sum + Number(part ?? 0) * UNIT_SECONDS[n], 0) : null;
}

/** What happens at the end: {exit, message}. Who says nothing continues without a message, in both standards. */
export function actionOf(text) {
  const [action = "", message = ""] = (text ?? "").toLowerCase().split(",").map((word) => word.trim());
  return { exit: action === "exit", message: message === "message" };
}

export class TimeLimit {
  /** `spent` seconds count already; `onOver({exit, message})` is told once. */
  constructor({ allowed, spent, action, onOver }) {
    Object.assign(this, { left: allowed - spent, action, onOver });
  }

  get isOver() {
    return this.left <= 0;
  }

  start() {
    const end = performance.now() + this.left * 1000;
    this.timer = setInterval(() => {
      if (performance.now() < end) return;
      this.stop();
      this.onOver(this.action);
    }, TICK);
  }

  stop() {
    clearInterval(this.timer);
  }
}

/** The limit of an item as the bootstrap tells it, null without one; looking back at finished work has none. */
export function limitOf(sco, mode, spent, onOver) {
  const allowed = mode === "review" ? null : secondsOf(sco.max_time_allowed);
  return allowed === null ? null : new TimeLimit({ allowed, spent, action: actionOf(sco.time_limit_action), onOver });
}

/** How long the learner really looked at the page. The server judges total time; this is for honest reports. */
export class VisibleClock {
  constructor(already = 0) {
    this.sum = already;
    this.since = document.visibilityState === "visible" ? performance.now() : null;
    document.addEventListener("visibilitychange", () => {
      this.sum = this.milliseconds;
      this.since = document.visibilityState === "visible" ? performance.now() : null;
    });
  }

  get milliseconds() {
    return Math.round(this.sum + (this.since === null ? 0 : performance.now() - this.since));
  }

  /** What every commit body says about time. */
  stamp() {
    return { at: Date.now(), active_ms: this.milliseconds };
  }
}
