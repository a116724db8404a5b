"""Giving a learner who lost their way in a new one, on paper."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts import rules
from accounts.actions import people, sessions, start_codes
from accounts.models import Membership, Provider, User
from accounts.roles import Permission
from privacy import audit


class MayNotReset(Exception):
    """This account is not one that this coordinator may open anew."""


@transaction.atomic
def reset_access(
    *, person: User, provider: Provider, by: User, at: datetime, learns_here: bool
) -> start_codes.IssuedCode:
    """
    Take the person's password and second factor, end all their sessions, and return a start code for paper.

    Only for an account without any role, of somebody who learns at the coordinator's own provider; the caller, who
    stands above enrolments, says so in `learns_here`. Who has a confirmed e-mail address chooses a new password by
    letter: anybody can be admitted by their address, and must not be signed in to by whoever admitted them. Raises
    MayNotReset.
    """
    if not rules.may(by, Permission.RESET_LEARNER_ACCESS, provider=provider):
        raise MayNotReset
    person = User.objects.select_for_update().get(pk=person.pk)
    holds_role = Membership.objects.filter(user=person, ended_at=None).exists()
    if not learns_here or holds_role or person.is_superuser or not person.is_active or person.erased_at is not None:
        raise MayNotReset
    if people.has_confirmed_email(person):
        raise MayNotReset
    person.set_unusable_password()
    person.save(update_fields=["password"])
    Authenticator.objects.filter(user=person).delete()
    sessions.end_all(person=person, at=at)
    audit.record("accounts.access_reset", subject=person, by=by, at=at, provider=provider)
    return start_codes.issue(person=person, by=by, at=at)
