"""Emptying a person: the row stays for what refers to it, and tells nothing any more."""

from __future__ import annotations

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.actions import sessions
from accounts.models import Membership, StartCode, User
from privacy import actions as privacy_actions


class HoldsRoles(Exception):
    """Somebody who works here is erased after their roles have ended."""


@transaction.atomic
def erase(*, person: User, by: User | None, at: datetime) -> None:
    """Erase what need not stay about the person, in all apps; `by=None` is the platform itself. Raises HoldsRoles."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.is_superuser or Membership.objects.active().filter(user=person).exists():
        raise HoldsRoles
    # What is left rests at an archived place, where nobody could end it.
    Membership.objects.filter(user=person, ended_at=None).update(ended_at=at)
    if person.erased_at is None:
        privacy_actions.erase_person(person=person, by=by, at=at)


def empty_account(*, person: User, at: datetime) -> None:
    """Empty the account's own row and remove what hangs on it; part of the whole erasure, safe to run twice."""
    sessions.end_all(person=person, at=at)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    StartCode.objects.filter(user=person).delete()
    person.groups.clear()
    person.username = f"erased-{person.public_id}"
    person.email = person.full_name = person.original_name = person.preferred_language = ""
    person.is_active = False
    person.last_login = None
    person.erased_at = person.erased_at or at
    person.set_unusable_password()
    person.save()
