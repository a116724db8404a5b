# messages: back office

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diversity_training.models.request import TrainingRequest
from media.models import PrivateFile
from privacy.public_ids import PublicIdField

SHORTEST, LONGEST = 75, 125  # per cent of the template's duration


class Proposal(models.Model):
    """The provider's offer for one booking: the template, and what is different. A later one takes its place."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("angenommen")
        DECLINED = "declined", _("abgelehnt")

    public_id = PublicIdField()
    request = models.ForeignKey(TrainingRequest, on_delete=models.PROTECT, related_name="proposals")
    number = models.PositiveSmallIntegerField()  # 1 is the first offer of a booking
    group_size = models.PositiveSmallIntegerField(_("Personen"), validators=[MinValueValidator(1)])
    duration_percent = models.PositiveSmallIntegerField(
        _("Dauer in Prozent der Vorlage"),
        default=100,
        validators=[MinValueValidator(SHORTEST), MaxValueValidator(LONGEST)],
    )
    modules = models.JSONField(default=list)  # [{"title", "teaching_units", "is_left_out"}] as printed
    own_case = models.TextField(_("Eigener Fall"), max_length=4000, blank=True)
    changes = models.TextField(_("Was wir anpassen"), max_length=4000, blank=True)
    dates = models.TextField(_("Termine"), max_length=2000)
    rooms = models.TextField(_("Räume"), max_length=1000, blank=True)
    trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("Dozent*in")
    )
    second_trainer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Zweite*r Dozent*in"),
    )
    valid_until = models.DateField(_("gültig bis"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    pdf = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("Antwort"), max_length=10, choices=Answer, blank=True)
    answered_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class DataCard:
        purpose = "Says what an employer was offered and what it answered."
        personal = {
            "trainer": "who teaches",
            "second_trainer": "who teaches",
            "made_by": "who of the provider wrote it",
            "answered_by": "who of the employer's HR answered",
        }
        retention = "with the booking: proof of what was agreed"
        provider = "request__provider"

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ["-number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="proposal_numbered_per_booking"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(answer="accepted"), name="one_accepted_proposal_per_booking"
            ),
            models.CheckConstraint(
                condition=Q(duration_percent__range=(SHORTEST, LONGEST)), name="proposal_within_a_quarter"
            ),
            models.CheckConstraint(condition=Q(group_size__gte=1), name="proposal_for_somebody"),
            models.CheckConstraint(
                condition=Q(second_trainer=None) | ~Q(trainer=F("second_trainer")), name="proposal_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="proposal_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}/{self.number}"

    @property
    def left_out(self) -> list[str]:
        """The titles of the modules that are not taught."""
        return [str(module["title"]) for module in self.modules if module["is_left_out"]]

    @property
    def template_units(self) -> Decimal:
        """Teaching units of the whole template."""
        return sum((Decimal(str(module["teaching_units"]).replace(",", ".")) for module in self.modules), Decimal(0))

    @property
    def agreed_units(self) -> Decimal:
        """Teaching units that are agreed, to a tenth."""
        return round(self.template_units * self.duration_percent / 100, 1)

    def has_run_out(self, today: date) -> bool:
        """Return whether its last day is over without an answer."""
        return not self.answer and today > self.valid_until
