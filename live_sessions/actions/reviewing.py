"""
Two analytics of one room that say different things: the first counts until a person has compared them.

Servers send analytics once. A second body that differs is a server that began anew, or somebody who has its secret.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from live_sessions.actions import ending, taking
from live_sessions.models import IDLE, CallbackKind, CallbackOutcome, CallbackReceipt, Meeting
from privacy import audit


class AlreadyDecided(Exception):
    """Somebody has accepted or dismissed it, or its time is over."""


@transaction.atomic
def accept(*, receipt: CallbackReceipt, by: User, at: datetime) -> None:
    """
    Let the later analytics count in place of the first; who may do so has been asked above. Raises AlreadyDecided.

    Presence is counted anew by what hears of changes; lists that are confirmed keep what holds until staff decide.
    """
    meeting, locked = _locked(receipt)
    counting = CallbackReceipt.objects.filter(
        meeting=meeting, kind=CallbackKind.ANALYTICS, room_id=locked.room_id
    ).exclude(outcome__in=IDLE)
    for one in counting:
        _dismiss(one)
    taking.take(meeting, locked, at=at)
    ending.correct(meeting, even_exact=True)
    _record("live_sessions.analytics_accepted", meeting, locked, by, at)


@transaction.atomic
def dismiss(*, receipt: CallbackReceipt, by: User, at: datetime) -> None:
    """Stay with the first analytics; what the later ones told is removed. Raises AlreadyDecided."""
    meeting, locked = _locked(receipt)
    _dismiss(locked)
    _record("live_sessions.analytics_dismissed", meeting, locked, by, at)


def _locked(receipt: CallbackReceipt) -> tuple[Meeting, CallbackReceipt]:
    meeting = Meeting.objects.select_for_update(of=("self",)).select_related("provider").get(pk=receipt.meeting_id)
    waiting = CallbackReceipt.objects.filter(pk=receipt.pk, outcome=CallbackOutcome.REVIEW).first()
    if waiting is None:
        raise AlreadyDecided
    return meeting, waiting


def _dismiss(receipt: CallbackReceipt) -> None:
    receipt.outcome, receipt.taken_at, receipt.told = CallbackOutcome.DISMISSED, None, {}
    receipt.save(update_fields=["outcome", "taken_at", "told"])


def _record(action: str, meeting: Meeting, receipt: CallbackReceipt, by: User, at: datetime) -> None:
    details = {"room": receipt.room_id, "body": receipt.body_sha256[:16]}
    audit.record(action, subject=meeting, by=by, at=at, provider=meeting.provider, details=details)
