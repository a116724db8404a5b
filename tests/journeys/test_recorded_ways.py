"""Who is in the middle of a course of the demo opens the player and is where they were."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from demo import packages
from demo.furnish import playing
from jobs import actions as jobs
from lms.models import UnitResult
from scorm.actions.packages import configure, receive_upload
from scorm.models import Attempt, Registration
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.factories.scorm import trainer_of
from tests.journeys.live_site import Site
from tests.journeys.test_scorm_player import open_player, until

pytestmark = pytest.mark.journey


def played(name: str, username: str) -> Registration:
    """Let a person of the demo play a course of the demo as it is recorded, and return what they play."""
    provider, at = ProviderFactory(), timezone.now()
    trainer, upload = trainer_of(provider), ContentFile(packages.build_named(name), name=f"{name}.zip")
    version = receive_upload(owner=provider, title=packages.COURSES[name].title, upload=upload, by=trainer, at=at)
    jobs.run_due(at=at)
    configure(package=version.package, switches={"advances_by_itself": True}, by=trainer, at=at)
    unit = live_unit(provider, kind="scorm", package=version.package, body=[])
    course = live_course(provider, units=[unit], complaint_path="An die Leitung.")
    today = timezone.localdate(at)
    plan = {"starts_on": today - timedelta(days=20), "ends_on": today + timedelta(days=60)}
    plan |= {"enrol_from": today - timedelta(days=40), "enrol_until": today + timedelta(days=30)}
    enrolment = enrolled(
        running_run(course=course, **plan), at=at - timedelta(days=19), learner=UserFactory(username=username)
    )
    playing.play(enrolment, enrolment.run.run_units.get(), at)
    result = UnitResult.objects.get(enrolment=enrolment)
    return Registration.objects.get(context_key=result.public_id)


def opened(registration: Registration, site: Site, device: BrowserContext, language: str) -> tuple[Page, FrameLocator]:
    page = device.new_page()
    page.goto(open_player(registration, site, language))
    part = page.frame_locator("iframe")
    part.locator("[data-place]").filter(has_text="Seite").wait_for(state="attached")
    return page, part


def contents(page: Page) -> dict[str, str]:
    """Return the table of contents: what is said of each part."""
    if page.locator("[data-contents-panel]").is_hidden():
        page.locator("[data-contents]").click()
    entries = page.locator(".contents__entry")
    return {
        entry.locator("bdi").inner_text(): " ".join(entry.locator(".contents__mark").all_inner_texts())
        for entry in entries.all()
    }


def test_who_was_in_the_second_of_four_parts_goes_on_there_and_the_test_opens_when_all_are_read(
    site: Site, new_device: Callable[..., BrowserContext], no_barriers: Callable[[Page], None]
):
    registration = played("office_morning", "ngozi")
    page, part = opened(registration, site, new_device(width=320, height=640, language="ar"), "ar")
    expect(part.locator("h2:visible")).to_have_text("Verstehen sichern")
    expect(part.locator("[data-place]")).to_have_text("Seite 2 von 3")
    assert list(contents(page).values()) == ["", "منجزة", "", "", ""]
    expect(page.get_by_role("button", name="Prüfen Sie sich")).to_have_attribute("aria-disabled", "true")
    no_barriers(page)
    page.keyboard.press("Escape")  # the focus is still on the button that opened it
    assert page.locator("[data-contents-panel]").is_hidden()
    back, forth = (part.get_by_role("button", name=name) for name in ("Seite zurück", "Nächste Seite"))
    assert back.bounding_box()["y"] == forth.bounding_box()["y"]  # side by side, also on the smallest phone
    part.get_by_role("button", name="Nächste Seite").press("Enter")
    part.get_by_role("button", name="Zum nächsten Teil").press("Enter")
    expect(part.locator("h2:visible")).to_have_text("Zehn Uhr: ein Termin für vier")
    for _ in range(2):
        part.get_by_role("button", name="Nächste Seite").press("Enter")
    part.get_by_role("button", name="Zum nächsten Teil").press("Enter")
    expect(part.locator("h2:visible")).to_have_text("Elf Uhr: Prüfen Sie sich")
    no_barriers(page)


def test_who_failed_once_was_led_back_to_what_is_missing_and_passes_at_the_second_try(
    site: Site, new_device: Callable[..., BrowserContext], no_barriers: Callable[[Page], None]
):
    registration = played("applying", "rosa")
    page, part = opened(registration, site, new_device(width=360, height=740), "de")
    expect(part.locator("h2:visible")).to_have_text("Schwierige Fragen")
    assert contents(page) == {
        "Sich bewerben im Büro": "",
        "Was können Sie schon?": "erledigt",
        "Eine Stellenanzeige lesen": "erledigt",
        "Anschreiben und Lebenslauf": "erledigt",
        "Das Gespräch": "",
        "Abschlusstest": "nicht bestanden",
    }
    page.keyboard.press("Escape")
    part.get_by_role("button", name="Nächste Seite").click()
    part.get_by_role("button", name="Zum nächsten Teil").click()
    expect(part.locator("h2:visible")).to_have_text("Abschlusstest")
    expect(page.get_by_role("button", name="Nächster Teil")).to_have_attribute(
        "aria-disabled", "true"
    )  # the test leads on
    right = {"n-vorteil": "c", "n-mwd": "a", "n-anfang": "b", "n-luecke": "c", "n-schwaeche": "a", "n-fragen": "b"}
    for name, value in right.items():
        part.locator(f"input[name={name}][value={value}]").check()
    part.get_by_role("button", name="Test abgeben").click()
    expect(part.get_by_role("heading", name="6 von 6 richtig")).to_be_visible()
    part.get_by_role("button", name="Weiter im Kurs").click()
    page.wait_for_url(site.url("/de/"))
    attempt = Attempt.objects.get(registration=registration)
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert UnitResult.objects.get().state == "completed"


def test_who_has_used_up_both_tries_may_read_on_and_finds_the_test_closed(
    site: Site, new_device: Callable[..., BrowserContext], no_barriers: Callable[[Page], None]
):
    registration = played("applying", "yusuf")
    page, part = opened(registration, site, new_device(width=320, height=640), "de")
    assert contents(page)["Abschlusstest"] == "nicht bestanden"
    expect(page.get_by_role("button", name="Abschlusstest")).to_have_attribute("aria-disabled", "true")
    expect(part.locator("h2:visible")).to_have_text("Anrufen lohnt sich")
    no_barriers(page)
    page.locator("[data-exit]").click()
    page.wait_for_url(site.url("/de/"))
    until(page, lambda: Attempt.objects.get(registration=registration).success == "failed")
