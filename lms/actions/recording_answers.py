"""What a learner says about being recorded, and that those who teach hear when it is taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from courses import queries as courses
from courses.models import Run, RunSession, SessionTrainer
from courses.queries.recordings import series_key_of
from live_sessions.actions import consents
from live_sessions.models import ConsentText, Decision, Meeting, RecordingConsent
from notifications import actions as letters


@transaction.atomic
def answer(
    *, session: RunSession, person: User, text: ConsentText, lets_record: bool, at: datetime
) -> RecordingConsent:
    """
    Keep the answer for this session; staff hear of a consent taken back after the room was open.

    Raises TextHasChanged.
    """
    decided = consents.decide(
        context_key=session.context_key,
        series_key=series_key_of(session.run),
        provider=session.provider,
        user=person,
        text=text,
        lets_record=lets_record,
        at=at,
    )
    if decided.decision == Decision.WITHDRAWN and decided.decided_at == at:
        _tell_staff([session], decided, at)
    return decided


@transaction.atomic
def answer_for_run(*, run: Run, person: User, text: ConsentText, lets_record: bool, at: datetime) -> RecordingConsent:
    """
    Keep the answer for all sessions of the run, those that were and those to come, until it is changed.

    Staff hear once of a consent taken back, those whose rooms the person has been in. Raises TextHasChanged.
    """
    trainers = Prefetch("session_trainers", queryset=SessionTrainer.objects.select_related("user").order_by("pk"))
    sessions = list(RunSession.objects.filter(run=run).prefetch_related(trainers).order_by("starts_at", "pk"))
    decided = consents.decide_for_series(
        series_key=series_key_of(run),
        rooms=[session.context_key for session in sessions],
        filmed=[session.context_key for session in sessions if session.mode == RunSession.Mode.HYBRID],
        provider=run.provider,
        user=person,
        text=text,
        lets_record=lets_record,
        at=at,
    )
    _tell_staff([one for one in sessions if one.context_key in decided.taken_back_in], decided.row, at)
    return decided.row


def _tell_staff(sessions: Iterable[RunSession], decided: RecordingConsent, at: datetime) -> None:
    """Write once to everybody who teaches one of these whose room was open; who it was stands in no letter."""
    by_key = {session.context_key: session for session in sessions}
    opened = set(Meeting.objects.filter(context_key__in=by_key).values_list("context_key", flat=True))
    told: dict[User, list[RunSession]] = {}
    for key, session in by_key.items():
        if key in opened:
            for row in session.session_trainers.all():
                told.setdefault(row.user, []).append(session)
    for trainer, theirs in told.items():
        with translation.override(letters.language_of(trainer)):
            lines = [courses.session_line(session) for session in theirs]
            url = settings.SITE_ORIGIN + reverse("recording_office:index")
        letters.write(
            key=f"recording_consent_withdrawn:{decided.pk}:{trainer.public_id}",
            recipient=trainer,
            event="recording_consent_withdrawn",
            context={"course_title": theirs[0].run.course.title, "lines": lines, "url": url},
            at=at,
            provider=theirs[0].provider,
        )
