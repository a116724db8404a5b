"""Runs in every state, and people at different points in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from admissions.queries import free_places
from courses import queries as course_queries
from courses.actions import runs
from courses.models import Course, Run, RunUnit, Unit
from courses.rules import RunState
from demo.content.shape import CourseText
from demo.content.timetable import WITHDRAWN, Slot
from demo.content.trainings import ACCEPTED, HANDED_IN
from demo.furnish import bookings, playing
from demo.furnish.people import Crowd
from jobs.actions import run_due
from lms.actions import enrolments, progress, seats, submissions
from lms.models import Enrolment

WITHDRAWAL = "Hat Arbeit gefunden."
BEFORE_THE_END = timedelta(days=1)


@transaction.atomic
def keep_runs(text: CourseText, course: Course, slots: Iterable[Slot], *, crowd: Crowd, at: datetime) -> None:
    """Make sure of every slot of the course: a run in one of its states, with its people."""
    for slot in slots:
        if not _is_kept(course, slot, at):
            run = keep_slot(text, course, slot, trainers=crowd.trainers(text.provider), at=at)
            _fill(run, slot, crowd, at)


def keep_slot(text: CourseText, course: Course, slot: Slot, *, trainers: list[User], at: datetime) -> Run:
    """
    Return a run in the state of the slot.

    One that has it stays. One on which nothing has happened moves to today; else a further run is planned.
    """
    mine, by = _runs(course, slot), trainers[0]
    if (kept := next((run for run in mine if _state(run, at) in slot.states), None)) is not None:
        return kept
    untouched = (run for run in mine if not (run.opened_at or run.cancelled_at or run.archived_at))
    plan = _plan(text, slot, at)
    if (run := next(untouched, None)) is not None:
        run = runs.change_run(run=run, by=by, at=at, trainers=trainers, plan=plan)
    else:
        run = runs.plan_run(course=course, by=by, at=at, trainers=trainers, **plan)
    if slot.is_announced:
        runs.announce_run(run=run, by=by, at=at)
    if slot.cancel_reason:
        runs.cancel_run(run=run, reason=slot.cancel_reason, by=by, at=at)
    return run


def _is_kept(course: Course, slot: Slot, at: datetime) -> bool:
    return any(_state(run, at) in slot.states for run in _runs(course, slot))


def _runs(course: Course, slot: Slot) -> list[Run]:
    return list(Run.objects.filter(course=course, label=slot.label).select_related("course__provider"))


def _state(run: Run, at: datetime) -> RunState:
    return course_queries.run_state(run, at, free_places(run, at))


def _plan(text: CourseText, slot: Slot, at: datetime) -> dict[str, object]:
    today = timezone.localdate(at)
    return {
        "label": slot.label,
        "starts_on": today + timedelta(days=slot.starts),
        "ends_on": today + timedelta(days=slot.ends),
        "enrol_from": today + timedelta(days=slot.enrol_from),
        "enrol_until": today + timedelta(days=slot.enrol_until),
        "capacity": slot.capacity,
        "schedule": text.schedule,
        "times_of_day": list(text.times_of_day),
    }


def _fill(run: Run, slot: Slot, crowd: Crowd, at: datetime) -> None:
    """Let people of the demo in on the first day of enrolment, and learn from then on until today or the end."""
    began = at + timedelta(days=min(slot.enrol_from, 0))
    learnt = at + timedelta(days=min(slot.ends, 0)) - BEFORE_THE_END
    block = bookings.block_of(run, crowd, began)
    staff = crowd.trainer(run.provider.slug)  # who answers for people who lack the entry course of a training
    for username, steps in slot.steps.items():
        person = crowd.people[username]
        if block is not None:
            enrolment = seats.accept_by_code(block=block, learner=person, at=began)
        else:
            enrolment = enrolments.enrol(run=run, learner=person, by=staff, at=began, window_applies=False)
        if steps == WITHDRAWN:
            enrolments.withdraw(enrolment=enrolment, reason=WITHDRAWAL, by=crowd.trainer(run.provider.slug), at=learnt)
        else:
            do_units(enrolment, steps, at=learnt)
    if slot.is_full:
        for person in [person for person in crowd.people.values() if not person.email][: slot.capacity]:
            enrolments.enrol(run=run, learner=person, by=staff, at=began, window_applies=False)
    run_due(at=at)  # certificates, letters
    if slot.archive:
        runs.archive_run(run=run, by=crowd.trainer(run.provider.slug), at=at)


def do_units(enrolment: Enrolment, steps: int, *, at: datetime) -> None:
    """
    Do the first `steps` units of the run as this learner, the way their clicks and packages would.

    What is taught at dates is done by who was there, and surveys are answered while they are open:
    demo.furnish.trainings sees to both.
    """
    for run_unit in list(enrolment.run.run_units.order_by("position"))[:steps]:
        if run_unit.kind in DONE_BY:
            DONE_BY[Unit.Kind(run_unit.kind)](enrolment, run_unit, at)


def _read(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> None:
    progress.complete_text_unit(enrolment=enrolment, run_unit=run_unit, at=at)


def _try_out(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> None:
    """Hand in what the person has tried out, and let their trainer accept it."""
    made = submissions.hand_in(enrolment=enrolment, run_unit=run_unit, text=HANDED_IN, file=None, at=at)
    trainer = enrolment.run.trainers.order_by("pk")[0]
    submissions.decide(submission=made, is_accepted=True, feedback=ACCEPTED, by=trainer, at=at)


DONE_BY = {Unit.Kind.TEXT: _read, Unit.Kind.SCORM: playing.play, Unit.Kind.TRANSFER_TASK: _try_out}
