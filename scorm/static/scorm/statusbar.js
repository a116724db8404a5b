// What the learner sees of the saving: one line that always tells the truth, and panels for the few big events.

const OVER = { superseded: "superseded_title", ended: "ended_title" }; // a panel says the rest
const QUIET = ["saved", "partly", "saving", "starting", ...Object.keys(OVER)];

export class StatusBar {
  constructor({ root, t, exitUrl }) {
    this.t = t;
    this.exitUrl = exitUrl;
    this.trouble = ""; // of the package itself
    this.line = root.querySelector("[data-status]");
    this.announcer = root.querySelector("[data-announce]");
    this.warning = root.querySelector("[data-warning]");
    this.exit = root.querySelector("[data-exit]");
    this.panel = root.querySelector("[data-panel]");
    // Without an answer most panels would leave a blind page behind: Escape closes only those that may be left so.
    // The second Escape closes it all the same.
    this.panel.addEventListener("cancel", (event) => this.mayStay || event.preventDefault());
    this.panel.addEventListener("close", () => this.asks && !this.mayStay && !this.panel.open && this.panel.showModal());
  }

  /** Show a state of the sender; only what asks for attention is read out, not each "saving". */
  show({ phase, unsent, worried, refused = false, outsize = false, kept = true }) {
    const n = Math.max(1, unsent);
    const isOver = phase in OVER;
    if (phase === "ended" && unsent) phase = "offline";
    if (!kept && unsent && phase === "offline") phase = "unkept"; // neither there nor here: say nothing else
    if (refused && phase === "saved") phase = "partly";
    const words = { partly: "partly", saved: "saved", saving: "saving", starting: "starting", unkept: "unkept", ...OVER }[phase];
    const text = this.t(words ?? (n === 1 ? "offline_one" : "offline_n"), { n });
    this.line.textContent = text;
    const wasQuiet = [...QUIET, undefined].includes(this.phase);
    const isQuiet = QUIET.includes(phase);
    if (phase !== "saving" || wasQuiet) {
      if (wasQuiet !== isQuiet) this.announcer.textContent = text;
      this.phase = this.line.dataset.phase = phase;
    }
    const told = outsize ? "warning_outsize" : "warning_refused";
    const unsafe = !kept ? !isOver && !this.isPreview && this.t("warning_unkept") : (refused ? this.t(told) : worried && this.t("warning_unsaved", { n }));
    const warning = unsafe || this.trouble;
    if (this.warning.textContent !== warning) this.warning.textContent = warning;
    this.warning.hidden = !warning;
  }

  /**
   * A panel over the content; `actions` are {label, act} or {label, href}, the first one is the usual way.
   * `mayStay`: what lies behind goes on when the panel is closed by Escape.
   */
  ask(title, text, actions, { mayStay = false } = {}) {
    this.mayStay = mayStay;
    this.asks = true;
    this.panel.querySelector("h2").textContent = title;
    this.panel.querySelector("p").textContent = text;
    const row = this.panel.querySelector("[data-actions]");
    row.replaceChildren(
      ...actions.map(({ label, act, href }, index) => {
        const element = document.createElement(href ? "a" : "button");
        element.textContent = label;
        element.className = index === 0 ? "button button--primary" : "button";
        if (href) element.href = href;
        else Object.assign(element, { type: "button", onclick: act });
        return element;
      }),
    );
    if (!this.panel.open) this.panel.showModal();
    row.firstElementChild.focus();
  }

  close() {
    this.asks = false;
    if (this.panel.open) this.panel.close();
  }

  timeOver(text, label, act) {
    this.ask(this.t("time_title"), text, [{ label, act }]);
  }

  superseded() {
    this.ask(this.t("superseded_title"), this.t("superseded_text"), [
      { label: this.t("continue_here"), href: this.exitUrl },
    ]);
  }

  /** The launch is over. What is unsent can still be handed to the platform; where nothing is kept, only now. */
  ended(replay, isLost) {
    const actions = [{ label: this.t("exit"), href: this.exitUrl }];
    if (replay) actions.unshift({ label: this.t("replay"), act: replay });
    this.ask(this.t("ended_title"), this.t(isLost ? "ended_unkept" : "ended_text"), actions);
  }

  /** `again` tries what failed once more; without it the page itself is loaded anew. */
  failed(again = null) {
    const retry = again ? () => (this.close(), again()) : () => location.reload();
    this.ask(this.t("failed_title"), this.t("failed_text"), [
      { label: this.t("retry"), act: retry },
      { label: this.t("exit"), href: this.exitUrl },
    ]);
  }
}
