"""What the places of runs hold about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from admissions.models import Place
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return every place the person held, took or gave back."""
    places = Place.objects.filter(person=person).select_related("run__course").order_by("created_at")
    return {
        "places": [
            {
                "course": place.run.course.title,
                "run": place.run.public_id,
                "state": place.state,
                "created_at": place.created_at.isoformat(),
                "taken_at": place.taken_at.isoformat() if place.taken_at else None,
                "released_at": place.released_at.isoformat() if place.released_at else None,
            }
            for place in places
        ]
    }


def kept(*, person: User) -> Sequence[Kept]:
    """Places stay with the enrolments that stand on them; lms says so."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """Give back what is only held; other places lead to a nameless row."""
    Place.objects.filter(person=person, state=Place.State.HELD).update(
        person=None, state=Place.State.RELEASED, held_until=None, released_at=at
    )
