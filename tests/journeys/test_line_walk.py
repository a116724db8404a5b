"""The guided walk of the cut line, as its steps say: changes kept, tab gone, second device, why it is not done."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from demo.content import diversity
from demo.content.timetable import GUESTS, SLOTS
from demo.furnish import courses, houses, learning, people
from tests.journeys.live_site import Site, serve

pytestmark = pytest.mark.journey


@pytest.fixture
def site(transactional_db: None, settings, tmp_path: Path) -> Iterator[Site]:
    """The application with the demo's switch in the chain of its content host."""
    settings.CONTENT_MIDDLEWARE = ["demo.line.CutLine", *settings.CONTENT_MIDDLEWARE]
    settings.DEMO_LINES = tmp_path / "lines"
    with serve() as live:
        yield live


def furnish_the_walk() -> None:
    at = timezone.now()
    text = next(course for course in diversity.COURSES if course.slug == "vielfalt-verstehen")
    networks = houses.networks(at)
    providers = houses.providers(networks, at)
    crowd = people.everybody(providers, networks, houses.employers(at), at)
    course = courses.course(text, providers[text.provider], crowd.trainer(text.provider), at)
    learning.keep_runs(
        text, course, [slot for slot in SLOTS if (slot.course, slot.label) == (text.slug, GUESTS)], crowd=crowd, at=at
    )


def turn_to(course: FrameLocator, number: int) -> None:
    place = course.locator("[data-place]")
    for at in range(1, number + 1):
        expect(place).to_have_text(re.compile("Seite"))
        if place.text_content() == f"Seite {number} von 8":
            return
        course.get_by_role("button", name="Weiter").click()
        expect(place).not_to_have_text(f"Seite {at - 1} von 8")


def start(unit: Page) -> FrameLocator:
    unit.locator('form[action$="/starten/"] button').first.click()
    unit.wait_for_url(re.compile("/l/"))
    return unit.frame_locator("iframe")


def shows_all(walk: Page) -> bool:
    """Return whether the frame with the switch is, or soon grows, as high as what it holds."""
    frame = next(each for each in walk.frames if each.parent_frame)
    for _ in range(50):
        if frame.evaluate("document.documentElement.scrollHeight <= innerHeight"):
            return True
        walk.wait_for_timeout(100)
    return False


def test_three_changes_survive_a_cut_line_and_a_closed_tab_and_go_on_elsewhere(
    site: Site, new_device: Callable[..., BrowserContext], no_barriers: Callable[[Page], None]
) -> None:
    furnish_the_walk()
    first = new_device()
    walk = first.new_page()
    walk.goto("/de/demo/gang/leitung/")
    no_barriers(walk)
    with walk.expect_popup() as opened:
        walk.locator('form[action$="/beginnen/"] button').last.click()
    unit = opened.value
    course = start(unit)
    turn_to(course, 3)
    status = unit.locator("[data-status]")
    expect(status).to_have_text("Gespeichert")

    walk.reload()
    switch = walk.frame_locator("[data-switch]")
    switch.get_by_role("button", name="Leitung trennen").click()
    expect(switch.get_by_role("button", name="Leitung verbinden")).to_be_visible()
    turn_to(course, 6)
    expect(status).to_have_text("Auf diesem Gerät gesichert: 3 Änderungen")
    unit.close()

    switch.get_by_role("button", name="Leitung verbinden").click()
    expect(switch.get_by_role("button", name="Leitung trennen")).to_be_visible()
    with walk.expect_popup() as opened:
        walk.get_by_role("link", name="Weiterlernen").click()
    desk = opened.value
    desk.locator("main .button:not(.button--quiet)").first.click()
    course = start(desk)
    expect(course.locator("[data-place]")).to_have_text("Seite 6 von 8")
    expect(desk.locator("[data-status]")).to_have_text("Gespeichert")

    for width in (320, 1280):
        walk.set_viewport_size({"width": width, "height": 800})
        assert shows_all(walk), f"at {width} pixels the address for the second device is cut off"
    address = switch.locator("main a").get_attribute("href") or ""
    second = new_device(width=360, height=740)
    phone = second.new_page()
    phone.goto(address)
    no_barriers(phone)
    phone.get_by_role("button", name="Hier weiterlernen").click()
    phone.wait_for_url("**/lernen/**")
    course = start(phone)
    expect(course.locator("[data-place]")).to_have_text("Seite 6 von 8")
    no_barriers(phone)

    desk.frame_locator("iframe").get_by_role("button", name="Weiter").click()
    expect(desk.get_by_role("dialog", name="An anderer Stelle geöffnet")).to_be_visible()

    phone.locator("[data-exit]").click()
    phone.wait_for_url("**/zurueck/")
    expect(phone.get_by_role("heading", name="Diese Übung ist noch nicht fertig")).to_be_visible()
    no_barriers(phone)
    phone.goto(phone.url.removesuffix("zurueck/"))
    expect(phone.get_by_role("main")).to_contain_text(
        "Noch nicht erledigt: Die Übung hat noch nie gemeldet, dass sie fertig ist."
    )
