"""The tab dies, the line takes what it likes, somebody else holds the phone: what was called saved is there."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Frame, Page

from tests.scorm_player.conftest import play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness
from tests.scorm_player.test_bad_lines import journals, stop_the_clock

pytestmark = pytest.mark.journey

FAULTS: list[Any] = [
    "before", "after", "half", (500, {}), (503, {}), (429, {}), (200, {}), (413, {}), (422, {}),
    (200, {"result": True, "status": "stale", "need": "full"}),
]  # fmt: skip
KEEPS_NOTHING = """
  for (const name of ["localStorage", "indexedDB"]) {
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });
  }
"""


def kill(page: Page) -> None:
    """End the process of the tab: no handler of the page runs."""
    with suppress(Error):
        page.goto("chrome://crash")
    with suppress(Error):
        page.close()


def note(frame: Frame, value: str) -> None:
    said = frame.evaluate(
        "v => (S.set('cmi.core.lesson_location', v), S.set('cmi.suspend_data', 'of ' + v), S.commit())", value
    )
    assert said == "true"


@pytest.mark.parametrize("moment", ["before the request", "request on its way", "applied, answer on its way", "saved"])
def test_a_tab_killed_at_any_moment_loses_nothing_that_was_committed(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt, moment: str
):
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    if moment == "before the request":
        stop_the_clock(page)
    harness.lose = {"request on its way": ["before"] * 9, "applied, answer on its way": ["after"]}.get(moment, [])
    sent = len(harness.bodies)
    note(frame, "7")
    if moment == "saved":
        wait_on(page, lambda: status(page) == "Alles gespeichert")
    elif moment != "before the request":
        wait_on(page, lambda: len(harness.bodies) > sent)
    kill(page)
    harness.lose = []
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("[S.get('cmi.core.lesson_location'), S.get('cmi.suspend_data')]") == ["7", "of 7"]
    assert probe.doc["cmi.suspend_data"] == "of 7"
    assert [len(journal["commits"]) for journal in journals(again)] in ([], [0])


def test_a_value_that_is_only_set_is_not_called_saved(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    frame.evaluate("S.set('cmi.core.lesson_location', '7')")
    assert status(page) == "Wird gespeichert …"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_any_faults_reloads_and_kills_end_in_the_last_state(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt, seed: int
):
    dice = random.Random(seed)  # noqa: S311
    launch = harness.launch(probe)
    frame, last = play(page, harness, launch), ""
    for number in range(10):
        for fault in dice.choices(FAULTS, k=dice.randrange(3)):
            harness.lose.append(fault if isinstance(fault, str) else "")
            harness.refuse_next += [] if isinstance(fault, str) else [fault]
        last = f"{seed}-{number}"
        note(frame, last)
        page.wait_for_timeout(dice.choice([0, 50, 1_200]))
        what = dice.choice(["go on", "go on", "reload", "kill", "anew"])
        if what == "go on":
            continue
        if what == "kill":
            kill(page)
            page = context.new_page()
        if what == "anew":
            launch = harness.launch(probe)
        if what != "reload":  # else the numbers of the faults would be those of the leftovers
            harness.lose, harness.refuse_next = [], []
        frame = play(page, harness, launch)
        assert frame.evaluate("S.get('cmi.core.lesson_location')") == last
    harness.lose, harness.refuse_next = [], []
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert probe.doc["cmi.suspend_data"] == f"of {last}"


def test_on_a_shared_phone_changes_go_to_their_owner_only(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    theirs = harness.launch(probe)
    frame = play(page, harness, theirs)
    harness.refuse_with = 503
    note(frame, "theirs")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.close(run_before_unload=False)
    harness.refuse_with = None
    other = Attempt(files=probe.files, learner="pseudonym-2")
    again = context.new_page()
    frame = play(again, harness, harness.launch(other))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == ""
    note(frame, "mine")
    wait_on(again, lambda: other.doc.get("cmi.core.lesson_location") == "mine")
    assert probe.doc["cmi.core.lesson_location"] == "theirs"


def test_nobody_is_asked_about_what_somebody_else_left_on_the_phone(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    theirs = harness.launch(probe)
    frame = play(page, harness, theirs)
    harness.refuse_with = 503
    note(frame, "theirs")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.close(run_before_unload=False)
    theirs.expired, harness.refuse_with = True, None
    again = context.new_page()
    play(again, harness, harness.launch(Attempt(files=probe.files, learner="pseudonym-2")))
    assert again.get_by_role("dialog").count() == 0
    assert [journal["learner"] for journal in journals(again) if journal["commits"]] == ["pseudonym-1"]
    again.goto(harness.url(harness.launch(probe)))
    again.get_by_role("dialog").get_by_role("button", name="Nachreichen").click()
    again.wait_for_url("**/scorm/nachreichen/")
    assert probe.doc["cmi.suspend_data"] == "of theirs"
    assert [body["full"] for body in harness.replays[0]] == [True]


def test_a_browser_that_keeps_nothing_says_so_while_the_line_is_down_and_saves_all_the_same(
    page: Page, harness: Harness, probe: Attempt
):
    page.add_init_script(KEEPS_NOTHING)
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    said = frame.evaluate("[S.set('cmi.core.lesson_location', '2'), S.commit(), S.error()]")
    assert said == ["true", "false", "391"]
    wait_on(page, lambda: status(page) == "Noch nicht gesichert")
    assert page.locator("[data-announce]").text_content() == "Noch nicht gesichert"
    assert page.locator("[data-warning]").text_content() == "Lassen Sie diese Seite offen."
    harness.refuse_with = None
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_a_full_device_is_told_apart_from_a_safe_one(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate(
        "for (let size = 1 << 22; size > 0; size >>= 1) { try { for (let n = 0; n < 9; n += 1)"
        " localStorage['filler' + size + '-' + n] = 'x'.repeat(size); } catch { /* as full as it gets */ } }"
    )
    harness.refuse_with = 503
    assert frame.evaluate("(S.set('cmi.suspend_data', 'y'.repeat(4000)), S.commit())") == "false"
    wait_on(page, lambda: status(page) == "Noch nicht gesichert")
    harness.refuse_with = None
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "y" * 4000)


def test_how_many_changes_wait_on_the_device_is_said_and_read_out(page: Page, harness: Harness, probe2004: Attempt):
    frame = play(page, harness, harness.launch(probe2004))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    harness.refuse_with = 503
    frame.evaluate(
        "S.set('cmi.location', '2'); S.set('cmi.progress_measure', '0.5'); S.set('cmi.interactions.0.id', 'q');"
        "S.set('cmi.interactions.0.type', 'choice'); S.set('cmi.interactions.0.result', 'correct'); S.commit()"
    )
    told = "Keine Verbindung – 3 Änderungen auf diesem Gerät"
    wait_on(page, lambda: status(page) == told)
    live = page.locator("[data-announce]")
    assert (live.get_attribute("role"), live.text_content()) == ("status", told)
    harness.refuse_with = None
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert live.text_content() == "Alles gespeichert"
    assert sco(page).evaluate("S.get('cmi.location')") == "2"
