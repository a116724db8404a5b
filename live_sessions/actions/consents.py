"""People say whether they let themselves be recorded; the administration of the platform writes what they agree to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from accounts.models import Provider, User
from live_sessions import consents, rules
from live_sessions.actions import recordings
from live_sessions.consent_words import FIRST
from live_sessions.models import (
    Attention,
    ConsentText,
    Decision,
    Participant,
    Pseudonym,
    RecordingConsent,
    Scope,
)
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
    *,
    context_key: UUID,
    provider: Provider,
    user: User,
    text: ConsentText,
    lets_record: bool,
    at: datetime,
    series_key: UUID | None = None,
) -> RecordingConsent:
    """
    Write down what the person decided about one room after reading `text`; the same decision again is the row there is.

    Whoever let themselves be recorded there, by a decision about the room or about its series, and does so no more
    has withdrawn: what was recorded in this room is hidden at once, and people decide what becomes of it. Raises
    TextHasChanged.
    """
    _one_at_a_time(user)
    _check(text, lets_record=lets_record)
    keys = [context_key] if series_key is None else [context_key, series_key]
    before = consents.newest_of(user, keys)
    if before is not None and before.context_key == context_key and _is_same(before, text, lets_record=lets_record):
        return before
    if not lets_record:
        number_of(context_key=context_key, provider=provider, user=user)
    takes_back = not lets_record and before is not None and before.decision == Decision.GIVEN
    row = _write(context_key, Scope.ROOM, provider, user, text, _decision(lets_record, takes_back), at)
    if takes_back:
        _withdrawn(row, [context_key])
    return row


@dataclass(frozen=True, slots=True)
class SeriesDecision:
    """A decision about a series, and the rooms from whose recordings a consent was taken back by it."""

    row: RecordingConsent
    taken_back_in: frozenset[UUID]


@transaction.atomic
def decide_for_series(
    *,
    series_key: UUID,
    rooms: Collection[UUID],
    filmed: Collection[UUID],
    provider: Provider,
    user: User,
    text: ConsentText,
    lets_record: bool,
    at: datetime,
) -> SeriesDecision:
    """
    Write down what the person decided about every room of a series, those to come and those that were.

    It wins over what they said about one of its `rooms` before; the same decision again, with no other since, is the
    row there is. A No takes back every Yes that counted: what was recorded in these rooms is hidden at once, where the
    person was let in or may have been `filmed` without (in a house). Raises TextHasChanged.
    """
    _one_at_a_time(user)
    _check(text, lets_record=lets_record)
    newest = consents.newest_by_key(user, [series_key, *rooms])
    before = newest.get(series_key)
    counting = {room: consents.counting(newest, room=room, series_key=series_key) for room in rooms}
    is_last_word = all(row == before for row in counting.values())
    if before is not None and is_last_word and _is_same(before, text, lets_record=lets_record):
        return SeriesDecision(before, frozenset())
    given = {room for room, row in counting.items() if row is not None and row.decision == Decision.GIVEN}
    takes_back = not lets_record and bool(given or (before is not None and before.decision == Decision.GIVEN))
    row = _write(series_key, Scope.SERIES, provider, user, text, _decision(lets_record, takes_back), at)
    if not takes_back:
        return SeriesDecision(row, frozenset())
    came = Participant.objects.filter(user=user, context_key__in=given).values_list("context_key", flat=True)
    reached = frozenset(given & {*came, *filmed})
    _withdrawn(row, reached)
    return SeriesDecision(row, reached)


def _one_at_a_time(user: User) -> None:
    """Let a person's answers from two windows follow one another: the second knows of the first."""
    User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)


def _check(text: ConsentText, *, lets_record: bool) -> None:
    """A Yes is to the text that counts; a No counts whatever was read, and is asked again where that has changed."""
    if text.released_at is None or (lets_record and text.version != consents.standing_version()):
        raise TextHasChanged


def _is_same(before: RecordingConsent, text: ConsentText, *, lets_record: bool) -> bool:
    return before.text.version == text.version and lets_record == (before.decision == Decision.GIVEN)


def _decision(lets_record: bool, takes_back: bool) -> Decision:
    if lets_record:
        return Decision.GIVEN
    return Decision.WITHDRAWN if takes_back else Decision.REFUSED


def _write(
    key: UUID, scope: Scope, provider: Provider, user: User, text: ConsentText, decision: Decision, at: datetime
) -> RecordingConsent:
    return RecordingConsent.objects.create(
        provider=provider, context_key=key, scope=scope, user=user, text=text, decision=decision, decided_at=at
    )


def _withdrawn(row: RecordingConsent, rooms: Collection[UUID]) -> None:
    """Hide what was recorded in these rooms, and put the withdrawal on record."""
    reached = recordings.want_decision(context_keys=rooms, why=Attention.WITHDRAWN, by=row.user, at=row.decided_at)
    audit.record(
        "live_sessions.recording_consent_withdrawn",
        subject=row.user,
        by=row.user,
        at=row.decided_at,
        provider=row.provider,
        details={"scope": row.scope, "recordings": [recording.public_id for recording in reached]},
    )


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


def number_of(*, context_key: UUID, provider: Provider, user: User) -> int:
    """Return the person's number in this room; two who get theirs at once meet at the constraints, and both get one."""
    in_room = Pseudonym.objects.filter(context_key=context_key)
    while (known := in_room.filter(user=user).values_list("number", flat=True).first()) is None:
        number = (in_room.aggregate(last=Max("number"))["last"] or 0) + 1
        wanted = Pseudonym(provider=provider, context_key=context_key, user=user, number=number)
        Pseudonym.objects.bulk_create([wanted], ignore_conflicts=True)
    return known
