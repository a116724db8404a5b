"""What goes when its time is over; run once a day (settings.RETENTION)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from live_sessions.actions import placing
from live_sessions.models import (
    AttendanceInterval,
    Breakout,
    CallbackReceipt,
    Engagement,
    GuestInvite,
    Meeting,
    Participant,
    Pseudonym,
)


@transaction.atomic
def remove_old_intervals(*, at: datetime) -> int:
    """
    Remove who was when in a meeting and what servers told of it, a year after it.

    What was credited from it lives above and stays.
    """
    before = at - timedelta(days=settings.ATTENDANCE_INTERVAL_DAYS)
    old = Q(meeting__ended_at__lt=before) | Q(meeting__ended_at=None, meeting__requested_at__lt=before)
    tables = (AttendanceInterval, Engagement, CallbackReceipt, Breakout)
    count = sum(table._default_manager.filter(old).delete()[0] for table in tables)
    recent = Meeting.objects.filter(Q(ended_at__gte=before) | Q(ended_at=None, requested_at__gte=before))
    silent = Participant.objects.filter(first_let_in_at__lt=before, intervals=None, engagements=None)
    gone, _ = silent.exclude(context_key__in=recent.values("context_key")).delete()
    past = GuestInvite.objects.filter(expires_at__lt=before, participant=None)
    left, _ = past.delete()
    nameless = Pseudonym.objects.exclude(context_key__in=recent.values("context_key"))
    forgotten, _ = nameless.filter(context_key__in=Meeting.objects.values("context_key")).delete()
    return count + gone + left + forgotten + placing.forget(at=at)
