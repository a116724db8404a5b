// Saves a statement when it is chosen or written. Without this file the button below saves the page.
const form = document.querySelector("[data-ratings]");
const token = form?.querySelector("[name=csrfmiddlewaretoken]")?.value;
const progress = document.querySelector("[data-progress] progress");
const count = document.querySelector("[data-progress] strong");
const here = document.querySelector(".levels [aria-current] small");
const WRITING_PAUSE = 1200; // ms after the last letter

class Statement {
  constructor(box) {
    this.box = box;
    this.state = box.querySelector("[data-state]");
    this.conflict = box.querySelector("[data-conflict]");
    this.version = box.querySelector("[name$=-version]");
    this.isSaving = false;
    this.isDirty = false;
    this.isHeld = this.conflict.childElementCount > 0; // two opinions: a person decides, with the button
    this.timer = 0;
    box.addEventListener("change", () => this.touch(0));
    box.addEventListener("input", (event) => event.target.matches("textarea") && this.touch(WRITING_PAUSE));
  }

  touch(pause) {
    this.isDirty = true;
    clearTimeout(this.timer);
    if (!this.isHeld) this.timer = setTimeout(() => this.save(), pause);
  }

  say(word) {
    const words = form.querySelector(`template[data-word="${word}"]`);
    this.state.replaceChildren(words.content.cloneNode(true));
  }

  fields() {
    const body = new FormData();
    for (const control of this.box.querySelectorAll("input, textarea")) {
      if (control.type !== "radio" || control.checked) body.append(control.name, control.value);
    }
    body.append("csrfmiddlewaretoken", token);
    return body;
  }

  // What is safe counts as what the page came with, so that the button sends only the rest.
  settle(sent) {
    for (const control of this.box.querySelectorAll("[name^=initial-]")) {
      const value = sent.get(control.name.slice("initial-".length));
      if (value !== null) control.value = value;
    }
  }

  async save() {
    if (this.isSaving || this.isHeld || !this.isDirty) return;
    this.isSaving = true;
    this.isDirty = false;
    this.say("saving");
    const sent = this.fields();
    try {
      const answer = await fetch(this.box.dataset.save, { method: "POST", body: sent, credentials: "same-origin" });
      const isJson = answer.headers.get("content-type")?.startsWith("application/json");
      if (answer.redirected || !isJson) throw new Error(String(answer.status));
      const told = await answer.json();
      if (answer.status === 409) {
        this.version.value = told.version;
        this.conflict.innerHTML = told.notice;
        this.isHeld = true;
        this.isDirty = true;
        this.say("failed");
      } else if (answer.ok) {
        this.version.value = told.version;
        this.settle(sent);
        this.say("saved");
        show(told);
      } else {
        throw new Error(String(answer.status));
      }
    } catch {
      this.isDirty = true;
      this.say("failed");
    }
    this.isSaving = false;
    if (this.isDirty && !this.isHeld && navigator.onLine) this.timer = setTimeout(() => this.save(), 4000);
  }
}

const show = ({ rated, total }) => {
  const was = count.textContent;
  const words = was.replace(/\d+/, rated).replace(/(\d+\D+)\d+/, `$1${total}`);
  count.textContent = words;
  here.textContent = words;
  progress.value = rated;
  progress.max = total;
};

if (form && token) {
  const statements = [...form.querySelectorAll("[data-save]:not([disabled])")].map((box) => new Statement(box));
  let isSending = false;
  form.addEventListener("submit", () => {
    isSending = true;
    for (const one of statements) clearTimeout(one.timer);
  });
  addEventListener("online", () => statements.forEach((one) => one.save()));
  addEventListener("beforeunload", (event) => {
    if (!isSending && statements.some((one) => one.isDirty || one.isSaving)) event.preventDefault();
  });
}
