from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class BarrierReport(models.Model):
    """Somebody met a barrier and says so (§ 12b BGG wants a way to do that; the answer is due within a month)."""

    class State(models.TextChoices):
        NEW = "new", _("neu")
        IN_WORK = "in_work", _("in Arbeit")
        SOLVED = "solved", _("behoben")
        DECLINED = "declined", _("nicht behoben, mit Begründung")

    public_id = PublicIdField()
    form_key = models.UUIDField(unique=True, editable=False)  # a form sent twice is one report
    # Whose page it is; empty for the platform's own.
    provider = models.ForeignKey(
        Provider, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger")
    )
    page = models.CharField(_("Seite"), max_length=500, blank=True)  # path on this site
    description = models.TextField(_("Was hat nicht funktioniert?"), max_length=4000)
    tools = models.CharField(_("Hilfsmittel"), max_length=200, blank=True)
    name = models.CharField(_("Name"), max_length=200, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    language = models.CharField(max_length=10)  # in which to write back
    state = models.CharField(_("Stand"), max_length=20, choices=State, default=State.NEW)
    note = models.TextField(_("Was wurde getan?"), blank=True, max_length=2000)
    reported_at = models.DateTimeField(_("gemeldet"))
    reply_due_on = models.DateField(_("Antwort bis"))
    closed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("erledigt"), null=True, blank=True
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class DataCard:
        purpose = "Lets whoever runs a page remove a barrier, and answer who met it."
        personal = {
            "name": "who reports",
            "email": "how to answer",
            "tools": "may tell of a disability",
            "description": "free words of the person who reports",
            "handled_by": "who of the staff took care of it",
        }
        retention = "contact and aids 12 months after it was closed (BARRIER_CONTACT_DAYS); the report stays"
        platform = "May concern the platform itself; the back office narrows it to the own provider's."

    class Meta:
        verbose_name = _("Gemeldete Barriere")
        verbose_name_plural = _("Gemeldete Barrieren")
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["new", "in_work"], closed_at__isnull=True)
                | Q(state__in=["solved", "declined"], closed_at__isnull=False),
                name="closed_barrier_has_its_moment",
            ),
            models.CheckConstraint(condition=~Q(description=""), name="barrier_is_described"),
        ]

    def __str__(self) -> str:
        return f"{self.page or '–'} ({self.get_state_display()})"

    @property
    def is_closed(self) -> bool:
        return self.state in {self.State.SOLVED, self.State.DECLINED}
