"""Seats of employers, as far as somebody is written to or learns: `admissions` counts the seats, we make enrolments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from accounts.models import Employer, User
from admissions.actions import seats
from admissions.actions.seats import Invitee
from admissions.models import Place, SeatBlock, SeatInvitation
from admissions.seat_links import token_of
from lms.actions import enrolments
from lms.models import Enrolment
from lms.queries import seats as reads
from notifications import actions as letters
from notifications.models import Letter
from privacy import audit

State = SeatInvitation.State


class TrainingHasBegun(Exception):
    """From the first day on only the provider ends somebody's part, and admits whoever steps in."""


class HasCompleted(Exception):
    """The person has completed this run already; the seat is of no use to them."""


class IsNotTheirs(Exception):
    """The learner has nothing to do with this employer."""


@transaction.atomic
def invite(*, block: SeatBlock, invitees: Sequence[Invitee], by: User, at: datetime) -> list[SeatInvitation]:
    """Offer a seat to each and write to those with an address. Raises what seats.invite raises; then nobody has one."""
    offered = seats.invite(block=block, invitees=invitees, by=by, at=at)
    for invitation in offered:
        _write(invitation, "seat_invited", at)
    return offered


@transaction.atomic
def accept(*, invitation: SeatInvitation, learner: User, at: datetime) -> Enrolment:
    """Give the learner the seat and let them learn. Raises HasCompleted and what seats.claim raises."""
    _check_not_completed(learner, invitation.place.run_id)
    place = seats.claim(invitation=invitation, person=learner, at=at)
    return _enter(place.pk, learner, at)


@transaction.atomic
def accept_by_code(*, block: SeatBlock, learner: User, at: datetime) -> Enrolment:
    """Give the learner, who knows the code, a free seat. Raises HasCompleted and what seats.claim_free raises."""
    _check_not_completed(learner, block.run_id)
    place = seats.claim_free(block=block, person=learner, at=at)
    return _enter(place.pk, learner, at)


@transaction.atomic
def end_invitation(*, invitation: SeatInvitation, by: User, at: datetime) -> None:
    """
    Take an invitation back, or the seat of whoever accepted it; the seat is the employer's again.

    The person's enrolment ends as any other does, with what they did. Raises TrainingHasBegun, InvitationHasMoved.
    """
    if invitation.state == State.INVITED:
        seats.withdraw(invitation=invitation, by=by, at=at)
    else:
        _leave(invitation, by=by, at=at, for_replacement=False)


@transaction.atomic
def replace(*, invitation: SeatInvitation, invitee: Invitee, by: User, at: datetime) -> SeatInvitation:
    """
    Offer the seat of an invited or accepted person to somebody else, and write to them.

    Raises TrainingHasBegun, and InvitationHasMoved when the invitation is not as the caller saw it: who has accepted
    meanwhile is not pushed out by a decision about an unanswered invitation.
    """
    if invitation.state == State.INVITED:
        offered = seats.replace(invitation=invitation, invitee=invitee, by=by, at=at)
    else:
        seat = _leave(invitation, by=by, at=at, for_replacement=True)
        offered = seats.offer_again(seat=seat, invitee=invitee, by=by, at=at)
    _write(offered, "seat_invited", at)
    return offered


@transaction.atomic
def choose_employer(*, enrolment: Enrolment, employer: Employer | None, by: User, at: datetime) -> None:
    """
    Let the training count for this employer, or for none; the learner's own record is the same either way.

    Raises IsNotTheirs.
    """
    enrolment = (
        Enrolment.objects.select_for_update(of=("self",)).select_related("run__course__provider").get(pk=enrolment.pk)
    )
    if employer is not None and not reads.employers_of(enrolment.learner).filter(pk=employer.pk).exists():
        raise IsNotTheirs
    if enrolment.counts_for_id == (employer.pk if employer is not None else None):
        return
    enrolment.counts_for = employer
    enrolment.save(update_fields=["counts_for"])
    audit.record(
        "lms.counts_for_chosen",
        subject=enrolment,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"employer": employer.public_id if employer is not None else None},
    )


@transaction.atomic
def remind(*, at: datetime) -> int:
    """Remind those who have not answered, once each: some days after the invitation, or when the last days begin."""
    waited = Q(invited_at__lte=at - timedelta(days=settings.SEAT_REMINDER_DAYS))
    last_call = Q(
        place__held_until__lte=at + timedelta(days=settings.SEAT_LAST_CALL_DAYS),
        invited_at__lte=at - timedelta(days=1),
    )
    due = (
        SeatInvitation.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(waited | last_call, state=State.INVITED, reminded_at=None, place__held_until__gt=at)
        .exclude(email="")
        .select_related("place__run__course__provider", "place__block__employer")
        .order_by("pk")
    )
    reminded = [invitation for invitation in due if _write(invitation, "seat_reminder", at) is not None]
    SeatInvitation.objects.filter(pk__in=[invitation.pk for invitation in reminded]).update(reminded_at=at)
    return len(reminded)


def facts_of_invitation(*, letter: Letter, at: datetime) -> dict[str, Any] | None:
    """Return nothing new for a letter about an offer that still stands, None for one that is over."""
    public_id = letter.context.get("invitation")
    is_open = SeatInvitation.objects.filter(public_id=public_id, state=State.INVITED, place__held_until__gt=at).exists()
    return {} if is_open else None


def link_of(invitation: SeatInvitation) -> str:
    """Return the absolute address of the offer, in the language of the invited person."""
    with translation.override(invitation.language):
        return settings.SITE_ORIGIN + reverse("lms:seat", args=[token_of(invitation.public_id)])


def _write(invitation: SeatInvitation, event: str, at: datetime) -> Letter | None:
    block = invitation.place.block
    if not invitation.email or block is None:
        return None
    run = invitation.place.run
    context = {
        "invitation": invitation.public_id,
        "employer": block.employer.name,
        "course_title": run.course.title,
        "starts_on": run.starts_on.isoformat(),
        "answer_until": block.return_on.isoformat(),
        "link": link_of(invitation),
    }
    return letters.write_to_guest(
        key=f"{event}:{invitation.public_id}",
        name=invitation.name,
        address=invitation.email,
        language=invitation.language,
        event=event,
        context=context,
        at=at,
        provider=run.course.provider,
    )


def _enter(place_id: int, learner: User, at: datetime) -> Enrolment:
    place = reads.seat(place_id)
    employer = place.block.employer if place.block is not None else None
    return enrolments.enter(place=place, learner=learner, by=learner, at=at, counts_for=employer)


def _check_not_completed(learner: User, run_id: int) -> None:
    completed = Enrolment.objects.filter(run_id=run_id, learner=learner, state=Enrolment.State.COMPLETED)
    if completed.filter(place__block=None).exists():
        raise HasCompleted


def _leave(invitation: SeatInvitation, *, by: User, at: datetime, for_replacement: bool) -> Place:
    """End the part of whoever accepted, tell them, and return the seat."""
    seat = invitation.place
    if seat.run.starts_on <= timezone.localdate(at):
        raise TrainingHasBegun
    learners = Enrolment.objects.select_related("place__run", "run__course__provider", "learner")
    enrolment = learners.filter(place=seat, learner=invitation.person_id).first()
    if invitation.state != State.ACCEPTED or enrolment is None:
        raise seats.InvitationHasMoved(invitation)
    with translation.override(settings.LANGUAGE_CODE):
        reason = gettext("Der Arbeitgeber hat den Platz zurückgenommen.")
    try:
        ended = enrolments.withdraw(enrolment=enrolment, reason=reason, by=by, at=at, for_replacement=for_replacement)
    except enrolments.NotLearning:
        raise seats.InvitationHasMoved(invitation) from None
    ended.counts_for = None  # the employer wants them there no longer: taken back in, they are not on its seats
    ended.save(update_fields=["counts_for"])
    letters.write(
        key=f"seat_ended:{invitation.public_id}",
        recipient=ended.learner,
        event="seat_ended",
        context={"course_title": ended.run.course.title, "starts_on": ended.run.starts_on.isoformat()},
        at=at,
        provider=ended.run.course.provider,
    )
    return seat
