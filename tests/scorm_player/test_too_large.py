"""A document larger than a body may be comes in parts; only what is too large alone is left out."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Frame, Page

from tests.scorm_player.conftest import play, status, wait_on
from tests.scorm_player.harness import Attempt, Harness
from tests.scorm_player.test_bad_lines import journals
from tests.scorm_player.test_killed import kill

pytestmark = pytest.mark.journey

ROWS = 60  # of 4 000 characters
ANSWERS = """rows => { for (let n = 0; n < rows; n += 1) {
  S.set(`cmi.interactions.${n}.id`, `q${n}`); S.set(`cmi.interactions.${n}.type`, "long-fill-in");
  S.set(`cmi.interactions.${n}.learner_response`, String(n % 10).repeat(4000));
} S.set("cmi.location", "9"); return S.commit(); }"""
TOO_LONG = "S.set('cmi.suspend_data', 'x'.repeat(60000)); S.set('cmi.location', '2'); S.commit()"


def answered(attempt: Attempt) -> list[int]:
    return [n for n in range(ROWS) if attempt.doc.get(f"cmi.interactions.{n}.learner_response") == str(n % 10) * 4000]


@pytest.mark.parametrize("who", ["the server", "somebody in between"])
def test_a_large_document_comes_in_parts(page: Page, harness: Harness, probe2004: Attempt, who: str) -> None:
    if who == "the server":
        harness.body = 100_000
    else:
        harness.takes = 100_000
    frame = play(page, harness, harness.launch(probe2004))
    assert frame.evaluate(ANSWERS, ROWS) == "true"
    wait_on(page, lambda: len(answered(probe2004)) == ROWS and probe2004.doc["cmi.location"] == "9")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert page.locator("[data-warning]").is_hidden()
    frame.evaluate("S.set('cmi.location', '10'); S.commit()")  # a change is small again
    wait_on(page, lambda: probe2004.doc["cmi.location"] == "10")
    assert harness.bodies[-1]["set"] == {"cmi.location": "10"}


def test_a_package_that_goes_on_while_parts_are_on_their_way_holds_up_none(
    page: Page, harness: Harness, probe2004: Attempt
) -> None:
    harness.body, harness.delay = 60_000, 0.3
    frame = play(page, harness, harness.launch(probe2004))
    frame.evaluate(ANSWERS, ROWS)
    frame.evaluate("let n = 0; setInterval(() => { S.set('cmi.location', `at ${++n}`); S.commit() }, 200); 0")
    wait_on(page, lambda: len(answered(probe2004)) == ROWS)


def test_a_tab_killed_between_two_parts_loses_nothing(
    page: Page, context: BrowserContext, harness: Harness, probe2004: Attempt
) -> None:
    launch = harness.launch(probe2004)
    frame = play(page, harness, launch)
    frame.evaluate(ANSWERS, ROWS)
    wait_on(page, lambda: len(answered(probe2004)) == ROWS)
    harness.body = 100_000
    page.reload()  # the first body of a page is whole
    frame = play(page, harness, launch)
    harness.delay = 0.5
    sent = len(harness.bodies)
    frame.evaluate("S.set('cmi.location', '10'); S.commit()")
    wait_on(page, lambda: probe2004.doc["cmi.location"] == "10")
    kill(page)
    assert len(answered(probe2004)) == ROWS
    assert harness.bodies[sent]["keep"][0].startswith("cmi.interactions.")
    harness.delay = 0
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe2004))
    assert frame.evaluate("[S.get('cmi.location'), S.get('cmi.interactions._count')]") == ["10", str(ROWS)]
    assert len(answered(probe2004)) == ROWS


@pytest.fixture
def frame(page: Page, harness: Harness, probe2004: Attempt) -> Frame:
    """A package that has stored its memory once, where a body may have half a suspend data."""
    harness.body = 30_000
    frame = play(page, harness, harness.launch(probe2004))
    frame.evaluate("S.set('cmi.suspend_data', 'good'); S.set('cmi.location', '1'); S.commit()")
    wait_on(page, lambda: probe2004.doc.get("cmi.location") == "1")
    return frame


def test_what_is_too_large_alone_is_left_out_and_the_rest_goes_on(
    page: Page, harness: Harness, probe2004: Attempt, frame: Frame
) -> None:
    lines: list[str] = []
    page.on("request", lambda request: lines.append(request.post_data or "") if "/log" in request.url else None)
    frame.evaluate(TOO_LONG)
    wait_on(page, lambda: probe2004.doc["cmi.location"] == "2")
    wait_on(page, lambda: status(page) == "Nicht alles gespeichert")
    assert probe2004.doc["cmi.suspend_data"] == "good"
    assert page.locator("[data-warning]").inner_text() == "Ein Teil ist zu groß."
    (told,) = [body["left_out"] for body in harness.bodies if "left_out" in body]
    assert told["cmi.suspend_data"]["bytes"] > 60_000
    assert 1_000 < len(told["cmi.suspend_data"]["begins"]) < 10_000
    assert [line.split(" (")[0] for line in lines] == ["too large, left out: cmi.suspend_data"]
    assert journals(page)[0]["commits"] == []
    frame.evaluate("S.set('cmi.suspend_data', 'short'); S.commit()")
    wait_on(page, lambda: probe2004.doc["cmi.suspend_data"] == "short")


def test_what_a_killed_tab_left_is_brought_without_what_is_too_large(
    page: Page, context: BrowserContext, harness: Harness, probe2004: Attempt, frame: Frame
) -> None:
    harness.refuse_with = 503
    frame.evaluate(TOO_LONG)
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    kill(page)
    harness.refuse_with = None
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe2004))
    assert frame.evaluate("[S.get('cmi.location'), S.get('cmi.suspend_data')]") == ["2", "good"]
    wait_on(again, lambda: again.locator("[data-warning]").inner_text() == "Ein Teil ist zu groß.")


def test_of_a_large_document_that_a_killed_tab_left_nothing_is_lost(
    page: Page, context: BrowserContext, harness: Harness, probe2004: Attempt
) -> None:
    frame = play(page, harness, harness.launch(probe2004))
    harness.refuse_with = 503
    frame.evaluate(ANSWERS, ROWS)
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    kill(page)
    harness.refuse_with, harness.takes = None, 100_000
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe2004))
    assert frame.evaluate("S.get('cmi.location')") == "9"
    assert len(answered(probe2004)) == ROWS
    wait_on(again, lambda: status(again) == "Alles gespeichert")
