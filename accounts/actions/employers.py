"""Employers come to be by their own people, and their people look after who sits at the desk."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts import queries
from accounts.actions import groups, sessions
from accounts.models import Employer, Membership, User
from accounts.roles import Permission
from privacy import audit


class NotOfThisEmployer(Exception):
    """Only somebody of the employer's own HR does this."""


class LastOfTheDesk(Exception):
    """An employer that has a desk keeps at least one person there."""


@transaction.atomic
def found(*, name: str, is_public: bool, size_class: str, sector: str, by: User, at: datetime) -> Employer:
    """Set up an employer for a person who was written to on its behalf; they sit at its desk from now on."""
    employer = Employer.objects.create(name=name, is_public=is_public, size_class=size_class, sector=sector)
    audit.record("accounts.employer_founded", subject=employer, by=by, at=at)
    seat(employer=employer, person=by, by=by, at=at)
    return employer


@transaction.atomic
def seat(*, employer: Employer, person: User, by: User, at: datetime) -> Membership:
    """Let the person sit at the employer's desk; who does already, stays. The caller knows that they may."""
    employer = Employer.objects.select_for_update().get(pk=employer.pk)
    if employer.archived_at is not None:
        raise NotOfThisEmployer
    held, is_new = Membership.objects.get_or_create(
        user=person, role=Membership.Role.HR, employer=employer, ended_at=None, defaults={"since": at}
    )
    if is_new:
        details = {"role": held.role, "person": person.public_id}
        audit.record("accounts.role_granted", subject=held, by=by, at=at, details=details)
        groups.sync(person)
    return held


@transaction.atomic
def unseat(*, membership: Membership, by: User, at: datetime) -> None:
    """End a colleague's place at the desk. Raises NotOfThisEmployer, LastOfTheDesk."""
    held = Membership.objects.select_related("employer", "user").get(pk=membership.pk)
    if held.employer_id not in queries.employer_ids(by, Permission.SEE_SEATS):
        raise NotOfThisEmployer
    # All of them under one lock, so that two people cannot remove each other at the same moment.
    at_desk = Membership.objects.active().select_for_update(of=("self",)).filter(employer=held.employer, role=held.role)
    if not [other for other in at_desk if other.pk != held.pk]:
        raise LastOfTheDesk
    if held.ended_at is not None:
        return
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    details = {"role": held.role, "person": held.user.public_id}
    audit.record("accounts.role_ended", subject=held, by=by, at=at, details=details)
    groups.sync(held.user)
    sessions.end_all(person=held.user, at=at)
