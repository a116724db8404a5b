// What the learner sees of the saving: one line that always tells the truth, and panels for the few big events.

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
    // Without an answer the panel would leave a blind page behind, so Escape does not close it.
    this.panel.addEventListener("cancel", (event) => event.preventDefault());
  }

  /** Show a state of the sender; only what asks for attention is read out, not each "saving". */
  show({ phase, unsent, worried, refused = false, kept = true }) {
    const n = Math.max(1, unsent);
    if (!kept && unsent && phase === "offline") phase = "unkept"; // neither there nor here: say nothing else
    if (refused && phase === "saved") phase = "partly";
    const words = { partly: "partly", saved: "saved", saving: "saving", starting: "starting", unkept: "unkept" }[phase];
    const text = this.t(words ?? (n === 1 ? "offline_one" : "offline_n"), { n });
    this.line.textContent = text;
    this.line.dataset.phase = phase;
    const wasQuiet = ["saved", "partly", "saving", "starting", undefined].includes(this.phase);
    const isQuiet = ["saved", "partly", "saving", "starting"].includes(phase);
    if (wasQuiet !== isQuiet || (phase === "saved" && !wasQuiet)) this.announcer.textContent = text;
    if (phase !== "saving" || wasQuiet) this.phase = phase;
    const unsafe = !kept ? !this.isPreview && this.t("warning_unkept") : (refused ? this.t("warning_refused") : worried && this.t("warning_unsaved", { n }));
    const warning = unsafe || this.trouble;
    if (this.warning.textContent !== warning) this.warning.textContent = warning;
    this.warning.hidden = !warning;
  }

  /** A panel over the content; `actions` are {label, act} or {label, href}, the first one is the usual way. */
  ask(title, text, actions) {
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

  /** The launch is over. What is unsent can still be handed to the platform. */
  ended(replay = null) {
    const actions = [{ label: this.t("exit"), href: this.exitUrl }];
    if (replay) actions.unshift({ label: this.t("replay"), act: replay });
    this.ask(this.t("ended_title"), this.t("ended_text"), actions);
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
