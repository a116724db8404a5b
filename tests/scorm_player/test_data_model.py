"""The data models of SCORM 1.2 and 2004 as a package meets them: what is taken, what is refused, and by which code."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tools.plain import ROOT

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js here")

PLAYER = ROOT / "scorm" / "static" / "scorm"
# Answers one session a line.
ASK = """
import { createInterface } from "node:readline";
import { DataModel } from "./model.js";
const tables = { 12: (await import("./model12.js")).table, 2004: (await import("./model2004.js")).table };
for await (const line of createInterface({ input: process.stdin })) {
  const { standard, given, loaded, calls } = JSON.parse(line);
  const model = new DataModel(tables[standard]());
  model.give(given);
  model.load(loaded);
  console.log(JSON.stringify(calls.map(([call, ...values]) => [model[call](...values), model.lastError()])));
}
"""
# Sets at random, and holds the model to what must be so whatever a package does.
WANDER = """
import { DataModel } from "./model.js";
const [standard, elements, values] = JSON.parse(process.argv[2]);
const { table } = await import(`./model${standard}.js`);
let state = 20260101;
const any = (list) => list[((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 8) % list.length];
const ask = (model, path) => JSON.stringify([model.get(path), model.lastError()]);
const everything = (model) => JSON.stringify(elements.map((path) => ask(model, path)));
const wrong = [];
let taken = 0;
for (let round = 0; round < 60; round += 1) {
  const model = new DataModel(table());
  model.initialize();
  for (let step = 0; step < 80; step += 1) {
    const [path, value] = [any(elements), any(values)];
    const before = everything(model);
    const answer = model.set(path, value);
    const code = model.lastError();
    if ((answer === "true") !== (code === "0")) wrong.push(["an answer without its code", path, value]);
    if (answer === "false" && everything(model) !== before) wrong.push(["a refused value left something", path, value]);
    if (answer === "true") {
      taken += 1;
      const read = model.get(path);
      const isSecret = ["404", "405"].includes(model.lastError());
      if (!isSecret && read !== value) wrong.push(["a value reads differently", path, value]);
    }
  }
  const later = new DataModel(table());
  later.load(model.said());
  later.initialize();
  if (everything(later) !== everything(model)) wrong.push(["a later session reads differently", round]);
}
console.log(JSON.stringify({ wrong: wrong.slice(0, 5), taken }));
"""


Answers = list[list[str]]
Ask = Callable[..., Answers]


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("modules")
    for module in PLAYER.glob("*.js"):
        shutil.copy(module, folder)
    (folder / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    (folder / "ask.js").write_text(ASK, encoding="utf-8")
    (folder / "wander.js").write_text(WANDER, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ask(modules: Path) -> Iterator[Ask]:
    """Answer calls of a session that has begun with [answer, last error] each."""
    with subprocess.Popen(
        ["node", modules / "ask.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin
        assert node.stdout

        def answers(standard: str, calls: list[tuple[str, ...]], **layers: dict[str, str]) -> Answers:
            question = {"standard": standard, "given": {}, "loaded": {}, **layers, "calls": [["initialize"], *calls]}
            print(json.dumps(question), file=node.stdin, flush=True)
            return json.loads(node.stdout.readline())[1:]

        yield answers
        node.stdin.close()


INTERACTION = {"cmi.interactions.0.id": "q1", "cmi.objectives.0.id": "o1"}
TIMES = [
    "1970",
    "2038",
    "2024-02",
    "2024-02-29",
    "2024-02-29T23:59",
    "2024-02-29T23:59:58.25+05:30",
    "2024-02-29T08:00:00.1Z",
    "2024-02-29T08:00:00.123Z",
]
SPANS = ["P1Y2M3DT4H5M6.78S", "PT12.3456S", "PT0S", "PT90M", "P400D", "PT0.5S"]
# By element: what is taken, and what is refused with which code.
TYPES_2004: dict[str, tuple[list[str], dict[str, str]]] = {
    "cmi.completion_status": (
        ["completed", "incomplete", "not attempted", "unknown"],
        {"passed": "406", "": "406", "Completed": "406"},
    ),
    "cmi.success_status": (["passed", "failed", "unknown"], {"completed": "406", "": "406"}),
    "cmi.exit": (["time-out", "suspend", "logout", "normal", ""], {"leave": "406"}),
    "cmi.location": (["", "5", "x" * 2000], {}),
    "cmi.suspend_data": (["", "x" * 64_000], {"x" * 64_001: "406"}),
    "cmi.progress_measure": (["0", "0.25", "1", "1.0", ".5"], {"1.01": "407", "-0.1": "407", "much": "406", "": "406"}),
    "cmi.score.scaled": (["-1", "0", "-0.0", "1"], {"1.5": "407", "-2": "407", "0,5": "406", "1e-1": "406"}),
    "cmi.score.raw": (["-17.5", "1234567"], {"": "406", "12a": "406"}),
    "cmi.session_time": (
        SPANS,
        {"": "406", "P": "406", "PT": "406", "P1W": "406", "PT1.S": "406", "00:10:00": "406"},
    ),
    "cmi.learner_preference.audio_level": (["0", "7.5", "100"], {"-1": "407", "loud": "406"}),
    "cmi.learner_preference.audio_captioning": (["-1", "0", "1"], {"2": "406", "": "406"}),
    "cmi.learner_preference.language": (
        ["", "de", "DE", "ger", "de-AT", "uk", "km", "i-klingon", "x-home", "qaa"],
        {"xq": "406", "german": "406", "i": "406", "de_AT": "406"},
    ),
    "cmi.comments_from_learner.0.comment": (
        ["", "good", "{lang=fr}bon", "{lang} is no language"],
        {"{lang=zz}?": "406"},
    ),
    "cmi.comments_from_learner.0.timestamp": (
        TIMES,
        {
            "1969": "406",
            "2039": "406",
            "2024-13": "406",
            "2024-02-29T24": "406",
            "2024-02-29T08:00:00Z": "406",
            "2024-02-29T08:00:00.123": "406",
            "": "406",
        },
    ),
    "cmi.objectives.0.description": (["", "to know"], {"{lang=}x": "406"}),
    "cmi.objectives.0.progress_measure": (["0", "1"], {"2": "407"}),
    "cmi.interactions.0.type": (["true-false", "long-fill-in", "other"], {"essay": "406", "": "406"}),
    "cmi.interactions.0.timestamp": (TIMES, {"now": "406"}),
    "cmi.interactions.0.latency": (SPANS, {"3 s": "406"}),
    "cmi.interactions.0.weighting": (["1", "-0.5"], {"": "406", "heavy": "406"}),
    "cmi.interactions.0.result": (["correct", "neutral", "0.75", "-3"], {"wrong": "406", "": "406"}),
    "cmi.interactions.0.id": (
        ["q1", "Frage 1", "urn:house:q1", "{4F2A}"],
        {"": "406", "  ": "406", "urn:": "406", "urn:a b:c": "406"},
    ),
    "adl.nav.request": (
        ["continue", "exitAll", "_none_", "{target=a.b}choice", "{target=a}jump"],
        {"start": "406", "{target=}choice": "406", "choice": "406"},
    ),
}


@pytest.mark.parametrize("element", TYPES_2004)
def test_an_element_of_2004_takes_what_its_type_allows_and_names_what_is_wrong(ask: Ask, element: str):
    taken, refused = TYPES_2004[element]
    calls = [("set", element, value) for value in (*taken, *refused)]
    expected = [["true", "0"] for _ in taken] + [["false", code] for code in refused.values()]
    assert ask("2004", calls, loaded=INTERACTION) == expected


# By type of the interaction: responses and patterns that are taken, then those that are refused.
RESPONSES: dict[str, tuple[list[str], list[str]]] = {
    "true-false": (["true", "false"], ["t", "TRUE", ""]),
    "choice": (["", "a", "a[,]b[,]c", "erste Wahl"], ["a[,]a", "[,]", "a[,]", "{a}"]),
    "fill-in": (["", "Berlin", "{lang=de}Berlin[,]Bonn", "[,]"], ["{lang=xq}Berlin", "a[,]{lang=}b"]),
    "long-fill-in": (["", "a long text", "{lang=en}text"], ["{lang=xq}text"]),
    "likert": (["agree", "3"], ["", "a[,]b"]),
    "matching": (["", "1[.]a", "1[.]a[,]2[.]b"], ["1", "1[.]", "[.]a", "1[.]a[.]b", "1[.]a[,]"]),
    "performance": (["", "step[.]done", "[.]done", "step[.]", "a[.]1[,]b[.]2"], ["step", "[.]", "a[.]b[.]c"]),
    "sequencing": (["a", "a[,]b[,]a"], ["", "[,]a", "a[,]"]),
    "numeric": (["3", "-0.5"], ["", "three", "1[:]2"]),
    "other": (["", "anything[,]{at all}"], []),
}
PATTERNS: dict[str, tuple[list[str], list[str]]] = {
    "true-false": (["true"], ["", "yes"]),
    "choice": (["", "a[,]b"], ["a[,]a", "[,]"]),
    "fill-in": (
        ["", "{case_matters=true}{order_matters=false}{lang=de}Bonn[,]Berlin", "{lang=de}{case_matters=odd}Bonn"],
        ["{case_matters=yes}Bonn", "{order_matters=}Bonn", "{lang=xq}Bonn"],
    ),
    "long-fill-in": (["", "{case_matters=false}text"], ["{case_matters=no}text", "{case_matters=true}{lang=xq}text"]),
    "likert": (["agree"], ["", "a[,]b"]),
    "matching": (["1[.]a[,]2[.]b"], ["", "1", "1[.]"]),
    "performance": (["{order_matters=false}a[.]1", "[.]1"], ["", "{order_matters=no}a[.]1", "a"]),
    "sequencing": (["a[,]b[,]a"], ["", "[,]"]),
    "numeric": (["3", "1[:]2", "[:]2", "1[:]", "[:]"], ["", "2[:]1", "1[:]2[:]3", "1,000"]),
    "other": (["", "anything"], []),
}


@pytest.mark.parametrize("kind", RESPONSES)
def test_a_response_looks_as_the_type_of_its_interaction_wants_it(ask: Ask, kind: str):
    taken, refused = RESPONSES[kind]
    calls = [("set", "cmi.interactions.0.learner_response", value) for value in (*taken, *refused)]
    expected = [["true", "0"]] * len(taken) + [["false", "406"]] * len(refused)
    assert ask("2004", calls, loaded={**INTERACTION, "cmi.interactions.0.type": kind}) == expected


@pytest.mark.parametrize("kind", PATTERNS)
def test_a_pattern_looks_as_the_type_of_its_interaction_wants_it(ask: Ask, kind: str):
    taken, refused = PATTERNS[kind]
    calls = [("set", "cmi.interactions.0.correct_responses.0.pattern", value) for value in (*taken, *refused)]
    expected = [["true", "0"]] * len(taken) + [["false", "406"]] * len(refused)
    assert ask("2004", calls, loaded={**INTERACTION, "cmi.interactions.0.type": kind}) == expected


@pytest.mark.parametrize(
    ("kind", "second", "same"),
    [
        ("true-false", "351", "351"),
        ("choice", "0", "351"),
        ("sequencing", "0", "351"),
        ("fill-in", "0", "0"),
        ("numeric", "351", "351"),
    ],
)
def test_how_many_patterns_there_may_be_and_whether_two_may_be_alike(ask: Ask, kind: str, second: str, same: str):
    one, other = {"true-false": ("true", "false"), "numeric": ("1", "2")}.get(kind, ("a", "b"))
    pattern = "cmi.interactions.0.correct_responses.{}.pattern".format
    calls = [("set", pattern(0), one), ("set", pattern(1), one), ("set", pattern(1), other)]
    answers = ask("2004", calls, loaded={**INTERACTION, "cmi.interactions.0.type": kind})
    assert [code for _, code in answers] == ["0", same, second]


def test_what_hangs_on_something_else_waits_for_it(ask: Ask):
    set_in = [
        ("cmi.interactions.0.type", "choice"),
        ("cmi.interactions.0.objectives.0.id", "o"),
        ("cmi.interactions.1.id", "q"),
        ("cmi.interactions.0.id", "q"),
        ("cmi.interactions.0.learner_response", "a"),
        ("cmi.interactions.0.correct_responses.0.pattern", "a"),
        ("cmi.interactions.0.type", "choice"),
        ("cmi.interactions.0.learner_response", "a"),
        ("cmi.interactions.0.correct_responses.1.pattern", "a"),
        ("cmi.interactions.0.correct_responses.0.pattern", "a"),
        ("cmi.objectives.0.success_status", "passed"),
        ("cmi.objectives.0.id", "o"),
        ("cmi.objectives.0.success_status", "passed"),
    ]
    codes = [code for _, code in ask("2004", [("set", *each) for each in set_in])]
    assert codes == ["408", "408", "351", "0", "408", "408", "0", "0", "351", "0", "408", "0", "0"]


def test_an_objective_keeps_its_id_and_shares_it_with_none(ask: Ask):
    set_in = [("0", "o1"), ("0", "o1"), ("0", "o2"), ("1", "o1"), ("1", "o2"), ("01", "o3")]
    answers = ask("2004", [("set", f"cmi.objectives.{n}.id", value) for n, value in set_in])
    assert [code for _, code in answers] == ["0", "0", "351", "351", "0", "351"]


def test_what_a_package_asks_for_in_vain_says_why(ask: Ask):
    asked = {
        "": "301",
        "cmi": "401",
        "cmi.score": "401",
        "cmi.colour": "401",
        "cmi.objectives.0": "401",
        "cmi.objectives.x.id": "401",
        "cmi.objectives.0.id": "301",
        "cmi.interactions.0.objectives._count": "301",
        "cmi.location._children": "301",
        "cmi.score._count": "301",
        "cmi.location": "403",
        "cmi.max_time_allowed": "403",
        "cmi.exit": "405",
        "cmi.session_time": "405",
        "adl.data.0.store": "301",
    }
    answers = ask("2004", [("get", path) for path in asked])
    assert answers == [["", code] for code in asked.values()]


def test_what_belongs_to_the_platform_cannot_be_set(ask: Ask):
    paths = [
        "cmi._version",
        "cmi.learner_id",
        "cmi.mode",
        "cmi.total_time",
        "cmi.comments_from_lms.0.comment",
        "cmi.score._children",
    ]
    answers = ask("2004", [("set", path, "x") for path in paths])
    assert answers == [["false", "404"]] * len(paths)


def test_what_the_standard_presets_is_there(ask: Ask):
    presets = {
        "cmi._version": "1.0",
        "cmi.completion_status": "unknown",
        "cmi.success_status": "unknown",
        "cmi.mode": "normal",
        "cmi.credit": "credit",
        "cmi.learner_preference.audio_level": "1",
        "cmi.learner_preference.audio_captioning": "0",
        "cmi.time_limit_action": "continue,no message",
        "cmi.interactions._count": "0",
        "cmi.score._children": "scaled,raw,min,max",
        "adl.nav.request": "_none_",
        "adl.nav.request_valid.choice.{target=a.b}": "unknown",
    }
    assert ask("2004", [("get", path) for path in presets]) == [[value, "0"] for value in presets.values()]


@pytest.mark.parametrize(("reached", "found"), [(None, "unknown"), ("0.79", "failed"), ("0.8", "passed")])
def test_a_passing_score_decides_over_what_the_package_says(ask: Ask, reached: str | None, found: str):
    calls: list[tuple[str, ...]] = [("set", "cmi.success_status", "passed"), ("get", "cmi.success_status")]
    if reached:
        calls.insert(0, ("set", "cmi.score.scaled", reached))
    assert ask("2004", calls, given={"cmi.scaled_passing_score": "0.8"})[-1] == [found, "0"]


@pytest.mark.parametrize(
    ("standard", "codes"),
    [
        ("2004", ["201", "103", "201", "0", "113", "123", "133", "143", "104"]),
        ("12", ["201", "101", "201", "0", "101", "0", "0", "0", "101"]),
    ],
)
def test_calls_out_of_turn_are_told_apart(ask: Ask, standard: str, codes: list[str]):
    place = "cmi.location" if standard == "2004" else "cmi.core.lesson_location"
    calls = [
        ("initialize", "x"),
        ("initialize",),
        ("commit", "x"),
        ("terminate",),
        ("terminate",),
        ("get", place),
        ("set", place, "1"),
        ("commit",),
        ("initialize",),
    ]
    assert [code for _, code in ask(standard, calls)] == codes


TYPES_12: dict[str, tuple[list[str], dict[str, str]]] = {
    "cmi.core.lesson_status": (
        ["passed", "browsed", "incomplete"],
        {"not attempted": "405", "unknown": "405", "": "405"},
    ),
    "cmi.core.lesson_location": (["", "x" * 255], {"x" * 256: "405"}),
    "cmi.core.exit": (["time-out", "suspend", "logout", "", "normal"], {"quit": "405"}),
    "cmi.core.session_time": (["00:00:01", "0123:59:59.5", "00:00:01.234"], {"1:2:3": "405", "PT1S": "405", "": "405"}),
    "cmi.core.score.raw": (["", "0", "99.5", "100"], {"101": "405", "-1": "405", "many": "405"}),
    "cmi.suspend_data": (["", "x" * 64_000], {"x" * 64_001: "405"}),
    "cmi.comments": (["", "x" * 4_096], {"x" * 4_097: "405"}),
    "cmi.student_preference.audio": (["-1", "100"], {"101": "405", "0.5": "405"}),
    "cmi.student_preference.speed": (["-100", "100"], {"-101": "405"}),
    "cmi.student_preference.text": (["-1", "0", "1"], {"2": "405"}),
    "cmi.objectives.0.id": (["o1", "Ziel 1"], {"": "405", "x" * 256: "405"}),
    "cmi.objectives.0.status": (["not attempted", "failed"], {"done": "405"}),
    "cmi.interactions.0.time": (["00:00:00", "23:59:59.99"], {"24:00:00": "405", "": "405"}),
    "cmi.interactions.0.type": (["choice", "likert"], {"other": "405", "": "405"}),
    "cmi.interactions.0.result": (["correct", "incorrect", "wrong", "12.5"], {"right": "405", "": "405"}),
    "cmi.interactions.0.weighting": (["1", "-100"], {"101": "405", "": "405"}),
    "cmi.interactions.0.student_response": (["", "a\nb"], {}),
    "cmi.interactions.1.id": ([], {"q": "201"}),
    "cmi.core.student_id": ([], {"x": "403"}),
    "cmi.student_data.mastery_score": ([], {"1": "403"}),
    "cmi.core._children": ([], {"x": "402"}),
    "cmi.objectives._count": ([], {"1": "402"}),
    "cmi.core": ([], {"x": "401"}),
    "cmi.colour": ([], {"x": "401"}),
}


@pytest.mark.parametrize("element", TYPES_12)
def test_an_element_of_1_2_takes_what_its_type_allows_and_names_what_is_wrong(ask: Ask, element: str):
    taken, refused = TYPES_12[element]
    calls = [("set", element, value) for value in (*taken, *refused)]
    assert ask("12", calls) == [["true", "0"] for _ in taken] + [["false", code] for code in refused.values()]


def test_1_2_says_why_a_value_cannot_be_read(ask: Ask):
    asked = {
        "cmi.core.lesson_location": "0",
        "cmi.core.exit": "404",
        "cmi.interactions.0.id": "404",
        "cmi.objectives.0.id": "201",
        "cmi.core.credit._children": "202",
        "cmi.core._count": "203",
        "cmi.core": "401",
        "cmi.colour": "401",
    }
    assert ask("12", [("get", path) for path in asked]) == [["", code] for code in asked.values()]


@pytest.mark.parametrize("standard", ["12", "2004"])
def test_every_error_that_may_come_has_a_text(ask: Ask, standard: str):
    codes = ["0", "101", "201", "301", "391", "401", "403", "404", "405"]
    assert ["", "0"] not in ask(standard, [("errorString", code) for code in codes])
    assert ask(standard, [("errorString", "001"), ("errorString", ""), ("diagnostic", "77")]) == [["", "0"]] * 3


@pytest.mark.parametrize(
    ("standard", "types", "more"),
    [
        ("2004", TYPES_2004, ["cmi.interactions.0.learner_response", "cmi.interactions.0.correct_responses.0.pattern"]),
        ("12", TYPES_12, []),
    ],
)
def test_whatever_a_package_sets_a_refusal_changes_nothing_and_a_later_session_reads_the_same(
    modules: Path, standard: str, types: dict[str, tuple[list[str], dict[str, str]]], more: list[str]
):
    kept_out = {"normal", "incorrect"}  # words that 1.2 mends on the way in
    values = {value for taken, refused in types.values() for value in (*taken, *refused) if len(value) < 300} - kept_out
    rows = [path.replace(".0.", ".1.") for path in types]
    elements = sorted({*types, *rows, *more})
    question = json.dumps([standard, elements, sorted(values)])
    said = subprocess.run(["node", modules / "wander.js", question], capture_output=True, text=True, check=True)
    found = json.loads(said.stdout)
    assert found["wrong"] == []
    assert found["taken"] > 500
