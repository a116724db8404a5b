"""Allowing one attempt more than the place in the course does."""

from __future__ import annotations

from uuid import UUID

from scorm.models import Registration


class NothingToGrant(Exception):
    """Nobody has played here, or attempts are not counted."""


def grant(context_key: UUID) -> int:
    """
    Allow the person one attempt more and return how many that makes.

    Locks the registration, which openings lock before their attempt: call it before any other lock. Raises
    NothingToGrant.
    """
    mine = Registration.objects.filter(context_key=context_key, is_preview=False)
    registration = mine.select_for_update(of=("self",)).first()
    if registration is None or not registration.max_attempts:
        raise NothingToGrant
    registration.max_attempts += 1
    registration.save(update_fields=["max_attempts"])
    return registration.max_attempts
