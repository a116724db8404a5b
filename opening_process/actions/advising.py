"""A trainer is let in by the employer's HR, and leaves when either side wants it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts import rules as account_rules
from accounts.models import User
from accounts.queries import owner_of_address
from accounts.roles import Permission
from notifications.actions import write
from opening_process.actions import writing
from opening_process.models import Adviser, OpeningProcess
from opening_process.queries.people import invitations_for
from privacy import audit


class NotInvited(Exception):
    """The invitation is over, or was for somebody else."""


@transaction.atomic
def invite(*, process: OpeningProcess, email: str, may_write: bool, by: User, at: datetime) -> Adviser:
    """
    Ask a trainer to accompany the process; an address that is invited already stays as it is.

    Only a trainer's account with this confirmed address can accept, and only such an account is written to. HR is told
    the same either way. Raises IsGone.
    """
    locked = writing.lock(process, at=at)
    email = email.lower()
    known = locked.advisers.filter(email=email, state__in=[Adviser.State.INVITED, Adviser.State.ACTIVE]).first()
    if known is not None:
        return known
    adviser = Adviser.objects.create(process=locked, email=email, may_write=may_write, invited_at=at)
    _note("adviser_invited", adviser, by=by, at=at)
    person = owner_of_address(email)
    if person is not None and account_rules.may(person, Permission.ADVISE_OPENING):
        write(
            key=f"opening-adviser:{adviser.public_id}",
            recipient=person,
            event="opening_adviser_invited",
            context={
                "employer_name": locked.employer.name,
                "url": settings.SITE_ORIGIN + reverse("opening_process:start"),
            },
            at=at,
        )
    return adviser


@transaction.atomic
def accept(*, adviser: Adviser, by: User, at: datetime) -> OpeningProcess:
    """Let the invited person in. Raises NotInvited, IsGone."""
    current = _lock_invitation(adviser, by=by, at=at)
    current.state, current.user, current.answered_at = Adviser.State.ACTIVE, by, at
    try:
        with transaction.atomic():
            current.save(update_fields=["state", "user", "answered_at"])
    except IntegrityError:  # invited by two of their addresses: once is enough
        raise NotInvited from None
    _note("adviser_accepted", current, by=by, at=at)
    return current.process


@transaction.atomic
def decline(*, adviser: Adviser, by: User, at: datetime) -> None:
    """Take an invitation for answered with no. Raises NotInvited, IsGone."""
    current = _lock_invitation(adviser, by=by, at=at)
    current.state, current.email, current.answered_at = Adviser.State.DECLINED, "", at
    current.save(update_fields=["state", "email", "answered_at"])
    _note("adviser_declined", current, by=by, at=at)


@transaction.atomic
def end(*, adviser: Adviser, by: User, at: datetime) -> None:
    """Withdraw an invitation or end the company, from either side; at once. Does nothing when it is over."""
    writing.lock(adviser.process, at=at)
    current = Adviser.objects.filter(pk=adviser.pk).select_related("process").first()
    if current is None or current.state in {Adviser.State.DECLINED, Adviser.State.ENDED}:
        return
    empty(current, at=at)
    _note("adviser_ended", current, by=by, at=at)


def empty(adviser: Adviser, *, at: datetime) -> None:
    """Remove who it was; that somebody was there stays."""
    Adviser.objects.filter(pk=adviser.pk).update(state=Adviser.State.ENDED, email="", user=None, ended_at=at)


def _lock_invitation(adviser: Adviser, *, by: User, at: datetime) -> Adviser:
    process = writing.lock(adviser.process, at=at)
    current = invitations_for(by).filter(pk=adviser.pk).first()
    if current is None or not account_rules.may(by, Permission.ADVISE_OPENING):
        raise NotInvited
    current.process = process
    return current


def _note(act: str, adviser: Adviser, *, by: User, at: datetime) -> None:
    audit.record(
        f"opening_process.{act}", subject=adviser.process, by=by, at=at, details={"adviser": adviser.public_id}
    )
