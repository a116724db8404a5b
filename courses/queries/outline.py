"""What a run shows its learners: outline and unit bodies, read from pinned revisions without rebuilding rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language_info

from courses.models import Run, RunUnit, RunUnitTranslation, Unit


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """One unit of a run as a learner sees it in the list."""

    run_unit_id: int
    item_id: UUID
    title: str
    language: str  # of the title and body, which may differ from the interface
    direction: str  # "ltr" or "rtl"
    kind: str
    minutes: int
    is_required: bool
    completion_rule: str


@dataclass(frozen=True, slots=True)
class OutlineModule:
    """A module of a run."""

    module_id: UUID
    title: str
    items: tuple[OutlineItem, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """The pinned curriculum of a run in one language."""

    modules: tuple[OutlineModule, ...]

    @property
    def items(self) -> tuple[OutlineItem, ...]:
        """All units in order."""
        return tuple(item for module in self.modules for item in module.items)


@dataclass(frozen=True, slots=True)
class UnitBody:
    """What one unit shows: the StreamField value for `courses/unit_body.html`, and the language it is in."""

    title: str
    body: Any  # wagtail.blocks.StreamValue
    subject_goal: str
    language_goal: str
    sample: str  # of what may be handed in; empty: none
    language: str
    direction: str


def direction_of(language: str) -> str:
    """Return "rtl" or "ltr"."""
    return "rtl" if get_language_info(language)["bidi"] else "ltr"


def outline(run: Run, language: str) -> Outline:
    """Return the pinned curriculum with titles in this language where a translation is pinned. Two queries."""
    rows = (
        RunUnit.objects.filter(run=run)
        .annotate(
            title=KeyTextTransform("title", "unit_revision__content"), source_language=F("unit__locale__language_code")
        )
        .order_by("position")
    )
    translated = dict(
        RunUnitTranslation.objects.filter(run_unit__run=run, locale__language_code=language)
        .annotate(title=KeyTextTransform("title", "revision__content"))
        .values_list("run_unit_id", "title")
    )
    modules: dict[UUID, tuple[str, list[OutlineItem]]] = {}
    for row in rows:
        shown = language if row.pk in translated else row.source_language
        item = OutlineItem(
            run_unit_id=row.pk,
            item_id=row.item_id,
            title=translated.get(row.pk) or row.title or "",
            language=shown,
            direction=direction_of(shown),
            kind=row.kind,
            minutes=row.minutes,
            is_required=row.is_required,
            completion_rule=row.completion_rule,
        )
        modules.setdefault(row.module_id, (row.module_title, []))[1].append(item)
    return Outline(tuple(OutlineModule(key, title, tuple(items)) for key, (title, items) in modules.items()))


def unit_body(run_unit: RunUnit, language: str) -> UnitBody:
    """
    Return what the run shows for this unit: the pinned translation into `language`, else the pinned source.

    At most two queries; the body is read by `to_python`, which rebuilds no row (1 query instead of 6).
    """
    translation = (
        RunUnitTranslation.objects.filter(run_unit=run_unit, locale__language_code=language)
        .values_list("revision__content", flat=True)
        .first()
    )
    if translation is not None:
        return _body(translation, language)
    source = (
        RunUnit.objects.filter(pk=run_unit.pk)
        .values_list("unit_revision__content", "unit__locale__language_code")
        .get()
    )
    return _body(*source)


def _body(content: dict[str, Any], language: str) -> UnitBody:
    return UnitBody(
        title=content.get("title") or "",
        body=Unit.body.field.to_python(content.get("body") or "[]"),
        subject_goal=content.get("subject_goal") or "",
        language_goal=content.get("language_goal") or "",
        sample=content.get("sample") or "",
        language=language,
        direction=direction_of(language),
    )


def minutes_of(content: dict[str, Any]) -> int:
    """Return the planned minutes a revision's content tells."""
    return round(float(content.get("teaching_units") or 0) * settings.TEACHING_UNIT_MINUTES)
