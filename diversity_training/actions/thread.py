"""The talk about a booking: messages and files of both sides in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import User
from diversity_training.actions import desk_access
from diversity_training.actions.letters import tell_employer, tell_provider
from diversity_training.actions.steps import locked
from diversity_training.models import BookingMessage, TrainingRequest
from media.actions.private_files import store
from privacy import audit


class NothingSaid(Exception):
    """Neither words nor a file."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that was looked into: its bytes, what it is, what it is called."""

    content: bytes
    media_type: str
    name: str


@transaction.atomic
def say(
    *,
    booking: TrainingRequest,
    side: BookingMessage.Side,
    text: str,
    by: User,
    at: datetime,
    enclosure: Enclosure | None = None,
) -> BookingMessage:
    """Add a message and write to the other side that there is one. Raises NothingSaid."""
    if not text.strip() and enclosure is None:
        raise NothingSaid
    booking = locked(booking)
    file = None
    if enclosure is not None:
        file = store(
            provider=booking.provider,
            kind="booking",
            content=enclosure.content,
            media_type=enclosure.media_type,
            download_name=enclosure.name,
            at=at,
        )
    message = BookingMessage.objects.create(
        request=booking, side=side, author=by, text=text.strip(), file=file, sent_at=at
    )
    audit.record("diversity_training.message_sent", subject=message, by=by, at=at, provider=booking.provider)
    key = f"message:{message.public_id}"
    if side == BookingMessage.Side.EMPLOYER:
        tell_provider(booking, "booking_message", key, at=at)
    elif booking.employer_id is not None:
        tell_employer(booking, "booking_message", key, at=at)
    elif booking.contact_removed_at is None:
        desk_access.send_again(request=booking, by=by, at=at)  # who has no account yet reads it once they do
    return message
