"""The walker of `make scorm-samples`: it presses what a hand would press, and says yes to going on."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.scorm_player.conftest import wait_on
from tests.scorm_player.harness import Attempt, Harness
from tools.samples import course

pytestmark = pytest.mark.journey

# Built as iSpring and Captivate build: one button for all pages that hears the pointer, and a question at the return.
ASKING = """<!doctype html><meta charset="utf-8"><p></p><button></button><button></button><script>
const api = parent.API, [yes, no] = document.querySelectorAll("button");
let place = 1;
api.LMSInitialize("");
const draw = (text, first, second) => {
  document.querySelector("p").textContent = text;
  [yes.textContent, no.textContent, no.hidden] = [first, second, !second];
};
const show = () => draw(`Page ${place} of 9`, "Next", "");
const asks = api.LMSGetValue("cmi.core.entry") === "resume";
if (asks) draw("Go on where you were?", "Yes", "No"); else show();
let isAsking = asks;
yes.addEventListener("pointerup", () => {
  if (isAsking) place = Number(api.LMSGetValue("cmi.suspend_data")); else place += 1;
  isAsking = false;
  api.LMSSetValue("cmi.suspend_data", String(place)); api.LMSSetValue("cmi.core.exit", "suspend"); api.LMSCommit("");
  show();
});
</script>"""


def test_a_package_that_asks_goes_on_at_the_same_page_in_another_browser(
    page: Page, context: BrowserContext, harness: Harness
):
    attempt = Attempt(files={"index.html": ASKING.encode()})
    page.goto(harness.url(harness.launch(attempt)))
    assert course.walk(page, [True], most=3).clicks == 3
    assert "Page 4 of 9" in course.shown(page)
    wait_on(page, lambda: attempt.doc.get("cmi.suspend_data") == "4")
    browser = context.browser
    assert browser
    other = browser.new_context()
    page = other.new_page()
    page.goto(harness.url(harness.launch(attempt)))
    course.settle(page)
    assert "Go on where you were?" in course.shown(page)
    course.accept_resuming(page)
    assert "Page 4 of 9" in course.shown(page)
    other.close()
