"""An employer's HR without a mouse: only keys are pressed, on the pages with something to open, choose or refuse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from diversity_training.models import NeedsAnalysis
from tests.diversity_training.bookings import Way, hr_of
from tests.journeys.live_site import Site
from tests.journeys.test_main_way import sign_in

pytestmark = pytest.mark.journey
MOST_STOPS = 100


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is where it shall be."""
    expect(wanted).to_have_count(1)
    for _press in range(MOST_STOPS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {wanted}")


@pytest.fixture
def way(site: Site, ready_fonts: None) -> Way:
    found = Way(at=timezone.now())
    found.to("clarifying")
    return found


@pytest.fixture
def page(way: Way, site: Site, new_device: Callable[..., BrowserContext]) -> Page:
    return sign_in(new_device(), site, way.hr)


def test_hr_writes_the_analysis_declines_nothing_and_accepts(way: Way, page: Page) -> None:
    page.goto(f"/de/betrieb/buchung/{way.booking.public_id}/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Bedarfsanalyse ausfüllen"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/bedarf/1/")
    tab_to(page, page.get_by_role("button", name="Speichern und weiter"))
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()  # what is missing is where the focus is
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Was soll nach dem Training anders sein?")).to_be_focused()
    page.keyboard.type("Fair auswählen")
    tab_to(page, page.get_by_label("Welche Erfahrung gibt es?"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Speichern und weiter"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/bedarf/2/"))
    tab_to(page, page.get_by_role("button", name="Speichern und weiter"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/bedarf/3/"))
    tab_to(page, page.get_by_label("Schulung im Sinne von § 12 AGG bescheinigen"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Speichern und abgeben"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Ihre Bedarfsanalyse ist da.")).to_be_visible()
    kept = NeedsAnalysis.objects.get()
    assert (kept.goals, kept.experience) == ("Fair auswählen", NeedsAnalysis.Experience.values[0])
    assert kept.wants_equal_treatment

    way.offer()
    page.reload()
    tab_to(page, page.get_by_role("link", name="Angebot ansehen"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Angebot", exact=True)).to_be_focused()
    refusing = page.locator("summary", has_text="Angebot ablehnen")
    tab_to(page, refusing)
    page.keyboard.press("Space")
    reason = page.get_by_label("Grund").first
    expect(reason).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Ablehnen", exact=True))
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    for _back in range(2):
        page.keyboard.press("Shift+Tab")
        if refusing.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(reason).to_be_hidden()
    page.goto(page.url.partition("#")[0])  # the address of the refused form leads back to the booking
    page.wait_for_url(re.compile(f"/buchung/{way.booking.public_id}/$"))
    tab_to(page, page.get_by_role("button", name="Angebot annehmen"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Sie haben das Angebot angenommen.")).to_be_visible()


def test_menus_close_by_escape_and_a_question_leads_back(way: Way, page: Page) -> None:
    hr_of(way.booking.employer, full_name="Omid Rahimi")
    page.goto(f"/de/betrieb/team/{way.booking.employer.public_id}/")
    menu = page.get_by_role("navigation", name="Ihr Konto").locator("summary")
    tab_to(page, menu)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    entry = page.get_by_role("navigation", name="Ihr Konto").get_by_role("link").first
    expect(entry).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_focused()
    expect(entry).to_be_hidden()

    ending = page.get_by_role("link", name=re.compile("Zugang beenden.*Omid Rahimi"))
    tab_to(page, ending)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Zugang beenden?")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Abbrechen"))
    page.keyboard.press("Enter")
    expect(ending).to_be_visible()
    tab_to(page, ending)
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Zugang beenden"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Der Zugang ist beendet: Omid Rahimi")).to_be_visible()
    expect(ending).to_have_count(0)
