"""Fixing in which version a run teaches a unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from wagtail.models import Revision

from courses import queries
from courses.models import Run, RunUnit, RunUnitTranslation, Unit
from scorm.models import PackageVersion


class UnitIsNotPublished(Exception):
    """A unit of the curriculum has no published version."""

    def __init__(self, unit: Unit | None) -> None:
        self.unit = unit
        super().__init__(str(unit))


class PackageIsNotPlayable(Exception):
    """The SCORM package of a unit has no version that passed its check, or was archived."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        super().__init__(str(unit))


def run_unit(
    run: Run, unit: Unit, *, item_id: UUID, position: int, module: tuple[UUID, str], is_required: bool
) -> RunUnit:
    """
    Return the row, not yet stored, that pins the published version of a unit to a place of the run.

    Raises UnitIsNotPublished, PackageIsNotPlayable.
    """
    if not unit.live:
        raise UnitIsNotPublished(unit)
    revision = live_revision(unit)
    return RunUnit(
        run=run,
        item_id=item_id,
        position=position,
        module_id=module[0],
        module_title=module[1],
        is_required=is_required,
        minutes=unit.minutes,
        delivery=unit.delivery,
        kind=unit.kind,
        completion_rule=unit.completion_rule,
        unit=unit,
        package_version=playable_version(unit),
        unit_revision=revision,
        content_sha256=content_digest(revision.content),
    )


def playable_version(unit: Unit) -> PackageVersion | None:
    """Return what new registrations play; None where the unit plays nothing. Raises PackageIsNotPlayable."""
    if unit.kind != Unit.Kind.SCORM or unit.package is None:
        return None
    version = queries.newest_version(unit.package)
    if version is None:
        raise PackageIsNotPlayable(unit)
    return version


def live_revision(unit: Unit) -> Revision:
    """Return the published revision; make one from the row where `purge_revisions` has removed it."""
    if unit.live_revision is not None:
        return unit.live_revision
    whole = Unit.objects.get(pk=unit.pk)
    revision = Revision.objects.create(
        content_object=whole,
        base_content_type=whole.get_base_content_type(),
        content=whole.serializable_data(),
        object_str=str(whole),
    )
    Unit.objects.filter(pk=unit.pk).update(live_revision=revision)
    return revision


def pin_translations(run_units: list[RunUnit]) -> None:
    """Keep which version of each published translation these run units show."""
    live = Unit.objects.filter(
        translation_of_id__in=[row.unit_id for row in run_units], live=True, live_revision__isnull=False
    ).values_list("translation_of_id", "locale_id", "live_revision_id")
    RunUnitTranslation.objects.bulk_create(
        RunUnitTranslation(run_unit=row, locale_id=locale_id, revision_id=revision_id)
        for unit_id, locale_id, revision_id in live
        for row in run_units
        if row.unit_id == unit_id
    )


def content_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a revision's content in a canonical form."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, cls=DjangoJSONEncoder).encode()).hexdigest()
