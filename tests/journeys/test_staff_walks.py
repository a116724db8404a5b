"""Guided walks 3 and 4, as their steps say: a trainer publishes, and the coordinator's morning."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from courses.models import Course
from demo.content import adaptation
from demo.content.timetable import SLOTS
from demo.furnish import courses, houses, learning, people
from lms.models import Enrolment
from tests.journeys.live_site import Site
from tests.journeys.test_main_way import save_draft

pytestmark = pytest.mark.journey
TEXT = adaptation.OFFICE_MANAGEMENT


@pytest.fixture
def office_management(site: Site) -> Course:
    """The course of both walks, with the run on Tuesdays and Thursdays."""
    at = timezone.now()
    networks = houses.networks(at)
    providers = houses.providers(networks, at)
    crowd = people.everybody(providers, networks, houses.employers(at), at)
    course = courses.course(TEXT, providers[TEXT.provider], crowd.trainer(TEXT.provider), at)
    slots = [slot for slot in SLOTS if slot.course == TEXT.slug and slot.label == "Dienstag und Donnerstag"]
    learning.keep_runs(TEXT, course, slots, crowd=crowd, at=at)
    return course


def begin(page: Page, walk: str) -> Page:
    """Open the walk, take what it hands out, and begin it in its new tab."""
    page.goto(f"/de/demo/gang/{walk}/")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Beginnen").click()
    opened.value.wait_for_url("**/admin/")
    return opened.value


@pytest.mark.usefixtures("worker")
def test_a_trainer_publishes_a_package_in_a_course(
    desk: Page, office_management: Course, tmp_path: Path, no_barriers_inside: Callable[[Page], None]
) -> None:
    desk.goto("/de/demo/gang/veroeffentlichen/")
    with desk.expect_download() as handed_out:
        desk.get_by_role("link", name="Beispielpaket laden").click()
    package = tmp_path / handed_out.value.suggested_filename
    handed_out.value.save_as(package)

    page = begin(desk, "veroeffentlichen")
    page.get_by_role("link", name="SCORM-Pakete").click()
    page.get_by_role("link", name="Paket hochladen").first.click()
    page.get_by_label("ZIP-Datei").set_input_files(package)
    page.get_by_label("Titel").fill("Übergabe mit ISBAR")
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_text("nichts zu beanstanden")).to_be_visible()

    page.get_by_role("link", name="Einheit mit diesem Paket anlegen").click()
    expect(page.get_by_role("textbox", name="Titel")).to_have_value("Übergabe mit ISBAR")
    for kind in ("Überschrift", "Text"):
        page.get_by_role("button", name="Einen Block einfügen").last.click()
        page.get_by_role("listbox").get_by_role("option", name=kind, exact=True).click()
        page.get_by_role("textbox", name=kind, exact=True).click()
        page.keyboard.type("Vor der Übergabe")
    no_barriers_inside(page)
    save_draft(page)

    page.get_by_role("button", name="Kurse").click()
    page.locator("[href='/admin/kurse/']").last.click()
    page.get_by_role("link", name="Büromanagement").first.click()
    module = page.locator("[data-streamfield-child]").first
    module.get_by_role("button", name="Hinzufügen").last.click()
    module.get_by_role("button", name="Einheit auswählen").last.click()
    newest = page.get_by_role("dialog").locator("tbody a").first
    expect(newest).to_have_text("Übergabe mit ISBAR")
    newest.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Vorschau umschalten").click()
    preview = page.frame_locator("#w-preview-iframe")
    expect(preview.get_by_text("Übergabe mit ISBAR")).to_be_visible()
    page.get_by_role("button", name="Mehr Aktionen").click()
    page.get_by_role("button", name="Speichern, prüfen und veröffentlichen").click()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()
    expect(page.get_by_text("veröffentlicht").first).to_be_visible()

    desk.goto("/de/kurse/bueromanagement/")
    expect(desk.get_by_text("Übergabe mit ISBAR")).to_be_visible()


def test_a_coordinator_starts_the_day(desk: Page, office_management: Course) -> None:
    page = begin(desk, "morgen")
    expect(page.get_by_text("1 Person hat noch nicht begonnen")).to_be_visible()
    page.get_by_role("link", name="Teilnehmende", exact=True).first.click()
    page.get_by_role("link", name="Dienstag und Donnerstag").click()
    expect(page.get_by_role("link", name="Olena Kowalenko")).to_be_visible()

    page.get_by_role("link", name="Person aufnehmen").click()
    page.get_by_label("Name wie im Pass").fill("Zoë Łukaszewicz-O’Neill")
    page.get_by_role("button", name="Aufnehmen").click()
    expect(page.get_by_role("button", name="Drucken")).to_be_visible()
    newcomer = Enrolment.objects.get(learner__full_name="Zoë Łukaszewicz-O’Neill").learner
    expect(page.get_by_text(newcomer.username)).to_be_visible()

    page.get_by_role("link", name="Zurück zur Liste").click()
    with page.expect_download() as loaded:
        page.get_by_role("link", name="Liste für Excel (XLSX)").click()
    assert loaded.value.suggested_filename.endswith(".xlsx")
