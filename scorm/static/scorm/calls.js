// The log of what a package and the player say to each other, for support. Loaded only where it is switched on.
//
// It may lose lines, and says how many; it never holds a commit up: nothing here throws into the package, lines wait in
// memory, one small request at a time leaves while no commit is under way.

const ROOM = 600; // lines that wait; the oldest go first
const PART = 200; // lines of one request
const PART_SIGNS = 20_000; // of one request: the server takes 64 000 bytes, a sign has at most three
const PAUSE = 10_000; // ms between two looks at what waits
const SOON = 400; // ms after a commit was answered
const LAST_WAIT = 800; // ms on the way out
const LONGEST = 500; // characters kept of a value
// Bytes from a closing page. Browsers allow 64 KiB in flight, and a commit may need 60 000 of them.
const FAREWELL = 4_500;
const NAME = /^cmi\.(core\.student_name|learner_name)$/;
const CUT = "…";

const short = (text) => (text.length > LONGEST ? text.slice(0, LONGEST) + CUT : text);
const over = (text) => (text.length > LONGEST ? text.length : 0);

const reasons = ({ fields = {} }) => Object.entries(fields).map(([name, reason]) => `${name}: ${reason}`);

class Line {
  constructor(t, call, element, value, answer, error) {
    Object.assign(this, { t, call, element: short(element), error: error.slice(0, 20), times: 1, asked: 0 });
    Object.assign(this, { value: short(value), answer: short(answer), cutValue: over(value), cutAnswer: over(answer) });
  }

  equals(other) {
    return ["call", "element", "value", "answer", "error", "cutValue", "cutAnswer"].every((key) => this[key] === other[key]);
  }

  toJSON() {
    const { t, call, element, value, answer, error, times, asked, cutValue, cutAnswer } = this;
    return [t, call, element, value, answer, error, times, asked, cutValue, cutAnswer];
  }
}

export class CallRecorder {
  /** Listens for the API that a session puts on `target`, to the commits of the player and to errors in its frame. */
  constructor({ url, player, target = window }) {
    const { sender, frame } = player;
    Object.assign(this, { url, player, sender, frame });
    this.page = Date.now();
    this.number = 0;
    this.dropped = 0;
    this.waiting = [];
    this.part = null; // frozen: the server may have it already, and knows it again by its number
    this.room = FAREWELL;
    for (const name of ["API", "API_1484_11"]) this.expect(target, name);
    this.add("player", "browser", navigator.userAgent);
    addEventListener("pageshow", (event) => event.persisted && this.add("player", "back"));
    document.addEventListener("visibilitychange", () => this.flush()); // on phones this may be the last moment
    sender.heard = (body, result) => this.heard(body, result);
    this.timer = setInterval(() => this.flush(), PAUSE);
    frame.addEventListener("load", () => this.frameLoaded());
  }

  /** The API of this name is recorded from the moment it stands there, whoever puts it there and when. */
  expect(target, name) {
    let api = target[name];
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get: () => api,
      set: (given) => {
        api = given && this.recorded(given);
      },
    });
  }

  recorded(api) {
    const errorOf = api.GetLastError ?? api.LMSGetLastError;
    for (const [name, call] of Object.entries(api)) {
      if (typeof call !== "function") continue;
      api[name] = (...values) => {
        const answer = call(...values);
        try {
          this.note(name, values.map(String), String(answer), /GetLastError$/.test(name) ? "" : String(errorOf("")));
          // On a closing page the package's goodbye is the last that can be told.
          if (this.player.closing && /Terminate|Finish/.test(name)) this.farewell();
        } catch {
          this.dropped += 1; // a value that is no text; the package's call went well all the same
        }
        return answer;
      };
    }
    return api;
  }

  note(call, [element = "", value = ""], answer, error) {
    const last = this.waiting.at(-1);
    if (error === "" && last && last.error === answer) {
      last.asked += 1; // most packages ask after each call; the line above says what they were told
      return;
    }
    this.add(call, element, value, NAME.test(element) ? "***" : answer, error);
  }

  add(call, element, value = "", answer = "", error = "") {
    if (this.stopped) return;
    const line = new Line(Math.round(performance.now()), call, element, value, answer, error);
    const last = this.waiting.at(-1);
    if (last?.equals(line)) {
      last.times += 1;
      return;
    }
    this.waiting.push(line);
    while (this.waiting.length > ROOM) {
      this.waiting.shift();
      this.dropped += 1;
    }
  }

  /** A commit was answered, or (without `result`) the line was down. */
  heard({ seq, sco, trigger, full }, result) {
    if (this.stopped) return;
    const said = result ? [result.answer.status, result.answer.need && `need: ${result.answer.need}`, ...reasons(result.answer)] : ["–"];
    this.add("commit", sco, `#${seq} ${trigger}${full ? " full" : ""}`, said.filter(Boolean).join(", "), String(result?.status ?? ""));
    setTimeout(() => this.flush(), SOON);
  }

  frameLoaded() {
    try {
      const inner = this.frame.contentWindow;
      this.add("player", "page", inner.location.pathname.split("/c/").slice(1).join("/c/") || inner.location.href);
      inner.addEventListener("error", ({ message, filename = "", lineno }) => {
        if (message) this.add("script", `${filename.split("/c/").at(-1)}:${lineno}`, message);
      });
      inner.addEventListener("unhandledrejection", ({ reason }) => this.add("script", "promise", String(reason)));
    } catch {
      this.add("player", "page", "other origin");
    }
  }

  next() {
    let signs = 0;
    let count = 0;
    for (const line of this.waiting.slice(0, PART)) {
      signs += JSON.stringify(line).length;
      if (signs > PART_SIGNS && count) break;
      count += 1;
    }
    return { number: this.number++, lines: this.waiting.splice(0, count) };
  }

  body({ number, lines }) {
    return JSON.stringify({ page: this.page, number, sent: Math.round(performance.now()), dropped: this.dropped, lines });
  }

  /** Send one part, unless a commit is on its way; what does not arrive is tried again at the next look. */
  flush() {
    if (this.stopped || this.sender.busy) return null;
    this.busy ??= this.send().finally(() => (this.busy = null));
    return this.busy;
  }

  async send() {
    if (!this.part && !this.waiting.length) return;
    this.part ??= this.next();
    const { status } = await fetch(this.url, {
      method: "POST",
      body: this.body(this.part),
      headers: { "Content-Type": "application/json" },
      credentials: "omit",
      cache: "no-store",
      priority: "low",
    }).catch(() => ({ status: 0 }));
    if (status === 0 || status === 429 || status >= 500) return;
    this.part = null; // taken, or never to be
    if ([403, 404, 410].includes(status)) this.stop();
  }

  stop() {
    this.stopped = true;
    clearInterval(this.timer);
    this.waiting = [];
  }

  /** On the way out, when all is saved: give the lines a moment. */
  async drain() {
    const patience = new Promise((resolve) => setTimeout(resolve, LAST_WAIT));
    await Promise.race([patience, Promise.resolve(this.busy).then(() => this.flush())]);
  }

  /** The page may be gone in a moment. */
  leave() {
    this.add("player", "left");
    this.farewell();
  }

  /** After the commits, and only what fits beside them: the newest lines. */
  farewell() {
    if (this.stopped || !this.waiting.length) return;
    let size = 200;
    let from = this.waiting.length;
    while (from > 0 && (size += 1 + 3 * JSON.stringify(this.waiting[from - 1]).length) <= this.room) from -= 1;
    const lines = this.waiting.splice(0).slice(from);
    this.dropped += from;
    if (!lines.length) return;
    const text = this.body({ number: this.number++, lines });
    this.room -= new TextEncoder().encode(text).length;
    navigator.sendBeacon?.(this.url, text);
  }
}

/** Begin to record what goes on in this player. */
export function recordCalls(player) {
  return new CallRecorder({ url: new URL(player.boot.urls.calls, location.href).href, player });
}
