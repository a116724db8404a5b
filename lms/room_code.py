"""
The code on the wall of a room: it changes every 15 seconds and is good for a minute, so a photo sent on is of no use.

Nothing of it is stored; whoever comes without it has not been in the room.
"""

from __future__ import annotations

import base64
import hmac
from datetime import UTC, datetime, timedelta

from accounts.models import User
from courses.models import RunSession
from privacy.keys import all_digests, keyed_digest

STEP_SECONDS = 15
VALID = timedelta(seconds=60)
SEAL_VALID = timedelta(minutes=10)  # to sign in and press the button, once the code was read


def code_for(session: RunSession, *, at: datetime) -> str:
    """Return the code to show now: 16 characters of base32."""
    return _text(keyed_digest("lms.room_code", _what(session, _slot(at))))


def is_code(session: RunSession, code: str, *, at: datetime) -> bool:
    """Return whether the code was shown within the last minute."""
    slots = range(_slot(at - VALID), _slot(at) + 1)
    known = [_text(digest) for slot in slots for digest in all_digests("lms.room_code", _what(session, slot))]
    return any(hmac.compare_digest(one, code) for one in known)


def seal(session: RunSession, person: User, *, at: datetime) -> str:
    """Return a proof that this person read the code at this moment, for the button that follows."""
    moment = int(at.timestamp())
    return f"{moment}.{_text(keyed_digest('lms.room_seal', f'{session.public_id}:{person.public_id}:{moment}'))}"


def opened(session: RunSession, person: User, text: str, *, at: datetime) -> datetime | None:
    """Return when the person read the code, or None when the proof is not theirs or too old."""
    moment, _, told = text.partition(".")
    if not moment.isdecimal() or len(moment) > 12:
        return None
    read_at = datetime.fromtimestamp(int(moment), UTC)
    if not read_at <= at <= read_at + SEAL_VALID:
        return None
    what = f"{session.public_id}:{person.public_id}:{moment}"
    digests = [_text(digest) for digest in all_digests("lms.room_seal", what)]
    return read_at if any(hmac.compare_digest(one, told) for one in digests) else None


def _slot(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def _what(session: RunSession, slot: int) -> str:
    return f"{session.public_id}:{slot}"


def _text(digest: bytes) -> str:
    return base64.b32encode(digest[:10]).decode().lower()
