from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider, User
from courses.models.choice_list import ChoiceListField
from courses.models.course import Course
from privacy.public_ids import PublicIdField

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: User | AnonymousUser) -> RunQuerySet:
        """Return the runs that the public sees: announced ones of published courses, of providers that are here."""
        return self.filter(
            announced_at__isnull=False,
            archived_at__isnull=True,
            course__live=True,
            course__provider__archived_at__isnull=True,
        )


class Run(models.Model):
    """A run (Durchgang) of a course: dates, places, people. What is taught is pinned in its run units."""

    class TimeOfDay(models.TextChoices):
        MORNING = "morning", _("vormittags")
        AFTERNOON = "afternoon", _("nachmittags")
        EVENING = "evening", _("abends")
        WEEKEND = "weekend", _("am Wochenende")

    public_id = PublicIdField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="runs", verbose_name=_("Kurs"))
    label = models.CharField(
        _("Bezeichnung"), max_length=120, blank=True, help_text=_("Zum Beispiel „Herbst 2026, abends“.")
    )
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Ende"))
    capacity = models.PositiveSmallIntegerField(_("Plätze"), validators=[MinValueValidator(1)])
    enrol_from = models.DateField(_("Anmeldung ab"))
    enrol_until = models.DateField(_("Anmeldung bis"), help_text=_("Dieser Tag zählt noch mit."))
    schedule = models.TextField(
        _("Termine"), blank=True, help_text=_("Zum Beispiel „dienstags und donnerstags, 18 bis 20 Uhr“.")
    )
    times_of_day = ChoiceListField(
        _("Tageszeiten"),
        choices=TimeOfDay,
        help_text=_("Wann der Unterricht stattfindet. Danach können Besucher*innen die Kursübersicht eingrenzen."),
    )
    trainers: models.ManyToManyField[User, RunTrainer] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="RunTrainer", related_name="+", verbose_name=_("Dozent*innen")
    )
    # Instants of decisions; the state of a run is derived from them and from the dates (queries.run_state).
    announced_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("angekündigt"), null=True, blank=True, editable=False
    )
    opened_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("Inhalt festgelegt"), null=True, blank=True, editable=False
    )
    cancelled_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("abgesagt"), null=True, blank=True, editable=False
    )
    cancel_reason = models.TextField(_("Grund der Absage"), blank=True, editable=False)
    archived_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("abgelegt"), null=True, blank=True, editable=False
    )

    objects = RunQuerySet.as_manager()

    class DataCard:
        purpose = "When a course takes place, for how many, and who teaches."
        personal: dict[str, str] = {}
        retention = "archived, never deleted once somebody had a place"
        provider = "course__provider"

    class Meta:
        verbose_name = _("Durchgang")
        verbose_name_plural = _("Durchgänge")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="run_ends_after_start"),
            models.CheckConstraint(condition=Q(enrol_until__gte=F("enrol_from")), name="run_window_ends_after_start"),
            models.CheckConstraint(condition=Q(enrol_until__lte=F("ends_on")), name="run_window_ends_before_run"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="run_has_places"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""), name="run_cancelled_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course.title} · {self.label or format(self.starts_on, '%d.%m.%Y')}"

    @property
    def provider(self) -> Provider:
        """Whose run it is."""
        return self.course.provider

    @property
    def is_visible(self) -> bool:
        """Whether visitors see the run on the course's page."""
        return self.announced_at is not None


class RunTrainer(models.Model):
    """Somebody who teaches a run."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="run_trainers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="runs_taught")

    class DataCard:
        purpose = "Names the trainers of a run."
        personal = {"user": "who teaches"}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Dozent*in eines Durchgangs")
        verbose_name_plural = _("Dozent*innen eines Durchgangs")
        constraints = [models.UniqueConstraint(fields=["run", "user"], name="trainer_once_per_run")]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.user_id}"
