"""
The sixth walk: a live session of one's own, as a learner and as the trainer, up to the certificate.

Each visitor gets a run of their own with a session that has just begun, so that ending it disturbs nobody. The address
of the walk's page names the session: whoever opened it goes on in the same shoes, on another day too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from courses.actions import runs
from courses.actions import sessions as planning
from courses.actions.session_plan import SessionPlan
from courses.models import Course, RunSession
from courses.timetable import Slot
from demo import guests, standin
from demo.content import evenings
from demo.content.timetable import GUESTS
from demo.furnish import sessions
from live_sessions.models import PLAYABLE, Meeting, Recording
from lms.actions import enrolments
from lms.models import Enrolment

TRAINER = "petra"
IN_THE_ROOM, ABSENT = "olena", "zahra"  # besides the visitor; the first is played by the stand-in
LENGTH = timedelta(minutes=90)  # as planned; the visitor ends it when they have seen enough
LEAST_PERCENT = 10  # a visitor reads on the way; who was there for so little of it counts as having attended
PLACES = 8


@dataclass(frozen=True, slots=True)
class Station:
    """A step of the walk: what to do, and for some the button by which one becomes somebody and gets there."""

    text: StrOrPromise
    key: str = ""
    button: StrOrPromise = ""
    is_trainer: bool = False
    path: Callable[[RunSession, User], str] = lambda session, guest: ""


def _room(session: RunSession, person: User) -> str:
    return reverse("lms:session", args=[session.public_id])


def _list(session: RunSession, person: User) -> str:
    return reverse("attendance_office:page", args=[session.public_id])


def _recording(session: RunSession, person: User) -> str:
    return reverse("demo:recording", args=[session.public_id])


def _course(session: RunSession, person: User) -> str:
    enrolment = Enrolment.objects.get(run=session.run_id, learner=person)
    return reverse("lms:course", args=[enrolment.public_id])


STATIONS = (
    Station(
        _("Olena ist schon im Raum. Sagen Sie, ob Sie aufgezeichnet werden möchten, und gehen Sie hinein."),
        key="lernen",
        button=_("Als Salma zum Termin"),
        path=_room,
    ),
    Station(
        _(
            "Schreiben Sie etwas, verlassen Sie den Raum und kommen Sie über den Termin wieder herein. Lassen Sie den "
            "Tab des Raums danach offen."
        )
    ),
    Station(
        _(
            "Werden Sie die Dozentin. Unter „Anwesenheit“ sehen Sie, wer gerade da ist und wer kommt und geht. Dann "
            "wählen Sie auf der Seite des Termins „Für alle beenden“."
        ),
        key="leiten",
        button=_("Als Petra zum Termin"),
        is_trainer=True,
        path=_room,
    ),
    Station(
        _("Prüfen Sie die Liste und bestätigen Sie sie mit einem Klick: Stunden und Bescheinigung folgen von selbst."),
        key="liste",
        button=_("Als Petra zur Liste"),
        is_trainer=True,
        path=_list,
    ),
    Station(
        _("Eine halbe Minute nach dem Ende ist die Aufzeichnung da. Geben Sie sie für den Durchgang frei."),
        key="freigeben",
        button=_("Als Petra zur Aufzeichnung"),
        is_trainer=True,
        path=_recording,
    ),
    Station(
        _("Sehen Sie als Lernende nach: Stunden, Aufzeichnung, und die Bescheinigung als PDF."),
        key="ergebnis",
        button=_("Als Salma zum Kurs"),
        path=_course,
    ),
)
BY_KEY = {station.key: station for station in STATIONS if station.key}


def begin(at: datetime) -> tuple[User, str]:
    """
    Make a learner with a session that begins now, and lead to the page of the walk.

    Raises Course.DoesNotExist when the demo is not furnished.
    """
    language = translation.get_language() or "de"
    guest = guests.welcome(full_name="Salma Nassar", original_name="سلمى نصّار", language=language, at=at)
    session = plan(guest, at=at)
    by, other = _person(TRAINER), _person(IN_THE_ROOM)
    if standin.is_there():
        sessions.fill(session, by=by, people=[other], at=at)
    return guest, reverse("demo:evening", args=[session.public_id])


def plan(guest: User, *, at: datetime) -> RunSession:
    """Plan a run of one evening for this guest, which has just begun, with two others who learn in it."""
    by, today, begins = _person(TRAINER), timezone.localdate(at), at.replace(microsecond=0)
    course = Course.objects.get(slug=sessions.COURSE, translation_of=None)
    run = runs.plan_run(
        course=course,
        by=by,
        at=at,
        trainers=[by],
        label=GUESTS,
        starts_on=today,
        ends_on=today + timedelta(days=1),
        enrol_from=today,
        enrol_until=today,
        capacity=PLACES,
    )
    for person in (guest, _person(IN_THE_ROOM), _person(ABSENT)):
        enrolments.enrol(run=run, learner=person, by=person, at=at, window_applies=False)
    wanted = SessionPlan(
        trainers=(by,),
        **sessions.titled(evenings.PAST),
        item_id=sessions.item_of(run),
        min_percent=LEAST_PERCENT,
        recording_policy=RunSession.RecordingPolicy.AUTO,
    )
    return planning.plan_session(run=run, plan=wanted, slot=Slot(begins, begins + LENGTH), by=by, at=at)


def find(session_id: str) -> RunSession | None:
    """Return the session of a visitor's walk; None for any other, which is nobody's to walk in."""
    mine = RunSession.objects.filter(run__label=GUESTS, run__course__slug=sessions.COURSE)
    return mine.select_related("run__course__provider").filter(public_id=session_id).first()


def go_to(session: RunSession, station: Station) -> tuple[User, str]:
    """Return who the visitor becomes at a station, and the path where it lies: the trainer reads what they read."""
    guest = guest_of(session)
    if station.is_trainer:
        return _person(TRAINER), station.path(session, guest)
    with translation.override(guest.preferred_language):
        return guest, station.path(session, guest)


def guest_of(session: RunSession) -> User:
    """Return the learner whom this visitor is."""
    others = Enrolment.objects.exclude(learner__username__in=(IN_THE_ROOM, ABSENT))
    return others.select_related("learner").get(run=session.run_id).learner


def recording_of(session: RunSession) -> Recording | None:
    """Return the recording of this evening once it can be played; None while the server still works on it."""
    found = Recording.objects.filter(meeting__context_key=session.context_key, state__in=PLAYABLE)
    return found.order_by("-found_at", "-pk").first()


def has_ended(session: RunSession) -> bool:
    """Return whether somebody has ended the session in its room."""
    return Meeting.objects.filter(context_key=session.context_key, ended_at__isnull=False).exists()


def _person(username: str) -> User:
    return User.objects.get(username=username)
