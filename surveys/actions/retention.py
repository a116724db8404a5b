"""What is removed when its time is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from surveys.models import AnswerSheet, FreeText


def remove_old_sheets(*, at: datetime) -> int:
    """Remove sheets that no later round will be joined with, and texts that have been read; return how many."""
    today = timezone.localdate(at)
    sheets, _ = AnswerSheet.objects.filter(
        survey__closed_on__lt=today - timedelta(days=settings.SURVEY_SHEET_DAYS)
    ).delete()
    texts, _ = FreeText.objects.filter(survey__closed_on__lt=today - timedelta(days=settings.SURVEY_TEXT_DAYS)).delete()
    return sheets + texts
