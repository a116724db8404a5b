"""A real browser, the played server, and a small package of our own to drive."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page

from tests.factories.scorm import CONTRACT as FOUND_CONTRACT
from tests.scorm_player.harness import Attempt, Harness, Launch, serve

CONTRACT = FOUND_CONTRACT or Path("not-here")
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# Looks for the API the way packages do, speaks both standards, and leaves the calls to the test.
PROBE = b"""<!doctype html><html lang="de"><meta charset="utf-8"><title>Probe</title><h1>Probe</h1><button>In</button>
<script>
var w = window, api = null, hops = 0;
while (!(api = w.API_1484_11 || w.API) && w.parent !== w && hops++ < 9) w = w.parent;
var is2004 = !!api && "Initialize" in api;
var S = {
  call: function (a, b) { return api[is2004 ? a : b]; },
  init: function () { return is2004 ? api.Initialize("") : api.LMSInitialize(""); },
  get: function (k) { return is2004 ? api.GetValue(k) : api.LMSGetValue(k); },
  set: function (k, v) { return is2004 ? api.SetValue(k, v) : api.LMSSetValue(k, v); },
  commit: function () { return is2004 ? api.Commit("") : api.LMSCommit(""); },
  fin: function () { return is2004 ? api.Terminate("") : api.LMSFinish(""); },
  error: function () { return is2004 ? api.GetLastError() : api.LMSGetLastError(); },
};
var started = S.init();
if (location.search.includes("forgetful")) addEventListener("unload", function () {
  S.set("cmi.core.lesson_location", "at-unload"); // and neither commits nor finishes
});
if (location.search.includes("unload")) addEventListener("unload", function () {
  S.set("cmi.core.lesson_location", "at-unload"); S.set("cmi.core.exit", "suspend"); S.fin();
});
</script></html>"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Use the machine's Chromium if there is one, and let it reach nothing but this machine."""
    program = os.environ.get("E2E_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    arguments = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    ]
    return {**browser_type_launch_args, **({"executable_path": program} if program else {}), "args": arguments}


@pytest.fixture
def harness() -> Iterator[Harness]:
    with serve() as played:
        yield played


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    device = browser.new_context(viewport={"width": 1280, "height": 800}, locale="de-DE")
    device.set_default_timeout(20_000)
    yield device
    device.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def probe() -> Attempt:
    """An attempt at our SCORM 1.2 probe."""
    return Attempt(files={"index.html": PROBE})


@pytest.fixture
def probe2004() -> Attempt:
    """An attempt at our SCORM 2004 probe."""
    return Attempt(files={"index.html": PROBE}, standard="2004-4")


def contract_package(name: str) -> dict[str, bytes]:
    """Return the files of a contract package; skip where the folder is absent."""
    archive = CONTRACT / name
    if not archive.exists():
        pytest.skip(f"{name} is not here")
    with zipfile.ZipFile(archive) as opened:
        return {entry: opened.read(entry) for entry in opened.namelist()}


def wait_on(page: Page, said: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait until something is so, while the page's own events are heard."""
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, f"it did not happen in time; status: {status(page)!r}"
        page.wait_for_timeout(50)


def play(page: Page, harness: Harness, launch: Launch) -> Frame:
    """Open the player and return the frame of the package once it has found the API."""
    page.goto(harness.url(launch))
    return sco(page)


def sco(page: Page) -> Frame:
    # Polled from here: the player's policy forbids the eval that playwright's own waiting needs.
    wait_on(page, lambda: page.evaluate("!!document.querySelector('iframe')?.contentWindow?.S?.get"))
    return page.frames[-1]


def status(page: Page) -> str:
    line = page.locator("[data-status]")
    return line.text_content() or "" if line.count() else ""


@pytest.fixture
def no_barriers() -> Callable[[Page], None]:
    """Let axe look at the player's own elements, and at nothing sticking out sideways."""
    axe = Axe()

    def look(page: Page) -> None:
        found = axe.run(page, context={"exclude": [["iframe"]]}, options={"runOnly": WCAG})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0

    return look
