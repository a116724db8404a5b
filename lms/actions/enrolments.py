"""Entering and leaving a run."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import Employer, User
from admissions import actions as admissions
from admissions.actions import seats
from admissions.models import Place
from courses.models import Course, Run
from lms.actions import absences, closing
from lms.models import Enrolment, EntryRequest
from lms.queries import entry
from lms.queries import seats as reads
from lms.queries.entry import Basis
from notifications import actions as letters
from privacy import audit


class NotLearning(Exception):
    """The enrolment is not active any more, so nobody can leave it."""

    def __init__(self, enrolment: Enrolment) -> None:
        self.enrolment = enrolment
        super().__init__(f"enrolment {enrolment.public_id} is {enrolment.state}")


class EntryCourseMissing(Exception):
    """The course builds on `entry`, which the person has not completed, and nobody has accepted anything instead."""

    def __init__(self, entry: Course) -> None:
        self.entry = entry
        super().__init__(f"course {entry.pk} is not completed")


@transaction.atomic
def enrol(*, run: Run, learner: User, by: User, at: datetime, window_applies: bool = True) -> Enrolment:
    """
    Give the learner a place and let them learn; asking twice returns the same enrolment.

    Who left and comes back goes on in the same row, with all they had done, and it counts for the employer for which it
    counted before. Whom staff take back has a seat of that employer again, where there is one. `window_applies=False`
    is for staff. Raises the refusals of admissions: RunIsClosed, NotInWindow, RunIsFull; and EntryCourseMissing for who
    enrols alone.
    """
    left = Enrolment.objects.select_related("counts_for").filter(run=run, learner=learner, state="withdrawn").first()
    employer = left.counts_for if left is not None else None
    if employer is not None and by.pk != learner.pk:
        seat = seats.take_again(run=run, person=learner, employer=employer, by=by, at=at)
        if seat is not None:
            return enter(place=reads.seat(seat.pk), learner=learner, by=by, at=at, counts_for=employer)
    place = admissions.take(run=run, person=learner, by=by, at=at, window_applies=window_applies)
    return enter(place=place, learner=learner, by=by, at=at, counts_for=employer)


@transaction.atomic
def enter(*, place: Place, learner: User, by: User, at: datetime, counts_for: Employer | None = None) -> Enrolment:
    """
    Let the learner learn on the place they have just taken; whoever learns already goes on, on this place.

    `counts_for` is the employer whose seat it is, or was before they left. Raises EntryCourseMissing.
    """
    run = place.run
    enrolment = Enrolment.objects.select_for_update(of=("self",)).filter(run=run, learner=learner).first()
    if enrolment is not None and enrolment.state != Enrolment.State.WITHDRAWN:
        if enrolment.place_id != place.pk:
            enrolment.place, enrolment.counts_for = place, counts_for
            enrolment.save(update_fields=["place", "counts_for"])
        return enrolment
    basis = _entry_basis(place, learner, by=by, at=at)
    is_reentry = enrolment is not None
    if enrolment is None:
        enrolment = Enrolment(run=run, learner=learner, enrolled_at=at)
    enrolment.place, enrolment.counts_for = place, counts_for
    enrolment.state = Enrolment.State.ACTIVE
    enrolment.withdrawn_at, enrolment.withdrawn_reason = None, ""
    enrolment.save()
    audit.record(
        "lms.enrolled",
        subject=enrolment,
        by=by,
        at=at,
        provider=run.course.provider,
        details={"run": str(run.public_id), "learner": str(learner.public_id), "reentry": is_reentry, **basis},
    )
    absences.add_earlier(enrolment, at=at)
    _tell(enrolment, at)
    return enrolment


def _entry_basis(place: Place, learner: User, *, by: User, at: datetime) -> dict[str, str]:
    """
    Return for the audit row by what the learner enters a course that builds on another; nothing for other courses.

    For an employer's seat trainer and employer have settled it in the needs analysis, and staff answer for whom they
    enrol. A request that is still open has settled itself.
    """
    course = place.run.course
    needed = entry.entry_course(course)
    if needed is None:
        return {}
    basis = entry.basis_of(course, needed, learner)
    if basis is None and place.block_id is not None:
        basis = Basis.EMPLOYER
    elif basis is None and by.pk != learner.pk:
        basis = Basis.STAFF
    if basis is None:
        raise EntryCourseMissing(needed)
    waiting = EntryRequest.objects.filter(course=course, learner=learner, state=EntryRequest.State.OPEN)
    waiting.update(state=EntryRequest.State.SETTLED, decided_at=at)
    return {"entry": basis.value}


def _tell(enrolment: Enrolment, at: datetime) -> None:
    """Write the letter about the place; a place given anew after leaving is a letter of its own."""
    run, learner = enrolment.run, enrolment.learner
    with translation.override(letters.language_of(learner)):
        url = settings.SITE_ORIGIN + reverse("lms:course", args=[enrolment.public_id])
    letters.write(
        key=f"enrolled:{enrolment.public_id}:{enrolment.place_id}",
        recipient=learner,
        event="enrolled",
        context={"course_title": run.course.title, "starts_on": run.starts_on.isoformat(), "url": url},
        at=at,
        provider=run.course.provider,
    )


@transaction.atomic
def withdraw(*, enrolment: Enrolment, reason: str, by: User, at: datetime, for_replacement: bool = False) -> Enrolment:
    """
    End the learner's part in the run with a reason and give the place back; what they did stays.

    The seat of an employer is the employer's again; `for_replacement` is for somebody who steps in at once. Raises
    NotLearning when the enrolment is completed or has already ended.
    """
    # What is still open on a device stops storing. Attempts come first, as in a commit, which locks the enrolment last.
    closing.close_players(enrolments=Enrolment.objects.filter(pk=enrolment.pk), at=at)
    # The place before the enrolment: its release locks the run, and entering locks in this order too.
    left = admissions.release(place=enrolment.place, by=by, at=at, for_replacement=for_replacement)
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("run__course__provider", "learner")
        .get(pk=enrolment.pk)
    )
    if enrolment.state != Enrolment.State.ACTIVE:
        raise NotLearning(enrolment)
    enrolment.state, enrolment.withdrawn_at, enrolment.withdrawn_reason = Enrolment.State.WITHDRAWN, at, reason
    enrolment.place = left  # not the seat of an employer, which somebody else will have
    enrolment.save(update_fields=["state", "withdrawn_at", "withdrawn_reason", "place"])
    audit.record(
        "lms.withdrawn",
        subject=enrolment,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"run": str(enrolment.run.public_id), "learner": str(enrolment.learner.public_id)},
    )
    return enrolment
