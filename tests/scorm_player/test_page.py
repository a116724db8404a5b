"""The page around the package: exit, keyboard, screen readers, small screens, right-to-left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.scorm_player.conftest import play, sco, status, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey


def test_exit_by_keyboard_saves_what_was_set_and_leads_to_the_course(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    frame.evaluate("S.set('cmi.core.lesson_location', '4')")
    page.keyboard.press("Tab")  # the way past the bar
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Beenden"
    page.keyboard.press("Enter")
    page.wait_for_url("**/kurs/")
    assert probe.doc["cmi.core.lesson_location"] == "4"


def test_exit_lets_the_package_say_its_last_word(page: Page, harness: Harness, probe: Attempt):
    probe.href = "index.html?unload=1"
    play(page, harness, harness.launch(probe))
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")
    assert probe.doc["cmi.core.lesson_location"] == "at-unload"
    assert probe.doc["cmi.core.exit"] == "suspend"


def test_exit_without_a_line_warns_and_can_go_on(page: Page, context: BrowserContext, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    context.set_offline(True)
    frame.evaluate("S.set('cmi.core.lesson_location', '4'); S.commit()")
    page.get_by_role("button", name="Beenden").click()
    panel = page.get_by_role("dialog")
    panel.wait_for()
    context.set_offline(False)
    panel.get_by_role("button", name="Noch einmal").click()
    page.wait_for_url("**/kurs/")
    assert probe.doc["cmi.core.lesson_location"] == "4"


@pytest.mark.parametrize(("width", "language"), [(1280, "de"), (320, "ar")])
def test_the_page_has_no_barriers(
    browser: Browser, harness: Harness, probe: Attempt, no_barriers: Callable[[Page], None], width: int, language: str
):
    context = browser.new_context(viewport={"width": width, "height": 700})
    page = context.new_page()
    frame = play(page, harness, harness.launch(probe, language=language, mode="preview"))
    no_barriers(page)
    assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
        language,
        "rtl" if language == "ar" else "ltr",
    ]
    assert page.get_by_text("Vorschau").is_visible()
    exit_box, frame_box = (
        page.get_by_role("button", name="Beenden").bounding_box(),
        page.locator("iframe").bounding_box(),
    )
    assert exit_box["height"] >= 44
    assert frame_box["height"] >= 500
    harness.refuse_with = 503
    frame.evaluate("S.set('cmi.core.lesson_location', '4'); S.commit()")
    wait_on(page, lambda: page.locator("[data-warning]").is_visible())
    no_barriers(page)
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_has_no_barriers_and_holds_the_focus(
    browser: Browser, harness: Harness, probe: Attempt, no_barriers: Callable[[Page], None], scheme: str
):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    launch = harness.launch(probe)
    frame = play(page, harness, launch)
    launch.expired = True
    frame.evaluate("S.set('cmi.core.lesson_location', '4'); S.commit()")
    page.get_by_role("dialog", name="Sitzung beendet").wait_for()
    no_barriers(page)
    assert page.evaluate("document.activeElement.textContent") == "Nachreichen"
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").is_visible()
    context.close()


def test_a_screen_reader_hears_the_loss_and_the_return_of_the_line_once(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt
):
    frame = play(page, harness, harness.launch(probe))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.evaluate(
        "window.heard = []; const line = document.querySelector('[data-announce]');"
        "new MutationObserver(() => heard.push(line.textContent))"
        ".observe(line, {childList: true, characterData: true, subtree: true})"
    )
    context.set_offline(True)
    frame.evaluate("S.set('cmi.core.lesson_location', '1'); S.commit()")
    wait_on(page, lambda: "Keine Verbindung" in status(page))
    page.wait_for_timeout(2500)
    context.set_offline(False)
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    heard = page.evaluate("heard")
    assert heard == ["Keine Verbindung – 1 Änderung auf diesem Gerät", "Alles gespeichert"]


def test_a_player_that_cannot_start_says_so_and_offers_a_way(page: Page, harness: Harness, probe: Attempt):
    page.route("**/model12.js", lambda route: route.abort())
    page.goto(harness.url(harness.launch(probe)))
    panel = page.get_by_role("dialog", name="Nicht gestartet")
    panel.wait_for()
    assert panel.get_by_role("link", name="Beenden").get_attribute("href") == f"{harness.lms}/kurs/"


def test_the_first_tab_stop_leads_past_the_bar_into_the_package(page: Page, harness: Harness, probe: Attempt):
    play(page, harness, harness.launch(probe))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt der Übung"
    assert page.get_by_role("link", name="Zum Inhalt der Übung").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert sco(page).evaluate("document.activeElement.textContent") == "In"


def test_a_turned_phone_leaves_the_height_to_the_package(
    browser: Browser, harness: Harness, probe: Attempt, no_barriers: Callable[[Page], None]
):
    context = browser.new_context(viewport={"width": 640, "height": 360})
    page = context.new_page()
    probe.course = {
        "items": [
            {"identifier": f"item_{n}", "title": f"Teil {n}", "parent": None, "kind": "sco", "visible": True,
             "prerequisites": "", "status": ""} for n in (1, 2)
        ],
        "state": None, "globals": {}, "shares": False,
    }  # fmt: skip
    play(page, harness, harness.launch(probe))
    assert page.locator("iframe").bounding_box()["height"] >= 300
    no_barriers(page)
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.locator("iframe").bounding_box()["height"] >= 520
    no_barriers(page)
    context.close()


def test_a_page_that_never_speaks_and_stays_empty_is_told_without_blocking(
    page: Page, harness: Harness, probe: Attempt, no_barriers: Callable[[Page], None]
):
    probe.files["index.html"] = b"<!doctype html><title>Leer</title><div id=app></div><script>start()</script>"
    page.clock.install()
    page.goto(harness.url(harness.launch(probe)))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.frame_locator("iframe").locator("#app").wait_for(state="attached")
    page.clock.run_for(9_000)
    assert page.get_by_role("alert").is_hidden()
    page.clock.run_for(2_000)
    expect(page.get_by_role("alert")).to_have_text("Nicht gestartet. Die Lerneinheit konnte nicht gestartet werden.")
    no_barriers(page)
    page.get_by_role("button", name="Beenden").click()
    page.wait_for_url("**/kurs/")


def test_a_package_that_cannot_be_reached_is_begun_anew_when_it_can(page: Page, harness: Harness, probe: Attempt):
    page.route("**/c/index.html", lambda route: route.abort("connectionfailed"))
    page.goto(harness.url(harness.launch(probe)))
    panel = page.get_by_role("dialog", name="Nicht gestartet")
    panel.wait_for()
    with page.expect_event("requestfailed"):
        panel.get_by_role("button", name="Noch einmal").click()
    panel.wait_for()
    page.unroute("**/c/index.html")
    with page.expect_navigation():
        panel.get_by_role("button", name="Noch einmal").click()
    assert sco(page).evaluate("started") == "true"


def test_who_presses_exit_without_a_line_may_stay_and_go_on(page: Page, harness: Harness, probe: Attempt):
    frame = play(page, harness, harness.launch(probe))
    page.context.set_offline(True)
    frame.evaluate("S.set('cmi.core.lesson_location', '3'); S.commit()")
    panel = page.get_by_role("dialog", name="Beenden")
    for stay in (panel.get_by_role("button", name="Weiterlernen").click, lambda: page.keyboard.press("Escape")):
        page.locator("[data-exit]").click()
        expect(panel).to_be_visible()
        stay()
        expect(panel).to_be_hidden()
        assert frame.evaluate("S.get('cmi.core.lesson_location')") == "3"
    page.context.set_offline(False)
    page.locator("[data-exit]").click()
    page.wait_for_url("**/kurs/")
    assert probe.doc["cmi.core.lesson_location"] == "3"


def test_a_preview_that_keeps_nothing_does_not_speak_of_what_could_be_lost(
    page: Page, harness: Harness, probe: Attempt
):
    page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    for mode, said in (("preview", ""), ("normal", "Lassen Sie diese Seite offen.")):
        frame = play(page, harness, harness.launch(probe, mode=mode))
        frame.evaluate("mode => { S.set('cmi.core.lesson_location', mode); S.commit(); }", mode)
        wait_on(page, lambda mode=mode: probe.doc.get("cmi.core.lesson_location") == mode)
        wait_on(page, lambda: status(page) == "Alles gespeichert")
        expect(page.locator("[data-warning]")).to_have_text(said)


@pytest.mark.parametrize(
    ("keeps", "has_line", "asks"), [(False, False, True), (False, True, False), (True, False, False)]
)
def test_the_browser_asks_before_leaving_only_while_something_lies_neither_here_nor_there(
    page: Page, context: BrowserContext, harness: Harness, probe: Attempt, keeps: bool, has_line: bool, asks: bool
):
    if not keeps:
        page.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new Error('denied'); } })")
    frame = play(page, harness, harness.launch(probe))
    page.frame_locator("iframe").get_by_role("button", name="In").click()  # browsers ask only who has done something
    context.set_offline(not has_line)
    frame.evaluate("S.set('cmi.core.lesson_location', '7'); S.commit()")
    said = "Alles gespeichert" if has_line else "Keine Verbindung" if keeps else "Noch nicht gesichert"
    wait_on(page, lambda: said in status(page))
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    beside = context.new_page()
    page.close(run_before_unload=True)
    wait_on(beside, lambda: bool(asked) or page.is_closed())
    assert (asked, page.is_closed()) == ((["beforeunload"], False) if asks else ([], True))
    if asks:
        context.set_offline(False)
        wait_on(page, lambda: probe.doc.get("cmi.core.lesson_location") == "7")  # who stays loses nothing


def test_a_page_that_lacks_a_foreign_program_and_never_speaks_says_which(page: Page, harness: Harness, probe: Attempt):
    script = b'<script src="https://cdn.example.net/jquery.js"></script>'
    probe.files["index.html"] = b"<!doctype html><title>Halb</title><p id=app>Start</p>" + script
    page.clock.install()
    page.goto(harness.url(harness.launch(probe)))
    wait_on(page, lambda: status(page) == "Alles gespeichert")
    page.frame_locator("iframe").locator("#app").wait_for(state="attached")
    page.clock.run_for(11_000)
    expect(page.get_by_role("alert")).to_have_text("Nicht gestartet. Ein Programm von cdn.example.net fehlt.")
