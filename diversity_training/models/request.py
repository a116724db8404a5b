from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer, Provider
from diversity_training.models.offer import TrainingOffer
from privacy.public_ids import PublicIdField


class TrainingRequest(models.Model):
    """An employer asks for a training. Stored as it was sent; the talk about it decides everything else."""

    class State(models.TextChoices):
        """How far it has come; the states of the booking that may follow join with the booking."""

        REQUESTED = "requested", _("Anfrage")
        CLARIFYING = "clarifying", _("Auftragsklärung")
        CANCELLED = "cancelled", _("zurückgezogen")

    class Format(models.TextChoices):
        ONLINE = "online", _("online")
        BLENDED = "blended", _("online und vor Ort")
        IN_HOUSE = "in_house", _("bei uns im Haus")
        OPEN = "open", _("noch offen")

    class WorksCouncil(models.TextChoices):
        INVOLVED = "involved", _("ja, einbezogen")
        PLANNED = "planned", _("noch nicht, aber geplant")
        NO = "no", _("nein")
        NONE = "none", _("gibt es bei uns nicht")

    class Occasion(models.TextChoices):
        NEW_COLLEAGUES = "new_colleagues", _("neue internationale Beschäftigte")
        CONFLICT = "conflict", _("Konflikte im Team")
        EQUAL_TREATMENT = "equal_treatment", _("Schulung nach § 12 AGG")
        MISSION = "mission", _("Leitbild und Strategie")
        OTHER = "other", _("etwas anderes")

    class TargetGroup(models.TextChoices):
        MANAGERS = "managers", _("Führungskräfte")
        HR = "hr", _("Personalabteilung")
        TEAM = "team", _("Teams")
        TRAINEES = "trainees", _("Auszubildende")
        ADMINISTRATION = "administration", _("Verwaltung")

    public_id = PublicIdField()
    form_key = models.UUIDField(default=uuid4, unique=True, editable=False)  # a form sent twice is one request
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="training_requests")
    offer = models.ForeignKey(TrainingOffer, null=True, on_delete=models.SET_NULL, related_name="requests")
    course_title = models.CharField(_("Training"), max_length=200)  # as it was called when somebody asked for it
    organisation = models.CharField(_("Organisation"), max_length=200)
    is_public = models.BooleanField(_("öffentliche Einrichtung"), default=False)
    size_class = models.CharField(_("Größe"), max_length=10, choices=Employer.SizeClass, blank=True)
    sector = models.CharField(_("Branche"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    contact_name = models.CharField(_("Ansprechperson"), max_length=200)
    contact_email = models.EmailField(_("E-Mail"))
    contact_phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    people_count = models.PositiveSmallIntegerField(
        _("Wie viele Personen?"), validators=[MinValueValidator(1), MaxValueValidator(2000)]
    )
    target_groups = models.JSONField(_("Für wen?"), default=list, blank=True)  # keys of TargetGroup
    format = models.CharField(_("Form"), max_length=20, choices=Format, default=Format.OPEN)
    occasion = models.CharField(_("Anlass"), max_length=20, choices=Occasion, blank=True)
    period = models.CharField(_("Wann?"), max_length=200, blank=True)
    needs = models.TextField(_("Barrierefreiheit und Sprachen"), blank=True, max_length=2000)
    works_council = models.CharField(_("Betriebs- oder Personalrat"), max_length=10, choices=WorksCouncil, blank=True)
    message = models.TextField(_("Was möchten Sie erreichen?"), blank=True, max_length=4000)
    language = models.CharField(max_length=10)  # in which to write back
    state = models.CharField(_("Stand"), max_length=20, choices=State, default=State.REQUESTED)
    received_at = models.DateTimeField(_("eingegangen"))
    reply_due_on = models.DateField(_("Antwort bis"))
    taken_up_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("beantwortet"), null=True, blank=True
    )
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_removed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )

    class DataCard:
        purpose = "Lets a provider answer an employer, and count who asks for what."
        personal = {
            "contact_name": "who asks",
            "contact_email": "how to answer",
            "contact_phone": "how to answer",
            "needs": "may tell of people who need support",
            "message": "free words of the person who asks",
            "taken_up_by": "who of the provider's staff answered",
        }
        retention = "contact and free words 12 months after the last step (TRAINING_REQUEST_CONTACT_DAYS); counts stay"
        provider = "provider"

    class Meta:
        verbose_name = _("Trainingsanfrage")
        verbose_name_plural = _("Trainingsanfragen")
        ordering = ["-received_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(people_count__gte=1), name="training_request_for_somebody"),
            models.CheckConstraint(
                condition=~Q(state="clarifying") | Q(taken_up_at__isnull=False), name="training_request_taken_up_at"
            ),
            models.CheckConstraint(
                condition=Q(contact_removed_at__isnull=False) | (~Q(contact_email="") & ~Q(contact_name="")),
                name="training_request_can_be_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.course_title}"

    @property
    def target_group_names(self) -> list[str]:
        """For whom the training is wanted, in words."""
        names = dict(self.TargetGroup.choices)
        return [str(names[key]) for key in self.target_groups if key in names]
