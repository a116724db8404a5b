"""Signing in with allauth, and loading the signed-in person in one statement."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from accounts import rules
from accounts.models import Membership, User
from accounts.roles import Permission, roles_with


class AccountsBackend(AuthenticationBackend):  # type: ignore[misc]
    """Sign-in by e-mail or user name. The row says whether they work here, for an HR or a network."""

    def get_user(self, user_id: int) -> User | None:
        staff_roles = Membership.objects.active().filter(
            user=OuterRef("pk"), role__in=roles_with(Permission.ENTER_BACK_OFFICE)
        )
        desks = Membership.objects.active().filter(user=OuterRef("pk"), role__in=roles_with(Permission.SEE_SEATS))
        networks = Membership.objects.active().filter(
            user=OuterRef("pk"), role__in=roles_with(Permission.SEE_NETWORK_FIGURES)
        )
        people = User.objects.annotate(
            holds_staff_role=Exists(staff_roles), sits_at_desk=Exists(desks), coordinates_network=Exists(networks)
        )
        user = people.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Return nothing for learners, without asking: the head of every page asks for the back office."""
        return super().get_user_permissions(user_obj, obj) if rules.is_staff(user_obj) else set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return super().get_group_permissions(user_obj, obj) if rules.is_staff(user_obj) else set()
