"""
A training that an employer books, for journeys: its course with everything in it, its days, and those who take part.

What nobody has to press in a browser happens here, by the actions and addresses that their clicks call.
"""

from __future__ import annotations

import hashlib
import time as clock
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.actions import memberships
from admissions.models import SeatBlock
from courses import queries as courses
from courses import timetable
from courses.actions import runs
from courses.actions import sessions as planning
from courses.actions.session_plan import SessionPlan
from courses.models import Course, Delivery, Run, RunSession, RunUnit, Unit
from demo import standin
from demo.content import diversity
from demo.furnish import conference, houses, indexing, people
from demo.furnish import courses as furnished
from demo.furnish.sessions import let_in
from diversity_training.actions import steps
from diversity_training.actions.offers import describe
from diversity_training.models import Topic
from jobs.actions import run_due
from jobs.models import Job, JobState
from live_sessions.actions import receiving
from live_sessions.callbacks import analytics
from live_sessions.models import Meeting
from lms.actions import attendance, joining, progress, submissions
from lms.actions import attendance_decisions as decisions
from lms.actions import surveys as answering
from lms.models import Enrolment, UnitResult
from lms.queries import joining as doors
from lms.queries import surveys as asked
from surveys.actions import rounds
from surveys.actions.answering import survey_of
from surveys.models import QuestionKind, Round, Survey
from tests.clients import SignedInClient
from tests.lms.test_scorm_runtime import Player

TEXT = diversity.BASICS
PATIENCE = 60  # seconds
DAY = timedelta(days=1)
WORKSHOP = timedelta(hours=4)
EARLY = timedelta(minutes=10)  # so long before a workshop its trainer opens the room
FIRST, SECOND, FOLLOW_UP, LAST = 14, 21, 77, 100  # days after the first one
AHEAD = 30  # days from today to the first one
DONE = {"1.2": {"cmi.core.lesson_status": "completed"}, "2004": {"cmi.completion_status": "completed"}}


class Training:
    """The course of the demo, its provider's people, and once it is planned the run."""

    def __init__(self) -> None:
        at = timezone.now()
        networks = houses.networks(at)
        providers = houses.providers(networks, at)
        crowd = people.everybody(providers, networks, houses.employers(at), at)
        self.provider = providers[TEXT.provider]
        self.trainers = crowd.trainers(TEXT.provider)
        self.staff = self.trainers[0]  # a small house: who teaches also answers employers
        memberships.grant(user=self.staff, role="coordinator", provider=self.provider, by=None, at=at)
        with indexing.once():
            self.course: Course = furnished.course(TEXT, self.provider, self.staff, at)
        describe(course=self.course, topic=Topic.BASIC, group_min=8, group_max=16, requires=None, by=None, at=at)
        conference.standin(by=crowd.people["alexander"], at=at)
        self.run = Run()

    def plan(self) -> Run:
        """Plan the run with its three dates, for a closed group of 14."""
        at = timezone.now()
        starts_on = timezone.localdate(at) + AHEAD * DAY
        self.run = runs.plan_run(
            course=self.course,
            label="Metallbau Weser, geschlossene Gruppe",
            starts_on=starts_on,
            ends_on=starts_on + LAST * DAY,
            capacity=14,
            enrol_from=timezone.localdate(at),
            enrol_until=starts_on - DAY,
            trainers=self.trainers,
            by=self.staff,
            at=at,
        )
        taught = courses.taught_items(self.run)
        items = [key for key, item in taught.items() if item.delivery == Delivery.VIRTUAL_CLASSROOM]
        for item_id, days in zip(items, (FIRST, SECOND, FOLLOW_UP), strict=True):
            slot = timetable.slot(starts_on + days * DAY, time(9), time(13))
            plan = SessionPlan(trainers=tuple(self.trainers), item_id=item_id)
            planning.plan_session(run=self.run, plan=plan, slot=slot, by=self.staff, at=at)
        return self.run

    @property
    def sessions(self) -> list[RunSession]:
        """The two workshops and the meeting weeks later."""
        rows = RunSession.objects.filter(run=self.run).select_related("run__course__provider")
        return list(rows.order_by("starts_at", "pk"))

    @property
    def enrolments(self) -> list[Enrolment]:
        """Those who take part, in the order in which they came."""
        return list(Enrolment.objects.filter(run=self.run).select_related("learner", "run").order_by("pk"))

    def units(self, kind: str) -> list[RunUnit]:
        """Return the units of a kind in order."""
        return list(RunUnit.objects.filter(run=self.run, kind=kind).order_by("position"))

    def days_pass(self, count: int) -> None:
        """Let so many days go by: what the calendar says of the run moves, not the clock; then the night's tasks."""
        back, at = count * DAY, timezone.now()
        _shift(Run.objects.filter(pk=self.run.pk), ("starts_on", "ends_on", "enrol_from", "enrol_until"), back)
        _shift(RunSession.objects.filter(run=self.run), ("starts_at", "ends_at", "confirmed_ends_at"), back)
        _shift(Survey.objects.filter(context_key=asked.context_of(self.run)), ("opens_on", "closes_on"), back)
        _shift(Enrolment.objects.filter(run=self.run), ("enrolled_at",), back)
        _shift(SeatBlock.objects.filter(run=self.run), ("return_on", "reserved_at"), back)
        self.run = Run.objects.select_related("course__provider").get(pk=self.run.pk)
        steps.move_all_on(at=at)
        rounds.close_due(at=at)

    def comes(self, session: RunSession) -> RunSession:
        """Let the workshop be one that is all but over now: it has filled the last four hours."""
        session.ends_at = timezone.now() + timedelta(minutes=2)
        session.starts_at = session.ends_at - WORKSHOP
        session.save(update_fields=["starts_at", "ends_at"])
        return session

    def open_room(self, session: RunSession) -> None:
        """Open the room as its trainer does before it begins."""
        early = session.starts_at - EARLY
        joining.come_to(session=session, person=self.staff, found=doors.door(session, self.staff, early), at=early)

    def was_held(self, session: RunSession, *, seed: int) -> None:
        """Let everybody have been in the open room, as the stand-in has them come and go, and let it tell so."""
        at = timezone.now()
        room = doors.room_of(session)
        assert isinstance(room, Meeting)
        Meeting.objects.filter(pk=room.pk).update(requested_at=session.starts_at - EARLY)  # open since it began
        parts = let_in(session, room, [one.learner for one in self.enrolments], at=at)
        told = standin.play_evening(room.meeting_id, parts, begins=session.starts_at, ends=at, seed=seed)
        joining.end_for_everybody(session=session, by=self.staff, at=at)
        report, digest = analytics.read(told), hashlib.sha256(told).hexdigest()
        receiving.analytics_told(meeting=room, report=report, sha256=digest, at=at)
        _finish_jobs()

    def everybody_was_there(self, session: RunSession) -> None:
        """Let the trainer say of everybody that they were there to the end."""
        for enrolment in self.enrolments:
            at = session.ends_at + timedelta(hours=1)
            decisions.correct(session=session, enrolment=enrolment, seconds=None, reason="war da", by=self.staff, at=at)

    def confirm(self, session: RunSession) -> None:
        """Make the list of a workshop final."""
        at = max(timezone.now(), session.ends_at)
        attendance.confirm(session=session, ends_at=session.ends_at, by=self.staff, at=at)

    def learn_alone(self, enrolments: Sequence[Enrolment]) -> None:
        """Let people read what is to be read and finish the packages they have not, by what their player sends."""
        for enrolment in enrolments:
            done = set(
                UnitResult.objects.filter(enrolment=enrolment, state="completed").values_list("item_id", flat=True)
            )
            for text in self.units(Unit.Kind.TEXT):
                progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=timezone.now())
            client = SignedInClient()
            client.force_login(enrolment.learner)
            for unit in (one for one in self.units(Unit.Kind.SCORM) if one.item_id not in done):
                address = reverse("lms:launch", args=[enrolment.public_id, unit.item_id])
                player = Player(client.post(address)["Location"])
                sco = player.launch.attempt.registration.version.scos.get()
                player.send(DONE["1.2" if sco.version.standard == "1.2" else "2004"], sco=sco.identifier)

    def answer(self, round_: Round, enrolments: Sequence[Enrolment]) -> None:
        """Let people answer a round of the survey, each with their own code: better after it than before."""
        at, better = timezone.now(), int(round_ != Round.BEFORE)
        unit = next(one.run_unit for one in asked.survey_units(self.run) if one.round == round_)
        for enrolment in enrolments:
            ticket = answering.ticket(enrolment=enrolment, item_id=unit.item_id, at=at)
            questions = survey_of(ticket, at=at).asked
            scales = [question.key for question in questions if question.kind == QuestionKind.AGREEMENT]
            answers = {key: 2 + (enrolment.pk + place) % 3 + better for place, key in enumerate(scales)}
            answering.hand_in(ticket=ticket, answers=answers, texts={}, code=self.code_of(enrolment), at=at)

    def code_of(self, enrolment: Enrolment) -> str:
        """Return the code that the person makes up for all rounds."""
        return f"b{10 + [one.pk for one in self.enrolments].index(enrolment.pk)}w"

    def hand_in(self, enrolments: Sequence[Enrolment]) -> None:
        """Let people hand in their transfer task."""
        (task,) = self.units(Unit.Kind.TRANSFER_TASK)
        for enrolment in enrolments:
            text = "Ab Montag beginnt die Frühbesprechung mit einer Runde, in der jede Person einen Satz sagt."
            submissions.hand_in(enrolment=enrolment, run_unit=task, text=text, file=None, at=timezone.now())


def _shift(rows, names: tuple[str, ...], back: timedelta) -> None:
    """Move these days and moments of the rows into the past."""
    for row in rows:
        moved = {name: getattr(row, name) - back for name in names if isinstance(getattr(row, name), date | datetime)}
        type(row).objects.filter(pk=row.pk).update(**moved)


def _finish_jobs() -> None:
    """Run what is due, and wait for what the worker beside us has taken: a list is confirmed with its figures there."""
    deadline = clock.monotonic() + PATIENCE
    while run_due(at=timezone.now()) or Job.objects.filter(state=JobState.RUNNING).exists():
        assert clock.monotonic() < deadline, "a job does not end"
        clock.sleep(0.1)
