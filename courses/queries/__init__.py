"""Reads of courses, curricula, runs and what a run shows."""

from courses.queries.curriculum import (
    Curriculum,
    CurriculumItem,
    CurriculumModule,
    curricula,
    curriculum,
    items_of,
    units_of,
)
from courses.queries.outline import (
    Outline,
    OutlineItem,
    OutlineModule,
    UnitBody,
    direction_of,
    outline,
    unit_body,
)
from courses.queries.packages import PackageRow, newest_version, package_rows, units_with
from courses.queries.published import (
    courses_using,
    localized,
    published,
    source_has_moved_on,
    source_of,
    translations_of,
)
from courses.queries.release import admission_faults, course_faults, unit_faults
from courses.queries.runs import current_runs, run_state
from courses.rules import NextAction, RunState, next_action

__all__ = [
    "Curriculum",
    "CurriculumItem",
    "CurriculumModule",
    "NextAction",
    "Outline",
    "OutlineItem",
    "OutlineModule",
    "PackageRow",
    "RunState",
    "UnitBody",
    "admission_faults",
    "course_faults",
    "courses_using",
    "current_runs",
    "curricula",
    "curriculum",
    "direction_of",
    "items_of",
    "localized",
    "newest_version",
    "next_action",
    "outline",
    "package_rows",
    "published",
    "run_state",
    "source_has_moved_on",
    "source_of",
    "translations_of",
    "unit_body",
    "unit_faults",
    "units_of",
    "units_with",
]
