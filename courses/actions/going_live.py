# messages: back office
"""How courses and units go public and leave again when no editor's click decides it (settings.CONTENT_KINDS)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from accounts.models import User
from courses import queries
from courses.actions.locking import lock
from courses.actions.publishing import NotReady
from courses.models import Course, Unit
from courses.rules import Fault


@transaction.atomic
def publish(*, revision: Revision, parts: Sequence[Revision], by: User | None) -> None:
    """
    Publish this version, and before it `parts`, the units that were handed in with it. Raises NotReady.

    All checks are made again: between the hand-in, or the planning, and now, a unit may have been withdrawn.
    `by=None` is the day that was planned.
    """
    going = [revision, *parts]
    units, courses = ([int(one.object_id) for one in going if _is_of(one, model)] for model in (Unit, Course))
    lock(units=units, courses=courses)
    for part in parts:
        _publish(part, by)
    _publish(revision, by)


def _is_of(revision: Revision, model: type[Course] | type[Unit]) -> bool:
    kind: Any = revision.content_type.model_class()
    return issubclass(kind, model)


def _publish(revision: Revision, by: User | None) -> None:
    draft: Course | Unit = revision.as_object()
    faults = queries.course_faults(draft) if isinstance(draft, Course) else queries.unit_faults(draft)
    if faults:
        raise NotReady(faults)
    log_action: bool | str = True if by is not None else "wagtail.publish.scheduled"
    revision.publish(user=by, log_action=log_action, skip_permission_checks=True)


@transaction.atomic
def expire(*, content: Course | Unit) -> None:
    """Take the content off the public site; a unit stays while a published course needs it. Raises NotReady."""
    if isinstance(content, Unit) and not content.is_translation:
        needing = [course for course in queries.courses_using(content) if course.live]
        if needing:
            raise NotReady(
                [
                    Fault(
                        "expire_at",
                        _("Der veröffentlichte Kurs „%(course)s“ braucht diese Einheit.") % {"course": course},
                    )
                    for course in needing
                ]
            )
    content.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
