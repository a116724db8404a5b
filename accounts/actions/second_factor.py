"""Taking away a lost second factor."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import rules
from accounts.actions import sessions
from accounts.models import User
from accounts.roles import Permission
from privacy import audit


class MayNotRemoveFactor(Exception):
    """Only the administration of the platform takes away a lost second factor."""


@transaction.atomic
def remove(*, person: User, by: User, at: datetime) -> None:
    """
    Take the second factor away from somebody who lost phone and recovery codes; the next sign-in sets up a new one.

    All sessions of the person end. Raises MayNotRemoveFactor.
    """
    if person == by or not rules.may(by, Permission.MANAGE_PROVIDERS):
        raise MayNotRemoveFactor
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person=person, at=at)
    audit.record("accounts.second_factor_removed", subject=person, by=by, at=at)
