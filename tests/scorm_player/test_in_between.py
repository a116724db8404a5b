"""Whoever else answers, and whatever clock the device has: what the server has not taken stays on the device."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.scorm_player.conftest import play, status, wait_on
from tests.scorm_player.harness import Attempt, Harness
from tests.scorm_player.test_bad_lines import journals
from tests.scorm_player.test_killed import kill, note

pytestmark = pytest.mark.journey

IN_1970 = "const real = Date.now; const began = real(); Date.now = () => real() - began;"
A_DAY_BACK = "const real = Date.now; Date.now = () => real() - 86_400_000; null"


def hurry(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('online'))")


@pytest.mark.parametrize("number", [200, 302, 401, 403, 404, 409, 410, 502, 504])
def test_a_page_of_somebody_in_between_is_no_answer(page: Page, harness: Harness, probe: Attempt, number: int) -> None:
    frame = play(page, harness, harness.launch(probe))
    harness.stranger = number
    note(frame, "7")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    assert page.get_by_role("dialog").count() == 0
    assert [journal["commits"] != [] for journal in journals(page)] == [True]
    harness.stranger = None
    hurry(page)
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "of 7")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


@pytest.mark.parametrize(
    "answer",
    [(200, None), (200, []), (200, {"status": "ok"}), (400, {"status": 400}), (410, {}), (422, {"status": 422})],
)
def test_words_of_somebody_in_between_are_no_answer(
    page: Page, harness: Harness, probe: Attempt, answer: tuple[int, dict]
) -> None:
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_next = [answer]
    note(frame, "7")
    wait_on(page, lambda: probe.doc.get("cmi.suspend_data") == "of 7")
    wait_on(page, lambda: status(page) == "Alles gespeichert")


def test_an_answer_that_breaks_off_is_asked_for_again(page: Page, harness: Harness, probe: Attempt) -> None:
    frame = play(page, harness, harness.launch(probe))
    harness.lose = ["half"]
    note(frame, "7")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    assert probe.doc["cmi.suspend_data"] == "of 7"
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    assert [body["seq"] for body in harness.bodies] == [1, 1]


def left_behind(page: Page, context: BrowserContext, harness: Harness, probe: Attempt) -> Page:
    """A tab was killed while the server was away; return a new one."""
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    note(frame, "8")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    kill(page)
    harness.refuse_with = None
    return context.new_page()


def test_what_waits_on_the_device_waits_on_while_somebody_in_between_answers(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
) -> None:
    again = left_behind(page, context, harness, probe)
    harness.stranger = 200
    play(again, harness, harness.launch(probe))
    assert [journal["commits"][0]["set"]["cmi.suspend_data"] for journal in journals(again) if journal["commits"]] == [
        "of 8"
    ]
    kill(again)
    harness.stranger = None
    frame = play(context.new_page(), harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.suspend_data')") == "of 8"


def test_a_package_does_not_start_from_a_state_that_is_known_to_be_older(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
) -> None:
    again = left_behind(page, context, harness, probe)
    pages: list[Route] = []

    def second(route: Route) -> None:
        pages.append(route)
        if 1 < len(pages) < 5:
            route.fulfill(status=200, content_type="text/html", body="<h1>Willkommen im Netz</h1>")
        else:
            route.continue_()

    again.route("**/l/*/", second)
    again.goto(harness.url(harness.launch(probe)))
    panel = again.get_by_role("dialog", name="Nicht gestartet")
    panel.wait_for()
    assert probe.doc["cmi.suspend_data"] == "of 8"
    panel.get_by_role("button", name="Noch einmal").click()
    wait_on(again, lambda: again.evaluate("!!document.querySelector('iframe')?.contentWindow?.S?.get"))
    assert again.frames[-1].evaluate("S.get('cmi.suspend_data')") == "of 8"


def test_a_phone_that_believes_in_1970_loses_nothing_when_it_is_set_right(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
) -> None:
    page.add_init_script(IN_1970)
    again = left_behind(page, context, harness, probe)
    frame = play(again, harness, harness.launch(probe))
    assert frame.evaluate("S.get('cmi.suspend_data')") == "of 8"


def test_a_clock_that_is_set_back_holds_nobody_in_the_player(page: Page, harness: Harness, probe: Attempt) -> None:
    frame = play(page, harness, harness.launch(probe))
    harness.refuse_with = 503
    note(frame, "7")
    page.locator("[data-exit]").click()
    page.evaluate(A_DAY_BACK)
    page.wait_for_url("**/kurs/", timeout=15_000)


def test_a_server_that_wants_to_rest_for_a_day_is_asked_again_within_minutes(
    page: Page, harness: Harness, probe: Attempt
) -> None:
    page.add_init_script(
        "const wait = setTimeout; window.longest = 0;"
        "window.setTimeout = (act, ms, ...more) => {"
        " longest = Math.max(longest, ms ?? 0); return wait(act, ms, ...more); }"
    )
    frame = play(page, harness, harness.launch(probe))
    page.route("**/commit", lambda route: route.fulfill(status=503, headers={"Retry-After": "86400"}, body=""))
    note(frame, "7")
    wait_on(page, lambda: status(page).startswith("Keine Verbindung"))
    assert page.evaluate("longest") == 60_000


def test_what_an_older_tab_hears_late_does_not_take_the_place_of_what_the_newer_one_keeps(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
) -> None:
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    on_its_way: list[Route] = []
    page.route("**/commit", lambda route: on_its_way.append(route))
    note(frame, "older")
    wait_on(page, lambda: on_its_way)
    twin = context.new_page()
    newer = play(twin, harness, launch)
    page.get_by_role("dialog", name="An anderer Stelle geöffnet").wait_for()
    harness.refuse_with = 503
    note(newer, "newer")
    on_its_way[0].fulfill(status=200, json={"result": True, "seq": 1, "status": "applied", "need": None, "server": {}})
    page.wait_for_timeout(500)
    kept = [journal["docs"]["item_1"]["cmi.suspend_data"] for journal in journals(twin)]
    assert kept == ["of newer"]
    kill(twin)
    harness.refuse_with = None
    again = context.new_page()
    assert play(again, harness, launch).evaluate("S.get('cmi.suspend_data')") == "of newer"
