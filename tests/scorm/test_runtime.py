"""What documents mean, in the words of SCORM 1.2 and 2004."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scorm import runtime
from scorm.runtime import Rules, Verdict

ONE_TWO = Rules(True, False, None, None, None)
MASTERY = Rules(True, False, Decimal(80), None, None)
TWO_K = Rules(False, False, None, None, None)
PASSING = Rules(False, False, None, Decimal("0.8"), None)
THRESHOLD = Rules(False, False, None, None, Decimal("0.5"))


def core(status=None, raw=None, low=None, high=None, exit_word=None):
    named = {"lesson_status": status, "score.raw": raw, "score.min": low, "score.max": high, "exit": exit_word}
    return {f"cmi.core.{key}": value for key, value in named.items() if value is not None}


@pytest.mark.parametrize(
    ("doc", "rules", "is_ending", "completion", "success"),
    [
        (core("incomplete"), ONE_TWO, False, "incomplete", "unknown"),
        (core("browsed"), ONE_TWO, True, "incomplete", "unknown"),
        (core("completed"), ONE_TWO, False, "completed", "unknown"),
        (core("passed"), ONE_TWO, False, "completed", "passed"),
        (core("failed"), ONE_TWO, True, "incomplete", "failed"),
        (core(), ONE_TWO, False, "unknown", "unknown"),
        (core(), ONE_TWO, True, "completed", "unknown"),
        (core("not attempted"), ONE_TWO, True, "completed", "unknown"),
        (core("completed", "79"), MASTERY, False, "incomplete", "failed"),
        (core("completed", "80"), MASTERY, False, "completed", "passed"),
        (core("failed", "95"), MASTERY, True, "completed", "passed"),
        (core("incomplete", "95"), MASTERY, False, "incomplete", "unknown"),
        (core("incomplete", "95"), MASTERY, True, "completed", "passed"),
        (core("incomplete", "95", exit_word="suspend"), MASTERY, True, "incomplete", "unknown"),
        (core("completed"), MASTERY, True, "completed", "unknown"),
        (core("nonsense"), ONE_TWO, True, "incomplete", "unknown"),
    ],
)
def test_status_of_1_2(doc, rules, is_ending, completion, success):
    verdict = runtime.judge(doc, rules, is_ending=is_ending)
    assert (verdict.completion, verdict.success) == (completion, success)


@pytest.mark.parametrize(
    ("doc", "score"),
    [
        (core(raw="85"), "0.85"),
        (core(raw="85", low="0", high="100"), "0.85"),
        (core(raw="15", low="10", high="20"), "0.5"),
        (core(raw="5", high="10"), "0.5"),
        (core(raw="250"), "1"),
        (core(raw="-3"), "0"),
        (core(raw="5", low="5", high="5"), "0.05"),
        (core(raw=""), None),
        (core(raw="NaN"), None),
        (core(raw="viel"), None),
    ],
)
def test_score_of_1_2_is_a_share(doc, score):
    found = runtime.judge(doc, ONE_TWO, is_ending=False).score
    assert found == (None if score is None else Decimal(score))


@pytest.mark.parametrize(
    ("doc", "rules", "expected"),
    [
        ({}, TWO_K, Verdict("unknown", "unknown", None, None)),
        ({"cmi.completion_status": "completed"}, TWO_K, Verdict("completed", "unknown", None, None)),
        ({"cmi.success_status": "passed"}, TWO_K, Verdict("unknown", "passed", None, None)),
        ({"cmi.score.scaled": "0.85"}, PASSING, Verdict("unknown", "passed", Decimal("0.85"), None)),
        (
            {"cmi.score.scaled": "0.5", "cmi.success_status": "passed"},
            PASSING,
            Verdict("unknown", "failed", Decimal("0.5"), None),
        ),
        ({"cmi.success_status": "passed"}, PASSING, Verdict("unknown", "unknown", None, None)),
        ({"cmi.score.scaled": "-0.5"}, TWO_K, Verdict("unknown", "unknown", Decimal(0), None)),
        (
            {"cmi.score.raw": "30", "cmi.score.max": "40"},
            TWO_K,
            Verdict("unknown", "unknown", Decimal("0.75"), None),
        ),
        ({"cmi.score.raw": "30"}, TWO_K, Verdict("unknown", "unknown", None, None)),
        (
            {"cmi.progress_measure": "0.5", "cmi.completion_status": "incomplete"},
            THRESHOLD,
            Verdict("completed", "unknown", None, Decimal("0.5")),
        ),
        (
            {"cmi.progress_measure": "0.4", "cmi.completion_status": "completed"},
            THRESHOLD,
            Verdict("incomplete", "unknown", None, Decimal("0.4")),
        ),
    ],
)
def test_verdict_of_2004(doc, rules, expected):
    assert runtime.judge(doc, rules, is_ending=False) == expected


def objectives(*rows):
    return {f"cmi.objectives.{n}.{name}": text for n, row in enumerate(rows) for name, text in row.items()}


TOLD = objectives({"id": "other", "success_status": "failed"}, {"id": "mine", "success_status": "passed"})
SCORED = objectives({"id": "mine", "score.raw": "9", "score.min": "0", "score.max": "10"})
SCALED = objectives({"id": "mine", "score.scaled": "0.9"})


@pytest.mark.parametrize(
    ("doc", "success", "score"),
    [
        (TOLD, "passed", None),
        (TOLD | {"cmi.success_status": "failed"}, "failed", None),
        (TOLD | {"cmi.success_status": "unknown"}, "unknown", None),
        (SCORED, "unknown", Decimal("0.9")),
        (SCORED | {"cmi.score.scaled": "0.5"}, "unknown", Decimal("0.5")),
        (SCORED | {"cmi.score.raw": "3", "cmi.score.max": "10"}, "unknown", Decimal("0.3")),
        (objectives({"id": "other", "success_status": "passed"}), "unknown", None),
        ({"cmi.objectives.0.success_status": "passed", "cmi.objectives.1.id": "mine"}, "unknown", None),
    ],
)
def test_what_content_says_of_its_primary_objective_it_says_of_itself(doc, success, score):
    verdict = runtime.judge(doc, replace(TWO_K, primary_objective="mine"), is_ending=False)
    assert (verdict.success, verdict.score) == (success, score)


def test_an_objective_is_never_the_primary_one_of_an_item_that_names_none():
    doc = {"cmi.objectives.0.id": "", "cmi.objectives.0.success_status": "passed"}
    assert runtime.judge(doc, TWO_K, is_ending=False).success == "unknown"


@pytest.mark.parametrize(("doc", "success"), [(SCALED, "passed"), (TOLD, "unknown")])
def test_where_a_score_decides_that_of_the_primary_objective_does(doc, success):
    assert runtime.judge(doc, replace(PASSING, primary_objective="mine"), is_ending=False).success == success


@pytest.mark.parametrize(
    ("doc", "rules", "completion"),
    [
        ({}, TWO_K, "completed"),
        ({"cmi.location": "3"}, TWO_K, "completed"),
        ({"cmi.success_status": "failed"}, TWO_K, "completed"),
        ({"cmi.completion_status": ""}, TWO_K, "completed"),
        ({"cmi.exit": "normal"}, TWO_K, "completed"),
        ({"cmi.exit": "suspend"}, TWO_K, "unknown"),
        ({"cmi.completion_status": "unknown"}, TWO_K, "unknown"),
        ({"cmi.completion_status": "incomplete"}, TWO_K, "incomplete"),
        ({}, THRESHOLD, "unknown"),
        ({}, Rules(False, False, None, None, Decimal(0)), "unknown"),
        ({}, Rules(False, False, None, None, None, waits_for_word=True), "unknown"),
    ],
)
def test_content_of_2004_that_ends_without_a_word_is_completed(doc, rules, completion):
    ended = runtime.judge(doc, rules, is_ending=True)
    assert (ended.completion, ended.success) == (completion, doc.get("cmi.success_status", "unknown"))


def test_content_of_1_2_that_is_suspended_without_a_word_is_not_completed():
    assert runtime.judge(core(exit_word="suspend"), ONE_TWO, is_ending=True).completion == "unknown"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("00:00:05.50", 5),
        ("0001:02:03", 3723),
        ("00:00:05.987654", 5),
        ("PT1H2M3.9S", 3723),
        ("P1DT1S", 86401),
        ("PT0S", 0),
        ("P", None),
        ("", None),
        (None, None),
        ("bald", None),
    ],
)
def test_times_of_both_standards_are_read(text, seconds):
    assert runtime.seconds(text) == seconds


@pytest.mark.parametrize(
    ("before", "now", "after"),
    [
        (("completed", "unknown", "0.9"), ("incomplete", "unknown", "0.2"), ("completed", "unknown", "0.9")),
        (("completed", "failed", "0.2"), ("completed", "passed", "0.9"), ("completed", "passed", "0.9")),
        (("completed", "passed", "0.9"), ("completed", "failed", None), ("completed", "passed", "0.9")),
        (("incomplete", "failed", "0.3"), ("incomplete", "unknown", "0.1"), ("incomplete", "failed", "0.1")),
    ],
)
def test_what_was_reached_stays(before, now, after):
    def verdict(completion, success, score):
        return Verdict(completion, success, None if score is None else Decimal(score), None)

    assert runtime.merged(verdict(*before), verdict(*now)) == verdict(*after)
