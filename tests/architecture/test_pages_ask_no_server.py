"""
No page of ours calls a conference server while it is rendered: one that hangs must cost nobody a page.

Every address of the platform is asked by GET on an evening with a room that runs, by everybody who may have business
there, and every line to the outside says when it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from urllib3.util import connection

from accounts.models import User
from courses.actions import guests as inviting
from courses.models import Course, RunSession
from live_sessions.bbb import transport
from live_sessions.models import Meeting, RecordingState
from tests.architecture.urls import all_urls
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.attendance import live_run, stayed
from tests.factories.live_sessions import MeetingFactory, RecordingFactory, ServerFactory
from tests.factories.lms import enrolled, run_units
from tests.factories.sessions import planned, trainer_of

pytestmark = pytest.mark.django_db
# They lead on to where a recording plays, which only its server knows at that moment; no page is rendered for that.
LEAD_ON = {"lms:play_recording", "recording_office:watch"}
MUST_SHOW = {
    "lms:session", "lms:session_standing", "lms:calendar", "lms:course", "lms:unit", "lms:recordings", "lms:desk",
    "lms:guest_session", "lms:guest_standing", "attendance_office:page", "attendance_office:sheet",
    "rooms_office:index",
    "rooms_office:move", "session_office:index", "session_office:run", "session_office:change", "session_office:guests",
    "session_office:slides",
    "recording_office:index", "recording_office:detail", "live_sessions_servers",
    "live_sessions_server", "live_sessions_change_server",
}  # fmt: skip


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what was asked of the outside; nothing gets there."""
    asked: list[str] = []

    def note(*given: Any, **_named: Any) -> Any:
        asked.append(str(given[0]))
        raise OSError("the line is cut")

    monkeypatch.setattr(transport, "send", note)
    monkeypatch.setattr(connection, "create_connection", note)
    return asked


class EveningThatRuns:
    """A session that is on, in a room with people in it, on a server that is silent."""

    def __init__(self) -> None:
        now = timezone.now()
        run = live_run(optional_texts=1)
        type(run).objects.filter(pk=run.pk).update(ends_on=timezone.localdate() + timedelta(days=30))
        self.trainer, self.enrolment = trainer_of(run), enrolled(run)
        session = planned(run, self.trainer, item_id=run_units(run)[0].item_id, opens_without_staff=True)
        session.starts_at, session.ends_at = now - timedelta(minutes=30), now + timedelta(minutes=60)
        session.save()
        self.session = RunSession.objects.get(pk=session.pk)
        server = ServerFactory(error_count=1)
        context = {"context_key": session.context_key, "provider": session.provider, "server": server}
        room = MeetingFactory(requested_at=session.starts_at, seen_at=now, **context)
        stayed(room, self.enrolment, 0, 20)
        before = MeetingFactory(
            requested_at=session.starts_at, state="ended", ended_at=now, ended_by="server", **context
        )
        recording = RecordingFactory(meeting=before, state=RecordingState.RELEASED, released_at=now)
        Course.objects.filter(pk=run.course.pk).update(offer_kind=Course.OfferKind.ONLINE_SEMINAR)
        self.session.refresh_from_db()
        invite, token = inviting.invite_guest(
            session=RunSession.objects.get(pk=session.pk),
            name="Gast",
            address="",
            language="de",
            by=self.trainer,
            at=now,
        )
        self.guest = Client()
        self.guest.post(reverse("lms:guest_link", args=[token]))
        self.values = {
            "session_id": str(session.public_id),
            "run_id": str(run.public_id),
            "enrolment_id": str(self.enrolment.public_id),
            "item_id": str(run_units(run)[0].item_id),
            "recording_id": str(recording.public_id),
            "kind": "presentation",
            "invite_id": str(invite.public_id),
            "token": token,
            "public_id": str(server.public_id),
            "file_format": "csv",
            "language": "de",
            "year": "2026",
            "number": "11",
        }


def browsers(evening: EveningThatRuns) -> Iterator[Client]:
    def of(person: User) -> Client:
        client = SignedInClient(raise_request_exception=False)
        client.force_login(person)
        return client

    yield of(evening.enrolment.learner)
    yield of(evening.trainer)
    yield of(make_staff("provider_admin", evening.session.provider))
    yield of(make_staff("administrator"))
    yield evening.guest


def test_no_page_calls_a_conference_server(calls: list[str], ready_fonts: None) -> None:
    evening = EveningThatRuns()
    shown: set[str] = set()
    asking: set[str] = set()
    known = set(evening.values)
    urls = [url for url in all_urls() if url.host == "platform" and {name for name, _ in url.params} <= known]
    for number, client in enumerate(browsers(evening)):
        is_staff = number in {2, 3}
        cookies = client.cookies.output(header="", sep=";")
        for url in urls:
            if url.name.startswith("wagtail") and (url.params or not is_staff):
                continue  # rows of other kinds
            client.cookies.load(cookies)  # some of what is asked signs people out
            answer = client.get(url.fill(evening.values))
            if answer.status_code == 200:
                shown.add(url.name)
            if calls:
                asking.add(url.name)
                calls.clear()
    assert asking - LEAD_ON == set()
    assert MUST_SHOW - shown == set()
    assert Meeting.objects.live().get().server.public_id == evening.values["public_id"]


def test_the_line_that_is_watched_is_the_one_servers_are_asked_by(calls: list[str]) -> None:
    """Without this, the test above could pass because it looks at the wrong place."""
    evening = EveningThatRuns()
    client = SignedInClient(raise_request_exception=False)
    client.force_login(evening.enrolment.learner)
    client.post(reverse("lms:session_join", args=[evening.session.public_id]))
    assert calls[0] == "create"
