"""A preview on the stage: in a frame as large as a phone, where the player measures how wide the pages are."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import Error, Page, expect

from tests.scorm_player.conftest import play, wait_on
from tests.scorm_player.harness import Attempt, Harness

pytestmark = pytest.mark.journey

WIDE = "<p style='width:{}px'>Breit</p>"
FRAMES = {
    "index.html": b'<frameset cols="80,*" border=0><frame name=nav src="nav.html"><frame name=main src="a.html">',
    "nav.html": b"<button onclick=\"parent.main.location = 'b.html'\">Weiter</button>",
    "a.html": b"<body style='margin:0'><p>Seite A</p></body>",
    "b.html": f"<body style='margin:0'>Seite B{WIDE.format(300)}</body>".encode(),
}


def open_stage(page: Page, harness: Harness, files: dict[str, bytes], *, has_frames: bool = False) -> None:
    launch = harness.launch(Attempt(files=files, has_frames=has_frames), mode="preview")
    page.goto(f"{harness.url(launch)}phone")


def phone(page: Page):
    return page.frame_locator("[data-phone]").frame_locator("#content")


def test_the_phone_is_as_wide_as_a_small_one_whatever_the_window(page: Page, harness: Harness):
    for width in (360, 400, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        open_stage(page, harness, {"index.html": b"<p>Seite</p><script>document.write(innerWidth)</script>"})
        expect(phone(page).get_by_text("360")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_page_that_comes_later_in_a_frame_of_the_package_is_measured(page: Page, harness: Harness):
    """A frame of 280 px that lacks 20 makes the whole page 380 wide."""
    open_stage(page, harness, FRAMES, has_frames=True)
    main = phone(page).frame_locator("frame[name=main]")
    expect(main.get_by_text("Seite A")).to_be_visible()
    wait_on(page, lambda: {"frame": 360, "content": 360} in harness.measures)
    phone(page).frame_locator("frame[name=nav]").get_by_role("button").click()
    expect(main.get_by_text("Seite B")).to_be_visible()
    wait_on(page, lambda: {"frame": 360, "content": 380} in harness.measures)
    expect(page.get_by_role("status").first).to_contain_text("380 Bildpunkte breit, 360 passen")


def test_a_turned_phone_keeps_the_page_and_is_measured_turned(page: Page, harness: Harness):
    open_stage(page, harness, {"index.html": WIDE.format(700).encode() + b"<button onclick='this.textContent=1'>0"})
    phone(page).get_by_role("button", name="0").click()
    page.get_by_role("button", name="Telefon drehen").press("Enter")
    expect(page.get_by_role("button", name="Telefon drehen")).to_have_attribute("aria-pressed", "true")
    wait_on(page, lambda: {"frame": 740, "content": 740} in harness.measures)
    expect(phone(page).get_by_role("button", name="1")).to_be_visible()


def test_an_empty_page_measures_nothing(page: Page, harness: Harness):
    files = {"index.html": b"<script>setTimeout(() => document.body.append('Text'), 5000)</script><body>"}
    open_stage(page, harness, files)
    page.wait_for_timeout(4_000)
    assert harness.measures == []
    wait_on(page, lambda: harness.measures == [{"frame": 360, "content": 360}])


def test_frames_of_helpers_and_of_other_hosts_say_nothing_and_hinder_nothing(page: Page, harness: Harness):
    helper = b"<iframe hidden src='b.html'></iframe><iframe height=1 src='b.html'></iframe>"
    other = f"<iframe width=100 src='{harness.lms}/kurs/'></iframe>".encode()
    open_stage(page, harness, FRAMES | {"index.html": other + helper + WIDE.format(380).encode()}, has_frames=True)
    expect(phone(page).get_by_text("Breit")).to_be_visible()
    wait_on(page, lambda: harness.measures == [{"frame": 360, "content": 388}])  # with the margin of the page


@pytest.mark.parametrize("has_frames", [True, False])
@pytest.mark.parametrize("slip", ["top.location = '{lms}/anderswo/'", "top.location.replace('a.html')"])
def test_no_package_leads_the_window_away_but_the_way_out_does(
    page: Page, harness: Harness, has_frames: bool, slip: str
):
    open_stage(page, harness, FRAMES, has_frames=has_frames)
    expect(phone(page).frame_locator("frame[name=main]").get_by_text("Seite A")).to_be_visible()
    gone: list[str] = []
    page.on("framenavigated", lambda frame: frame.parent_frame or gone.append(frame.url))
    nav = next(frame for frame in page.frames if frame.name == "nav")
    nav.evaluate(f"setTimeout(() => {{ {slip.format(lms=harness.lms)} }})")
    page.wait_for_timeout(500)
    assert gone == []
    page.evaluate("close = () => {}")  # a tab that no script may close
    page.frame_locator("[data-phone]").get_by_role("button", name="Beenden").click()
    page.wait_for_url(f"{harness.lms}/kurs/")


def test_the_link_closes_a_window_that_a_page_has_opened(page: Page, harness: Harness):
    launch = harness.launch(Attempt(files={"index.html": b"<p>Seite</p>"}), mode="preview")
    page.goto(f"{harness.lms}/kurs/")
    with page.context.expect_page() as opened:
        page.evaluate(f"window.open('{harness.url(launch)}phone', 'phone', 'popup,width=400,height=860')")
    expect(phone(opened.value).get_by_text("Seite")).to_be_visible()
    with opened.value.expect_event("close"), suppress(Error):  # it may be gone before it says that it was clicked
        opened.value.get_by_role("link", name="Schließen").click()


def test_a_learners_player_stands_in_no_frame(page: Page, harness: Harness, probe: Attempt):
    launch = harness.launch(probe)
    play(page, harness, launch)
    page.goto(f"{harness.url(launch)}phone")
    page.wait_for_timeout(1_000)
    assert "Probe" not in [frame.title() for frame in page.frames]
