"""Reads about the seats of employers, for those who are invited and those who learn."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import Employer, User
from admissions.models import Place, SeatBlock, SeatInvitation
from admissions.seat_links import public_id_of
from courses import queries as courses
from courses.models import Run
from lms.models import Enrolment
from lms.queries.joining import DateLine, line_of


def seat(place_id: int) -> Place:
    """Return the seat with its run, course, provider and employer."""
    rows = Place.objects.select_related("run__course__provider", "block__employer")
    return rows.get(pk=place_id)


def invitation_of(token: str) -> SeatInvitation | None:
    """Return the invitation behind the secret part of an address, whatever became of it; None for any other text."""
    public_id = public_id_of(token)
    if public_id is None:
        return None
    rows = SeatInvitation.objects.select_related("place__run__course__provider", "place__block__employer")
    return rows.filter(public_id=public_id, place__block__isnull=False).first()


def employers_of(person: User) -> QuerySet[Employer]:
    """Return the employers for which a training of this person can count: those that gave them a seat."""
    has_seat = Q(seat_blocks__places__person=person, seat_blocks__places__state=Place.State.TAKEN)
    accepted = Q(seat_blocks__places__invitations__person=person)
    counted = Q(enrolments__learner=person)
    return Employer.objects.filter(has_seat | accepted | counted).distinct().order_by("name", "pk")


def choices_for(enrolment: Enrolment) -> list[Employer]:
    """Return the employers that the training may count for; none where no employer is concerned, without a query."""
    course = enrolment.run.course
    kinds = {course.OfferKind.DIVERSITY_TRAINING, course.OfferKind.ONLINE_SEMINAR}
    if enrolment.counts_for_id is None and course.offer_kind not in kinds:
        return []
    return list(employers_of(enrolment.learner))


def why_over(invitation: SeatInvitation, at: datetime) -> str | None:
    """Return why nobody can accept the invitation any more: its state, or "expired"; None for one that stands."""
    if invitation.state != SeatInvitation.State.INVITED:
        return str(invitation.state)
    until = invitation.place.held_until
    return str(SeatInvitation.State.EXPIRED) if until is None or until <= at else None


def has_seat(block: SeatBlock, person: User) -> bool:
    """Return whether the person has a seat of this block."""
    return Place.objects.filter(block=block, person=person, state=Place.State.TAKEN).exists()


def dates(run: Run, *, at: datetime) -> list[DateLine]:
    """Return the sessions of the run that take place, in order."""
    sessions = courses.with_people(run.sessions.filter(cancelled_at=None)).order_by("starts_at", "pk")
    return [line_of(session, at=at) for session in sessions]
