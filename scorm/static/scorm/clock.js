// How long the learner really looked at the page. The server judges total time; this is for honest reports.

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
