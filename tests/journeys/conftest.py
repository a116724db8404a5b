"""
A real browser on the live site.

A journey asks for `desk` (1280 px, German) or `phone` (360 px, Arabic), for `site` to know addresses, for `worker`
where jobs must run meanwhile, and calls `no_barriers(page)` on every page of ours that it touches.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.journeys.live_site import Site, serve

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PATIENCE = 30_000  # ms; what comes at all comes within it, also beside other work
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


# Wagtail leaves the spooled file of a rendition it has just made to the garbage collector.
SPOOLED = (
    "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning",
    "ignore:Exception ignored in. <function SpooledTemporaryFile.__del__:pytest.PytestUnraisableExceptionWarning",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A journey commits: the server's threads must see what the test wrote. They make pictures, too."""
    for item in items:
        if item.get_closest_marker("journey"):
            item.add_marker(pytest.mark.django_db(transaction=True))
            for line in SPOOLED:
                item.add_marker(pytest.mark.filterwarnings(line))


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """What is expected may take as long as what is clicked: Playwright gives it five seconds by itself."""
    expect.set_options(timeout=PATIENCE)
    yield
    expect.set_options(timeout=None)


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
        "--disable-component-update",
        "--disable-sync",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost",
    ]
    return {**browser_type_launch_args, **({"executable_path": program} if program else {}), "args": arguments}


@pytest.fixture
def site(transactional_db: None) -> Iterator[Site]:
    """The whole application on a port of its own, for one journey."""
    with serve() as live:
        yield live


@pytest.fixture
def worker(site: Site) -> Iterator[None]:
    """Run due jobs in a thread of its own, the way the worker does beside the web server."""
    from jobs import actions

    stopped = threading.Event()

    def work() -> None:
        while not stopped.is_set():
            actions.run_due(at=timezone.now())
            stopped.wait(0.2)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    yield
    stopped.set()
    thread.join()


@pytest.fixture
def new_device(browser: Browser, site: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Open a browser profile of its own: another device, with no cookie and no storage of the first."""
    contexts: list[BrowserContext] = []
    violations: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        """Packages may try what they like on their own host; our pages break their own policy nowhere."""
        if "Content Security Policy" in message.text and message.page and message.page.url.startswith(site.origin):
            violations.append(f"{message.page.url}: {message.text}")

    def open_device(*, width: int = 1280, height: int = 800, language: str = "de") -> BrowserContext:
        context = browser.new_context(
            base_url=site.origin,
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Europe/Berlin",
            is_mobile=width < 600,
            has_touch=width < 600,
        )
        context.set_default_timeout(PATIENCE)
        context.on("console", listen)
        contexts.append(context)
        return context

    yield open_device
    for context in contexts:
        context.close()
    assert violations == []


# What scrolls is the back office's main region, not the window; with room for the bars above and below.
BOXES = "[document.documentElement, document.querySelector('main')]"
WHOLE_HEIGHT, ROOM = f"Math.max(...{BOXES}.map(box => box.scrollHeight))", 200
TO_THE_TOP = f"{BOXES}.forEach(box => box.scrollTo({{top: 0, behavior: 'instant'}}))"


@pytest.fixture
def desk(new_device: Callable[..., BrowserContext]) -> Page:
    """A page on a desk: 1280 px, German."""
    return new_device().new_page()


@pytest.fixture
def phone(new_device: Callable[..., BrowserContext]) -> Page:
    """A page on a phone: 360 px, Arabic."""
    return new_device(width=360, height=740, language="ar").new_page()


@pytest.fixture
def no_barriers() -> Callable[[Page], None]:
    """Let axe look at a page; any barrier fails the journey. On phones nothing may stick out sideways either."""
    axe = Axe()

    def look(page: Page) -> None:
        page.wait_for_load_state()  # a click waits for the new page to begin, not for its stylesheet
        found = axe.run(page, options={"runOnly": WCAG})
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
        beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert beyond <= 0, f"{page.url} is {beyond} px wider than the screen"

    return look


# What the Tab key should stop at: of a group of radio buttons the one that is chosen, else the first.
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, iframe, [tabindex]")]
  .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({checkVisibilityCSS: true}))
  .filter(one => {
    if (one.type !== "radio") return true;
    const group = [...document.querySelectorAll("input[type=radio]")]
      .filter(other => other.name === one.name && other.form === one.form);
    return one === (group.find(other => other.checked) ?? group[0]);
  }).length"""
# Where it has stopped: null after the last, else what a person without a mouse would miss.
STOPPED = """() => {
  const one = document.activeElement, seen = window.stopsSeen ??= [];
  if (!one || one === document.body || seen.includes(one)) return null;
  const style = getComputedStyle(one), box = one.getBoundingClientRect(), last = seen.at(-1), wrong = [];
  seen.push(one);
  if (last && !(last.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING)) wrong.push("out of order");
  if (!(style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)) wrong.push("focus not to be seen");
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) wrong.push("off screen");
  return wrong.map(what => `${what}: ${one.outerHTML.slice(0, 120)}`);
}"""
MOST_STOPS = 300


@pytest.fixture
def keyboard_reaches_all() -> Callable[[Page], None]:
    """Press Tab from the top of a page to its end: every stop in order, to be seen, none left out, and no trap."""

    def walk(page: Page) -> None:
        page.wait_for_load_state()
        page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
        wanted, stops, wrong = page.evaluate(STOPS), 0, []
        for _press in range(MOST_STOPS):
            page.keyboard.press("Tab")
            stopped = page.evaluate(STOPPED)
            if stopped is None:
                break
            stops += 1
            wrong += stopped
        assert (page.url, wrong, stops) == (page.url, [], wanted)

    return walk


@pytest.fixture
def no_barriers_inside() -> Callable[[Page], None]:
    """Let axe look at our part of a back-office page: its main region, without Wagtail's frame and messages."""
    axe = Axe()

    def look(page: Page) -> None:
        page.wait_for_load_state()
        page.locator("main").first.wait_for()
        # Bars that stay while one scrolls cover something at every place, and axe takes it for too small to press.
        window = page.viewport_size
        include, exclude = [["main"]], [[".messages"]]
        for _attempt in range(5):
            height = page.evaluate(WHOLE_HEIGHT) + ROOM
            page.set_viewport_size({"width": window["width"], "height": height})
            page.evaluate(TO_THE_TOP)  # a page that is as high as its window may still stand where it was left
            page.mouse.move(0, 0)  # where the last click was there is something else now, with a tip of its own
            found = axe.run(page, context={"include": include, "exclude": exclude}, options={"runOnly": WCAG})
            if page.evaluate(WHOLE_HEIGHT) <= height:  # else a script has built more of the page meanwhile
                break
        page.set_viewport_size(window)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return look
