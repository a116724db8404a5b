// What a value may look like in SCORM 2004 [RTE 4.1.1, 4.2]. Each check answers "" or the name of an error.
//
// Stricter than the standard nowhere, and milder in what content gets wrong: lengths (the smallest permitted maximum is
// a floor for us), blanks and accents in identifiers, decimals of durations, times as JavaScript writes them.

import { isLanguage } from "./languages.js";

const REAL = /^-?(\d+(\.\d*)?|\.\d+)$/;
const TIME =
  /^(19[7-9]\d|20[0-2]\d|203[0-8])(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,2}(Z|[+-]([01]\d|2[0-3])(:[0-5]\d)?)?|\.\d{3}Z)?)?)?)?)?)?$/;
const TIMESPAN = /^P(?=.)(\d+Y)?(\d+M)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?$/;
const URN = /^urn:[a-z0-9][a-z0-9-]{0,31}:\S+$/i;
const LANGUAGE = /^\{lang=([^}]*)\}/;
const FLAG = /^\{(case_matters|order_matters)=([^}]*)\}/;
const LONGEST = 256_000; // characters of any text

const fits = (is) => (is ? "" : "mismatch");

/** Any text, up to a number of characters. */
export const text = (most = LONGEST) => (value) => fits(value.length <= most);
/** One of the words, which are parted by "|". */
export const word = (words) => (value) => fits(words.split("|").includes(value));
/** A number, between two others where they are given. */
export const real = (least = -Infinity, most = Infinity) => (value) => {
  if (!REAL.test(value)) return "mismatch";
  return Number(value) >= least && Number(value) <= most ? "" : "range";
};
export const time = (value) => fits(TIME.test(value));
export const timespan = (value) => fits(TIMESPAN.test(value));
export const language = (value) => fits(value === "" || isLanguage(value));
/** A text that may begin with its language: "{lang=de}Guten Tag". */
export const langString = (value) => {
  const found = LANGUAGE.exec(value);
  return fits(value.length <= LONGEST && (!found || isLanguage(found[1])));
};
/** Not blank; a URN keeps to its own syntax. */
export const identifier = (value) =>
  fits(value.trim() !== "" && value.length <= LONGEST && (!/^urn:/i.test(value) || URN.test(value)));
/** As it may stand in a pattern: without what patterns are built of. */
const name = (value) => identifier(value) || fits(!/[{}[\]]/.test(value));

// --- responses and patterns [RTE 4.2.9.2, 4.2.9.3] ------------------------------------------------------------------

const all = (parts, check) => fits(parts.every((one) => !check(one)));
const isSet = (parts) => new Set(parts).size === parts.length;
const many = (check) => (value) => all(value.split("[,]"), check);
const pairs = many((one) => {
  const both = one.split("[.]");
  return fits(both.length === 2 && !name(both[0]) && !name(both[1]));
});
const steps = many((one) => {
  const [step, answer, ...more] = one.split("[.]");
  return fits(answer !== undefined && one !== "[.]" && !more.length && (step === "" || !name(step)));
});
const choices = (value) => {
  const parts = value.split("[,]");
  return fits(value === "" || (parts.every((one) => !name(one)) && isSet(parts)));
};
const span = (value) => {
  const ends = value.split("[:]");
  if (ends.length === 1) return real()(value);
  const [least, most] = ends;
  const right = ends.length === 2 && ends.every((end) => end === "" || REAL.test(end));
  return fits(right && (least === "" || most === "" || Number(least) <= Number(most)));
};

/** A pattern whose beginning may say that case or order matters. */
const flagged = (names, check) => (value) => {
  let rest = value;
  for (let found = FLAG.exec(rest); found && names.includes(found[1]); found = FLAG.exec(rest)) {
    if (!/^(true|false)$/.test(found[2])) return "mismatch";
    rest = rest.slice(found[0].length);
  }
  return check(rest);
};

/** By type of the interaction: what a response and a pattern look like, and how many patterns there may be. */
const KINDS = {
  "true-false": { response: word("true|false"), most: 1 },
  choice: { response: choices, isUnique: true },
  "fill-in": { response: many(langString), pattern: flagged(["case_matters", "order_matters"], many(langString)) },
  "long-fill-in": { response: langString, pattern: flagged(["case_matters"], langString) },
  likert: { response: name, most: 1 },
  matching: { response: (value) => fits(value === "" || !pairs(value)), pattern: pairs },
  performance: { response: (value) => fits(value === "" || !steps(value)), pattern: flagged(["order_matters"], steps) },
  sequencing: { response: many(name), isUnique: true },
  numeric: { response: real(), pattern: span, most: 1 },
  other: { response: text(), most: 1 },
};

export const kind = word(Object.keys(KINDS).join("|"));
export const response = (value, sibling) => KINDS[sibling("type")].response(value);
export const pattern = (value, sibling) => {
  const { response: same, pattern: own } = KINDS[sibling("type")];
  return (own ?? same)(value);
};
export const isUnique = (sibling) => Boolean(KINDS[sibling("type")]?.isUnique);
export const mostPatterns = (type) => KINDS[type]?.most ?? Infinity;
const RESULTS = word("correct|incorrect|unanticipated|neutral");
export const result = (value) => RESULTS(value) && real()(value);
