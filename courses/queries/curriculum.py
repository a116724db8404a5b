"""The curriculum of a course, read from its raw JSON in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import Course, Unit


@dataclass(frozen=True, slots=True)
class CurriculumItem:
    """One place in the curriculum. `unit` is None when the unit no longer exists or none was chosen yet."""

    item_id: UUID
    unit: Unit | None  # the original
    is_required: bool  # never a survey: nobody has to answer (§ 94 BetrVG)
    shown: Unit | None  # its published translation into the course's language, else the original


@dataclass(frozen=True, slots=True)
class CurriculumModule:
    """A module with its places in order."""

    module_id: UUID
    title: str
    items: tuple[CurriculumItem, ...]
    named_by: Course  # the source, or the translation that has a title of its own

    @property
    def language(self) -> str:
        """The language code of the title."""
        return self.named_by.language

    @property
    def text_direction(self) -> str:
        """The direction of the title."""
        return self.named_by.text_direction

    @property
    def teaching_units(self) -> Decimal:
        """Planned length of the module; 1 teaching unit is 45 minutes."""
        return sum((item.unit.teaching_units for item in self.items if item.unit), Decimal(0))


@dataclass(frozen=True, slots=True)
class Curriculum:
    """The modules of a course in order."""

    modules: tuple[CurriculumModule, ...]

    @property
    def items(self) -> tuple[CurriculumItem, ...]:
        """All places in order."""
        return tuple(item for module in self.modules for item in module.items)

    @property
    def units(self) -> list[Unit]:
        """The units that exist, in order, each once per place."""
        return [item.unit for item in self.items if item.unit is not None]

    @property
    def teaching_units(self) -> Decimal:
        """Planned length of the whole course."""
        return sum((module.teaching_units for module in self.modules), Decimal(0))


def items_of(module_value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (block id, value) of a raw list of items, in the form StreamField stores it."""
    for raw in module_value.get("items") or []:
        if isinstance(raw, dict) and raw.get("type") == "item":
            yield str(raw.get("id") or ""), raw.get("value") or {}


def curriculum(course: Course) -> Curriculum:
    """
    Return the curriculum of the course as its row or revision object holds it.

    A translated course shows the source's structure, with its own module titles and the published translations of
    units. One query for a source, two for a translation, whatever the number of units; bodies are not loaded.
    """
    source = course.translation_of if course.translation_of is not None else course
    raw_modules = [raw for raw in _raw(source) if raw.get("type") == "module" and _is_uuid(raw.get("id"))]
    wanted = {value.get("unit") for raw in raw_modules for _id, value in items_of(raw["value"])} - {None}
    units = Unit.objects.defer("body").select_related("locale").in_bulk(wanted)
    if course is source:
        return Curriculum(tuple(_module(raw, units, units, _titles(raw_modules, source)) for raw in raw_modules))
    titles = _titles(raw_modules, source)
    for key, (title, translation) in _titles(_raw(course), course).items():
        # A translation begins as a copy: what still equals the source was not translated.
        if key in titles and title not in {"", titles[key][0]}:
            titles[key] = title, translation
    translated = (
        Unit.objects.defer("body")
        .select_related("locale")
        .filter(translation_of__in=wanted, locale_id=course.locale_id, live=True)
    )
    shown = units | {unit.translation_of_id: unit for unit in translated}
    return Curriculum(tuple(_module(raw, units, shown, titles) for raw in raw_modules))


def units_of(course: Course) -> list[Unit]:
    """Return the units of a course in order, each once; none for a translation, which has no structure of its own."""
    if course.is_translation:
        return []
    return list({unit.pk: unit for unit in curriculum(course).units}.values())


def curricula(sources: Iterable[Course]) -> dict[int, Curriculum]:
    """Return the curricula of source courses by primary key; one query for all."""
    sources = list(sources)
    raws = {
        source.pk: [raw for raw in _raw(source) if raw.get("type") == "module" and _is_uuid(raw.get("id"))]
        for source in sources
    }
    wanted = {
        value.get("unit") for modules in raws.values() for raw in modules for _id, value in items_of(raw["value"])
    }
    units = Unit.objects.defer("body").select_related("locale").in_bulk(wanted - {None})
    titles = {source.pk: _titles(raws[source.pk], source) for source in sources}
    return {
        pk: Curriculum(tuple(_module(raw, units, units, titles[pk]) for raw in found)) for pk, found in raws.items()
    }


def _raw(source: Course) -> list[Any]:
    return list(source.curriculum.get_prep_value()) if source.curriculum else []


def _titles(raws: Iterable[dict[str, Any]], course: Course) -> dict[Any, tuple[str, Course]]:
    """Return the titles of the modules by block id, as this course has them, and the course itself."""
    return {
        raw.get("id"): (str(raw["value"].get("title") or ""), course) for raw in raws if raw.get("type") == "module"
    }


def _module(
    raw: dict[str, Any], units: Mapping[Any, Unit], shown: Mapping[Any, Unit], titles: Mapping[Any, tuple[str, Course]]
) -> CurriculumModule:
    items = tuple(
        CurriculumItem(
            item_id=UUID(block_id),
            unit=(unit := units.get(value.get("unit"))),
            is_required=not value.get("optional") and not (unit and unit.kind == Unit.Kind.SURVEY),
            shown=shown.get(value.get("unit")),
        )
        for block_id, value in items_of(raw["value"])
        if _is_uuid(block_id)
    )
    title, named_by = titles[raw["id"]]
    return CurriculumModule(UUID(raw["id"]), title, items, named_by)


def _is_uuid(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
