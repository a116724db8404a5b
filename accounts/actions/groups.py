"""Wagtail's auth groups, derived from memberships: one group per provider and role, never edited by hand."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.auth.models import Permission as DjangoPermission
from django.db import transaction
from django.db.models import Q

from accounts.back_office import django_permissions_of
from accounts.models import Membership, Provider, User
from accounts.roles import BY_KEY, Permission


def group_name(role: str, provider: Provider | None) -> str:
    """Return the name of the group of a role at a provider, or on the platform."""
    return f"{provider.public_id if provider else 'platform'}:{role}"


@transaction.atomic
def sync(user: User) -> None:
    """Put the person into exactly the groups that their active memberships mean."""
    groups = [
        _group(membership.role, membership.provider)
        for membership in Membership.objects.active().filter(user=user).select_related("provider")
        if Permission.ENTER_BACK_OFFICE in BY_KEY[membership.role].permissions
    ]
    user.groups.set(groups)
    user.__dict__.pop("_held_roles", None)


def _group(role: str, provider: Provider | None) -> Group:
    group, is_new = Group.objects.get_or_create(name=group_name(role, provider))
    if is_new:
        _fill(group, role)
    return group


def _fill(group: Group, role: str) -> None:
    names = django_permissions_of(BY_KEY[role])
    wanted = Q(pk__in=[])
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    group.permissions.set(DjangoPermission.objects.filter(wanted))


@transaction.atomic
def sync_all() -> int:
    """Derive all groups anew, after an update brought new models or changed a role; return how many there are."""
    for membership in Membership.objects.active().select_related("provider"):
        _group(membership.role, membership.provider)
    groups = list(Group.objects.filter(name__contains=":"))
    for group in groups:
        role = group.name.rpartition(":")[2]
        if role in BY_KEY:
            _fill(group, role)
    for user in User.objects.filter(Q(groups__isnull=False) | Q(memberships__isnull=False)).distinct():
        sync(user)
    return len(groups)
