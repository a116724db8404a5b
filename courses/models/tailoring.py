# messages: back office
from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.run import Run


@dataclass(frozen=True, slots=True)
class TemplateItem:
    """One place of the curriculum as the run had it before anything was tailored."""

    item_id: UUID
    module_id: UUID
    module_title: str
    title: str
    minutes: int
    is_required: bool
    unit: int  # key of the unit

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> TemplateItem:
        """Return what `to_json` wrote."""
        return cls(**{**value, "item_id": UUID(value["item_id"]), "module_id": UUID(value["module_id"])})

    def to_json(self) -> dict[str, Any]:
        """Return the place for a JSON column."""
        return {**asdict(self), "item_id": str(self.item_id), "module_id": str(self.module_id)}


class Tailoring(models.Model):
    """
    That a run differs from its course, and for whom: a booked training is fitted to the employer, not copied.

    `template` is what the run had pinned before; what differs is computed from it and the run's units, never noted
    twice. `version` counts the changes, so that two people cannot overwrite each other unseen.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="tailoring")
    template = models.JSONField()  # [TemplateItem], in order
    target_group = models.TextField(_("Für wen"), blank=True, max_length=1000)
    language_needs = models.TextField(_("Sprache und Barrierefreiheit"), blank=True, max_length=1000)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class DataCard:
        purpose = "Says what of a course was changed for one run, and for whom."
        personal = {"changed_by": "who changed it last", "language_needs": "may tell what a group needs; no names"}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Anpassung eines Durchgangs")
        verbose_name_plural = _("Anpassungen von Durchgängen")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(version__gte=1), name="tailoring_version_counts"),
        ]

    def __str__(self) -> str:
        return str(self.run_id)

    @property
    def items(self) -> list[TemplateItem]:
        """What the run had before, in order."""
        return [TemplateItem.from_json(item) for item in self.template]
