"""What is kept of a course for the catalogue, made from its row, translations, curriculum and runs."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import strip_tags

from courses.models import CatalogueEntry, Course, Run
from courses.queries.curriculum import Curriculum
from courses.search import words

STAMP_BITS = 40  # the sum of a million stamps still fits into 63 bits


def build(course: Course, translations: Sequence[Course], plan: Curriculum, runs: Iterable[Run]) -> CatalogueEntry:
    """Return the unsaved entry of a published source course."""
    texts = [course, *translations]
    units = [unit for item in plan.items for unit in (item.unit, item.shown) if unit is not None]
    content = [part for text in texts for part in (strip_tags(text.goals.replace("<", " <")), *_descriptions(text))]
    return CatalogueEntry(
        course=course,
        stamp=secrets.randbits(STAMP_BITS),
        algorithm=words.ALGORITHM,
        offer_kind=course.offer_kind,
        occupation_id=course.occupation_id,
        region_id=course.region_id,
        cefr_entry=course.cefr_entry,
        cefr_goal=course.cefr_goal,
        target_groups=course.target_groups,
        format=course.format,
        teaching_language=course.teaching_language,
        teaching_units=plan.teaching_units,
        is_paid=course.is_paid,
        titles=[[text.language, text.title] for text in texts],
        summaries=[text.summary for text in texts],
        terms={
            "title": _terms([*(text.title for text in texts), course.number]),
            "summary": _terms([*(text.summary for text in texts), course.cefr_entry, course.cefr_goal]),
            "content": _terms([*content, *(module.title for module in plan.modules), *(unit.title for unit in units)]),
        },
        runs=[_run(run) for run in runs],
    )


def _descriptions(text: Course) -> tuple[str, ...]:
    return (text.target_group, text.prerequisites, text.methods, text.assessment)


def _terms(texts: Iterable[str]) -> str:
    return " ".join(words.terms(texts))


def _run(run: Run) -> list[Any]:
    days = (run.starts_on, run.ends_on, run.enrol_from, run.enrol_until)
    return [run.pk, *(day.isoformat() for day in days), list(run.times_of_day)]
