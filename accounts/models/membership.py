from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Employer, Provider
from accounts.models.programme import Network
from privacy.public_ids import PublicIdField

PROVIDER_ROLES = ("trainer", "coordinator", "provider_admin")
EMPLOYER_ROLES = ("hr",)
NETWORK_ROLES = ("network_coordinator",)
PLATFORM_ROLES = ("administrator",)


def _scope(roles: tuple[str, ...], *, provider: bool = False, employer: bool = False, network: bool = False) -> Q:
    return Q(
        role__in=roles,
        provider__isnull=not provider,
        employer__isnull=not employer,
        network__isnull=not network,
    )


_AT_ARCHIVED_PLACE = (
    Q(provider__archived_at__isnull=False)
    | Q(employer__archived_at__isnull=False)
    | Q(network__archived_at__isnull=False)
)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> MembershipQuerySet:
        """Return those that count today; a role at an archived place rests until the place is brought back."""
        return self.filter(ended_at__isnull=True, user__is_active=True).exclude(_AT_ARCHIVED_PLACE)


class Membership(models.Model):
    """A role that a person holds: at a provider, an employer, a network, or for the platform. The truth of rights."""

    class Role(models.TextChoices):
        TRAINER = "trainer", _("Dozent*in")
        COORDINATOR = "coordinator", _("Kurskoordination")
        PROVIDER_ADMIN = "provider_admin", _("Verwaltung des Trägers")
        HR = "hr", _("Personalverantwortliche*r")
        NETWORK_COORDINATOR = "network_coordinator", _("Netzwerkkoordination")
        ADMINISTRATOR = "administrator", _("Administration der Plattform")

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=20, choices=Role)
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="memberships",
        verbose_name=_("Träger"),
    )
    employer = models.ForeignKey(Employer, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    network = models.ForeignKey(Network, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    ended_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class DataCard:
        purpose = "Says what a person may do, and where."
        personal = {"user": "who", "role": "what they work as"}
        retention = (
            "ended when the work ends; stays as dates of a nameless row: proof of who was allowed what, and when"
        )
        platform = "Roles reach across providers, employers and networks; `provider` names the provider's own staff."

    class Meta:
        verbose_name = _("Rolle")
        verbose_name_plural = _("Rollen")
        constraints = [
            models.CheckConstraint(
                condition=_scope(PROVIDER_ROLES, provider=True)
                | _scope(EMPLOYER_ROLES, employer=True)
                | _scope(NETWORK_ROLES, network=True)
                | _scope(PLATFORM_ROLES),
                name="role_stands_where_it_belongs",
            ),
            *(
                # One per kind of place: comparing empty columns as equal would need PostgreSQL.
                models.UniqueConstraint(
                    fields=["user", "role", *place],
                    condition=Q(ended_at__isnull=True, role__in=roles),
                    name=f"one_active_role_per_{kind}",
                )
                for kind, roles, place in (
                    ("provider", PROVIDER_ROLES, ["provider"]),
                    ("employer", EMPLOYER_ROLES, ["employer"]),
                    ("network", NETWORK_ROLES, ["network"]),
                    ("platform", PLATFORM_ROLES, []),
                )
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()
