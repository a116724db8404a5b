"""A trainer looks at a package of several frames as a phone shows it, and says what learners read."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, Error, Page, expect

from jobs import actions as jobs
from scorm.actions.packages import receive_upload
from scorm.models import Attempt, PackageVersion, PhoneCheck
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.scorm import frames, zipped
from tests.journeys.live_site import Site
from tests.journeys.test_main_way import sign_in, until

pytestmark = pytest.mark.journey

OPEN = "Fenster in Telefonbreite öffnen"


@pytest.fixture
def version() -> PackageVersion:
    provider = ProviderFactory()
    trainer = make_staff("trainer", provider)
    upload = ContentFile(zipped(frames()), name="rahmen.zip")
    version = receive_upload(owner=provider, title="Rahmen", upload=upload, by=trainer, at=timezone.now())
    jobs.run_due(at=timezone.now())
    version.refresh_from_db()
    assert version.state == "ready", version.report
    return version


def trainer_at(device: BrowserContext, site: Site, version: PackageVersion) -> Page:
    page = sign_in(device, site, make_staff("trainer", version.package.owner))
    page.goto(site.url(f"/admin/scorm/{version.package.public_id}/{version.number}/befund/"))
    page.get_by_role("link", name="In der Größe eines Telefons ansehen").click()
    return page


def turn_the_page(window: Page) -> None:
    """Let the frame beside the text open the next page in it."""
    package = window.frame_locator("[data-phone]").frame_locator("#content")
    expect(package.frame_locator("frame[name=text]").get_by_text("Erste Seite")).to_be_visible()
    package.frame_locator("frame[name=menu]").get_by_role("link", name="Weiter").click()
    expect(package.frame_locator("frame[name=text]").get_by_text("Breite Tabelle")).to_be_visible()


def test_a_package_of_frames_is_seen_measured_and_decided_about(
    new_device: Callable[..., BrowserContext], site: Site, version: PackageVersion, no_barriers: Callable[[Page], None]
) -> None:
    page = trainer_at(new_device(), site, version)
    expect(page.get_by_text("Noch nichts gemessen.")).to_be_visible()
    no_barriers(page)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name=OPEN).press("Enter")
    window = opened.value
    turn_the_page(window)
    no_barriers(window)
    until(page, lambda: PhoneCheck.objects.filter(portrait_px=600).exists())
    expect(page.get_by_text("Aufrecht passt es nicht.")).to_be_visible()
    window.get_by_role("button", name="Telefon drehen").click()
    until(page, lambda: PhoneCheck.objects.filter(landscape_px=740).exists())
    expect(page.get_by_text("Nach den Maßen: „bitte quer halten“.")).to_be_visible()
    expect(page.get_by_label("bitte quer halten")).to_be_checked()
    with window.expect_event("close"), suppress(Error):  # a window may be gone before it says that it was clicked
        window.get_by_role("link", name="Schließen").click()
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Die Lernenden lesen vor dem Start: „Auf dem Telefon: bitte quer halten“.")).to_be_visible()
    assert set(Attempt.objects.values_list("mode", flat=True)) == {"preview"}


def test_without_our_script_a_tab_shows_the_same_phone(
    new_device: Callable[..., BrowserContext], site: Site, version: PackageVersion
) -> None:
    device = new_device(width=360, height=740)
    device.route("**/courses/phone.js", lambda route: route.abort())
    page = trainer_at(device, site, version)
    expect(page.get_by_text("Noch nichts gemessen.")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    with device.expect_page() as opened:
        page.get_by_role("button", name=OPEN).click()
    turn_the_page(opened.value)
    assert opened.value.locator("[data-phone]").bounding_box()["width"] == 360
    until(page, lambda: PhoneCheck.objects.filter(portrait_px=600).exists())
    page.reload()
    expect(
        page.get_by_text("Aufrecht ist die breiteste Seite bisher 600 Bildpunkte breit, 360 passen.")
    ).to_be_visible()
    page.get_by_label("besser an einem Computer oder Tablet").check()
    page.get_by_role("button", name="Speichern").click()
    until(page, lambda: PhoneCheck.objects.filter(fit="computer").exists())
