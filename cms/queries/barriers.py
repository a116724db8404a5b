"""Barrier reports: who sees them, and who is written to."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Membership, Provider, User
from accounts.queries import provider_ids
from accounts.roles import Permission, Scope, roles_with
from accounts.rules import may
from cms.models import BarrierReport

HANDLERS = (Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)  # whoever holds one of them sees reports


def visible_to(user: User) -> QuerySet[BarrierReport]:
    """Return the reports of the providers whose details the person may edit; the platform's for its administration."""
    mine = Q(provider__in=provider_ids(user, Permission.EDIT_PROVIDER))
    if may(user, Permission.MANAGE_PROVIDERS):
        mine |= Q(provider__isnull=True)
    return BarrierReport.objects.filter(mine).select_related("provider", "handled_by")


def responsible(provider: Provider | None) -> QuerySet[User]:
    """Return who answers for a page: the provider's administration, else the platform's."""
    if provider is not None:
        theirs = _holding(roles_with(Permission.EDIT_PROVIDER, Scope.PROVIDER), Q(provider=provider))
        if theirs.exists():
            return theirs
    return _holding(roles_with(Permission.MANAGE_PROVIDERS, Scope.PLATFORM), Q())


def _holding(roles: list[str], where: Q) -> QuerySet[User]:
    held = Membership.objects.active().filter(where, role__in=roles)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def reply_due_on(today: date) -> date:
    """Return until when an answer is promised."""
    return today + timedelta(days=settings.BARRIER_REPLY_DAYS)
