"""Which courses are public, and how they are shown in another language."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from courses.models import Course, Unit

C = TypeVar("C", Course, Unit)


def published() -> QuerySet[Course]:
    """Return the public courses, sources only; texts in other languages come from `localized`."""
    return Course.objects.filter(
        live=True, translation_of__isnull=True, provider__archived_at__isnull=True
    ).select_related("provider", "occupation", "locale")


def localized(course: Course, language: str) -> Course:
    """
    Return the published translation into this language, or the course itself with its own `language`.

    What is no text is the course's own in every language.
    """
    if course.language == language:
        return course
    copies = course.translated_copies.filter(locale__language_code=language, live=True).select_related(
        "provider", "locale", "translation_of__locale"
    )
    found = copies.first()
    return found.with_facts_of(course) if found is not None else course


def source_of(content: C) -> C:
    """Return the original of a translation, or the content itself."""
    return content.translation_of or content


def translations_of(content: C) -> QuerySet[C]:
    """Return the translated copies of a source, with their languages."""
    return type(content).objects.filter(translation_of=content).select_related("locale").order_by("locale_id")


def source_has_moved_on(content: C) -> bool:
    """Return whether a translation was made from an older version than the source's published one."""
    if content.translation_of is None:
        return False
    current = content.translation_of.live_revision_id or content.translation_of.latest_revision_id
    return current is not None and current != content.made_from_id


def courses_using(unit: Unit) -> list[Course]:
    """Return the courses whose row or drafts name this unit in their curriculum."""
    pks = ReferenceIndex.get_references_to(unit).filter(
        base_content_type__app_label="courses", base_content_type__model="course"
    )
    wanted = [int(pk) for pk in pks.values_list("object_id", flat=True)]
    return list(Course.objects.filter(pk__in=wanted)) if wanted else []
