"""
One learner in one package: turns pages, answers tests, goes on, and tells where they have been.

The golf samples of Rustici Software (CC BY 3.0) mark the right answers of their tests; packages of other tools are
opened and clicked through as far as plain buttons lead.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Error, Frame, Page

QUIET = 0.4  # seconds in which nothing moved any more
PATIENCE = 5  # looks in which nothing could be pressed, before a package counts as walked through
STEPS = 250  # clicks after which a package that leads round in circles is left
SECONDS = 600  # after which a package that takes its time is left
RESUME = re.compile(r"^\W*(play|yes|ja|sí|si|resume( course)?|continue|fortsetzen)\W*$", re.I)
GO_ON = re.compile(
    r"^\W*(start module\b.*|trigger this button to go to the next sl.*|"
    r"(next|continue|start|begin|play|weiter|los|submit|ok|close|start course|get started)\b.{0,12})$",
    re.I,
)

# The golf samples' own test page: `right` chooses what its marks give away, otherwise what they do not.
ANSWER = """(right) => {
  for (const question of document.querySelectorAll(".question")) {
    const text = question.querySelector("input[type=text]");
    if (text) text.value = right ? (question.textContent.match(/\\((\\d+)\\)\\s*$/) ?? [])[1] : "999";
    else question.querySelector(`.${right ? "correctAnswer" : "answer"} input`).click();
  }
  document.querySelector("input[value^=Submit]").click();
}"""
# A button that leads through a whole item: of the golf samples, and of S1000D's viewer.
NEXT = """(place) => {
  const found = document.querySelector("#butNext, input[type=image][name=btnNext]");
  if (!found || found.disabled || found.dataset.pressed === place) return false;
  found.dataset.pressed = place; // what leads nowhere from here has led to the end
  found.click();
  return true;
}"""
GOLF_TEST = "() => !!document.querySelector('#frmTest input[value^=Submit]')"
HAS_FRAME = "() => !!document.querySelector('#contentFrame')"
CLICK = 2_000  # ms until a button lies still and free
FIND = """(marks) => {
  const pattern = new RegExp(marks, "i");
  const shown = (one) => one.getClientRects().length > 0 && !one.disabled && one.ariaDisabled !== "true";
  const name = (one) => (one.ariaLabel || one.innerText || one.value || "").replace(/\\s+/g, " ").trim();
  const all = [...document.querySelectorAll("button, a, [role=button], input[type=button]")];
  const found = all.filter((one) => shown(one) && pattern.test(name(one)));
  const page = document.body.innerText; // the same button leads on from page to page
  const fresh = found.find((one) => one.dataset.pressed !== page) ?? null;
  if (fresh) fresh.dataset.pressed = page;
  return fresh;
}"""


@dataclass
class Walk:
    """What happened on the way."""

    items: list[str] = field(default_factory=list)  # titles in the order of their delivery
    chosen: list[object] = field(default_factory=list)  # entries of the contents, which may share a title
    tests: int = 0  # that were handed in
    clicks: int = 0
    is_led: bool = False  # the course offered a way on by itself


def frames(page: Page) -> Iterator[Frame]:
    """Yield the package's frames, the innermost first; not those that a browser has not loaded yet."""
    yield from (frame for frame in reversed(page.frames[1:]) if frame.url)


def ask(frame: Frame, script: str, argument: object = None) -> object:
    """Ask a page that may be gone at this very moment."""
    try:
        return frame.evaluate(script, argument)
    except Error:
        return None


def press(frame: Frame, marks: re.Pattern[str]) -> bool:
    """Press the first button of such a name as a hand does: some packages hear the pointer and no mere click."""
    try:
        found = frame.evaluate_handle(FIND, marks.pattern).as_element()
        if found is None:
            return False
        try:
            found.click(timeout=CLICK)
        except Error:  # something lies over it
            found.evaluate("(one) => one.click()")
    except Error:
        return False
    return True


def item(page: Page) -> str:
    """Return the title of the item that is open, "" while the course waits for a choice."""
    if not page.locator("iframe[src]").count():
        return ""
    return page.locator("main").first.get_attribute("aria-label") or ""


def shown(page: Page) -> str:
    """Return the words that the package shows."""
    said = (ask(frame, "document.body?.innerText ?? ''") for frame in frames(page))
    return " ".join(" ".join(str(text) for text in said if text).split())


def accept_resuming(page: Page) -> None:
    """Say yes where the package asks whether to go on where one was."""
    for frame in frames(page):
        if press(frame, RESUME):
            settle(page)
            return


def walk(page: Page, answers: list[bool], most: int = STEPS) -> Walk:
    """
    Go through the package, at most as many clicks.

    The nth test is answered rightly as `answers[n]` says, further ones as the last says.
    """
    done, idle, is_golf, until = Walk(), 0, False, time.monotonic() + SECONDS
    while done.clicks < most and idle < PATIENCE and time.monotonic() < until and page.locator("[data-player]").count():
        settle(page)
        if not page.locator("[data-player]").count():
            break  # the course has ended by itself
        title = item(page)
        if title and (not done.items or done.items[-1] != title):
            done.items.append(title)
        is_golf = is_golf or any(ask(frame, HAS_FRAME) for frame in frames(page))
        # Never out at the first look: an item's own frames may still be on their way.
        if _inside(page, done, answers, is_golf) or (idle and _outside(page, done)):
            done.clicks, idle = done.clicks + 1, 0
        else:
            idle += 1
            page.wait_for_timeout(QUIET * 2000)
    return done


def _inside(page: Page, done: Walk, answers: list[bool], is_golf: bool) -> bool:
    for frame in frames(page):
        if ask(frame, GOLF_TEST):
            right = answers[min(done.tests, len(answers) - 1)]
            ask(frame, ANSWER, right)
            done.tests += 1
            return True
    place = str(done.clicks) if is_golf else " ".join([*(frame.url for frame in page.frames), shown(page)])
    return any(ask(frame, NEXT, place) or (not is_golf and press(frame, GO_ON)) for frame in frames(page))


def _outside(page: Page, done: Walk) -> bool:
    """Press the player's own way on; where a course never has one, choose the next item from its contents."""
    script = """(() => {
      const on = document.querySelector("[data-continue]");
      if (!on || on.hidden || on.ariaDisabled === "true" || !on.getClientRects().length) return false;
      on.click(); return true;
    })()"""
    if page.evaluate(script):
        done.is_led = True
        return True
    choice = """(seen) => {
      const open = [...document.querySelectorAll("[data-entry]")].filter((one) => one.ariaDisabled !== "true");
      const found = open.find((one) => !seen.includes(one.dataset.entry));
      found?.click(); return found?.dataset.entry ?? null;
    }"""
    current = page.evaluate("document.querySelector('[data-entry][aria-current]')?.dataset.entry ?? null")
    chosen = None if done.is_led else page.evaluate(choice, [*done.chosen, current])
    if chosen is None:
        return False
    done.chosen += [current, chosen]
    return True


def settle(page: Page, seconds: float = 15.0) -> None:
    """Wait until the frames have stopped loading."""
    deadline, before = time.monotonic() + seconds, None
    while time.monotonic() < deadline:
        now = [(frame.url, ask(frame, "document.readyState")) for frame in page.frames if frame.url]
        if now == before and all(state == "complete" for _, state in now):
            return
        before = now
        page.wait_for_timeout(QUIET * 1000)
