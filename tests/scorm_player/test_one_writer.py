"""Which state is the newest, and who writes it: full devices, reloads on slow lines, pages open at the same time."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.scorm_player.conftest import play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness
from tests.scorm_player.test_bad_lines import journals
from tests.scorm_player.test_courses import button, entry, moved_to, open_item, plain, sequenced  # noqa: F401
from tests.scorm_player.test_killed import kill, note

pytestmark = pytest.mark.journey

# From now on the device takes nothing any more, at neither of the two places.
FULL = """
  window.full = () => { throw new DOMException("full", "QuotaExceededError"); };
  Storage.prototype.setItem = window.full;
  IDBObjectStore.prototype.put = window.full;
  null;
"""


def test_an_answer_heard_while_the_page_is_loaded_anew_counts(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_status', 'incomplete'), S.commit()")  # nothing to add when the page closes
    wait_on(page, lambda: status(page) == "Alles gespeichert" and bool(probe.doc))

    def saved_meanwhile() -> None:
        deadline = time.monotonic() + 10
        while probe.doc.get("cmi.suspend_data") != "of 8":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(0.5)  # the page that is still open hears the answer

    harness.after_page = saved_meanwhile
    note(frame, "8")
    page.reload()
    assert sco(page).evaluate("S.get('cmi.core.lesson_location')") == "8"


def test_what_a_full_device_kept_before_does_not_take_the_place_of_what_was_saved(
    page: Page, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    note(frame, "1")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.evaluate(FULL)
    assert frame.evaluate("S.set('cmi.core.lesson_location', '2'), S.commit()") == "false"
    harness.refuse_with = None
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert probe.doc["cmi.core.lesson_location"] == "2"
    page.reload()
    assert sco(page).evaluate("S.get('cmi.core.lesson_location')") == "2"


def test_an_item_goes_on_with_what_was_saved_after_the_device_was_full(page: Page, harness: Harness, plain: Attempt):  # noqa: F811
    frame = play(page, harness, harness.launch(plain))
    note(frame, "1")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.evaluate(FULL)
    assert frame.evaluate("S.set('cmi.core.lesson_location', '2'), S.commit()") == "false"
    wait_on(page, lambda: plain.docs["item_1"].get("cmi.core.lesson_location") == "2")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.reload()
    assert sco(page).evaluate("S.get('cmi.core.lesson_location')") == "2"


def test_a_tab_that_was_taken_over_before_it_began_does_not_begin(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    left = harness.launch(probe)
    harness.refuse_with = 503
    note(play(page, harness, left), "1")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    kill(page)
    left.expired, harness.refuse_with = True, None
    launch = harness.launch(probe)
    first, second = context.new_page(), context.new_page()
    for each in (first, second):
        each.goto(harness.url(launch))
        each.get_by_role("dialog").get_by_role("button", name="Hier weiterlernen").wait_for()
    for each in (second, first):
        each.get_by_role("dialog").get_by_role("button", name="Hier weiterlernen").click()
    sco(second)
    expect(first.get_by_role("dialog", name="An anderer Stelle geöffnet")).to_be_visible()
    assert first.evaluate("document.querySelector('iframe').contentWindow.S === undefined")


def test_what_another_page_brings_does_not_take_away_what_an_open_one_keeps(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    page.route("**/commit", lambda route: route.abort())
    frame = play(page, harness, harness.launch(probe))
    note(frame, "1")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    other = context.new_page()
    held: list[Route] = []
    other.route("**/commit", lambda route: held.append(route))
    other.goto(harness.url(harness.launch(Attempt(files=probe.files, learner="pseudonym-2"))))
    wait_on(other, lambda: held)
    note(frame, "2")
    held[0].continue_()
    sco(other)
    kept = [journal for journal in journals(other) if journal["learner"] == "pseudonym-1"]
    kill(page)
    assert [journal["docs"]["item_1"]["cmi.suspend_data"] for journal in kept] == ["of 2"]
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.suspend_data')") == "of 2"


def test_a_session_that_ended_without_a_line_has_ended_when_the_next_opening_brings_it(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    page.route("**/commit", lambda route: route.abort())
    frame = play(page, harness, harness.launch(probe))
    note(frame, "1")
    frame.evaluate("S.fin()")
    wait_on(page, lambda: [journal for journal in journals(page) if journal["commits"][-1]["trigger"] == "terminate"])
    kill(page)
    play(context.new_page(), harness, harness.launch(probe))
    first = next(iter(harness.launches.values())).uid
    assert [body["trigger"] for body in harness.bodies if body["launch"] == first][-1] == "terminate"


def test_of_two_items_chosen_on_a_slow_line_the_last_one_opens(page: Page, harness: Harness, sequenced: Attempt):  # noqa: F811
    play(page, harness, harness.launch(sequenced))
    moved_to(page, "item_1")
    held: list[Route] = []
    page.route("**/state/item_2", lambda route: held.append(route))
    button(page, "Inhalt").click()
    entry(page, "Üben").click()
    wait_on(page, lambda: held)
    entry(page, "Prüfen").click()
    moved_to(page, "item_3")
    held[0].continue_()
    page.wait_for_timeout(500)
    frame = sco(page)
    frame.evaluate("S.set('cmi.completion_status', 'completed'); S.commit()")
    wait_on(page, lambda: status(page) == "Alles gespeichert" and bool(sequenced.docs.get("item_3")))
    assert open_item(page) == "item_3"
    assert "item_2" not in sequenced.docs


def test_who_exits_while_an_item_is_on_its_way_does_not_open_it(page: Page, harness: Harness, plain: Attempt):  # noqa: F811
    assert plain.course is not None
    plain.course["items"][1].update(kind="asset", prerequisites="")
    play(page, harness, harness.launch(plain))
    moved_to(page, "item_1")
    held: list[Route] = []
    page.route("**/state/item_2", lambda route: held.append(route))
    page.route("**/kurs/", lambda route: None)  # the next page takes its time
    button(page, "Nächster Teil").click()
    wait_on(page, lambda: held)
    page.get_by_role("button", name="Beenden", exact=True).click()
    held[0].fulfill(json=harness.sco(plain, "item_2") | {"kind": "asset"})
    page.wait_for_timeout(2_500)
    assert "item_2" not in plain.docs


def test_a_page_that_is_no_longer_in_charge_speaks_of_no_changes(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    play(page, harness, launch)
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    play(context.new_page(), harness, launch)
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    assert status(page) == "An anderer Stelle geöffnet"
    assert "Änderung" not in (page.locator("[data-announce]").text_content() or "")


def test_a_question_that_needs_an_answer_stays_whatever_is_pressed(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    play(page, harness, launch)
    play(context.new_page(), harness, launch)
    page.bring_to_front()
    panel = page.get_by_role("dialog", name="An anderer Stelle geöffnet")
    panel.wait_for()
    for _ in range(3):
        page.keyboard.press("Escape")
        page.wait_for_timeout(100)
    expect(panel).to_be_visible()


def test_of_two_tabs_that_open_at_the_same_moment_one_stays(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    both, held = [page, context.new_page()], list[Route]()
    context.route("**/twins.js", lambda route: held.append(route))
    for each in both:
        each.goto(harness.url(launch), wait_until="commit")
    wait_on(page, lambda: len(held) == len(both))
    for route in held:
        route.continue_()
    taken = [each.get_by_role("dialog", name="An anderer Stelle geöffnet") for each in both]
    wait_on(page, lambda: any(panel.is_visible() for panel in taken), seconds=10)
    page.wait_for_timeout(500)
    assert sorted(panel.is_visible() for panel in taken) == [False, True]
