"""Courses, units and runs for tests."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import factory
from wagtail.models import Locale

from accounts.models import Provider
from courses.actions import publishing
from courses.models import Course, Occupation, Run, Unit
from tests.factories.accounts import ProviderFactory
from tests.factories.indexing import indexed_once


def new_id() -> str:
    """Return a block id."""
    return str(uuid.uuid4())


def curriculum_of(units: Sequence[Unit], *, per_module: int = 2, optional: Sequence[Unit] = ()) -> list[dict[str, Any]]:
    """Return raw StreamField data: the units in order, some to a module."""
    chunks = [units[start : start + per_module] for start in range(0, len(units), per_module)]
    return [
        {
            "type": "module",
            "id": new_id(),
            "value": {
                "title": f"Modul {number}",
                "items": [
                    {
                        "type": "item",
                        "id": new_id(),
                        "value": {"unit": unit.pk, "optional": unit in optional},
                    }
                    for unit in chunk
                ],
            },
        }
        for number, chunk in enumerate(chunks, 1)
    ]


def text_body(text: str = "Ein Geschäftsbrief hat einen Betreff.") -> list[dict[str, Any]]:
    """Return raw StreamField data with one paragraph."""
    return [{"type": "text", "value": f"<p>{text}</p>", "id": new_id()}]


class UnitFactory(factory.django.DjangoModelFactory):
    """A text unit, as a draft row without revisions; `live_unit()` publishes one."""

    class Meta:
        model = Unit

    provider = factory.SubFactory(ProviderFactory)
    title = factory.Sequence(lambda n: f"Geschäftsbrief {n}")
    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code="de"))
    body = factory.LazyFunction(text_body)


class CourseFactory(factory.django.DjangoModelFactory):
    """A course with everything an adaptation course must say; draft, without units."""

    class Meta:
        model = Course

    provider = factory.SubFactory(ProviderFactory, complaint_path="Beschwerden an die Leitung, per Brief oder Mail.")
    title = factory.Sequence(lambda n: f"Büromanagement {n}")
    slug = factory.Sequence(lambda n: f"bueromanagement-{n}")
    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code="de"))
    occupation = factory.LazyFunction(lambda: Occupation.objects.get(key="bueromanagement"))
    summary = "Wir üben die Arbeit im Büro."
    goals = "<ul><li>Sie können einen Geschäftsbrief schreiben.</li></ul>"
    target_group = "Kaufleute mit einem Abschluss aus dem Ausland."
    prerequisites = "Bescheid mit teilweiser Gleichwertigkeit."
    assessment = "Aufgaben in jeder Einheit."
    cefr_entry = "B1"
    cefr_goal = "B2"
    equipment = "Ein Smartphone genügt."
    cancellation = "Sie können sich jederzeit abmelden."
    contact_email = "kurse@example.org"


@indexed_once
def live_unit(provider: Provider | None = None, **values: Any) -> Unit:
    """Return a published unit."""
    unit = UnitFactory(provider=provider or ProviderFactory(), **values)
    return publishing.publish_unit(unit=unit, by=None)


@indexed_once
def live_course(provider: Provider | None = None, *, unit_count: int = 2, **values: Any) -> Course:
    """Return a published course with published text units in modules of two."""
    if provider is not None:
        values["provider"] = provider
    units, optional = values.pop("units", None), values.pop("optional", ())
    course = CourseFactory(**values)
    if units is None:
        units = [live_unit(course.provider) for _ in range(unit_count)]
    course.curriculum = curriculum_of(units, optional=optional)
    course.save()
    return publishing.publish_course(course=course, by=None)


class RunFactory(factory.django.DjangoModelFactory):
    """A run with an open window on the tests' fixed day, 2 March 2026; not opened (not pinned) yet."""

    class Meta:
        model = Run

    course = factory.LazyFunction(live_course)
    starts_on = date(2026, 3, 16)
    ends_on = date(2026, 6, 26)
    capacity = 12
    enrol_from = date(2026, 2, 1)
    enrol_until = date(2026, 3, 15)
    announced_at = factory.LazyFunction(lambda: datetime(2026, 1, 15, 9, tzinfo=UTC))
