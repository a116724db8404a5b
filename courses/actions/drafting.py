"""Starting units and courses without the editor: furnishing a demo now, importing from elsewhere later."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from django.conf import settings
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Locale

from accounts.models import Provider, User
from courses.models import Course, Delivery, Unit
from scorm.models import Package
from surveys.models import Questionnaire, Round


@dataclass(frozen=True, slots=True)
class DraftModule:
    """A module of a curriculum to be: its title and its units, with whether each is optional."""

    title: str
    units: Sequence[tuple[Unit, bool]]


@dataclass(frozen=True, slots=True)
class DraftTask:
    """What makes a unit a transfer task: what it takes, when, and whether it has to be accepted."""

    takes: str
    due_days: int | None = None
    needs_acceptance: bool = False
    sample: str = ""


@transaction.atomic
def draft_unit(
    *,
    provider: Provider,
    title: str,
    teaching_units: Decimal,
    body: Sequence[tuple[str, Any]] = (),
    package: Package | None = None,
    subject_goal: str = "",
    language_goal: str = "",
    delivery: str = Delivery.SELF_STUDY,
    is_at_dates: bool = False,
    task: DraftTask | None = None,
    survey: tuple[Questionnaire, Round] | None = None,
    language: str = "de",
    by: User,
) -> Unit:
    """
    Start a unit as a draft; with `package` it plays SCORM, else it shows `body`, and `is_at_dates` its sessions too.

    With `task` it is a transfer task, with `survey` it asks this round of the questionnaire.

    `body` is (block name, value) as the unit's body names them. The editor's log writes the audit row.
    """
    unit = Unit(
        provider=provider,
        title=title,
        kind=_kind(package=package, is_at_dates=is_at_dates, task=task, survey=survey),
        min_percent=settings.SESSION_MIN_PERCENT if is_at_dates else None,
        package=package,
        questionnaire=survey[0] if survey else None,
        survey_round=survey[1] if survey else "",
        takes=task.takes if task else "",
        due_days=task.due_days if task else None,
        needs_acceptance=task.needs_acceptance if task else False,
        sample=task.sample if task else "",
        body=json.dumps(_raw_stream(body)),
        teaching_units=teaching_units,
        subject_goal=subject_goal,
        language_goal=language_goal,
        delivery=delivery,
        locale=Locale.objects.get(language_code=language),
    )
    _start(unit, by)
    return unit


def _kind(*, package: object, is_at_dates: bool, task: object, survey: object) -> Unit.Kind:
    kinds = {
        Unit.Kind.SCORM: package,
        Unit.Kind.LIVE_SESSION: is_at_dates,
        Unit.Kind.TRANSFER_TASK: task,
        Unit.Kind.SURVEY: survey,
    }
    return next((kind for kind, what in kinds.items() if what), Unit.Kind.TEXT)


@transaction.atomic
def draft_course(
    *, provider: Provider, modules: Sequence[DraftModule], language: str = "de", by: User, **described: Any
) -> Course:
    """Start a course as a draft. `described` holds the course's fields, such as title, goals and offer_kind."""
    course = Course(provider=provider, locale=Locale.objects.get(language_code=language), **described)
    stream = [
        {
            "type": "module",
            "id": str(uuid.uuid4()),
            "value": {
                "title": module.title,
                "items": [
                    {
                        "type": "item",
                        "id": str(uuid.uuid4()),
                        "value": {"unit": unit.pk, "optional": is_optional},
                    }
                    for unit, is_optional in module.units
                ],
            },
        }
        for module in modules
    ]
    course.curriculum = json.dumps(stream)
    _start(course, by)
    return course


C = TypeVar("C", Course, Unit)


@transaction.atomic
def redraft(*, content: C, by: User, **described: Any) -> C:
    """Write the given fields into a new draft on top of the latest one; what is public stays as it is (ADR 0006)."""
    draft: C = content.get_latest_revision_as_object()
    for name, value in described.items():
        setattr(draft, name, value)
    revision = draft.save_revision(user=by, clean=False)
    log(instance=draft, action="wagtail.edit", user=by, revision=revision, content_changed=True)
    return draft


def _raw_stream(blocks: Sequence[tuple[str, Any]]) -> list[dict[str, Any]]:
    return [{"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in blocks]


def _start(content: Course | Unit, by: User) -> None:
    content.live = False
    content.save()
    revision = content.save_revision(user=by, clean=False)
    log(instance=content, action="wagtail.create", user=by, revision=revision, content_changed=True)
