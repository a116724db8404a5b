"""Starting a translation, saying that it is up to date again, and giving it to runs that are on."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import transaction
from wagtail.models import Locale

from accounts.models import User
from courses.models import Course, RunUnit, RunUnitTranslation, Unit
from privacy import audit

C = TypeVar("C", Course, Unit)


class AlreadyTranslated(Exception):
    """There is a translation into this language; go and edit it."""

    def __init__(self, translation: Course | Unit) -> None:
        self.translation = translation
        super().__init__(str(translation.pk))


@transaction.atomic
def start_translation(*, source: C, locale: Locale, by: User, at: datetime) -> C:
    """
    Make a draft copy of a source in another language, to be written over by a translator.

    Raises AlreadyTranslated.
    """
    model = type(source)
    locked = model.objects.select_for_update().get(pk=source.pk)
    if (known := model.objects.filter(translation_key=locked.translation_key, locale=locale).first()) is not None:
        raise AlreadyTranslated(known)
    copy: C = locked.copy_for_translation(locale)
    copy.save()
    copy.save_revision(user=by, clean=False)
    audit.record(
        f"courses.{model._meta.model_name}_translation_started",
        subject=copy,
        by=by,
        at=at,
        provider=copy.provider,
        details={"source": locked.public_id, "language": locale.language_code},
    )
    return copy


@transaction.atomic
def confirm_translation(*, translation: C, by: User, at: datetime) -> None:
    """Say that the translation matches the source as it is now; the editor stops warning."""
    if translation.translation_of is None:
        raise ValueError("only a translation can be confirmed")
    source = translation.translation_of
    revision_id = source.live_revision_id or source.latest_revision_id
    type(translation).objects.filter(pk=translation.pk).update(made_from_id=revision_id)
    audit.record(
        f"courses.{translation._meta.model_name}_translation_confirmed",
        subject=translation,
        by=by,
        at=at,
        provider=translation.provider,
        details={"source_revision": revision_id},
    )


@transaction.atomic
def pin_translation(*, unit: Unit) -> int:
    """
    Give every run that has pinned the source, and has no text in this language yet, the translation's live version.

    Idempotent; what a run has pinned once stays. Returns how many run units got it.
    """
    if unit.live_revision_id is None or unit.translation_of_id is None:
        return 0
    waiting = RunUnit.objects.filter(unit_id=unit.translation_of_id).exclude(translations__locale=unit.locale)
    pins = [RunUnitTranslation(run_unit=row, locale=unit.locale, revision_id=unit.live_revision_id) for row in waiting]
    RunUnitTranslation.objects.bulk_create(pins, ignore_conflicts=True)
    return len(pins)
