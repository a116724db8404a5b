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


@dataclass(frozen=True, slots=True)
class DraftModule:
    """A module of a curriculum to be: its title and its units, with whether each is optional."""

    title: str
    units: Sequence[tuple[Unit, bool]]


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
    language: str = "de",
    by: User,
) -> Unit:
    """
    Start a unit as a draft; with `package` it plays SCORM, else it shows `body`, and `is_at_dates` its sessions too.

    `body` is (block name, value) as the unit's body names them. The editor's log writes the audit row.
    """
    kind = Unit.Kind.LIVE_SESSION if is_at_dates else Unit.Kind.TEXT
    unit = Unit(
        provider=provider,
        title=title,
        kind=Unit.Kind.SCORM if package else kind,
        min_percent=settings.SESSION_MIN_PERCENT if is_at_dates else None,
        package=package,
        body=json.dumps(_raw_stream(body)),
        teaching_units=teaching_units,
        subject_goal=subject_goal,
        language_goal=language_goal,
        delivery=delivery,
        locale=Locale.objects.get(language_code=language),
    )
    _start(unit, by)
    return unit


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
