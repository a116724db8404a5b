"""Letters about a booking, to both sides."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.queries import staff_with
from accounts.roles import Permission
from admissions.models import SeatBlock
from diversity_training.models import TrainingRequest
from diversity_training.queries.team import people_of, people_to_write
from notifications.actions import language_of, write


def desk_url(booking: TrainingRequest, reader: User) -> str:
    """Return the address of the booking at the employer's desk, in the reader's language."""
    with translation.override(language_of(reader)):
        return settings.SITE_ORIGIN + reverse("diversity_training:desk_booking", args=[booking.public_id])


def office_url(booking: TrainingRequest) -> str:
    """Return the address of the booking in the back office."""
    return settings.SITE_ORIGIN + reverse("training_requests:detail", args=[booking.public_id])


def tell_employer(booking: TrainingRequest, event: str, key: str, *, at: datetime, **context: Any) -> None:
    """Write to those of the employer's HR who look after the booking; the same key is the same letter."""
    for person in people_to_write(booking, timezone.localdate(at)):
        _tell(booking, event, key, person, desk_url(booking, person), at, context)


def tell_of_block(block: SeatBlock, event: str, key: str, *, at: datetime, **context: Any) -> None:
    """Write to the employer's HR about seats that belong to no booking (block with employer, run and course loaded)."""
    provider = block.run.course.provider
    for person in people_of(block.employer, timezone.localdate(at)):
        with translation.override(language_of(person)):
            url = settings.SITE_ORIGIN + reverse("diversity_training:desk_seats", args=[block.public_id])
        write(
            key=f"seats:{block.public_id}:{key}:{person.public_id}",
            recipient=person,
            event=event,
            context={
                "booking": "",
                "course_title": block.run.course.title,
                "organisation": block.employer.name,
                "provider_name": provider.name,
                "url": url,
                **context,
            },
            provider=provider,
            at=at,
        )


def tell_provider(booking: TrainingRequest, event: str, key: str, *, at: datetime, **context: Any) -> None:
    """Write to the provider's people who handle requests."""
    for person in staff_with(booking.provider, Permission.HANDLE_REQUESTS):
        _tell(booking, event, key, person, office_url(booking), at, context)


def _tell(
    booking: TrainingRequest, event: str, key: str, person: User, url: str, at: datetime, context: dict[str, Any]
) -> None:
    write(
        key=f"booking:{booking.public_id}:{key}:{person.public_id}",
        recipient=person,
        event=event,
        context={
            "booking": booking.public_id,
            "course_title": booking.course_title,
            "organisation": booking.organisation,
            "provider_name": booking.provider.name,
            "url": url,
            **context,
        },
        provider=booking.provider,
        at=at,
    )
