"""One enrolment as its learner sees it: the run's outline with what is done, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from courses import queries as courses
from courses.models import Course, Run, RunUnit
from courses.queries import OutlineItem
from lms.models import Enrolment, EnrolmentQuerySet, UnitResult
from lms.standing import Standing, next_item, standing
from lms.unit_kinds import BY_KEY, UnitKind


def with_course_title(enrolments: EnrolmentQuerySet, *, language: str) -> EnrolmentQuerySet:
    """
    Return the enrolments with run, course and provider loaded, and two annotations, all in one query.

    `course_title` and `course_language`: of the published translation, else of the source.
    """
    translated = Course.objects.filter(
        translation_of=OuterRef("run__course"), locale__language_code=language, live=True
    )
    return enrolments.select_related("run__course__provider").annotate(
        course_title=Coalesce(Subquery(translated.values("title")[:1]), F("run__course__title")),
        course_language=Coalesce(
            Subquery(translated.values("locale__language_code")[:1]), F("run__course__locale__language_code")
        ),
    )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit in the list of a run."""

    item: OutlineItem
    number: int  # 1, 2, 3 … through all modules
    kind: type[UnitKind]
    result: UnitResult | None  # None: never opened
    size: int | None = None  # bytes that playing it may load; None where it is a page of ours

    @property
    def item_id(self) -> UUID:
        return self.item.item_id

    @property
    def is_required(self) -> bool:
        return self.item.is_required

    @property
    def is_done(self) -> bool:
        return self.result is not None and self.result.state == UnitResult.State.COMPLETED


@dataclass(frozen=True, slots=True)
class ModuleLines:
    """A module of the run with its units."""

    title: str
    units: tuple[UnitLine, ...]

    @property
    def done(self) -> int:
        return sum(unit.is_done for unit in self.units)


@dataclass(frozen=True, slots=True)
class LearningPage:
    """The outline of a run with the learner's results."""

    enrolment: Enrolment
    modules: tuple[ModuleLines, ...]
    standing: Standing
    next_unit: UnitLine | None

    @property
    def units(self) -> tuple[UnitLine, ...]:
        """All units in order."""
        return tuple(unit for module in self.modules for unit in module.units)

    def unit(self, item_id: UUID) -> UnitLine | None:
        """Return the unit with this id, or None when the run has none."""
        return next((unit for unit in self.units if unit.item_id == item_id), None)

    def beside(self, unit: UnitLine) -> tuple[UnitLine | None, UnitLine | None]:
        """Return the units before and after this one."""
        units, index = self.units, unit.number - 1
        return units[index - 1] if index else None, units[index + 1] if index + 1 < len(units) else None


def package_sizes(run: Run) -> dict[UUID, int]:
    """Return how many bytes each SCORM unit of the run may load, by item."""
    return dict(
        RunUnit.objects.filter(run=run, package_version__isnull=False).values_list(
            "item_id", "package_version__zip_bytes"
        )
    )


def learning_page(enrolment: Enrolment, *, language: str, sizes: Mapping[UUID, int] | None = None) -> LearningPage:
    """Return the outline of the enrolment's run with the learner's results. Three queries, however many units."""
    sizes = sizes or {}
    outline = courses.outline(enrolment.run, language)
    results = {result.item_id: result for result in UnitResult.objects.filter(enrolment=enrolment)}
    numbers = {item.item_id: number for number, item in enumerate(outline.items, start=1)}
    modules = tuple(
        ModuleLines(
            module.title,
            tuple(
                UnitLine(
                    item,
                    numbers[item.item_id],
                    BY_KEY[item.kind],
                    results.get(item.item_id),
                    sizes.get(item.item_id),
                )
                for item in module.items
            ),
        )
        for module in outline.modules
    )
    units = [unit for module in modules for unit in module.units]
    done = {unit.item_id for unit in units if unit.is_done}
    following = next_item(units, done, enrolment.current_item_id)
    return LearningPage(
        enrolment=enrolment,
        modules=modules,
        standing=standing(units, done),
        next_unit=next((unit for unit in units if following is not None and unit.item_id == following.item_id), None),
    )
