"""The shapes of the demo's content, free of any model."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

Delivery = Literal["self_study", "virtual_classroom", "practice", "on_site"]


@dataclass(frozen=True, slots=True)
class UnitText:
    """
    A unit: its text blocks, or the name of the package it plays. `teaching_units` in UE of 45 minutes.

    `is_at_dates`: it is taught in live sessions, and done by whoever attends them. `takes` (text, file or either)
    makes it a transfer task, due so many days after the last session before; `survey_round` makes it a survey.
    """

    title: str
    teaching_units: Decimal
    delivery: Delivery = "self_study"
    body: tuple[tuple[str, Any], ...] = ()  # (name, value) as a unit's body takes it; of files the name
    package: str = ""  # a name of demo.packages
    language_goal: str = ""
    subject_goal: str = ""
    is_at_dates: bool = False
    takes: str = ""
    due_days: int | None = None
    needs_acceptance: bool = False
    sample: str = ""
    survey_round: str = ""


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A module with its units in order."""

    title: str
    units: tuple[UnitText, ...]


@dataclass(frozen=True, slots=True)
class CourseText:
    """
    A course as DIN ISO 29993 wants it described before enrolment.

    `lessons` names the folder under lessons/ that holds its modules; `teaching_units` is what they must add up to.
    `goals` are one learning outcome each. `translations` holds what is read before enrolling per language code.
    """

    slug: str
    title: str
    number: str
    offer_kind: str  # a key of courses.Course.OfferKind
    provider: str  # slug of demo.content.organisations
    lessons: str
    teaching_units: int
    summary: str
    goals: tuple[str, ...]
    target_group: str
    prerequisites: str
    methods: str
    assessment: str
    equipment: str = "Smartphone, Tablet oder Computer mit Internet. Sie müssen nichts installieren."
    occupation: str = ""  # key of courses.Occupation
    cefr_entry: str = ""
    cefr_goal: str = ""
    format: str = "online"
    target_groups: tuple[str, ...] = ()
    times_of_day: tuple[str, ...] = ()
    schedule: str = ""
    names_agg: bool = False  # its lessons teach all that § 12 (2) AGG is about, and its certificates say so
    translations: dict[str, Translation] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Translation:
    """What a visitor reads of a course before enrolling, in another language; no `equipment`: what all courses need."""

    title: str
    summary: str
    goals: tuple[str, ...]
    target_group: str
    prerequisites: str
    methods: str
    assessment: str
    equipment: str = ""


@dataclass(frozen=True, slots=True)
class OfferText:
    """How employers book a training. `course` and `requires` are slugs of courses; groups in people."""

    course: str
    topic: str  # a key of diversity_training.Topic
    group_max: int = 16
    group_min: int = 8
    requires: str = ""
