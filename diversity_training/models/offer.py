from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from courses.models import Course
from privacy.public_ids import PublicIdField


class Topic(models.TextChoices):
    """The four trainings of the programme (DOMAIN: Handlungsfeld 3), in the order in which they are shown."""

    BASIC = "basic", _("Basistraining")
    ADVANCED = "advanced", _("Aufbautraining")
    GENDER = "gender", _("Gender und Migration")
    HEALTH = "health", _("Diversity und Gesundheit")


class TrainingOffer(models.Model):
    """A Diversity course as employers meet it; the course says what is taught, this row how it is booked."""

    public_id = PublicIdField()
    course = models.OneToOneField(
        Course,
        on_delete=models.PROTECT,
        related_name="training_offer",
        verbose_name=_("Kurs"),
        help_text=_("Ein Kurs der Art „Diversity-Training“."),
    )
    topic = models.CharField(_("Thema"), max_length=20, choices=Topic)
    group_min = models.PositiveSmallIntegerField(
        _("kleinste Gruppe"), default=8, validators=[MinValueValidator(1)], help_text=_("Teilnehmende")
    )
    group_max = models.PositiveSmallIntegerField(
        _("größte Gruppe"), default=16, validators=[MinValueValidator(1)], help_text=_("Teilnehmende")
    )
    requires = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="prepares_for",
        verbose_name=_("setzt voraus"),
        help_text=_("Zum Beispiel das Basistraining. Wer etwas Gleichwertiges nachweist, kann trotzdem teilnehmen."),
    )

    class DataCard:
        purpose = "Shows employers a Diversity training, and says for which groups it is held."
        personal: dict[str, str] = {}
        retention = "deleted by the provider, or archived with its course"
        provider = "course__provider"

    class Meta:
        verbose_name = _("Trainingsangebot")
        verbose_name_plural = _("Trainingsangebote")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(group_min__gte=1), name="training_group_has_people"),
            models.CheckConstraint(condition=Q(group_max__gte=F("group_min")), name="training_group_max_not_below_min"),
            models.CheckConstraint(
                condition=Q(requires__isnull=True) | ~Q(requires=F("id")), name="training_does_not_require_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.course.title}"

    @property
    def provider(self) -> Provider:
        """Whose offer it is."""
        return self.course.provider
