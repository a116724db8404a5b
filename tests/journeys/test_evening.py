"""
An evening from its plan to its certificate, by the sixth walk: the trainer with a desk, the learner with a phone.

Whatever takes time (messages of the server, jobs) is waited for by looking at pages until they say it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from bbb_standin.options import Options
from bbb_standin.server import serving
from bbb_standin.standin import Standin
from courses.actions.reminders import plan_reminders
from courses.models import Run, RunSession
from demo import evening_walk
from demo.content import adaptation
from demo.content.timetable import EVENINGS, SLOTS
from demo.furnish import conference, courses, houses, indexing, learning, people
from jobs.actions import run_due
from live_sessions.actions import watching
from live_sessions.models import Server
from lms.models import HoursEntry, SessionAttendance, UnitResult
from notifications.models import Letter
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey

SECRET = "a secret of the tests"
REMINDER = "تذكير بموعدك"  # how the subject begins
LOOKS = 60  # at a page that does not say yet what it will; a second or so lies between two


@pytest.fixture
def standin(site: Site, settings) -> Iterator[Standin]:
    options = Options(
        secret=SECRET,
        port=0,
        end_ms=50,
        reload_ms=300,
        analytics_delay_ms=0,
        recording_delay_ms=0,
        protects_recordings=True,
    )
    with serving(Standin(options)) as server:
        settings.DEMO_STANDIN = f"{server.standin.options.origin}/bigbluebutton/#{SECRET}"
        settings.BBB_ALLOW_HTTP = True
        yield server.standin


@pytest.fixture
def furnished(standin: Standin, settings, tmp_path: Path) -> None:
    """The people of the demo, the course that is taught at dates with its run, the server, and mail in a folder."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", str(tmp_path)
    cache.clear()
    at, text = timezone.now(), adaptation.EXPERT_TALK
    networks = houses.networks(at)
    providers = houses.providers(networks, at)
    crowd = people.everybody(providers, networks, houses.employers(at), at)
    with indexing.once():
        course = courses.course(text, providers[text.provider], crowd.trainer(text.provider), at)
    slots = [slot for slot in SLOTS if slot.course == text.slug and slot.label == EVENINGS]
    learning.keep_runs(text, course, slots, crowd=crowd, at=at)
    conference.standin(by=crowd.people["alexander"], at=at)
    conference.consent_texts(by=crowd.people["alexander"], at=at)


def ask_servers() -> None:
    """Ask where everybody is, as the bell of each minute has it done."""
    Server.objects.update(poll_began_at=None)
    for server in Server.objects.in_service():
        watching.poll(server_id=server.pk, at=timezone.now())


def look_until(page: Page, wanted: Locator, *, meanwhile: Callable[[], None] = lambda: None) -> None:
    """Load the page anew until it shows what is wanted: jobs and messages of the server are under way."""
    for _ in range(LOOKS):
        if wanted.count():
            break
        meanwhile()
        page.wait_for_timeout(500)
        page.reload()
    expect(wanted.first).to_be_visible()


def station(page: Page, walk_url: str, key: str) -> Page:
    """Press the button of a station of the walk, and return the tab that it opens."""
    page.goto(walk_url)
    with page.expect_popup() as opened:
        page.locator(f"form[action$='/{key}/'] button").click()
    opened.value.wait_for_load_state()
    return opened.value


def plan_a_series(desk: Page) -> RunSession:
    run = Run.objects.get(label=EVENINGS)
    desk.goto("/de/demo/")
    desk.locator("form[action$='/anmelden/petra/'] button").click()
    desk.wait_for_url("**/admin/")
    desk.goto(f"/admin/termine/durchgang/{run.public_id}/")
    desk.get_by_role("link", name="Serie planen").click()
    day = timezone.localdate() + timedelta(days=2)
    desk.locator("[name=weekdays]").nth(day.weekday()).check()
    desk.locator("[name=from_on]").fill(day.isoformat())
    desk.locator("[name=count]").fill("3")
    desk.locator("[name=begins]").fill("19:00")
    desk.locator("[name=ends]").fill("20:30")
    if not desk.get_by_label("Petra Lindner").is_checked():
        desk.get_by_label("Petra Lindner").check()
    desk.get_by_role("button", name="Vorschau aller Termine").press("Enter")  # a picker of times may hang over it
    desk.get_by_role("button", name="Diese Termine anlegen").press("Enter")
    expect(desk.locator(".messages")).to_be_visible()
    planned = RunSession.objects.filter(run=run).order_by("starts_at")
    assert planned.count() == 3
    return planned[0]


def go_in(phone: Page, standin: Standin) -> None:
    phone.get_by_role("button", name="الدخول إلى الغرفة").click()
    phone.wait_for_url(f"{standin.options.origin}/**")
    expect(phone.locator("#do-leave")).to_be_visible()


def test_an_evening_from_its_plan_to_its_certificate(
    site: Site,
    standin: Standin,
    furnished: None,
    worker: None,
    desk: Page,
    phone: Page,
    no_barriers: Callable[[Page], None],
    no_barriers_inside: Callable[[Page], None],
) -> None:
    # The trainer plans a series; a day before the first of it, the learner is reminded.
    first = plan_a_series(desk)
    a_day_before = first.starts_at - timedelta(hours=24)
    plan_reminders(at=a_day_before)
    run_due(at=a_day_before)
    reminder = Letter.objects.get(event="session_reminder", recipient__username="samira")
    assert (reminder.state, reminder.language) == ("sent", "ar")
    desk.goto("/de/demo/post/")
    expect(desk.get_by_text(REMINDER).first).to_be_visible()

    # A learner with a phone says Yes to being recorded, comes in, leaves, and comes back.
    phone.goto("/ar/demo/gang/live/")
    phone.locator("form[action$='/beginnen/'] button").click()
    phone.wait_for_url("**/gang/live/*/")
    no_barriers(phone)
    walk_url = phone.url
    session = RunSession.objects.order_by("pk").last()
    guest = evening_walk.guest_of(session)
    room = station(phone, walk_url, "lernen")
    no_barriers(room)
    room.locator("input[name=answer][value=yes]").check()
    room.locator("form[action$='/aufzeichnung/'] button").click()
    go_in(room, standin)
    room.locator("#do-leave").click()
    room.locator("a[href*='/termine/']").click()
    go_in(room, standin)

    # The trainer sees both in the list, ends the evening and confirms.
    led = station(desk, walk_url.replace("/ar/", "/de/"), "leiten")
    led.get_by_role("link", name="Anwesenheit").click()
    look_until(led, led.get_by_text("2 von 3 sind jetzt da"), meanwhile=ask_servers)
    led.go_back()
    led.locator("a[href$='/beenden/']").click()
    led.locator("main form button").click()
    expect(room.locator("a[href*='/termine/']")).to_be_visible()  # the room has told the learner
    led.locator("a.button[href*='/liste/']").click()
    look_until(led, led.get_by_text("2 von 3 haben teilgenommen"))
    no_barriers_inside(led)
    led.get_by_role("button", name="Liste bestätigen").click()
    expect(led.get_by_text("Petra Lindner hat die Liste")).to_be_visible()

    # Hours, unit and certificate follow by themselves.
    row = SessionAttendance.objects.get(session=session, enrolment__learner=guest)
    assert (row.status, row.is_exact) == ("attended", True)
    assert len(row.spans) == 2
    assert HoursEntry.objects.get(enrolment__learner=guest).seconds == row.present_seconds > 0
    assert UnitResult.objects.get(enrolment__learner=guest).state == "completed"
    course = station(phone, walk_url, "ergebnis")
    look_until(course, course.locator("main a[download]"))
    no_barriers(course)

    # The recording comes, is released, and the learner watches it.
    office = station(desk, walk_url.replace("/ar/", "/de/"), "freigeben")
    look_until(office, office.get_by_role("button", name="Für den Durchgang freigeben"))
    office.get_by_role("button", name="Für den Durchgang freigeben").click()
    expect(office.get_by_text("Der Durchgang sieht die Aufzeichnung jetzt")).to_be_visible()
    course.reload()
    course.locator("a[href$='/aufzeichnungen/']").click()
    no_barriers(course)
    course.locator("article.card a.button").first.click()
    course.wait_for_url(f"{standin.options.origin}/playback/**")
