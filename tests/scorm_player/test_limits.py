"""Time that a package may take, memory beyond the standard, values that may be empty."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.scorm_player.conftest import PROBE, play, sco, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey


def limited(standard: str, action: str, spent: float = 0.0) -> Attempt:
    allowed = "0000:00:03" if standard == "1.2" else "PT3S"
    told = {"max_time_allowed": allowed, "time_limit_action": action, "total_seconds": spent}
    return Attempt(files={"index.html": PROBE}, standard=standard, sco=told)


def over(page: Page):
    return page.get_by_role("dialog", name="Die Zeit ist um")


@pytest.mark.parametrize("standard", ["1.2", "2004-4"])
def test_time_that_is_up_ends_the_package_with_a_message_and_keeps_what_was_done(
    page: Page, harness: Harness, standard: str
):
    attempt = limited(standard, "exit,message")
    place, leave = ("cmi.core.lesson_location", "cmi.core.exit") if standard == "1.2" else ("cmi.location", "cmi.exit")
    begin = time.monotonic()
    frame = play(page, harness, harness.launch(attempt))
    frame.evaluate("place => { S.set(place, '4') }", place)
    over(page).wait_for()
    assert time.monotonic() - begin >= 3
    assert page.evaluate("document.querySelector('iframe').contentWindow.location.href") == "about:blank"
    over(page).get_by_role("button", name="Weiterlernen").click()
    page.wait_for_url("**/kurs/")
    assert (attempt.doc[place], attempt.doc[leave]) == ("4", "time-out")


def test_time_that_is_up_ends_the_package_without_a_word_where_it_wants_so(page: Page, harness: Harness):
    attempt = limited("1.2", "exit,no message")
    play(page, harness, harness.launch(attempt))
    page.wait_for_url("**/kurs/")
    assert attempt.doc["cmi.core.exit"] == "time-out"


def test_time_that_is_up_may_only_be_said(page: Page, harness: Harness):
    attempt = limited("2004-4", "continue,message")
    frame = play(page, harness, harness.launch(attempt))
    over(page).get_by_role("button", name="Weiterlernen").click()
    expect(over(page)).to_be_hidden()
    assert frame.evaluate("S.set('cmi.location', '5'), S.commit()") == "true"
    wait_on(page, lambda: attempt.doc.get("cmi.location") == "5")


def test_a_package_whose_time_was_used_up_before_is_not_opened_again(page: Page, harness: Harness):
    page.goto(harness.url(harness.launch(limited("1.2", "exit,no message", spent=3))))
    over(page).get_by_role("button", name="Weiterlernen").click()
    page.wait_for_url("**/kurs/")


def test_a_package_that_says_nothing_goes_on(page: Page, harness: Harness):
    frame = play(page, harness, harness.launch(limited("1.2", "", spent=100)))
    page.wait_for_timeout(1_500)
    assert over(page).count() == 0
    assert frame.evaluate("S.get('cmi.student_data.max_time_allowed')") == "00:00:03"


def test_memory_beyond_the_standard_comes_back_on_another_device(page: Page, harness: Harness, probe: Attempt):
    harness.suspend_data = 200_000
    frame = play(page, harness, harness.launch(probe))
    said = frame.evaluate("[S.set('cmi.suspend_data', 'x'.repeat(150000)), S.error(), S.commit()]")
    assert said == ["true", "0", "true"]
    wait_on(page, lambda: len(probe.doc.get("cmi.suspend_data", "")) == 150_000)
    frame = play(page, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.suspend_data').length") == 150_000
    assert frame.evaluate("S.set('cmi.suspend_data', 'y'.repeat(200001))") == "false"
    frame.evaluate("S.set('cmi.suspend_data', 'short'); S.commit()")
    wait_on(page, lambda: probe.doc["cmi.suspend_data"] == "short")
    assert sco(page).evaluate("S.get('cmi.suspend_data')") == "short"


def test_a_place_may_be_emptied_in_scorm_2004(page: Page, harness: Harness, probe2004: Attempt):
    frame = play(page, harness, harness.launch(probe2004))
    frame.evaluate("S.set('cmi.location', '5'); S.commit()")
    wait_on(page, lambda: probe2004.doc.get("cmi.location") == "5")
    said = frame.evaluate("[S.set('cmi.location', ''), S.error(), S.get('cmi.location'), S.error(), S.commit()]")
    assert said == ["true", "0", "", "0", "true"]
    wait_on(page, lambda: "cmi.location" not in probe2004.doc)
    frame.evaluate("S.set('cmi.location', '6')")
    assert frame.evaluate("S.get('cmi.location')") == "6"
