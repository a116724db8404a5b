"""Outgoing letters of the demo: the mail back end writes them into a folder, this reads them."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

SEPARATOR = "-" * 79  # what Django's file back end writes between two mails


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter as it left the house."""

    key: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def sent_letters() -> list[SentLetter]:
    """Return the letters of the demo, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    letters = []
    for path in sorted(folder.glob("*.log"), reverse=True) if folder.exists() else []:
        raw_mails = path.read_bytes().decode("utf-8", "replace").split(SEPARATOR)
        for number, raw in enumerate(raw_mails):
            if raw.strip():
                letters.append(_read(f"{path.stem}-{number}", raw.lstrip()))
    return sorted(letters, key=lambda letter: letter.sent_at.timestamp() if letter.sent_at else 0, reverse=True)


def _read(key: str, raw: str) -> SentLetter:
    message = email.message_from_bytes(raw.encode(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  what the default policy makes
    body = message.get_body(("plain",))
    date = message.get("Date")
    sent_at = parsedate_to_datetime(date) if date else None
    if sent_at is not None and sent_at.tzinfo is None:  # "-0000" says UTC, from a place that is not told (RFC 5322)
        sent_at = sent_at.replace(tzinfo=UTC)
    return SentLetter(
        key=key,
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        sent_at=sent_at,
        text=body.get_content() if body else "",
    )
