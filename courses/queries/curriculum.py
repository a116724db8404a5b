"""The curriculum of a course, read from its raw JSON in one query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from courses.models import Course, Unit


@dataclass(frozen=True, slots=True)
class CurriculumItem:
    """One place in the curriculum. `unit` is None when the unit no longer exists or none was chosen yet."""

    item_id: UUID
    unit: Unit | None
    is_required: bool


@dataclass(frozen=True, slots=True)
class CurriculumModule:
    """A module with its places in order."""

    module_id: UUID
    title: str
    items: tuple[CurriculumItem, ...]

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
    Return the curriculum of the course as its row or revision object holds it; a translation shows the source's.

    One query, whatever the number of units. Bodies of units are not loaded.
    """
    source = course.translation_of if course.translation_of is not None else course
    raw_modules = [raw for raw in _raw(source) if raw.get("type") == "module"]
    wanted = {value.get("unit") for raw in raw_modules for _id, value in items_of(raw["value"])} - {None}
    units = Unit.objects.defer("body").in_bulk(wanted)
    return Curriculum(modules=tuple(_module(raw, units) for raw in raw_modules if _is_uuid(raw.get("id"))))


def _raw(course: Course) -> list[Any]:
    return list(course.curriculum.get_prep_value()) if course.curriculum else []


def _module(raw: dict[str, Any], units: dict[Any, Unit]) -> CurriculumModule:
    items = tuple(
        CurriculumItem(UUID(block_id), units.get(value.get("unit")), not value.get("optional"))
        for block_id, value in items_of(raw["value"])
        if _is_uuid(block_id)
    )
    return CurriculumModule(UUID(raw["id"]), str(raw["value"].get("title") or ""), items)


def _is_uuid(text: Any) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True
