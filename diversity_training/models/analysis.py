# messages: back office

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from diversity_training.models.request import TrainingRequest
from privacy.public_ids import PublicIdField


class NeedsAnalysis(models.Model):
    """What an employer wants to reach, in its own words. Saved step by step, changed until there is an offer."""

    class Experience(models.TextChoices):
        NONE = "none", _("noch keine Schulung zu dem Thema")
        SOME = "some", _("einzelne waren schon bei einer Schulung")
        MUCH = "much", _("alle kennen die Grundlagen")

    public_id = PublicIdField()
    request = models.OneToOneField(TrainingRequest, on_delete=models.PROTECT, related_name="analysis")
    goals = models.TextField(_("Was soll nach dem Training anders sein?"), max_length=4000, blank=True)
    success = models.TextField(_("Woran merken Sie, dass es gelungen ist?"), max_length=2000, blank=True)
    experience = models.CharField(_("Welche Erfahrung gibt es?"), max_length=10, choices=Experience, blank=True)
    group_wish = models.TextField(_("Wer nimmt teil, wer besser getrennt?"), max_length=2000, blank=True)
    incidents = models.TextField(_("Gibt es Vorfälle, die wir kennen sollten?"), max_length=2000, blank=True)
    own_cases = models.TextField(_("Eigene Fälle für den Workshop"), max_length=4000, blank=True)
    needs = models.TextField(_("Was brauchen die Teilnehmenden?"), max_length=2000, blank=True)
    dates = models.TextField(_("Welche Tage und Zeiten passen?"), max_length=2000, blank=True)
    rooms = models.TextField(_("Welche Räume und Geräte gibt es?"), max_length=2000, blank=True)
    wants_equal_treatment = models.BooleanField(_("Schulung im Sinne von § 12 AGG bescheinigen"), default=False)
    is_voluntary = models.BooleanField(_("Die Teilnahme ist freiwillig"), default=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class DataCard:
        purpose = "Lets the provider fit a training to an employer."
        personal = {
            "goals": "free words; the form asks for no names",
            "incidents": "free words; the form asks for no names",
            "own_cases": "free words; the form asks for no names",
            "needs": "may tell of people who need support",
            "saved_by": "who of the employer's HR wrote it",
        }
        retention = "free words with the contact of the request; then the row without them"
        provider = "request__provider"

    class Meta:
        verbose_name = _("Bedarfsanalyse")
        verbose_name_plural = _("Bedarfsanalysen")

    def __str__(self) -> str:
        return str(self.public_id)
