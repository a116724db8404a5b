"""The first guided walk, as its steps say: from the occupation in Arabic to the first unit, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from demo.content import adaptation
from demo.content.timetable import SLOTS
from demo.furnish import courses, houses, learning, people
from lms.models import Enrolment
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey


def furnish_physiotherapy() -> None:
    """Furnish what the walk needs: one course with its translations, and the run one can join."""
    at, text = timezone.now(), adaptation.PHYSIOTHERAPY
    networks = houses.networks(at)
    providers = houses.providers(networks, at)
    crowd = people.everybody(providers, networks, houses.employers(at), at)
    course = courses.course(text, providers[text.provider], crowd.trainer(text.provider), at)
    slots = [slot for slot in SLOTS if slot.course == text.slug and not slot.steps]
    learning.keep_runs(text, course, slots, crowd=crowd, at=at)


def test_a_newcomer_finds_the_course_of_her_occupation_in_arabic(
    site: Site, phone: Page, no_barriers: Callable[[Page], None]
) -> None:
    furnish_physiotherapy()
    phone.goto("/ar/demo/")
    no_barriers(phone)
    phone.goto("/ar/demo/gang/finden/")
    no_barriers(phone)
    with phone.expect_popup() as opened:
        phone.locator(".walk__here button").click()
    page = opened.value
    page.wait_for_url("**/ar/")
    page.locator("[name=suche]").fill("العلاج الطبيعي")
    page.locator("[name=suche]").press("Enter")
    page.get_by_role("link", name="دورة تكييف في العلاج الطبيعي").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("العلاج الطبيعي")
    no_barriers(page)
    page.locator(".next .button").first.click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/angemeldet/")
    page.locator("main .button:not(.button--quiet)").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Der Beruf in Deutschland")
    no_barriers(page)
    assert Enrolment.objects.get().learner.full_name == "Nadia Darwish"
