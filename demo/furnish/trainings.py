"""
What happens in the Diversity trainings: workshops with two trainers, transfer tasks, and surveys.

One that is over was answered by seven people, so that there are results, another by four, so that there are none. In
one that is going on, a transfer task was returned and another one waits for the trainer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from courses import queries as courses
from courses import timetable
from courses.actions import session_changes
from courses.actions import sessions as planning
from courses.actions.session_plan import SessionPlan
from courses.models import Course, Delivery, Run, RunSession, Unit
from demo.content.timetable import FEW, METAL, UTILITY
from demo.content.trainings import (
    ANSWERS,
    BREAK_DEDUCTED,
    HINDERED,
    MEETINGS,
    MOVED,
    RETURNED,
    TOO_SHORT,
    WAITING,
    Meeting,
)
from demo.furnish.people import Crowd
from lms.actions import attendance, submissions
from lms.actions import attendance_decisions as decisions
from lms.actions import surveys as answering
from lms.models import Enrolment, Submission
from lms.queries import surveys as asked
from surveys.actions import rounds
from surveys.actions.answering import survey_of
from surveys.models import QuestionKind, Round, Survey

PLANNED_BEFORE = timedelta(days=20)
CONFIRMED_AFTER = timedelta(hours=1)
BREAK = timedelta(minutes=15)
ANSWERED_AFTER = {Round.BEFORE: 2, Round.END: 2, Round.LATER: 7}  # days after a round began
SATURDAY = 5


@transaction.atomic
def keep(*, crowd: Crowd, at: datetime) -> None:
    """See that the runs of the trainings have their dates, and that people have done what they have."""
    for course in Course.objects.filter(slug__in=MEETINGS, translation_of=None).select_related("provider"):
        for run in _runs(course, at):
            _keep_run(run, crowd.trainers(course.provider.slug), at)
    rounds.close_due(at=at)


def hold(run: Run, trainers: list[User], at: datetime) -> None:
    """Plan the dates of one run and confirm those that are over, with everybody there."""
    sessions, people = _planned(run, trainers, at), list(_learning_in(run))
    for session in sessions:
        if people and session.ends_at + CONFIRMED_AFTER < at:
            _held(session, people, by=trainers[0])


def _runs(course: Course, at: datetime) -> list[Run]:
    """Return the runs with people or places in the demo's timetable; that of the guests has no dates."""
    runs = Run.objects.filter(course=course, cancelled_at=None, archived_at=None, announced_at__isnull=False)
    return list(runs.select_related("course__provider").order_by("pk"))


def _keep_run(run: Run, trainers: list[User], at: datetime) -> None:
    sessions = _planned(run, trainers, at)
    people = list(_learning_in(run))
    if not people:
        return
    if run.label in {METAL, UTILITY, FEW}:
        for round_ in Round:
            _answered(run, Round(round_), people, at)
    for session in sessions:
        if session.ends_at + CONFIRMED_AFTER < at and not session.is_confirmed:
            _held(session, people, by=trainers[0])
    if run.label == METAL:
        _tried_out(run, people, by=trainers[0], at=at)


def _learning_in(run: Run) -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(run=run).exclude(state=Enrolment.State.WITHDRAWN)
    return rows.select_related("learner").order_by("pk")


def _planned(run: Run, trainers: list[User], at: datetime) -> list[RunSession]:
    """Return the run's dates, planned where they are missing; those of a run that was moved are called off."""
    items = [key for key, item in courses.taught_items(run).items() if item.delivery == Delivery.VIRTUAL_CLASSROOM]
    standing = RunSession.objects.standing().filter(run=run).select_related("run__course__provider")
    known = {}
    for session in standing:
        if run.starts_on <= timezone.localdate(session.starts_at) <= run.ends_on:
            known[session.item_id] = session
        elif session.starts_at > at:
            session_changes.cancel_session(session=session, reason=MOVED, by=trainers[0], at=at)
    found = []
    for item_id, meeting in zip(items, MEETINGS[run.course.slug], strict=True):
        slot = timetable.slot(_day(run, meeting), meeting.begins, meeting.ends)
        if item_id not in known and slot.day > run.ends_on:
            continue
        plan = SessionPlan(trainers=tuple(trainers), item_id=item_id)
        planned_at = min(at, slot.starts_at - PLANNED_BEFORE)
        found.append(
            known.get(item_id) or planning.plan_session(run=run, plan=plan, slot=slot, by=trainers[0], at=planned_at)
        )
    return found


def _day(run: Run, meeting: Meeting) -> date:
    day = run.starts_on + timedelta(days=meeting.day)
    if run.starts_on == run.ends_on:  # a seminar is on the day that its run says
        return day
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)


def _held(session: RunSession, people: Iterable[Enrolment], *, by: User) -> None:
    """Let everybody have been there, without the break, as the trainer confirms afterwards."""
    at = session.ends_at + CONFIRMED_AFTER
    length = session.ends_at - session.starts_at
    net = int((length - BREAK if length > timedelta(hours=3) else length).total_seconds())
    for enrolment in people:
        if enrolment.enrolled_at < session.starts_at:
            decisions.correct(session=session, enrolment=enrolment, seconds=net, reason=BREAK_DEDUCTED, by=by, at=at)
    attendance.confirm(session=session, ends_at=session.ends_at, by=by, at=at)


def _answered(run: Run, round_: Round, people: list[Enrolment], at: datetime) -> None:
    """Let everybody have answered a round some days after it began, if it has and nobody did."""
    unit = next((one for one in asked.survey_units(run) if one.round == round_), None)
    if unit is None or Survey.objects.filter(context_key=asked.context_of(run), round=round_).exists():
        return
    opens_on, closes_on = asked.window(run, unit)
    day = min(opens_on + timedelta(days=ANSWERED_AFTER[round_]), closes_on)
    answered_at = timezone.make_aware(datetime.combine(day, datetime.min.time())) + timedelta(hours=12)
    if answered_at > at:
        return
    for number, enrolment in enumerate(people):
        ticket = answering.ticket(enrolment=enrolment, item_id=unit.run_unit.item_id, at=answered_at)
        questions = survey_of(ticket, at=answered_at).asked
        scales = [question.key for question in questions if question.kind == QuestionKind.AGREEMENT]
        words = [question.key for question in questions if question.kind == QuestionKind.TEXT]
        answering.hand_in(
            ticket=ticket,
            answers={key: _agreement(round_, number, place) for place, key in enumerate(scales)},
            texts={key: HINDERED[number] for key in words if number < len(HINDERED)},
            code=f"a{number + 10}m",
            at=answered_at,
        )


def _agreement(round_: Round, person: int, question: int) -> int:
    return ANSWERS[round_][(2 * person + question) % 3]


def _tried_out(run: Run, people: list[Enrolment], *, by: User, at: datetime) -> None:
    """Let one transfer task be returned and another one wait; whoever has handed in already keeps what they have."""
    if Submission.objects.filter(unit_result__enrolment__run=run).exists():
        return
    task = run.run_units.get(kind=Unit.Kind.TRANSFER_TASK)
    by_name = {enrolment.learner.username: enrolment for enrolment in people}
    yesterday = at - timedelta(days=1)
    short = submissions.hand_in(
        enrolment=by_name["ioana"], run_unit=task, text=TOO_SHORT, file=None, at=yesterday - timedelta(days=1)
    )
    submissions.decide(submission=short, is_accepted=False, feedback=RETURNED, by=by, at=yesterday)
    submissions.hand_in(enrolment=by_name["bernd"], run_unit=task, text=WAITING, file=None, at=yesterday)
