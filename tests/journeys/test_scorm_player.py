"""Our own packages on the real server: line cut, browser gone, second device, completed with a score."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import BrowserContext, BrowserType, FrameLocator, Page

from demo import packages
from jobs import actions as jobs
from scorm.actions import launches, registrations
from scorm.actions.packages import receive_upload
from scorm.limits import DEFAULTS
from scorm.models import Attempt, Launch, RefusedCommit, Registration, ScoState
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import trainer_of
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey

ANSWERS = {
    "diversity_basics": [
        "Familienstand",
        "eine mögliche mittelbare Benachteiligung wegen der ethnischen Herkunft",
        "eine Deutung",
        "die Beschwerdestelle nach § 13 AGG",
        "nur Unerfahrene",
    ],
}


def registered(standard: str) -> Registration:
    """Upload our module as a trainer, let the job check it, and register a learner."""
    at, provider = timezone.now(), ProviderFactory()
    version = receive_upload(
        owner=provider,
        title="Diversity-Grundlagen",
        upload=ContentFile(packages.build(standard), name="modul.zip"),
        by=trainer_of(provider),
        at=at,
    )
    jobs.run_due(at=timezone.now())
    version.refresh_from_db()
    assert version.state == "ready", version.report
    return registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=at)


def open_player(registration: Registration, site: Site, language: str = "de") -> str:
    return launches.open_launch(
        registration=registration,
        at=timezone.now(),
        language=language,
        learner_name="Nguyễn Thị Hoa",
        return_url=site.url("/de/"),
        replay_url=site.url(reverse("lms:scorm_replay")),
    )


def turn_to(course: FrameLocator, number: int) -> None:
    place = course.locator("[data-place]")
    place.filter(has_text="Seite").wait_for()
    while place.text_content() != f"Seite {number} von 8":
        course.get_by_role("button", name="Weiter").click()


def until(page: Page, said: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not said():
        assert time.monotonic() < deadline, page.locator("body").inner_text()
        page.wait_for_timeout(100)


def location(registration: Registration, key: str) -> str | None:
    state = ScoState.objects.filter(attempt__registration=registration).first()
    return state.doc.get(key) if state else None


@pytest.mark.parametrize("standard", ["1.2", "2004-3", "2004-4"])
def test_a_learner_loses_line_and_browser_and_finishes_on_a_second_device(
    site: Site,
    new_device: Callable[..., BrowserContext],
    no_barriers: Callable[[Page], None],
    standard: str,
):
    registration = registered(standard)
    bookmark = "cmi.core.lesson_location" if standard == "1.2" else "cmi.location"
    first = new_device(width=360, height=740, language="ar")
    page = first.new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site, "ar"))
    turn_to(course, 3)
    until(page, lambda: location(registration, bookmark) == "3")
    first.set_offline(True)
    turn_to(course, 5)
    until(page, lambda: page.locator("[data-status]").get_attribute("data-phase") == "offline")
    assert location(registration, bookmark) == "3"
    first.set_offline(False)
    until(page, lambda: location(registration, bookmark) == "5")
    first.close()

    second = new_device(width=1280, height=800, language="de")
    page = second.new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site))
    course.get_by_role("heading", name="Unbewusste Vorannahmen").wait_for()
    no_barriers(page)
    turn_to(course, 8)
    for answer in ANSWERS["diversity_basics"]:
        course.get_by_label(answer, exact=True).check()
    course.get_by_role("button", name="Antworten prüfen").click()
    course.get_by_role("heading", name="4 von 5 richtig").wait_for()
    page.locator("[data-exit]").click()
    page.wait_for_url(site.url("/de/"))

    attempt = Attempt.objects.get(registration=registration)
    assert (attempt.completion, attempt.success, attempt.score) == ("completed", "passed", Decimal("0.8"))
    state = ScoState.objects.get(attempt=attempt)
    results = [interaction.result for interaction in state.interactions.order_by("idx")]
    assert results == ["correct"] * 4 + ["wrong" if standard == "1.2" else "incorrect"]
    assert "vorannahmen" in state.suspend_data
    assert attempt.completed_at is not None
    assert Launch.objects.filter(attempt=attempt).count() == 2


# Where the learner is by what the browser has put down in IndexedDB: that outlives the browser's end.
KEPT = """new Promise((told) => {
  indexedDB.open("lb-player").onsuccess = ({ target: { result: db } }) => {
    db.transaction("journals").objectStore("journals").getAll().onsuccess = ({ target: { result: all } }) => {
      db.close();
      told(all.flatMap(({ docs }) => Object.values(docs ?? {}).map((doc) => doc["cmi.core.lesson_location"])));
    };
  };
})"""


def processes_of(profile: Path, kind: str | None = None) -> list[int]:
    """Return the browser's processes of a profile, those started with its folder; `""` is the main ones' kind."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        kinds = [part.removeprefix(b"--type=").decode() for part in command if part.startswith(b"--type=")] or [""]
        if f"--user-data-dir={profile}".encode() in command and kind in (None, kinds[0]):
            found.append(int(entry.name))
    return found


def test_a_browser_killed_without_a_line_brings_its_changes_with_the_next_visit(
    site: Site, browser_type: BrowserType, browser_type_launch_args: dict, tmp_path: Path
):
    if not Path("/proc").is_dir() or not shutil.which("kill"):
        pytest.skip("processes cannot be found here")
    registration = registered("1.2")
    profile = tmp_path / "profile"
    device = browser_type.launch_persistent_context(profile, **browser_type_launch_args)
    page = device.new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site))
    turn_to(course, 2)
    until(page, lambda: location(registration, "cmi.core.lesson_location") == "2")
    device.set_offline(True)
    turn_to(course, 6)
    until(page, lambda: "6" in page.evaluate(KEPT))
    mains = processes_of(profile, "")
    assert mains
    for pid in mains:
        os.kill(pid, signal.SIGKILL)
    assert location(registration, "cmi.core.lesson_location") == "2"
    deadline = time.monotonic() + 30
    while processes_of(profile) and time.monotonic() < deadline:  # its helpers end a moment later
        time.sleep(0.05)

    for leftover in profile.glob("Singleton*"):
        leftover.unlink()
    device = browser_type.launch_persistent_context(profile, **browser_type_launch_args)
    page = device.new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site))
    course.get_by_role("heading", name="Das Gesetz").wait_for()
    assert location(registration, "cmi.core.lesson_location") == "6"
    device.close()


def test_changes_of_a_session_that_ended_over_night_are_handed_in_on_the_platform(
    site: Site, new_device: Callable[..., BrowserContext]
):
    registration = registered("1.2")
    client = Client()
    client.force_login(registration.user)
    device = new_device()
    device.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "url": site.origin,
                "sameSite": "Lax",
            }
        ]
    )
    page = device.new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site))
    turn_to(course, 2)
    until(page, lambda: location(registration, "cmi.core.lesson_location") == "2")
    Attempt.objects.filter(registration=registration).update(last_seen_at=timezone.now() - timedelta(hours=13))
    turn_to(course, 4)
    panel = page.get_by_role("dialog")
    panel.get_by_role("button").first.click()
    page.wait_for_url("**/nachreichen/")
    assert location(registration, "cmi.core.lesson_location") == "2"
    page.get_by_role("main").get_by_role("button").click()
    until(page, lambda: location(registration, "cmi.core.lesson_location") == "4")


def test_what_the_server_cannot_store_is_kept_for_support_and_the_learner_goes_on(
    site: Site, new_device: Callable[..., BrowserContext], monkeypatch: pytest.MonkeyPatch
):
    registration = registered("1.2")
    monkeypatch.setitem(DEFAULTS, "SUSPEND_DATA_MAX", 0)
    page = new_device(width=360, height=740, language="de").new_page()
    course = page.frame_locator("iframe")
    page.goto(open_player(registration, site))
    turn_to(course, 3)
    until(page, lambda: location(registration, "cmi.core.lesson_location") == "3")
    until(page, lambda: page.locator("[data-status]").text_content() == "Nicht alles gespeichert")
    assert "Das liegt an der Übung, nicht an Ihnen." in page.locator("[data-warning]").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    turn_to(course, 4)
    until(page, lambda: location(registration, "cmi.core.lesson_location") == "4")
    refused = RefusedCommit.objects.filter(launch__attempt__registration=registration).first()
    assert refused is not None
    assert list(refused.reasons) == ["cmi.suspend_data"]
