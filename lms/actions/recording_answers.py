"""What a learner says about being recorded, and that those who teach hear when it is taken back."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from courses import queries as courses
from courses.models import RunSession
from live_sessions.actions import consents
from live_sessions.models import ConsentText, Decision, Meeting, RecordingConsent
from notifications import actions as letters


@transaction.atomic
def answer(
    *, session: RunSession, person: User, text: ConsentText, lets_record: bool, at: datetime
) -> RecordingConsent:
    """Keep the answer; staff hear of a consent taken back after the room was open. Raises TextHasChanged."""
    decided = consents.decide(
        context_key=session.context_key,
        provider=session.provider,
        user=person,
        text=text,
        lets_record=lets_record,
        at=at,
    )
    was_open = Meeting.objects.filter(context_key=session.context_key).exists()
    if decided.decision == Decision.WITHDRAWN and decided.decided_at == at and was_open:
        _tell_staff(session, decided, at)
    return decided


def _tell_staff(session: RunSession, decided: RecordingConsent, at: datetime) -> None:
    """Write to those who teach the session; who it was stands in no letter."""
    for row in session.session_trainers.select_related("user").order_by("pk"):
        with translation.override(letters.language_of(row.user)):
            line = courses.session_line(session)
            url = settings.SITE_ORIGIN + reverse("recording_office:index")
        letters.write(
            key=f"recording_consent_withdrawn:{decided.pk}:{row.user.public_id}",
            recipient=row.user,
            event="recording_consent_withdrawn",
            context={"course_title": session.run.course.title, "line": line, "url": url},
            at=at,
            provider=session.provider,
        )
