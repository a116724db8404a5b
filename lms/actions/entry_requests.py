"""Entering a course without having completed the one it builds on: asked for, accepted or declined."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.queries import staff_with
from accounts.roles import Permission
from admissions import actions as admissions
from admissions import queries as places
from admissions.actions.places import lock_run
from admissions.models import Place
from courses.actions.runs import CourseIsNotPublished, UnitIsNotPublished
from courses.models import Run
from lms.actions import enrolments
from lms.actions.submissions import File
from lms.models import Enrolment, EntryRequest
from lms.queries import entry
from media.actions import private_files
from media.models import PrivateFile
from notifications import actions as letters
from privacy import audit

FILE_KIND = "entry_proof"
State = EntryRequest.State


class NothingToAsk(Exception):
    """The course builds on none, or the person has what it takes."""


class NothingSaid(Exception):
    """Neither proof nor reason."""


class AlreadyDecided(Exception):
    """Somebody was quicker, or it has settled itself; `request` says what became of it."""

    def __init__(self, request: EntryRequest) -> None:
        self.request = request
        super().__init__(f"{request.public_id} is {request.state}")


class NoReason(Exception):
    """Who is declined is told why."""


@transaction.atomic
def ask(*, run: Run, learner: User, reason: str, file: File | None, at: datetime) -> EntryRequest:
    """
    Ask the provider to let the person in, and hold a place for ENTRY_HOLD_DAYS; while one is open it is returned.

    Raises NothingToAsk, NothingSaid, and the refusals of admissions: RunIsClosed, NotInWindow, RunIsFull.
    """
    run = lock_run(run)  # asking, deciding and enrolling all lock the run first
    needed = entry.entry_course(run.course)
    if needed is None or entry.basis_of(run.course, needed, learner) is not None:
        raise NothingToAsk
    known = EntryRequest.objects.filter(course=run.course, learner=learner, state=State.OPEN).first()
    if known is not None:
        return known
    reason = reason.strip()
    if not reason and file is None:
        raise NothingSaid
    admissions.check_takes(run=run, person=learner, at=at)
    until = at + timedelta(days=settings.ENTRY_HOLD_DAYS)
    admissions.hold(run=run, person=learner, until=until, by=learner, at=at)
    request = EntryRequest.objects.create(
        run=run, course=run.course, learner=learner, reason=reason, file=_stored(file, run, at), asked_at=at
    )
    _record("lms.entry_asked", request, by=learner, at=at)
    for person in staff_with(run.course.provider, Permission.ADMIT_LEARNERS):
        letters.write(
            key=f"entry_waiting:{request.public_id}:{person.public_id}",
            recipient=person,
            event="entry_waiting",
            context={
                "course_title": run.course.title,
                "held_until": timezone.localdate(until).isoformat(),
                "url": settings.SITE_ORIGIN + reverse("entry_office:detail", args=[request.public_id]),
            },
            at=at,
            provider=run.course.provider,
        )
    return request


def _stored(file: File | None, run: Run, at: datetime) -> PrivateFile | None:
    if file is None:
        return None
    return private_files.store(
        provider=run.course.provider,
        kind=FILE_KIND,
        content=file.content,
        media_type=file.media_type,
        download_name=file.name,
        at=at,
    )


@transaction.atomic
def accept(*, request: EntryRequest, by: User, at: datetime) -> Enrolment | None:
    """
    Let the person in: enrol them, or where no place is left any more write that they may once there is one.

    Returns the enrolment, None where there was no place. Raises AlreadyDecided.
    """
    request = _decided(request, State.ACCEPTED, "", by=by, at=at)
    try:
        with transaction.atomic():
            return enrolments.enrol(run=request.run, learner=request.learner, by=by, at=at, window_applies=False)
    except (admissions.PlaceRefused, CourseIsNotPublished, UnitIsNotPublished):
        _tell(request, at)
        return None


@transaction.atomic
def decline(*, request: EntryRequest, answer: str, by: User, at: datetime) -> EntryRequest:
    """Say no and why, and give the held place back. Raises NoReason, AlreadyDecided."""
    if not answer.strip():
        raise NoReason
    request = _decided(request, State.DECLINED, answer.strip(), by=by, at=at)
    place = places.live_place(request.run, request.learner_id)
    if place is not None and place.state == Place.State.HELD:
        admissions.release(place=place, by=by, at=at)
    _tell(request, at)
    return request


def _decided(request: EntryRequest, state: str, answer: str, *, by: User, at: datetime) -> EntryRequest:
    run = lock_run(request.run)
    rows = EntryRequest.objects.select_for_update(of=("self",)).select_related("learner", "decided_by")
    request = rows.get(pk=request.pk)
    if not request.is_open:
        raise AlreadyDecided(request)
    request.run = run
    request.state, request.answer, request.decided_at, request.decided_by = state, answer, at, by
    request.save(update_fields=["state", "answer", "decided_at", "decided_by"])
    _record(f"lms.entry_{state}", request, by=by, at=at)
    return request


def read(*, request: EntryRequest, by: User, at: datetime) -> None:
    """Record that somebody has opened what a person sent."""
    _record("lms.entry_read", request, by=by, at=at)


def _record(action: str, request: EntryRequest, *, by: User, at: datetime) -> None:
    details = {"run": str(request.run.public_id), "learner": str(request.learner.public_id)}
    audit.record(action, subject=request, by=by, at=at, provider=request.run.course.provider, details=details)


def _tell(request: EntryRequest, at: datetime) -> None:
    """Write that there is an answer; its words stand behind the sign-in."""
    run = request.run
    with translation.override(letters.language_of(request.learner)):
        url = settings.SITE_ORIGIN + reverse("lms:enrol", args=[run.public_id])
    letters.write(
        key=f"entry_{request.state}:{request.public_id}",
        recipient=request.learner,
        event=f"entry_{request.state}",
        context={"course_title": run.course.title, "url": url},
        at=at,
        provider=run.course.provider,
    )


@transaction.atomic
def remove_old(*, at: datetime) -> int:
    """
    Settle what nobody decided before the run was over, and remove what was decided ENTRY_PROOF_DAYS ago.

    That somebody was accepted stays without words and file, as it may let them in again. Part of settings.RETENTION.
    """
    over = Q(run__ends_on__lt=timezone.localdate(at)) | Q(run__cancelled_at__isnull=False)
    EntryRequest.objects.filter(over, state=State.OPEN).update(state=State.SETTLED, decided_at=at)
    before = at - timedelta(days=settings.ENTRY_PROOF_DAYS)
    return remove(EntryRequest.objects.filter(decided_at__lt=before, emptied_at__isnull=True), at=at)


def remove(rows: QuerySet[EntryRequest], *, at: datetime) -> int:
    """Empty these where they were accepted and delete the others, in the caller's transaction, with their files."""
    locked = list(rows.select_for_update(of=("self",)).values_list("pk", "file"))
    mine = EntryRequest.objects.filter(pk__in=[pk for pk, _file in locked])
    mine.filter(state=State.ACCEPTED).update(reason="", answer="", file=None, emptied_at=at)
    mine.exclude(state=State.ACCEPTED).delete()
    PrivateFile.objects.filter(pk__in={file for _pk, file in locked if file is not None}).delete()
    return len(locked)
