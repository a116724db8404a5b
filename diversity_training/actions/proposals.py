"""Offers: written by the provider, kept as the PDF that was sent, answered by the employer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.queries import employer_ids
from accounts.roles import Permission
from diversity_training import documents
from diversity_training.actions.desk_access import NotYourEmployer
from diversity_training.actions.letters import tell_employer, tell_provider
from diversity_training.actions.steps import ReasonIsMissing, StepIsNotPossible, locked, move
from diversity_training.booking import OFFER_VALID_DAYS, State
from diversity_training.models import Proposal, TrainingRequest
from media.actions.private_files import store
from media.models import PrivateFile
from privacy import audit

# What is agreed in an offer, apart from how long it is good.
TERMS = (
    "group_size", "duration_percent", "modules", "own_case", "changes", "dates", "rooms", "trainer", "second_trainer",
)  # fmt: skip


class ProposalIsOver(Exception):
    """The offer was valid until a day that is over, or a newer one has taken its place."""


@transaction.atomic
def make(*, booking: TrainingRequest, by: User, at: datetime, **terms: Any) -> Proposal:
    """
    Offer the employer a training: `terms` are the fields of Proposal that say what is agreed.

    A further offer takes the place of one that is not answered. Raises StepIsNotPossible, documents.CannotBePrinted.
    """
    booking = locked(booking)
    if booking.state not in (State.CLARIFYING, State.OFFERED):
        raise StepIsNotPossible
    number = Proposal.objects.filter(request=booking).count() + 1
    proposal = Proposal(request=booking, number=number, made_at=at, made_by=by, **terms)
    proposal.pdf = _kept(booking, f"Angebot-{booking.public_id}-{number}.pdf", documents.offer(proposal, at=at), at)
    proposal.save()
    audit.record("diversity_training.proposed", subject=proposal, by=by, at=at, provider=booking.provider)
    if booking.state == State.CLARIFYING:
        move(booking, State.OFFERED, "offered", by=by, at=at)
    else:  # the time to answer begins anew
        booking.state_since, booking.renewal_asked_at = at, None
        booking.save(update_fields=["state_since", "renewal_asked_at"])
        tell_employer(booking, "booking_step", f"offer:{number}", at=at)
    return proposal


@transaction.atomic
def renew(*, booking: TrainingRequest, by: User, at: datetime) -> Proposal:
    """
    Offer once more, for as long as a new offer is good, what has run out unanswered; nothing else in it changes.

    Raises StepIsNotPossible, documents.CannotBePrinted.
    """
    booking = locked(booking)
    old = Proposal.objects.filter(request=booking).order_by("-number").first()
    if booking.state != State.OFFERED or old is None or not old.has_run_out(timezone.localdate(at)):
        raise StepIsNotPossible
    terms = {name: getattr(old, name) for name in TERMS}
    valid_until = timezone.localdate(at) + timedelta(days=OFFER_VALID_DAYS)
    return make(booking=booking, by=by, at=at, valid_until=valid_until, **terms)


def _kept(booking: TrainingRequest, name: str, content: bytes, at: datetime) -> PrivateFile:
    return store(
        provider=booking.provider,
        kind="booking",
        content=content,
        media_type="application/pdf",
        download_name=name,
        at=at,
    )


@transaction.atomic
def accept(*, proposal: Proposal, by: User, at: datetime) -> TrainingRequest:
    """Accept the offer for the employer. Raises StepIsNotPossible, ProposalIsOver, NotYourEmployer."""
    booking, proposal = _open(proposal, by, at)
    if proposal.has_run_out(timezone.localdate(at)):
        raise ProposalIsOver
    _answered(proposal, Proposal.Answer.ACCEPTED, by, at)
    return move(booking, State.ACCEPTED, "accepted", by=by, at=at)


@transaction.atomic
def decline(*, proposal: Proposal, reason: str, by: User, at: datetime) -> TrainingRequest:
    """Decline the offer, with a reason. Raises as `accept`, and ReasonIsMissing."""
    if not reason.strip():
        raise ReasonIsMissing
    booking, proposal = _open(proposal, by, at)
    _answered(proposal, Proposal.Answer.DECLINED, by, at)
    return move(booking, State.DECLINED, "declined", by=by, at=at, reason=reason.strip())


@transaction.atomic
def ask_renewal(*, proposal: Proposal, by: User, at: datetime) -> TrainingRequest:
    """
    Ask the provider to renew the offer that ran out: it is the provider's turn. Twice is once.

    Raises StepIsNotPossible, also while the offer is still good, and ProposalIsOver, NotYourEmployer.
    """
    booking, proposal = _open(proposal, by, at)
    if not proposal.has_run_out(timezone.localdate(at)):
        raise StepIsNotPossible
    if booking.renewal_asked_at is None:
        booking.renewal_asked_at = at
        booking.save(update_fields=["renewal_asked_at"])
        audit.record("diversity_training.renewal_asked", subject=proposal, by=by, at=at, provider=booking.provider)
        tell_provider(
            booking,
            "renewal_asked",
            f"renewal:{proposal.number}",
            at=at,
            valid_until=proposal.valid_until.isoformat(),
        )
    return booking


def _open(proposal: Proposal, by: User, at: datetime) -> tuple[TrainingRequest, Proposal]:
    booking = locked(proposal.request)
    if booking.employer_id not in employer_ids(by, Permission.SEE_SEATS):
        raise NotYourEmployer
    newest = Proposal.objects.filter(request=booking).order_by("-number")[0]
    if newest.pk != proposal.pk:
        raise ProposalIsOver
    if booking.state != State.OFFERED or newest.answer:
        raise StepIsNotPossible
    return booking, newest


def _answered(proposal: Proposal, answer: Proposal.Answer, by: User, at: datetime) -> None:
    proposal.answer, proposal.answered_at, proposal.answered_by = answer, at, by
    proposal.save(update_fields=["answer", "answered_at", "answered_by"])
