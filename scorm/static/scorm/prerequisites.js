// Prerequisites of SCORM 1.2 items (Content Aggregation Model 2.3.2.5.4, type aicc_script).
//
// identifiers, & and | or ~ not, = and <> against a status, { , } sets and N*{…} "at least N of"; parentheses. Some
// tools write AND, OR and NOT as words.

const TOKEN = /\s*(?:(\d+)\s*\*\s*(?=\{)|(<>|[&|~=(){},])|"([^"]*)"|([^\s&|~=<>(){},"*]+))/y;
const SHORT = { p: "passed", c: "completed", f: "failed", i: "incomplete", b: "browsed", n: "not attempted" };
const WORDS = { AND: "&", OR: "|", NOT: "~" };
const DONE = new Set(["passed", "completed"]);

/** Whether a script holds; `statusOf(identifier)` answers a lesson status. What cannot be read keeps nobody out. */
export function fulfilled(script, statusOf) {
  if (!script?.trim()) return true;
  try {
    const reader = new Reader(script, statusOf);
    const holds = reader.either();
    return reader.next ? true : holds;
  } catch {
    return true;
  }
}

class Reader {
  constructor(script, statusOf) {
    this.statusOf = statusOf;
    this.tokens = [];
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < script.trimEnd().length) {
      const match = TOKEN.exec(script);
      if (!match) throw new Error("unreadable");
      const [, count, sign, quoted, name] = match;
      const spelled = sign ?? WORDS[name];
      this.tokens.push(count ? { count: Number(count) } : spelled ? { sign: spelled } : { word: quoted ?? name });
    }
  }

  get next() {
    return this.tokens[0];
  }

  take(sign) {
    if (this.next?.sign !== sign) return false;
    this.tokens.shift();
    return true;
  }

  need(sign) {
    if (!this.take(sign)) throw new Error(`${sign} expected`);
  }

  word() {
    const token = this.tokens.shift();
    if (token?.word === undefined) throw new Error("identifier expected");
    return token.word;
  }

  either() {
    let holds = this.both();
    while (this.take("|")) holds = this.both() || holds;
    return holds;
  }

  both() {
    let holds = this.one();
    while (this.take("&")) holds = this.one() && holds;
    return holds;
  }

  one() {
    if (this.take("~")) return !this.one();
    if (this.take("(")) {
      const holds = this.either();
      this.need(")");
      return holds;
    }
    if (this.next?.count !== undefined || this.next?.sign === "{") return this.several();
    const status = this.statusOf(this.word());
    if (this.take("=")) return status === meant(this.word());
    if (this.take("<>")) return status !== meant(this.word());
    return DONE.has(status);
  }

  several() {
    const least = this.next.count !== undefined ? this.tokens.shift().count : null;
    this.need("{");
    const holds = [this.either()];
    while (this.take(",")) holds.push(this.either());
    this.need("}");
    return holds.filter(Boolean).length >= (least ?? holds.length);
  }
}

function meant(word) {
  const lower = word.toLowerCase();
  return SHORT[lower] ?? lower;
}
