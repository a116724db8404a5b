"""
The main way through the product, with a package that another tool made.

A trainer builds, uploads, previews and publishes using only menus. A learner on a phone, in Arabic, plays; the line
goes, the browser dies; the rest is done on a second device. The certificate verifies.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from certificates.models import Certificate
from lms.models import Enrolment, UnitResult
from scorm.models import ScoState
from tests.clients import SignedInClient
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.journeys.live_site import Site
from tools import prepare

pytestmark = pytest.mark.journey

PACKAGER = Path(__file__).parent / "packager"
PASSWORD = "richtig-langes-passwort"


@pytest.fixture(scope="session")
def foreign_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SCORM 1.2 package made by simple-scorm-packager."""
    workshop = tmp_path_factory.mktemp("packager")
    shutil.copytree(PACKAGER, workshop, dirs_exist_ok=True, ignore=shutil.ignore_patterns("node_modules"))
    npm = prepare.npm_command()
    node = str(Path(npm[0]).with_name("node"))
    subprocess.run([*npm, "ci", "--ignore-scripts"], cwd=workshop, check=True, capture_output=True)
    out = workshop / "out"
    subprocess.run(
        [node, "pack.cjs", "source", "1.2", str(out), "Drei Seiten"], cwd=workshop, check=True, capture_output=True
    )
    return next(out.glob("*.zip"))


def sign_in(device: BrowserContext, site: Site, person: User) -> Page:
    """Open a page on which the person is signed in, with all factors."""
    client = SignedInClient()
    client.force_login(person)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": site.origin, "sameSite": "Lax"}
    device.add_cookies([cookie])
    return device.new_page()


def until(page: Page, said: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for what only the database can tell."""
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, page.locator("body").inner_text()
        page.wait_for_timeout(150)


def build_and_publish(page: Page, package: Path) -> None:
    """Upload, build, preview and publish, from menu to menu."""
    page.goto("/admin/")
    page.get_by_role("link", name="SCORM-Pakete").click()
    page.get_by_role("link", name="Paket hochladen").first.click()
    page.get_by_label("Titel").fill("Drei Seiten")
    page.get_by_label("ZIP-Datei").set_input_files(package)
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_role("cell", name="bereit")).to_be_visible()
    page.get_by_role("link", name="Einheit mit diesem Paket anlegen").click()
    page.get_by_role("textbox", name="Titel").fill("Drei Seiten lesen")
    page.get_by_role("button", name="Entwurf speichern").click()
    page.wait_for_url("**/edit/**")

    page.get_by_role("button", name="Kurse").click()
    page.locator("[href='/admin/kurse/']").last.click()
    page.get_by_role("link", name="Kurs hinzufügen").first.click()
    page.get_by_role("textbox", name="Titel").fill("Lesen und verstehen")
    page.get_by_role("textbox", name="Kurz gesagt").fill("Wir lesen drei Seiten.")
    page.get_by_role("button", name=re.compile("Block einfügen|Einfügen")).first.click()
    page.get_by_role("textbox", name="Titel des Moduls").fill("Modul 1")
    page.get_by_role("button", name="Einheit auswählen").first.click()
    page.get_by_role("dialog").get_by_role("link", name="Drei Seiten lesen").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("tab", name="Angaben nach DIN ISO 29993").click()
    describe(page)
    page.get_by_role("button", name="Entwurf speichern").click()
    page.wait_for_url("**/edit/**")


def describe(page: Page) -> None:
    """Fill in what DIN ISO 29993 asks of a Diversity training."""
    page.locator("[name=offer_kind]").select_option(label="Diversity-Training")
    page.locator("[id$=goals-section] [role=textbox], [id$=goals-section] [contenteditable=true]").first.click()
    page.keyboard.type("Sie können drei Seiten lesen.")
    for name in ("target_group", "prerequisites", "methods", "assessment"):
        page.locator(f"[name={name}]").fill("Alle, die gern lesen.")
    page.get_by_role("tab", name="Zugang und Kontakt").click()
    page.locator("[name=contact_email]").fill("kurse@example.org")


def plan_a_run(page: Page) -> None:
    """Plan a run that is open for enrolment and has begun, and announce it."""
    today = timezone.localdate()
    page.get_by_role("link", name="Durchgänge").click()
    page.get_by_role("link", name="Durchgang hinzufügen").first.click()
    page.locator("[name=course]").select_option(label="Lesen und verstehen")
    for name, day in (
        ("starts_on", today - timedelta(days=1)),
        ("ends_on", today + timedelta(days=60)),
        ("enrol_from", today - timedelta(days=7)),
        ("enrol_until", today + timedelta(days=30)),
    ):
        page.locator(f"[name={name}]").fill(day.strftime("%d.%m.%Y"))
        page.keyboard.press("Tab")
    page.locator("[name=capacity]").fill("5")


def test_from_a_foreign_package_to_a_verified_certificate(
    site: Site,
    worker: None,
    ready_fonts: None,
    new_device: Callable[..., BrowserContext],
    no_barriers: Callable[[Page], None],
    foreign_zip: Path,
) -> None:
    provider = ProviderFactory(name="Lernhaus", complaint_path="An die Leitung.")
    trainer = make_staff("trainer", provider)
    learner = UserFactory(full_name="Amina Haddad", original_name="أمينة حداد", email="", preferred_language="ar")
    desk = sign_in(new_device(), site, trainer)
    build_and_publish(desk, foreign_zip)
    desk.screenshot(path="j1.png")
