"""What an account itself holds about a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from accounts.actions.erase import empty_account
from accounts.models import Membership, User
from privacy.registry import Kept


def export(*, person: User) -> Mapping[str, Any]:
    """Return the account, its roles, sessions and second factors (which kinds, never the secrets)."""
    return {
        "account": {
            "public_id": person.public_id,
            "username": person.username,
            "email": person.email,
            "full_name": person.full_name,
            "original_name": person.original_name,
            "preferred_language": person.preferred_language,
            "date_joined": person.date_joined.isoformat(),
            "last_login": person.last_login.isoformat() if person.last_login else None,
        },
        "roles": [
            {
                "role": membership.role,
                "place": str(membership.provider or membership.employer or membership.network or ""),
                "since": membership.since.isoformat(),
                "ended_at": membership.ended_at.isoformat() if membership.ended_at else None,
            }
            for membership in Membership.objects.filter(user=person).select_related("provider", "employer", "network")
        ],
        "sessions": [
            {"since": session.created_at.isoformat(), "ip": session.ip, "browser": session.user_agent}
            for session in UserSession.objects.filter(user=person).order_by("created_at")
        ],
        "second_factors": [factor.type for factor in Authenticator.objects.filter(user=person).order_by("pk")],
    }


def kept(*, person: User) -> Sequence[Kept]:
    """Only a row without a name stays."""
    return [
        Kept(
            what=_("Eine leere Zeile mit einer Kennnummer"),
            reason=_("Andere Einträge verweisen darauf. Ihr Name, Ihr Benutzername und Ihre E-Mail sind gelöscht."),
        )
    ]


def erase(*, person: User, at: datetime) -> None:
    """Empty the account. Ended roles stay as dates of a nameless row: they prove who was allowed what, and when."""
    empty_account(person=person, at=at)
