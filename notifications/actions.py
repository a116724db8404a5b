"""Writing letters and sending them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Provider, User
from jobs.actions import JobWillNeverWork, enqueue
from jobs.models import Job
from notifications import texts
from notifications.models import Letter

JOB_KIND = "notifications.send"


@transaction.atomic
def write(
    *,
    key: str,
    recipient: User,
    event: str,
    context: Mapping[str, Any],
    at: datetime,
    provider: Provider | None = None,
    address: str = "",
) -> Letter | None:
    """
    Write a letter in the caller's transaction and let a job send it; the same `key` gives the same letter.

    `event` names a text `templates/letters/<event>.txt` of any app; LookupError when there is none. `context` holds
    JSON values, which settings.LETTER_FACTS may bring up to date when it is sent; "calendar" in it, with "method"
    (RFC 5546) and "text", is attached. Returns None for a person who has no e-mail address, or who is gone.
    """
    if not texts.has_text(event):
        raise LookupError(f"no app has templates/letters/{event}.txt")
    address = address or recipient.email
    if not address or recipient.erased_at is not None:
        return None
    return _queue(
        key,
        at,
        recipient=recipient,
        address=address,
        provider=provider,
        event=event,
        language=language_of(recipient),
        context=dict(context),
    )


@transaction.atomic
def write_to_guest(
    *,
    key: str,
    name: str,
    address: str,
    language: str,
    event: str,
    context: Mapping[str, Any],
    at: datetime,
    provider: Provider | None = None,
) -> Letter:
    """
    Write to an address that need not belong to an account; otherwise as `write`.

    For an answer to what the person has just done themselves, and for invitations, whose address somebody typed who
    answers for it: staff, or the HR of an employer.
    """
    if not texts.has_text(event):
        raise LookupError(f"no app has templates/letters/{event}.txt")
    language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    context = {**context, "name": name}
    return _queue(key, at, address=address, provider=provider, event=event, language=language, context=context)


def _queue(key: str, at: datetime, **values: Any) -> Letter:
    letter, is_new = Letter.objects.get_or_create(key=key, defaults={**values, "written_at": at})
    if is_new:
        enqueue(kind=JOB_KIND, key=f"{JOB_KIND}:{letter.public_id}", payload={"letter": letter.public_id}, at=at)
    return letter


def language_of(person: User) -> str:
    """Return the language to write to this person in."""
    known = dict(settings.LANGUAGES)
    return person.preferred_language if person.preferred_language in known else settings.LANGUAGE_CODE


def send(*, payload: Mapping[str, Any], at: datetime, progress: Callable[[int], None]) -> None:
    """
    Send the letter of a job, once; or not at all, when nothing of what it tells is so any more.

    The row stays locked while the mail server is spoken to, so two workers cannot both send. Should the process die
    between the server's OK and our COMMIT, the letter is sent again with the same Message-ID: at least once.
    """
    refusal = ""
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(of=("self",))
            .select_related("recipient", "provider__network")
            .filter(public_id=payload["letter"], state=Letter.State.QUEUED)
            .first()
        )
        if letter is None:  # sent already, or removed with the person it was for
            return
        if letter.recipient is not None and letter.recipient.erased_at is not None:
            refusal = "the recipient's account was erased"
        elif not texts.bring_up_to_date(letter, at=at):
            _end(letter, Letter.State.OVERTAKEN)
            return
        else:
            message = texts.compose(letter, at=at)
            try:
                message.send()
            except SMTPRecipientsRefused as error:
                refusal = f"address refused: {error}"
            except OSError as error:  # all of smtplib's errors are OSErrors
                if not _is_last_attempt(letter):
                    raise
                refusal = f"{type(error).__name__}: {error}"
        if refusal:
            _end(letter, Letter.State.FAILED, last_error=refusal[:2000])
        else:
            _end(letter, Letter.State.SENT, sent_at=at, subject=message.subject[:200], last_error="")
    if refusal:
        raise JobWillNeverWork(refusal)


def _is_last_attempt(letter: Letter) -> bool:
    return Job.objects.filter(key=f"{JOB_KIND}:{letter.public_id}", attempts__gte=settings.JOB_MAX_ATTEMPTS).exists()


def _end(letter: Letter, state: Letter.State, **values: Any) -> None:
    Letter.objects.filter(pk=letter.pk).update(state=state, context={}, **values)


def remove_old_letters(*, at: datetime) -> int:
    """Remove letters older than settings.LETTER_RETENTION_DAYS; return how many."""
    limit = at - timedelta(days=settings.LETTER_RETENTION_DAYS)
    return Letter.objects.filter(written_at__lt=limit).delete()[0]
