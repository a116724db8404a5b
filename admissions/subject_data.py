"""What the places of runs hold about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from accounts.models import User
from admissions.models import Place, SeatInvitation
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return every place the person held, took or gave back, and the invitations of employers that they accepted."""
    invitations = (
        SeatInvitation.objects.filter(person=person)
        .select_related("place__run__course", "place__block__employer")
        .order_by("invited_at", "pk")
    )
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
        ],
        "seat_invitations": [_invitation(invitation) for invitation in invitations],
    }


def _invitation(invitation: SeatInvitation) -> dict[str, Any]:
    block = invitation.place.block
    return {
        "employer": block.employer.name if block is not None else "",
        "course": invitation.place.run.course.title,
        "run": invitation.place.run.public_id,
        "name": invitation.name,
        "email": invitation.email,
        "department": invitation.department,
        "language": invitation.language,
        "state": invitation.state,
        "invited_at": invitation.invited_at.isoformat(),
        "accepted_at": invitation.accepted_at.isoformat() if invitation.accepted_at else None,
        "ended_at": invitation.ended_at.isoformat() if invitation.ended_at else None,
    }


def kept(*, person: User) -> Sequence[Kept]:
    """Places stay with the enrolments that stand on them; lms says so."""
    return []


def erase(*, person: User, at: datetime) -> None:
    """
    Give back what is only held and empty the invitations; other places lead to a nameless row.

    A link that never named anybody has nothing to empty, so it stays one of the employer's numbered links.
    """
    named = SeatInvitation.objects.filter(person=person).exclude(name="", email="", department="")
    named.update(name="", email="", department="", emptied_at=at)
    Place.objects.filter(person=person, state=Place.State.HELD).update(
        person=None, state=Place.State.RELEASED, held_until=None, released_at=at
    )
