"""What staff see of live sessions, page by page: axe finds nothing, a phone shows it whole, a keyboard is enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from courses.actions import guests, slides
from courses.models import Course, RunSession
from live_sessions.engagement import FIELDS
from live_sessions.models import AttendanceInterval, CallbackReceipt, Engagement, RecordingState
from lms.actions import attendance, groups
from lms.actions import attendance_decisions as decisions
from tests.clients import SignedInClient
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.attendance import live_run, moved, room_of, session_of, stayed
from tests.factories.live_sessions import RecordingFactory, ServerFactory, ServerPoolFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import trainer_of
from tests.journeys.live_site import Site

pytestmark = pytest.mark.journey

# What is wider than a phone may be scrolled within itself; the way back on top is Wagtail's own and does not break.
# Nothing else may stick out.
STICKS_OUT = """Array.from(document.querySelectorAll('main *')).filter(one =>
    !one.closest('.attendance-scroll, .w-sr-only, [hidden], .w-slim-header, .w-h-slim-header')
    && one.getBoundingClientRect().width > 0 && one.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""


def sign_in(page: Page, site: Site, person: User) -> None:
    """Carry the session of somebody who has signed in with both factors into the browser."""
    client = SignedInClient()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site.origin}])


class Evening:
    """A run with dates that are over, settled, on, to come and in a room, and what hangs on them."""

    def __init__(self) -> None:
        self.at = timezone.now().replace(microsecond=0)
        self.server = ServerFactory(
            pool=ServerPoolFactory(name="Gruppe Nord"),
            name="bbb-nord",
            base_url="https://127.0.0.1:9/bigbluebutton/api/",
        )
        self.run = live_run(optional_texts=1)
        Course.objects.filter(pk=self.run.course_id).update(offer_kind=Course.OfferKind.ONLINE_SEMINAR)
        self.run.course.refresh_from_db()
        self.trainer = trainer_of(self.run, full_name="Frau Berg")
        self.colleague = trainer_of(self.run, full_name="Herr Tal")
        names = ("Amal Haddad", "Nour Saleh", "Olena Kowalenko", "Farid Nazari")
        self.people = [enrolled(self.run, UserFactory(full_name=name)) for name in names]
        self.over, self.settled = self._date(hours=-3), self._date(days=-7)
        self.on, self.coming = self._date(minutes=-20), self._date(days=3, recording_policy="allowed")
        self.in_the_room = self._date(minutes=-30, mode="hybrid", place="Raum 3, Am Ufer 1")
        self._fill_the_list()
        self._settle()
        self._prepare()
        room_of(self.on, ended_at=None, requested_at=self.on.starts_at)

    def _date(self, *, recording_policy: str = "never", mode: str = "online", place: str = "", **away) -> RunSession:
        more = {"recording_policy": recording_policy, "mode": mode, "place": place}
        return moved(session_of(self.run, trainer=self.trainer, **more), self.at + timedelta(**away))

    def _fill_the_list(self) -> None:
        """Let one be there to the end, one for a while, one excused, one unknown, and two analytics differ."""
        room = room_of(self.over, ended_at=self.over.ends_at, requested_at=self.over.starts_at)
        stay = stayed(room, self.people[0], 0, 88)
        stayed(room, self.people[1], 10, 50)
        AttendanceInterval.objects.create(
            meeting=room, external_id="w_gast", source="webhook", joined_at=stay.joined_at, left_at=stay.left_at
        )
        Engagement.objects.create(
            meeting=room, participant=stay.participant, external_id=stay.external_id, talk_seconds=120, hand_count=3
        )
        until = self.over.starts_at + timedelta(minutes=75)
        told = {"external_id": stay.external_id, "stays": [[self.over.starts_at.isoformat(), until.isoformat()]]}
        CallbackReceipt.objects.create(
            meeting=room,
            kind="analytics",
            dedupe_key="x",
            body_sha256="ab" * 32,
            told={"ended_at": None, "people": [{**told, **dict.fromkeys(FIELDS, 0)}]},
            received_at=self.at,
            outcome="review",
        )

    def _settle(self) -> None:
        """Confirm a list, then correct and excuse in it."""
        room = room_of(self.settled, ended_at=self.settled.ends_at, requested_at=self.settled.starts_at)
        stayed(room, self.people[0], 0, 90)
        who = {"session": self.settled, "by": self.trainer, "at": self.at}
        attendance.confirm(ends_at=self.settled.ends_at, **who)
        decisions.correct(enrolment=self.people[1], seconds=1800, reason="Ton ausgefallen", **who)
        decisions.excuse(enrolment=self.people[2], is_excused=True, note="vorher abgemeldet", **who)
        self.recording = RecordingFactory(meeting=room, state=RecordingState.READY)

    def _prepare(self) -> None:
        """Put slides and a guest to the session that is to come, and people into groups."""
        who = {"by": self.trainer, "at": self.at}
        slides.add_slides(
            session=self.coming,
            content=b"%PDF-1.7 Folien",
            media_type="application/pdf",
            name="Folien.pdf",
            is_for_learners=True,
            **who,
        )
        self.guest, _token = guests.invite_guest(
            session=self.coming, name="Gabi Gast", address="", language="de", **who
        )
        groups.spread(run=self.run, count=2, **who)

    def of_trainer(self) -> list[str]:
        """Return the pages of who teaches: the plan, the lists, and everything around a room."""
        run, coming = self.run.public_id, self.coming.public_id
        lists = [self.over, self.settled, self.on, self.in_the_room]
        return [
            reverse("wagtailadmin_home"),
            reverse("session_office:index"),
            *(reverse(f"session_office:{name}", args=[run]) for name in ("run", "plan", "series")),
            *(reverse(f"session_office:{name}", args=[coming]) for name in ("change", "cancel", "slides", "guests")),
            reverse("session_office:guest_revoke", args=[coming, self.guest.public_id]),
            *(reverse("attendance_office:page", args=[one.public_id]) for one in lists),
            *(reverse(f"attendance_office:{name}", args=[self.in_the_room.public_id]) for name in ("code", "sheet")),
            reverse("participants:groups", args=[run]),
            reverse("recording_office:index"),
            *(reverse(f"recording_office:{name}", args=[self.recording.public_id]) for name in ("detail", "delete")),
            reverse("rooms_office:index"),
            reverse("rooms_office:move", args=[self.on.public_id]),
        ]

    def of_administrator(self) -> list[str]:
        """Return the pages of who looks after the servers."""
        names = ("server", "change_server", "retire_server")
        return [
            reverse("live_sessions_servers"),
            reverse("live_sessions_add_server"),
            reverse("live_sessions_add_pool"),
            reverse("live_sessions_rename_pool", args=[self.server.pool.public_id]),
            *(reverse(f"live_sessions_{name}", args=[self.server.public_id]) for name in names),
            reverse("live_sessions_consent_texts"),
            reverse("rooms_office:index"),
        ]


@pytest.fixture
def evening(site: Site) -> Evening:
    return Evening()


def fits_a_phone(page: Page) -> None:
    """Fail where something of ours sticks out on a screen of 360 px; what can be folded out is folded out."""
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    window = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 740})
    found = page.evaluate(STICKS_OUT)
    for _look in range(50):  # Wagtail's frame glides to its new width; what still sticks out then, does
        if not found:
            break
        page.wait_for_timeout(100)
        found = page.evaluate(STICKS_OUT)
    page.set_viewport_size(window)
    assert found == [], f"{page.url} at 360 px: {found}"


def test_axe_finds_nothing_on_pages_of_staff_and_a_phone_shows_them_whole(
    desk: Page, site: Site, evening: Evening, no_barriers_inside: Callable[[Page], None]
) -> None:
    problems: list[str] = []
    take_over = [reverse("session_office:take_over", args=[evening.coming.public_id])]
    administrator = make_staff("administrator")
    for person, addresses in (
        (evening.trainer, evening.of_trainer()),
        (evening.colleague, take_over),
        (administrator, evening.of_administrator()),
    ):
        sign_in(desk, site, person)
        for address in addresses:
            answer = desk.goto(address)
            assert (answer.status, address) == (200, address)
            for look in (fits_a_phone, no_barriers_inside):
                try:
                    look(desk)
                except AssertionError as problem:
                    problems.append(str(problem))
    assert not problems, "\n\n".join(problems)


def test_a_series_is_planned_with_the_keyboard_alone(
    desk: Page, site: Site, evening: Evening, no_barriers_inside: Callable[[Page], None]
) -> None:
    sign_in(desk, site, evening.trainer)
    desk.goto(reverse("session_office:series", args=[evening.run.public_id]))
    desk.get_by_label("Freitag").focus()
    desk.keyboard.press("Space")
    desk.get_by_label("Frau Berg").focus()
    desk.keyboard.press("Space")
    for name, text in (("count", "3"), ("begins", "18:00"), ("ends", "17:00")):
        desk.locator(f"#id_{name}").fill(text)
        desk.keyboard.press("Escape")  # Wagtail's list of times
    desk.get_by_role("button", name="Vorschau aller Termine").focus()
    desk.keyboard.press("Enter")
    wrong = desk.get_by_role("group", name="Bitte prüfen Sie Ihre Angaben")
    expect(wrong).to_be_focused()
    no_barriers_inside(desk)
    wrong.get_by_role("link").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#id_ends")).to_be_focused()
    desk.locator("#id_ends").fill("19:30")
    desk.keyboard.press("Escape")
    desk.get_by_role("button", name="Vorschau aller Termine").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Vorschau")).to_be_focused()
    no_barriers_inside(desk)
    fits_a_phone(desk)
    desk.get_by_role("button", name="Diese Termine anlegen").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("3 Termine stehen.")).to_be_visible()


def test_a_server_that_does_not_answer_is_said_in_words(
    desk: Page, site: Site, evening: Evening, no_barriers_inside: Callable[[Page], None]
) -> None:
    sign_in(desk, site, make_staff("administrator"))
    desk.goto(reverse("live_sessions_server", args=[evening.server.public_id]))
    desk.get_by_role("button", name="Diesen Server prüfen").focus()
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Geprüft am")).to_be_visible()
    expect(desk.get_by_text("Zu dieser Adresse kommt keine Verbindung zustande.").first).to_be_visible()
    assert "geheim" not in desk.content()
    no_barriers_inside(desk)
    fits_a_phone(desk)
