"""The log of calls: what support gets to see, and that it costs no commit."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import BrowserContext, Page

from scorm import call_log
from tests.scorm_player.conftest import play, status, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey


def logged(harness: Harness) -> list[list]:
    """All lines that came, as [call, element, value, answer, error, times, asked]."""
    return [line[1:8] for part in harness.calls for line in part["lines"]]


def calls_of(harness: Harness) -> list[tuple]:
    """The calls of the package itself, without what the player adds."""
    return [tuple(line[:5]) for line in logged(harness) if line[0] not in ("player", "script", "commit")]


def test_every_call_is_there_with_value_answer_and_error(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate(
        "S.get('cmi.core.student_name'); S.set('cmi.core.score.raw', '80'); S.error();"
        "S.set('cmi.core.lesson_status', 'done'); S.error(); S.commit()"
    )
    wait_on(page, lambda: ("LMSCommit", "", "", "true", "0") in calls_of(harness))
    assert calls_of(harness) == [
        ("LMSInitialize", "", "", "true", "0"),
        ("LMSGetValue", "cmi.core.student_name", "", "***", "0"),
        ("LMSSetValue", "cmi.core.score.raw", "80", "true", "0"),
        ("LMSSetValue", "cmi.core.lesson_status", "done", "false", "405"),
        ("LMSCommit", "", "", "true", "0"),
    ]
    asked = {line[1]: line[6] for line in logged(harness)}
    assert (asked["cmi.core.score.raw"], asked["cmi.core.lesson_status"], asked["cmi.core.student_name"]) == (1, 1, 0)
    assert "Hoa" not in json.dumps(harness.calls)


def test_the_server_reads_what_the_player_sends(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate("for (let n = 0; n < 900; n++) S.set('cmi.core.lesson_location', n)")
    frame.evaluate("S.set('cmi.suspend_data', 'ü'.repeat(9000)); S.commit()")
    wait_on(page, lambda: [line for line in logged(harness) if line[1] == "cmi.suspend_data"])
    for part in harness.calls:
        raw = json.dumps(part, ensure_ascii=False).encode()
        assert len(raw) <= 64_000
        assert call_log.part(raw).number == part["number"]
    memory = next(line for part in harness.calls for line in part["lines"] if line[2] == "cmi.suspend_data")
    assert (len(memory[3]), memory[8]) == (501, 9000)
    assert harness.calls[0]["dropped"] > 0  # the oldest of more than may wait


def test_the_same_call_again_and_again_is_one_line(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate("for (let n = 0; n < 500; n++) S.get('cmi.core.lesson_location'); S.commit()")
    wait_on(page, lambda: ("LMSCommit", "", "", "true", "0") in calls_of(harness))
    assert [line[5] for line in logged(harness) if line[0] == "LMSGetValue"] == [500]


def test_commits_stand_between_the_calls_with_what_the_server_said(page: Page, harness: Harness, probe: Attempt):
    harness.refuse_next = [(503, {"status": "unavailable"})]
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: len([line for line in logged(harness) if line[0] == "commit"]) == 2)
    commits = [line[2:5] for line in logged(harness) if line[0] == "commit"]
    assert commits == [["#1 manual full", "unavailable", "503"], ["#1 manual full", "applied", "200"]]


def test_errors_of_the_packages_own_scripts_are_there(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate(
        "setTimeout(() => { throw new Error('kaputt') }); S.set('cmi.core.lesson_location', '3'); S.commit()"
    )
    wait_on(page, lambda: [line for line in logged(harness) if line[0] == "script"])
    assert "kaputt" in next(line[2] for line in logged(harness) if line[0] == "script")


def test_a_log_that_is_refused_costs_no_commit_and_stops_asking(page: Page, harness: Harness, probe: Attempt):
    harness.calls_status = 410
    frame = play(page, harness, harness.launch(probe, records_calls=True))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "3" and harness.calls)
    frame.evaluate("S.set('cmi.core.lesson_location', '4'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "4" and status(page) == "Alles gespeichert")
    page.wait_for_timeout(1_000)
    assert len(harness.calls) == 1


def test_the_goodbye_of_a_package_that_is_closed_is_the_last_line(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    probe.href = "index.html?unload=1"
    other = context.new_page()
    play(page, harness, harness.launch(probe, records_calls=True))
    page.goto(f"{harness.lms}/kurs/")
    wait_on(other, lambda: ("LMSFinish", "", "", "true", "0") in calls_of(harness))
    assert "left" in [line[1] for line in logged(harness) if line[0] == "player"]
    assert probe.doc["cmi.core.lesson_location"] == "at-unload"


def test_a_learner_reads_that_it_is_on_and_else_nothing_is_recorded(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "3")
    assert page.locator("summary").count() == 0
    play(page, harness, harness.launch(probe, records_calls=True))
    page.locator("summary", has_text="Protokoll zur Fehlersuche").click()
    assert page.get_by_text("Hier wird aufgezeichnet.").is_visible()
    assert {line[0] for line in logged(harness)} <= {"player", "LMSInitialize", "commit"}
