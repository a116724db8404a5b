"""What goes when its time is over; run once a day (settings.RETENTION)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from lms.models import KnownGuest, RoomStay, SessionAttendance, Submission
from media.models import PrivateFile


@transaction.atomic
def remove_old_stays(*, at: datetime) -> int:
    """Remove who was when in which room, a year after the session; how long it was together stays with the hours."""
    before = at - timedelta(days=settings.ATTENDANCE_INTERVAL_DAYS)
    old = {"session__ends_at__lt": before}
    stays, _ = RoomStay.objects.filter(**old).delete()
    guests, _ = KnownGuest.objects.filter(**old).delete()
    spans = SessionAttendance.objects.filter(**old).exclude(spans=[], found_spans=[])
    return stays + guests + spans.update(spans=[], found_spans=[])


@transaction.atomic
def empty_old_submissions(*, at: datetime) -> int:
    """Remove words, answers and files of transfer tasks some weeks after the run; that they were done stays."""
    ended_before = timezone.localdate(at) - timedelta(days=settings.SUBMISSION_TEXT_DAYS)
    old = Submission.objects.filter(unit_result__enrolment__run__ends_on__lt=ended_before, emptied_at__isnull=True)
    return empty_submissions(old, at=at)


def empty_submissions(rows: QuerySet[Submission], *, at: datetime) -> int:
    """Remove what these versions hold, in the caller's transaction; the daily sweep takes the bytes of their files."""
    locked = list(rows.select_for_update(of=("self",)).values_list("pk", "file"))
    Submission.objects.filter(pk__in=[pk for pk, _file in locked]).update(
        text="", feedback="", file=None, emptied_at=at
    )
    PrivateFile.objects.filter(pk__in={file for _pk, file in locked if file is not None}).delete()
    return len(locked)
