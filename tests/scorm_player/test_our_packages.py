"""The demo's own packages in the player: bookmark, quiz, score, completion, phones and keyboards."""

from __future__ import annotations

import io
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page

from demo import packages
from tests.scorm_player.conftest import WCAG, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey

ANSWERS = [
    "Familienstand",
    "eine mögliche mittelbare Benachteiligung",
    "eine Deutung",
    "die Beschwerdestelle",
    "alle Menschen",
]
WHOLE_HEIGHT = "document.documentElement.scrollHeight + 200"  # with room for the bar


def attempt_at(standard: str, name: str = "diversity_basics") -> Attempt:
    with zipfile.ZipFile(io.BytesIO(packages.build(standard, name))) as archive:
        files = {path: archive.read(path) for path in archive.namelist()}
    return Attempt(files=files, standard=standard)


def turn_to(course: FrameLocator, number: int, last: int = 8) -> None:
    course.locator("[data-place]").filter(has_text="Seite").wait_for()
    while (course.locator("[data-place]").text_content() or "") != f"Seite {number} von {last}":
        course.get_by_role("button", name="Weiter").click()


@pytest.mark.parametrize("standard", ["1.2", "2004-3", "2004-4"])
def test_the_basics_module_is_resumed_and_completed_with_a_score(
    page: Page, context: BrowserContext, harness: Harness, standard: str
):
    attempt = attempt_at(standard)
    course = page.frame_locator("iframe")
    page.goto(harness.url(harness.launch(attempt)))
    turn_to(course, 4)
    location = "cmi.core.lesson_location" if standard == "1.2" else "cmi.location"
    wait_on(page, lambda: attempt.doc.get(location) == "4")
    page.close()

    again = context.new_page()
    course = again.frame_locator("iframe")
    again.goto(harness.url(harness.launch(attempt)))
    course.get_by_role("heading", name="Wahrnehmen, deuten, bewerten").wait_for()
    turn_to(course, 8)
    for answer in ANSWERS[:4]:
        course.get_by_label(answer).check()
    course.get_by_label("nur Führungskräfte").check()
    course.get_by_role("button", name="Antworten prüfen").click()
    course.get_by_role("heading", name="4 von 5 richtig").wait_for()
    again.get_by_role("button", name="Beenden").click()
    again.wait_for_url("**/kurs/")
    doc = attempt.doc
    if standard == "1.2":
        assert (doc["cmi.core.lesson_status"], doc["cmi.core.score.raw"]) == ("passed", "80")
        assert doc["cmi.interactions.4.student_response"] == "a"
    else:
        assert (doc["cmi.completion_status"], doc["cmi.success_status"]) == ("completed", "passed")
        assert doc["cmi.score.scaled"] == "0.8"
        assert doc["cmi.interactions.4.learner_response"] == "a"
    assert doc["cmi.interactions.4.result"] in ("wrong", "incorrect")
    assert '"agg_merkmal":"c"' in doc["cmi.suspend_data"]


def test_too_few_right_answers_do_not_complete_and_can_be_repeated(page: Page, harness: Harness):
    attempt = attempt_at("2004-4", "business_letter")
    course = page.frame_locator("iframe")
    page.goto(harness.url(harness.launch(attempt)))
    turn_to(course, 4, last=4)
    for wrong in ("Betreff: Ihre Anfrage.", "VIELEN DANK für Ihre Anfrage.", "Hochachtungsvoll!"):
        course.get_by_label(wrong, exact=True).check()
    course.get_by_role("button", name="Antworten prüfen").click()
    wait_on(page, lambda: attempt.doc.get("cmi.success_status") == "failed")
    assert attempt.doc["cmi.completion_status"] == "incomplete"
    course.get_by_role("button", name="Test wiederholen").click()
    for right in ("Ihre Anfrage vom 2. März 2026", "vielen Dank für Ihre Anfrage.", "Mit freundlichen Grüßen"):
        course.get_by_label(right, exact=True).check()
    course.get_by_role("button", name="Antworten prüfen").click()
    wait_on(page, lambda: attempt.doc.get("cmi.completion_status") == "completed")
    assert attempt.doc["cmi.score.scaled"] == "1"
    assert "cmi.interactions.5.id" in attempt.doc


@pytest.mark.parametrize("name", sorted(packages.MODULES))
def test_every_page_of_a_module_fits_a_phone_and_has_no_barriers(browser: Browser, harness: Harness, name: str):
    attempt = attempt_at("1.2", name)
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    launch = harness.launch(attempt)
    page.goto(f"{harness.url(launch)}c/index.html")
    axe, count = Axe(), page.locator("main > section").count()
    for number in range(1, count + 1):
        assert page.locator("[data-place]").text_content() == f"Seite {number} von {count}"
        # The bar with the buttons stays at the bottom: at any one height it covers a part of something one can press.
        page.set_viewport_size({"width": 360, "height": page.evaluate(WHOLE_HEIGHT)})
        found = axe.run(page, options={"runOnly": WCAG})
        page.set_viewport_size({"width": 360, "height": 740})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        if number < count:
            page.get_by_role("button", name="Weiter").press("Enter")
    context.close()
