"""The shapes of the demo's content, free of any model."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal


@dataclass(frozen=True, slots=True)
class UnitText:
    """A unit: its text blocks, or the name of the package it plays. `teaching_units` in UE of 45 minutes."""

    title: str
    teaching_units: Decimal
    body: tuple[tuple[Literal["heading", "paragraph", "important"], str], ...] = ()
    package: str = ""  # a name of demo.packages
    language_goal: str = ""
    subject_goal: str = ""


@dataclass(frozen=True, slots=True)
class ModuleText:
    """A module with its units in order."""

    title: str
    units: tuple[UnitText, ...]


@dataclass(frozen=True, slots=True)
class CourseText:
    """A course as DIN ISO 29993 wants it described before enrolment."""

    slug: str
    title: str
    number: str
    offer_kind: Literal["adaptation_course", "diversity_training"]
    summary: str
    goals: str
    target_group: str
    prerequisites: str
    methods: str
    assessment: str
    equipment: str
    certificate_text: str
    modules: tuple[ModuleText, ...]
    occupation_code: str = ""  # KldB 2010
    cefr_entry: str = ""
    cefr_goal: str = ""
