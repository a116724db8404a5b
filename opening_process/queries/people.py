"""Who of an employer works with its process, and which addresses are a person's own."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db.models import QuerySet

from accounts.models import Employer, Membership, User
from accounts.roles import Permission, Scope, roles_with
from opening_process.models import Adviser


def hr_of(employer: Employer, permission: Permission) -> QuerySet[User]:
    """Return the employer's people who may do this, by name; nobody at an archived employer."""
    held = Membership.objects.active().filter(employer=employer, role__in=roles_with(permission, Scope.EMPLOYER))
    return User.objects.filter(pk__in=held.values("user_id"), is_active=True).order_by("full_name", "pk")


def invitations_for(user: User) -> QuerySet[Adviser]:
    """
    Return the invitations that wait for this person.

    Confirmed addresses only: what somebody merely typed into an account opens nobody's invitation.
    """
    confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return (
        Adviser.objects.filter(state=Adviser.State.INVITED, email__in=[email.lower() for email in confirmed])
        .filter(process__employer__archived_at__isnull=True)
        .select_related("process__employer")
    )
