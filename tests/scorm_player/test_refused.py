"""What the server does not take is left out, and takes nothing away that the server had."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Page, Route

from tests.scorm_player.conftest import play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness
from tests.scorm_player.test_courses import button, moved_to, plain  # noqa: F401 - a fixture
from tests.scorm_player.test_killed import kill

pytestmark = pytest.mark.journey

NOT_TAKEN = (422, {"status": "invalid", "fields": {"cmi.suspend_data": "text expected"}})
BOTH = "[S.get('cmi.core.lesson_location'), S.get('cmi.suspend_data')]"


def note(frame: Frame, location: str, suspend_data: str) -> None:
    said = frame.evaluate(
        "([l, s]) => (S.set('cmi.core.lesson_location', l), S.set('cmi.suspend_data', s), S.commit())",
        [location, suspend_data],
    )
    assert said == "true"


@pytest.fixture
def frame(page: Page, harness: Harness, probe: Attempt) -> Frame:
    """A package whose last word about its memory was refused, after one that was stored."""
    frame = play(page, harness, harness.launch(probe))
    note(frame, "1", "good")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "1")
    harness.refuse_next = [NOT_TAKEN]
    note(frame, "2", "bad")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    wait_on(page, lambda: status(page) == "Nicht alles gespeichert")
    return frame


def test_what_is_refused_leaves_what_was_stored_before(page: Page, harness: Harness, probe: Attempt, frame: Frame):
    assert probe.doc["cmi.suspend_data"] == "good"
    sent = len(harness.bodies)
    note(frame, "3", "bad")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "3")
    assert [body["set"] for body in harness.bodies[sent:]] == [{"cmi.core.lesson_location": "3"}]  # is not tried again
    assert probe.doc["cmi.suspend_data"] == "good"
    note(frame, "3", "better")
    wait_on(page, lambda: probe.doc["cmi.suspend_data"] == "better")


def test_another_device_goes_on_with_the_last_that_was_stored(
    browser: Browser, harness: Harness, probe: Attempt, frame: Frame
):
    device = browser.new_context()
    other = device.new_page()
    assert play(other, harness, harness.launch(probe)).evaluate(BOTH) == ["2", "good"]
    device.close()


def test_a_reload_before_all_is_sent_goes_on_with_the_last_that_was_stored(
    page: Page, harness: Harness, probe: Attempt, frame: Frame
):
    harness.refuse_with = 503
    note(frame, "3", "bad")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.reload()
    frame = play(page, harness, next(iter(harness.launches.values())))
    assert frame.evaluate(BOTH) == ["3", "good"]
    harness.refuse_with = None
    wait_on(page, lambda: probe.doc["cmi.core.lesson_location"] == "3")
    assert probe.doc["cmi.suspend_data"] == "good"


def test_what_a_killed_tab_left_is_brought_without_it(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    note(frame, "1", "good")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "1")
    harness.refuse_with = 503
    note(frame, "2", "bad")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    kill(page)
    again = context.new_page()
    harness.refuse_with, harness.refuse_next = None, [NOT_TAKEN]
    frame = play(again, harness, harness.launch(probe))
    assert (frame.evaluate(BOTH), harness.refuse_next) == (["2", "good"], [])


def test_what_the_package_says_again_meanwhile_is_not_refused(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    on_its_way: list[Route] = []
    page.route("**/commit", lambda route: route.continue_() if on_its_way else on_its_way.append(route))
    harness.refuse_next = [NOT_TAKEN]
    note(frame, "1", "bad")
    wait_on(page, lambda: on_its_way)
    note(frame, "1", "good")
    on_its_way[0].continue_()
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "good")
    assert [body.get("keep") for body in harness.bodies] == [None, None]


def test_an_item_of_a_course_goes_on_with_the_last_that_was_stored(page: Page, harness: Harness, plain: Attempt):  # noqa: F811
    frame = play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    note(frame, "1", "good")
    wait_on(page, lambda: plain.docs.get("item_1", {}).get("cmi.core.lesson_location") == "1")
    harness.refuse_next = [NOT_TAKEN]
    note(frame, "2", "bad")
    wait_on(page, lambda: plain.docs["item_1"]["cmi.core.lesson_location"] == "2")
    frame.evaluate("S.set('cmi.core.lesson_status', 'completed'); S.set('cmi.core.exit', 'suspend'); S.fin()")
    wait_on(page, lambda: plain.docs["item_1"].get("cmi.core.lesson_status") == "completed")
    button(page, "Nächster Teil").click()
    moved_to(page, "item_2")
    button(page, "Voriger Teil").click()
    moved_to(page, "item_1")
    assert sco(page).evaluate(BOTH) == ["2", "good"]
