"""What goes when its time is over; run once a day (settings.RETENTION)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lms.models import KnownGuest, RoomStay, SessionAttendance


@transaction.atomic
def remove_old_stays(*, at: datetime) -> int:
    """Remove who was when in which room, a year after the session; how long it was together stays with the hours."""
    before = at - timedelta(days=settings.ATTENDANCE_INTERVAL_DAYS)
    old = {"session__ends_at__lt": before}
    stays, _ = RoomStay.objects.filter(**old).delete()
    guests, _ = KnownGuest.objects.filter(**old).delete()
    spans = SessionAttendance.objects.filter(**old).exclude(spans=[], found_spans=[])
    return stays + guests + spans.update(spans=[], found_spans=[])
