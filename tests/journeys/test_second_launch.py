"""Who comes back to a package pays for its files once: the browser keeps them from launch to launch (ADR 0041)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from jobs import actions as jobs
from scorm.actions import launches, registrations
from scorm.actions.packages import receive_upload
from scorm.models import PackageVersion, Registration
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import manifest, trainer_of, zipped
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey

PICTURE = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><!--" + "x" * 200_000 + "--></svg>"
INDEX = "<!doctype html><title>Heft</title><p>Hallo</p><img src='bild.svg' alt=''><script src='heft.js'></script>"


@pytest.fixture
def version() -> PackageVersion:
    provider = ProviderFactory()
    files = {"imsmanifest.xml": manifest(), "index.html": INDEX, "bild.svg": PICTURE, "heft.js": "'x';"}
    upload, by = ContentFile(zipped(files), name="heft.zip"), trainer_of(provider)
    version = receive_upload(owner=provider, title="Heft", upload=upload, by=by, at=timezone.now())
    jobs.run_due(at=timezone.now())
    version.refresh_from_db()
    return version


def enrolled(version: PackageVersion) -> Registration:
    at = timezone.now()
    return registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=at)


def played(page: Page, site: Site, registration: Registration) -> dict[str, int]:
    """Open the player anew and return the bytes that came over the line, by file of the package."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    names, sizes, kept = {}, {}, set()
    line.on("Network.requestWillBeSent", lambda sent: names.update({sent["requestId"]: sent["request"]["url"]}))
    line.on("Network.requestServedFromCache", lambda sent: kept.add(sent["requestId"]))
    line.on("Network.loadingFinished", lambda sent: sizes.update({sent["requestId"]: int(sent["encodedDataLength"])}))
    page.goto(
        launches.open_launch(
            registration=registration,
            at=timezone.now(),
            language="de",
            learner_name="Amina",
            return_url=site.url("/de/"),
            replay_url=site.url("/de/"),
        )
    )
    page.frame_locator("iframe").get_by_text("Hallo").wait_for()
    page.wait_for_load_state("networkidle")
    line.detach()
    files = {key: name.rpartition("/")[2] for key, name in names.items() if "/c/" in name}
    return {name: 0 if key in kept else sizes[key] for key, name in sorted(files.items(), key=lambda pair: pair[1])}


def test_the_second_launch_asks_for_no_file_again(
    site: Site, new_device: Callable[..., BrowserContext], version: PackageVersion
):
    registration, device = enrolled(version), new_device()
    first = played(device.new_page(), site, registration)
    assert {name: size > 0 for name, size in first.items()} == {"bild.svg": True, "heft.js": True, "index.html": True}
    assert first["bild.svg"] > len(PICTURE)
    assert played(device.new_page(), site, registration) == {"bild.svg": 0, "heft.js": 0, "index.html": 0}


def test_another_person_on_the_same_device_meets_no_copy(
    site: Site, new_device: Callable[..., BrowserContext], version: PackageVersion
):
    device = new_device()
    played(device.new_page(), site, enrolled(version))
    assert played(device.new_page(), site, enrolled(version))["bild.svg"] > len(PICTURE)


def test_a_month_later_the_files_have_another_address(
    site: Site, new_device: Callable[..., BrowserContext], version: PackageVersion
):
    registration, device = enrolled(version), new_device()
    played(device.new_page(), site, registration)
    Registration.objects.update(created_at=timezone.now() - timedelta(days=31))
    assert played(device.new_page(), site, registration)["bild.svg"] > len(PICTURE)
