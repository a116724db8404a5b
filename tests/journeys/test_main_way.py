"""
The main way through the product, with a package that another tool made.

A trainer builds, uploads, previews and publishes using only menus. A learner on a phone, in Arabic, plays; the line
goes, the browser dies; the rest is done on a second device. The certificate verifies. A coordinator watches.
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


def until(page: Page, said: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for what only the database can tell."""
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, page.locator("body").inner_text()
        page.wait_for_timeout(150)


def save_draft(page: Page) -> None:
    """Save, and wait for the page that says so: the address alone changes with an autosave, too, on the old page."""
    page.get_by_role("button", name="Entwurf speichern").click()
    expect(page.locator(".messages .success")).to_be_visible()


def bookmark() -> str | None:
    """Return where the server knows the learner to be."""
    state = ScoState.objects.first()
    return state.doc.get("cmi.core.lesson_location") if state else None


def build(page: Page, package: Path, no_barriers_inside: Callable[[Page], None]) -> None:
    """Upload and build, from menu to menu."""
    page.goto("/admin/")
    page.get_by_role("link", name="SCORM-Pakete").click()
    page.get_by_role("link", name="Paket hochladen").first.click()
    no_barriers_inside(page)
    page.get_by_label("Titel").fill("Drei Seiten")
    page.get_by_label("ZIP-Datei").set_input_files(package)
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_role("cell", name="bereit")).to_be_visible()
    no_barriers_inside(page)
    page.get_by_role("link", name="Einheit mit diesem Paket anlegen").click()
    page.get_by_role("textbox", name="Titel").fill("Drei Seiten lesen")
    save_draft(page)

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
    save_draft(page)


def describe(page: Page) -> None:
    """Fill in what DIN ISO 29993 asks of a Diversity training."""
    page.locator("[name=offer_kind]").select_option(label="Diversity-Training")
    page.locator("[id$=goals-section] [role=textbox], [id$=goals-section] [contenteditable=true]").first.click()
    page.keyboard.type("Sie können drei Seiten lesen.")
    # The rich-text editor hands over what was typed a moment later.
    until(page, lambda: "drei Seiten" in page.locator("input[name=goals], textarea[name=goals]").first.input_value())
    for name in ("target_group", "prerequisites", "methods", "assessment"):
        page.locator(f"[name={name}]").fill("Alle, die gern lesen.")
    page.get_by_role("tab", name="Zugang und Kontakt").click()
    page.locator("[name=contact_email]").fill("kurse@example.org")


def plan_a_run(page: Page, no_barriers_inside: Callable[[Page], None]) -> None:
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
    page.get_by_role("button", name="Erstellen").click()
    page.get_by_role("button", name="Auf der Kursseite zeigen").click()
    expect(page.get_by_text("Der Durchgang steht auf der Kursseite.")).to_be_visible()
    no_barriers_inside(page)


def preview_and_publish(page: Page, no_barriers_inside: Callable[[Page], None]) -> None:
    """Look at the course the way a learner will, then check and publish it with its unit."""
    page.get_by_role("button", name="Vorschau umschalten").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_role("heading", name="Lesen und verstehen")).to_be_visible()
    page.get_by_role("link", name="Prüfen und veröffentlichen").click()
    expect(page.get_by_text("Drei Seiten lesen")).to_be_visible()
    no_barriers_inside(page)
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    expect(page.get_by_text("veröffentlicht").first).to_be_visible()


def find_and_begin(phone: BrowserContext, learner: User, no_barriers: Callable[[Page], None]) -> str:
    """Find the course, sign in, enrol, begin to play, lose the line; return where the unit stands."""
    page = phone.new_page()
    page.goto("/ar/")
    no_barriers(page)
    page.get_by_role("link", name="Lesen und verstehen").click()
    no_barriers(page)
    page.locator(".next .button").click()
    page.locator("[name=login]").fill(learner.username)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url("**/anmelden/**")
    no_barriers(page)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/angemeldet/")
    no_barriers(page)
    page.locator("main .button").last.click()
    no_barriers(page)
    unit_path = page.url
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/l/**")
    course = page.frame_locator("iframe")
    expect(course.get_by_text("Seite 1 von 3")).to_be_visible()
    course.get_by_role("button", name="Weiter").click()
    until(page, lambda: bookmark() == "2")
    phone.set_offline(True)
    course.get_by_role("button", name="Weiter").click()
    until(page, lambda: page.locator("[data-status]").get_attribute("data-phase") == "offline")
    return unit_path


def finish(second: Page, unit_path: str, no_barriers: Callable[[Page], None]) -> Certificate:
    """Go on where the server knows the learner to be, finish, and fetch the certificate."""
    second.goto("/ar/lernen/")
    no_barriers(second)
    second.goto(unit_path)
    second.locator("main form button[type=submit]").first.click()
    course = second.frame_locator("iframe")
    # Page 2, or page 3 where the dying browser got its last word out.
    reached = bookmark()
    assert reached in {"2", "3"}
    expect(course.get_by_text(f"Seite {reached} von 3")).to_be_visible()
    if reached == "2":
        course.get_by_role("button", name="Weiter").click()
    course.get_by_role("button", name="Fertig").click()
    until(second, lambda: Enrolment.objects.filter(state="completed").exists())
    second.locator("[data-exit]").click()
    second.wait_for_url("**/zurueck/**")
    no_barriers(second)
    until(second, lambda: Certificate.objects.filter(state="issued").exists())
    certificate = Certificate.objects.get()
    assert UnitResult.objects.get().score is not None
    second.goto("/ar/bescheinigungen/")
    no_barriers(second)
    with second.expect_download() as download:
        second.locator("a[download]").first.click()
    pdf = Path(download.value.path()).read_bytes()
    assert pdf.startswith(b"%PDF")
    return certificate


def watch(coordination: Page, no_barriers_inside: Callable[[Page], None]) -> None:
    """See on the roster that the learner is through, and take the list home for Excel."""
    coordination.goto("/admin/")
    coordination.get_by_role("link", name="Teilnehmende", exact=True).click()
    coordination.get_by_role("link", name=re.compile("Lesen und verstehen")).first.click()
    expect(coordination.get_by_role("link", name="Amina Haddad")).to_be_visible()
    no_barriers_inside(coordination)
    with coordination.expect_download() as download:
        coordination.get_by_role("link", name=re.compile("CSV")).first.click()
    table = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "Amina Haddad;أمينة حداد;abgeschlossen" in table


def verify(stranger: Page, certificate: Certificate, no_barriers: Callable[[Page], None]) -> None:
    """Type the number as somebody reads it from paper; learn that it is valid, and no name."""
    stranger.goto("/de/pruefen/")
    no_barriers(stranger)
    stranger.locator("[name=number]").fill(certificate.number.lower())
    stranger.get_by_role("button", name="Prüfen").click()
    expect(stranger.get_by_text("gültig").first).to_be_visible()
    assert certificate.holder.full_name not in stranger.locator("body").inner_text()
    no_barriers(stranger)


def test_from_a_foreign_package_to_a_verified_certificate(
    site: Site,
    worker: None,
    ready_fonts: None,
    new_device: Callable[..., BrowserContext],
    no_barriers: Callable[[Page], None],
    no_barriers_inside: Callable[[Page], None],
    foreign_zip: Path,
) -> None:
    provider = ProviderFactory(name="Lernhaus", complaint_path="An die Leitung.")
    trainer = make_staff("trainer", provider)
    learner = UserFactory(full_name="Amina Haddad", original_name="أمينة حداد", email="", preferred_language="ar")
    desk = sign_in(new_device(), site, trainer)
    build(desk, foreign_zip, no_barriers_inside)
    preview_and_publish(desk, no_barriers_inside)
    plan_a_run(desk, no_barriers_inside)

    phone = new_device(width=360, height=740, language="ar")
    unit_path = find_and_begin(phone, learner, no_barriers)
    phone.close()  # and what the phone still held is gone with it
    second = sign_in(new_device(width=360, height=740, language="ar"), site, learner)
    certificate = finish(second, unit_path, no_barriers)
    verify(new_device().new_page(), certificate, no_barriers)
    watch(sign_in(new_device(), site, make_staff("coordinator", provider)), no_barriers_inside)
