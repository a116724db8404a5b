"""Hard packages that lie beside the checkout: taken in by the product, played to the end in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, FrameLocator, Page

from jobs import actions as jobs
from scorm.actions import launches, registrations
from scorm.actions.packages import receive_upload
from scorm.models import Attempt, Registration, ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import CONTRACT, trainer_of
from tests.journeys.live_site import Site
from tests.journeys.test_scorm_player import until

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(CONTRACT is None, reason="packages of the contract are not here"),
]


def taken_in(name: str) -> Registration:
    """Upload a package as a trainer, let the job check it, and register a learner."""
    at, provider = timezone.now(), ProviderFactory()
    assert CONTRACT is not None
    upload = ContentFile((CONTRACT / f"{name}.zip").read_bytes(), name=f"{name}.zip")
    version = receive_upload(owner=provider, title="Paket", upload=upload, by=trainer_of(provider), at=at)
    jobs.run_due(at=timezone.now())
    version.refresh_from_db()
    assert version.state == "ready", version.report
    return registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=at)


def opened(page: Page, registration: Registration, site: Site) -> FrameLocator:
    address = launches.open_launch(
        registration=registration,
        at=timezone.now(),
        language="de",
        learner_name="Nguyễn Thị Hoa",
        return_url=site.url("/de/"),
        replay_url=site.url(reverse("lms:scorm_replay")),
    )
    page.goto(address)
    return page.frame_locator("iframe")


def attempt_of(registration: Registration) -> Attempt:
    return Attempt.objects.get(registration=registration)


@pytest.mark.parametrize(
    "name",
    [
        "s01-nested-folder",
        "s03-backslash-paths",
        "s04-nonascii-utf8",
        "s06-utf16-manifest",
        "s08-href-query-fragment",
        "s09-xmlbase",
        "s22-two-orgs-no-default",
    ],
)
def test_a_package_packed_oddly_is_resumed_and_passed(site: Site, new_device: Callable[..., BrowserContext], name: str):
    registration = taken_in(name)
    page = new_device().new_page()
    course = opened(page, registration, site)
    course.get_by_text("init true page 1").wait_for()
    course.get_by_role("button", name="Next page").click()
    page.locator("[data-exit]").click()
    page.wait_for_url(site.url("/de/"))

    course = opened(page, registration, site)
    course.get_by_text("init true page 2").wait_for()
    course.get_by_role("button", name="Pass (85)").click()
    page.locator("[data-exit]").click()
    page.wait_for_url(site.url("/de/"))
    attempt = attempt_of(registration)
    assert (attempt.completion, attempt.success, attempt.score) == ("completed", "passed", Decimal("0.85"))


def test_query_fragment_and_parameters_reach_the_package(site: Site, new_device: Callable[..., BrowserContext]):
    page = new_device().new_page()
    opened(page, taken_in("s08-href-query-fragment"), site).get_by_text("init true").wait_for()
    address = urlsplit(page.frames[-1].url)
    assert (address.path.rpartition("/c/")[2], address.query, address.fragment) == (
        "index.html",
        "lang=en&x=1&a=1&b=2",
        "s2",
    )


def test_a_package_without_a_sco_is_completed_by_opening_it(site: Site, new_device: Callable[..., BrowserContext]):
    registration = taken_in("s23-assets-only")
    page = new_device().new_page()
    opened(page, registration, site)
    until(page, lambda: attempt_of(registration).completion == "completed")


def test_sixty_kilobytes_set_while_the_tab_closes_are_stored_after_the_next_visit(
    site: Site, new_device: Callable[..., BrowserContext]
):
    registration = taken_in("s25-suspend60k-2004-4")
    device = new_device()
    page = device.new_page()
    course = opened(page, registration, site)
    course.get_by_role("button", name="Next page").click()
    course.get_by_text("init true page 2").wait_for()
    page.close()  # in the second before it would have been sent
    page = device.new_page()
    opened(page, registration, site).get_by_text("init true page 2").wait_for()
    state = ScoState.objects.get(attempt__registration=registration)
    assert state.suspend_data == "x" * 60_000 + "2"


def test_five_hundred_calls_in_one_tick_all_arrive(site: Site, new_device: Callable[..., BrowserContext]):
    registration = taken_in("s26-commitstorm-12")
    page = new_device().new_page()
    opened(page, registration, site).get_by_text("done 100").wait_for()
    until(page, lambda: attempt_of(registration).completion == "completed")
    state = ScoState.objects.get(attempt__registration=registration)
    assert state.interactions.count() == 100
