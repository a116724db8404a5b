"""Nothing is lost: no network, a failing server, killed tabs, second tabs, wiped storage."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from typing import Any
from unittest.mock import ANY

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from tests.scorm_player.conftest import contract_package, play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey

OFFLINE_MS = 30_000
# How often a body has been deflated and handed over, in `packed`.
COUNT_PACKED = """
  window.packed = 0;
  window.Response = class extends Response {
    async arrayBuffer() {
      const bytes = await super.arrayBuffer();
      window.packed += 1;
      return bytes;
    }
  };
"""
# Whether the second place on the device, IndexedDB, holds a journal with something unsent.
MIRRORED = """new Promise((told) => {
  indexedDB.open("lb-player").onsuccess = ({ target: { result: db } }) => {
    db.transaction("journals").objectStore("journals").getAll().onsuccess = ({ target: { result: all } }) => {
      db.close();
      told(all.some(({ commits }) => commits.length > 0));
    };
  };
})"""


def stop_the_clock(page: Page) -> None:
    """Let no timer of the page run any more: no request that is only due leaves."""
    page.evaluate("window.setTimeout = () => 0; null")


def journals(page: Page) -> list[dict]:
    return page.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('lb-journal:')).map(k => JSON.parse(localStorage[k]))"
    )


def test_half_a_minute_without_a_line_loses_nothing(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "1")
    context.set_offline(True)
    for number in range(2, 7):
        said = frame.evaluate("n => (S.set('cmi.core.lesson_location', n), S.commit())", str(number))
        assert said == "true"
        page.wait_for_timeout(OFFLINE_MS / 5)
    assert status(page) == "Keine Verbindung – 1 Änderung auf diesem Gerät"
    assert page.locator("[data-warning]").is_visible()
    assert probe.doc["cmi.core.lesson_location"] == "1"
    context.set_offline(False)
    wait_on(page, lambda: probe.doc["cmi.core.lesson_location"] == "6")
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert [row for row in harness.bodies if row["page"] != 1] == []
    assert page.locator("[data-warning]").is_hidden()


def test_a_failing_server_is_asked_less_and_less_often(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '7'); S.commit()")
    wait_on(page, lambda: page.locator("[data-warning]").is_visible())
    assert status(page).startswith("Keine Verbindung")
    wait_on(page, lambda: len(harness.moments) >= 4)
    pauses = [later - earlier for earlier, later in pairwise(harness.moments)]
    # One, two, four seconds, each up to a fifth shorter; on a busy machine longer.
    assert [pause >= least for pause, least in zip(pauses, (0.75, 1.55, 3.15), strict=False)] == [True] * 3
    harness.refuse_with = None
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "7")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_a_line_that_returns_while_a_try_still_hangs_is_used_at_once(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '7'); S.commit()")
    wait_on(page, lambda: page.locator("[data-warning]").is_visible())
    hanging: list[Route] = []
    page.route("**/commit", lambda route: route.continue_() if hanging else hanging.append(route))
    harness.refuse_with = None
    wait_on(page, lambda: hanging)
    page.evaluate("dispatchEvent(new Event('online'))")
    begin = time.monotonic()
    hanging[0].abort()
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "7")
    assert time.monotonic() - begin < 6  # the pause after the fourth failure is eight seconds, at least 6.4


def test_a_commit_storm_becomes_few_requests(page: Page, harness: Harness):
    attempt = Attempt(files=contract_package("s26-commitstorm-12.zip"))
    page.goto(harness.url(harness.launch(attempt)))
    wait_on(page, lambda: attempt.doc.get("cmi.core.lesson_status") == "completed")
    assert {f"cmi.interactions.{n}.student_response" for n in range(100)} <= attempt.doc.keys()
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert len(harness.bodies) <= 3


def test_a_package_that_commits_all_the_time_is_sent_once_per_second(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate(
        "let n = 0; const all = setInterval(() => { S.set('cmi.core.lesson_location', ++n); S.commit();"
        "if (n === 50) clearInterval(all) }, 100); 0"
    )
    begin = time.monotonic()
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "50")
    assert len(harness.bodies) <= time.monotonic() - begin + 2


def test_sixty_kilobytes_of_suspend_data_survive_the_closing_of_the_tab(page: Page, harness: Harness):
    attempt = Attempt(files=contract_package("s25-suspend60k-2004-4.zip"), standard="2004-4")
    page.add_init_script(COUNT_PACKED)
    page.goto(harness.url(harness.launch(attempt)))
    button = page.frame_locator("iframe").get_by_role("button", name="Next page")
    button.click()
    wait_on(page, lambda: len(attempt.doc.get("cmi.suspend_data", "")) == 60_001)
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    other = page.context.new_page()
    stop_the_clock(page)  # so that nothing is on its way yet when the tab closes
    packed = page.evaluate("packed")
    button.click()
    wait_on(page, lambda: page.evaluate("packed") > packed)
    page.close(run_before_unload=False)
    wait_on(other, lambda: attempt.doc["cmi.location"] == "3")
    assert attempt.doc["cmi.suspend_data"].endswith("x3")


def test_more_than_a_closing_page_may_send_is_brought_by_the_next_visit(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    other = page.context.new_page()
    harness.refuse_with = 503  # what is sent before the tab closes
    # Random text does not shrink, so not even the deflated body fits the quota.
    frame.evaluate(
        "const dice = () => [...crypto.getRandomValues(new Uint16Array(31500))];"
        "S.set('cmi.suspend_data', [...dice(), ...dice()].map("
        "n => String.fromCharCode(0x4e00 + n % 20000)).join('')); S.set('cmi.core.lesson_location', '2'); S.commit()"
    )
    page.close(run_before_unload=False)
    other.wait_for_timeout(1000)
    assert [body for body in harness.bodies if body["trigger"] == "pagehide"] == []
    harness.refuse_with = None
    frame = play(other, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "2"
    assert len(probe.doc["cmi.suspend_data"]) == 63_000


def test_a_tab_closed_without_a_line_is_brought_up_to_date_before_the_package_starts_again(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    context.set_offline(True)
    harness.refuse_with = 503  # the emulation ends with the page, the beacon outlives it
    frame.evaluate("S.set('cmi.core.lesson_location', '8'); S.set('cmi.suspend_data', 'kept'); S.commit()")
    page.wait_for_timeout(1500)
    page.close(run_before_unload=False)
    assert "cmi.core.lesson_location" not in probe.doc
    context.set_offline(False)
    harness.refuse_with = None
    again = context.new_page()
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "8"
    assert frame.evaluate("S.get('cmi.suspend_data')") == "kept"
    assert len(journals(again)) <= 1


@pytest.mark.parametrize("last_word", ["beacon", "answer"])
def test_the_last_word_of_a_closing_tab_counts_even_when_it_comes_after_the_next_page_was_made(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt, last_word: str
):
    first = harness.launch(probe)
    frame = play(page, harness, first)
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '8'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    (journal,) = journals(page)
    again = context.new_page()
    page.close(run_before_unload=False)

    def farewells() -> list[dict[str, Any]]:
        # Not the newest body: a second try that was under way when the tab closed may come in after the beacon.
        return [body for body in harness.bodies if body["trigger"] == "pagehide"]

    wait_on(again, farewells)
    harness.refuse_with = None
    launch = harness.launch(probe)

    def heard() -> None:
        assert harness.apply(first, farewells()[-1]) == (200, ANY)

    harness.after_page = heard
    if last_word == "answer":
        finished = {**journal, "commits": [], "rev": journal["rev"] + 1000}
        again.add_init_script(
            f"if (self === top) {{ const j = {json.dumps(finished)};"
            "j.written = Date.now(); localStorage['lb-journal:' + j.launch] = JSON.stringify(j) }"
        )
    frame = play(again, harness, launch)
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "8"
    assert probe.doc["cmi.core.lesson_location"] == "8"


def test_unsent_changes_survive_a_reload_of_the_page(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.reload()
    frame = play(page, harness, launch)
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "3"
    harness.refuse_with = None
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "3")


def test_a_second_device_takes_over_and_the_first_says_so(
    page: Page, browser: Browser, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    device = browser.new_context()
    other = device.new_page()
    newer = play(other, harness, harness.launch(probe))
    newer.evaluate("S.set('cmi.core.lesson_location', 'new'); S.commit()")
    wait_on(other, lambda: probe.doc.get("cmi.core.lesson_location") == "new")
    frame.evaluate("S.set('cmi.core.lesson_location', 'old'); S.commit()")
    panel = page.get_by_role("dialog", name="An anderer Stelle geöffnet")
    panel.wait_for()
    assert probe.doc["cmi.core.lesson_location"] == "new"
    assert [body["set"]["cmi.core.lesson_location"] for body in probe.late] == ["old", "old"]
    assert (probe.late[-1]["full"], probe.late[-1]["trigger"]) == (True, "replay")
    panel.get_by_role("link", name="Hier weiterlernen").click()
    page.wait_for_url("**/kurs/")
    device.close()


def test_a_second_tab_goes_on_where_the_first_one_was_and_the_first_says_so_at_once(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', 'unsent'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    harness.refuse_with = None
    other = context.new_page()
    newer = play(other, harness, harness.launch(probe))
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    assert newer.evaluate("S.get('cmi.core.lesson_location')") == "unsent"
    newer.evaluate("S.set('cmi.core.lesson_location', 'new'); S.commit()")
    wait_on(other, lambda: probe.doc.get("cmi.core.lesson_location") == "new")
    page.bring_to_front()  # looking at the first tab again takes nothing back
    wait_on(other, lambda: status(other) == "Alles gespeichert")
    assert other.get_by_role("dialog").count() == 0
    assert probe.late == []


def test_a_duplicated_tab_takes_over_from_the_first_one(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    play(page, harness, launch)
    twin = play(context.new_page(), harness, launch)
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    twin.evaluate("S.set('cmi.core.lesson_location', 'twin'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "twin")


def test_changes_of_an_expired_launch_are_handed_to_the_platform(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    launch.expired = True
    frame.evaluate("S.set('cmi.core.lesson_location', '6'); S.commit()")
    panel = page.get_by_role("dialog", name="Sitzung beendet")
    panel.get_by_role("button", name="Nachreichen").click()
    page.wait_for_url("**/scorm/nachreichen/")
    assert probe.doc["cmi.core.lesson_location"] == "6"


def test_an_expired_journal_of_an_earlier_visit_is_offered_to_the_platform(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '6'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    page.close(run_before_unload=False)
    launch.expired = True
    harness.refuse_with = None
    again = context.new_page()
    again.goto(harness.url(harness.launch(probe)))
    again.get_by_role("dialog").get_by_role("button", name="Nachreichen").click()
    again.wait_for_url("**/scorm/nachreichen/")
    assert [body["launch"] for body in harness.replays[0]] == [launch.uid]
    assert probe.doc["cmi.core.lesson_location"] == "6"
    play(again, harness, harness.launch(probe))  # and is not asked once more
    assert sco(again).evaluate("S.get('cmi.core.lesson_location')") == "6"


def test_a_package_that_empties_the_storage_loses_nothing(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', 'mirrored'); S.commit()")
    wait_on(page, lambda: page.evaluate(MIRRORED))
    frame.evaluate("localStorage.clear()")
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto(f"{harness.lms}/kurs/")
    harness.refuse_with = None
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "mirrored"


def test_commit_says_false_only_when_the_device_keeps_nothing(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    page.evaluate("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }; null")
    said = frame.evaluate("[S.set('cmi.core.lesson_location', '2'), S.commit(), S.error()]")
    assert said == ["true", "false", "391"]
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")


def test_a_device_that_lost_its_journal_goes_on_above_the_servers_number(page: Page, harness: Harness, probe: Attempt):
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    for number in range(3):
        frame.evaluate("n => { S.set('cmi.core.lesson_location', n); S.commit() }", str(number))
        wait_on(page, lambda number=number: probe.doc.get("cmi.core.lesson_location") == str(number))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    seen = launch.last_seq
    launch.last_seq = 0  # a bootstrap that does not tell the number
    page.evaluate(
        "localStorage.clear(); new Promise(r => { indexedDB.deleteDatabase('lb-player').onsuccess = r; r() })"
    )
    page.goto("about:blank")
    page.goto(harness.url(launch))
    launch.last_seq = seen
    sco(page).evaluate("S.set('cmi.core.lesson_location', 'after'); S.commit()")
    wait_on(page, lambda: probe.doc["cmi.core.lesson_location"] == "after")


def test_a_missing_body_makes_the_player_send_the_whole_document(page: Page, harness: Harness, probe: Attempt):
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.set('cmi.suspend_data', 'whole'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "1")
    probe.doc, launch.last_seq = {}, 0
    frame.evaluate("S.set('cmi.core.lesson_location', '2'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    assert probe.doc["cmi.suspend_data"] == "whole"


def test_one_value_that_the_server_refuses_does_not_hold_up_the_rest(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_next = [(422, {"status": "invalid", "fields": {"set": "cmi.comments: text expected"}})]
    frame.evaluate("S.set('cmi.comments', 'x'); S.set('cmi.core.lesson_location', '2'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    assert "cmi.comments" not in probe.doc
    wait_on(page, lambda: status(page) == "Nicht alles gespeichert")
    assert page.locator("[data-warning]").inner_text() == "Ein Teil ist nicht gespeichert."


UNNAMED = (422, {"result": False, "status": "invalid", "fields": {"idx": "whole number expected"}})


def test_a_commit_that_the_server_refuses_is_sent_whole(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.suspend_data', 'first'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "first")
    harness.refuse_next = [UNNAMED]
    frame.evaluate("S.set('cmi.core.lesson_location', '2'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    assert harness.bodies[-1]["full"] is True
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_a_commit_that_is_refused_for_good_does_not_hold_up_what_follows(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_next = [UNNAMED]
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.set('cmi.suspend_data', 'kept'); S.commit()")
    wait_on(page, lambda: status(page) == "Nicht alles gespeichert")
    assert page.locator("[data-warning]").inner_text() == "Ein Teil ist nicht gespeichert."
    assert (probe.doc, harness.refuse_next) == ({}, [])
    frame.evaluate("S.set('cmi.core.lesson_location', '2'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "2")
    assert probe.doc["cmi.suspend_data"] == "kept"  # what was refused is part of the whole that follows
    wait_on(page, lambda: status(page) == "Nicht alles gespeichert")


def test_what_somebody_between_device_and_server_refuses_stays_on_the_device(
    page: Page, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_next = [(422, {}), (400, {})]
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.commit()")
    wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "1")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_what_is_too_large_stays_on_the_device_and_the_learner_is_told(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 413
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.commit()")
    wait_on(page, lambda: page.locator("[data-warning]").is_visible())
    assert page.locator("[data-warning]").inner_text() == "Ein Teil ist nicht gespeichert."
    assert status(page).startswith("Keine Verbindung")
    (journal,) = journals(page)
    assert [body["set"]["cmi.core.lesson_location"] for body in journal["commits"]] == ["1"]


def left_behind(page: Page, context: BrowserContext, harness: Harness, probe: Attempt) -> Page:
    """A tab was closed while the server was away; return a new one."""
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '8'); S.set('cmi.comments', 'x'); S.commit()")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    again = context.new_page()
    page.close(run_before_unload=False)
    again.wait_for_timeout(500)
    harness.refuse_with = None
    return again


def test_a_journal_that_the_server_refuses_does_not_wait_on_the_device_and_is_told(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    again = left_behind(page, context, harness, probe)
    harness.refuse_next = [UNNAMED]
    frame = play(again, harness, harness.launch(probe))
    wait_on(again, lambda: again.locator("[data-warning]").is_visible())
    assert again.locator("[data-warning]").inner_text() == "Ein Teil ist nicht gespeichert."
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == ""
    assert [journal["commits"] for journal in journals(again)] in ([], [[]])


def test_of_a_journal_only_the_value_that_the_server_refuses_is_left_out(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    again = left_behind(page, context, harness, probe)
    harness.refuse_next = [(422, {"status": "invalid", "fields": {"cmi.comments": "text expected"}})]
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.core.lesson_location')") == "8"
    assert "cmi.comments" not in probe.doc
    wait_on(again, lambda: status(again) == "Nicht alles gespeichert")
