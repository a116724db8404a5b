"""People say whether they let themselves be recorded; the administration of the platform writes what they agree to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Provider, User
from live_sessions import consents, rules
from live_sessions.actions import recordings
from live_sessions.consent_words import FIRST
from live_sessions.models import Attention, ConsentText, Decision, Pseudonym, RecordingConsent
from live_sessions.models.consent import SOURCE
from privacy import audit


class MayNotWriteConsentTexts(Exception):
    """What people agree to is written by the administration of the platform."""


class TextIsReleased(Exception):
    """Somebody may have agreed to it: what was released is never changed."""


class TextHasChanged(Exception):
    """The person read another version than the one that counts now."""


def ensure_text(*, at: datetime) -> None:
    """See that there is a text to agree to, as soon as anything may be recorded. Twice is once."""
    if consents.standing_version() is None:
        first = ConsentText(version=1, language=SOURCE, body=FIRST, written_at=at, released_at=at)
        ConsentText.objects.bulk_create([first], ignore_conflicts=True)


@transaction.atomic
def decide(
    *, context_key: UUID, provider: Provider, user: User, text: ConsentText, lets_record: bool, at: datetime
) -> RecordingConsent:
    """
    Write down what the person decided after reading `text`; the same decision again is the row there is.

    Whoever lets themselves be recorded no more has withdrawn: see `withdraw`. Raises TextHasChanged.
    """
    if text.version != consents.standing_version() or text.released_at is None:
        raise TextHasChanged
    before = _newest(context_key, user)
    if before is not None and before.decision == Decision.GIVEN and not lets_record:
        return withdraw(context_key=context_key, user=user, at=at) or before
    wanted = Decision.GIVEN if lets_record else Decision.REFUSED
    is_same_answer = before is not None and lets_record == (before.decision == Decision.GIVEN)
    if before is not None and is_same_answer and before.text.version == text.version:
        return before
    if not lets_record:
        number_of(context_key=context_key, provider=provider, user=user)
    return RecordingConsent.objects.create(
        provider=provider, context_key=context_key, user=user, text=text, decision=wanted, decided_at=at
    )


@transaction.atomic
def withdraw(*, context_key: UUID, user: User, at: datetime) -> RecordingConsent | None:
    """
    Take back a consent: what was recorded is hidden at once, and people decide what becomes of it.

    None when there is nothing to take back.
    """
    before = _newest(context_key, user)
    if before is None or before.decision != Decision.GIVEN:
        return None
    number_of(context_key=context_key, provider=before.provider, user=user)
    taken_back = RecordingConsent.objects.create(
        provider=before.provider,
        context_key=context_key,
        user=user,
        text=before.text,
        decision=Decision.WITHDRAWN,
        decided_at=at,
    )
    reached = recordings.want_decision(context_keys=[context_key], why=Attention.WITHDRAWN, by=user, at=at)
    audit.record(
        "live_sessions.recording_consent_withdrawn",
        subject=user,
        by=user,
        at=at,
        provider=before.provider,
        details={"recordings": [recording.public_id for recording in reached]},
    )
    return taken_back


@transaction.atomic
def write_text(*, version: int | None, language: str, body: str, by: User, at: datetime) -> ConsentText:
    """
    Write a draft: of the next version (`version` None, in German), or of a translation of one.

    A draft is written over, a released text never. Raises MayNotWriteConsentTexts, TextIsReleased.
    """
    if not rules.may_write_consent_texts(by):
        raise MayNotWriteConsentTexts
    if version is None:
        newest = ConsentText.objects.filter(language=SOURCE).aggregate(newest=Max("version"))["newest"] or 0
        open_draft = ConsentText.objects.filter(language=SOURCE, version=newest, released_at=None).exists()
        version, language = (newest if open_draft else newest + 1), SOURCE
    text, is_new = ConsentText.objects.select_for_update().get_or_create(
        version=version, language=language, defaults={"body": body, "written_at": at}
    )
    if not is_new:
        if text.released_at is not None:
            raise TextIsReleased
        text.body, text.written_at = body, at
        text.save(update_fields=["body", "written_at"])
    _record("live_sessions.consent_text_written", text, by, at)
    return text


@transaction.atomic
def release_text(*, text: ConsentText, by: User, at: datetime) -> ConsentText:
    """
    Show the text from now on; a new German version is asked of everybody anew. Twice is once.

    Raises MayNotWriteConsentTexts.
    """
    if not rules.may_write_consent_texts(by):
        raise MayNotWriteConsentTexts
    current = ConsentText.objects.select_for_update().get(pk=text.pk)
    if current.released_at is None:
        current.released_at = at
        current.save(update_fields=["released_at"])
        _record("live_sessions.consent_text_released", current, by, at)
    return current


def _record(action: str, text: ConsentText, by: User, at: datetime) -> None:
    details = {"version": text.version, "language": text.language}
    audit.record(action, subject=text, by=by, at=at, details=details)


def _newest(context_key: UUID, user: User) -> RecordingConsent | None:
    mine = RecordingConsent.objects.filter(context_key=context_key, user=user)
    return mine.select_related("text", "provider").order_by("-decided_at", "-pk").first()


def number_of(*, context_key: UUID, provider: Provider, user: User) -> int:
    """Return the person's number in this room; two who get theirs at once meet at the constraints, and both get one."""
    in_room = Pseudonym.objects.filter(context_key=context_key)
    while (known := in_room.filter(user=user).values_list("number", flat=True).first()) is None:
        number = (in_room.aggregate(last=Max("number"))["last"] or 0) + 1
        wanted = Pseudonym(provider=provider, context_key=context_key, user=user, number=number)
        Pseudonym.objects.bulk_create([wanted], ignore_conflicts=True)
    return known
