from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Revision

from courses.models.run import Run
from courses.models.unit import CompletionRule, Unit
from scorm.models import PackageVersion


class RunUnit(models.Model):
    """One place of a run's pinned curriculum: what is taught there, in which version, whatever the course becomes."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="run_units")
    item_id = models.UUIDField()  # block id in the course's curriculum; results refer to (run, item_id)
    # The place of the course's curriculum that was swapped for this one, if the run was tailored.
    replaces_item_id = models.UUIDField(null=True, blank=True)
    position = models.PositiveSmallIntegerField()  # 0, 1, 2 … through all modules
    module_id = models.UUIDField()
    module_title = models.CharField(_("Modul"), max_length=200)
    is_required = models.BooleanField(_("Pflicht"), default=True)
    minutes = models.PositiveSmallIntegerField(_("Minuten"))
    delivery = models.CharField(_("Lernform"), max_length=20)
    kind = models.CharField(_("Art"), max_length=20)
    completion_rule = models.CharField(max_length=20, choices=CompletionRule)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="run_units")
    unit_revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    # What new registrations play; somebody who has begun goes on with the version of their registration.
    package_version = models.ForeignKey(
        PackageVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # An alarm, not a guard: what the revision held when it was pinned.
    content_sha256 = models.CharField(max_length=64)

    class DataCard:
        purpose = "Keeps a run's curriculum as it was when the first person was admitted."
        personal: dict[str, str] = {}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Einheit eines Durchgangs")
        verbose_name_plural = _("Einheiten eines Durchgangs")
        ordering = ["run_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item_id"], name="item_once_per_run"),
            models.UniqueConstraint(fields=["run", "position"], name="one_run_unit_per_position"),
            models.UniqueConstraint(fields=["run", "replaces_item_id"], name="one_run_unit_in_place_of_another"),
            models.CheckConstraint(
                condition=Q(replaces_item_id__isnull=True) | ~Q(replaces_item_id=models.F("item_id")),
                name="run_unit_replaces_another",
            ),
            models.CheckConstraint(
                condition=Q(kind="scorm", package_version__isnull=False)
                | (~Q(kind="scorm") & Q(package_version__isnull=True)),
                name="run_unit_has_version_if_scorm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.position}"


class RunUnitTranslation(models.Model):
    """The pinned translation of a run unit; without one, learners read the source."""

    run_unit = models.ForeignKey(RunUnit, on_delete=models.CASCADE, related_name="translations")
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")

    class DataCard:
        purpose = "Keeps which version of a translation a run shows."
        personal: dict[str, str] = {}
        retention = "with the run"
        provider = "run_unit__run__course__provider"

    class Meta:
        verbose_name = _("Übersetzung einer Einheit eines Durchgangs")
        verbose_name_plural = _("Übersetzungen von Einheiten eines Durchgangs")
        constraints = [models.UniqueConstraint(fields=["run_unit", "locale"], name="one_translation_per_locale")]

    def __str__(self) -> str:
        return f"{self.run_unit_id}/{self.locale_id}"
