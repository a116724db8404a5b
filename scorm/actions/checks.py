"""The job that checks and unpacks an upload. Safe to run again after being killed at any line."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO, cast

from django.db import transaction
from django.db.models import Count, Q, Sum

from scorm import archive, contents, disks, report, storage, wiring
from scorm.activity_tree import waits_for_word
from scorm.archive import ArchiveRefused, Reading, folded
from scorm.contents import Contents
from scorm.examination import Examination
from scorm.manifest import Item, ManifestUnreadable
from scorm.models import PackageFile, PackageVersion, Sco, ScoKind, VersionState

logger = logging.getLogger(__name__)
Progress = Callable[[int], None]
ROWS_AT_ONCE = 500
UNPLAYABLE = (VersionState.QUEUED, VersionState.CHECKING, VersionState.FAILED)


def run_job(*, payload: Mapping[str, Any], at: datetime, progress: Progress) -> None:
    """Handle a job of kind "scorm.check_package"."""
    check(version_id=payload["version"], at=at, progress=progress)


def check(*, version_id: int, at: datetime, progress: Progress) -> None:
    """
    Check and unpack the upload; afterwards the version is ready, or failed with a report and without files.

    Each step leaves a state from which the next run goes on: keys of files follow from the version, so a rerun
    writes over its own; a refusal is written down before the first file is deleted. Of a refusal and an acceptance that
    meet, by another worker or by whoever gives a check up, the first one written holds.
    """
    pending = PackageVersion.objects.filter(pk=version_id, state__in=[VersionState.QUEUED, VersionState.CHECKING])
    if not pending.update(state=VersionState.CHECKING):
        return
    version = PackageVersion.objects.select_related("package__owner").get(pk=version_id)
    if not _is_refused(version):
        try:
            if _take_in(version, at, progress):
                return
        except (ArchiveRefused, ManifestUnreadable) as refused:
            version.report = [report.entry(refused.code, refused.params)]
            pending.update(report=version.report)
            if PackageVersion.objects.filter(pk=version_id).exclude(state__in=UNPLAYABLE).exists():
                return  # another worker was faster
    _clear_away(version, at)


def _is_refused(version: PackageVersion) -> bool:
    return any(line["level"] == report.ERROR for line in version.report)


def _take_in(version: PackageVersion, at: datetime, progress: Progress) -> bool:
    """Return whether the version is playable now, False when it was refused meanwhile."""
    try:
        found, facts = _unpacked(version, progress)
    except OSError as error:
        if not disks.is_full(error):
            raise  # the job tries again
        logger.exception("no room for the files of a package", extra={"version": version.pk})
        raise ArchiveRefused("no_space") from error
    return _accept(version, found, facts, at)


def _unpacked(version: PackageVersion, progress: Progress) -> tuple[Contents, dict[str, Any]]:
    place = storage.storage()
    if not place.exists(version.zip_key) or place.size(version.zip_key) != version.zip_bytes:
        raise ArchiveRefused("upload_lost")  # the power was cut before the disk had written it down (ADR 0043)
    with place.open(version.zip_key, "rb") as stream:
        opened = archive.inspect(cast(BinaryIO, stream))
        found = contents.read(opened)
        # Noted before the first file is written: who clears away knows how many keys there can be, who waits how many
        # files there are.
        version.file_count = len(found.files)
        PackageVersion.objects.filter(pk=version.pk).update(file_count=version.file_count)
        seen = Examination(found)
        with storage.filing() as file:
            _unpack(version, opened, found, seen, file, progress)
        return found, seen.facts(opened, found)


def _unpack(
    version: PackageVersion,
    opened: archive.Archive,
    found: Contents,
    seen: Examination,
    file: storage.Filed,
    progress: Progress,
) -> None:
    """
    Write the files and their rows, some at a time: memory stays the same, and who waits sees how far it is.

    A rerun meets rows of its own making, which say the same; nothing plays them before the version is ready.
    """
    owner, rows, done = version.package.owner, [], 0
    total = sum(entry.info.file_size for _, entry in found.files) or 1
    last = 0
    for number, (path, entry) in enumerate(found.files):
        key = storage.file_key(owner, version.public_id, number)
        reading = Reading(opened.zip, entry)
        file(key, seen.watch(path, reading.pieces()), entry.info.file_size)
        done += reading.size
        rows.append(
            PackageFile(
                version=version,
                path=path,
                path_ci=folded(path),
                storage_key=key,
                size=reading.size,
                sha256=reading.digest.hexdigest(),
            )
        )
        is_full, percent = len(rows) == ROWS_AT_ONCE, done * 98 // total
        if is_full:
            PackageFile.objects.bulk_create(rows, ignore_conflicts=True)
            rows.clear()
        if is_full or percent >= last + 5:
            last = percent
            progress(percent)
    PackageFile.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def _accept(version: PackageVersion, found: Contents, facts: dict[str, Any], at: datetime) -> bool:
    locked = PackageVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state != VersionState.CHECKING or _is_refused(locked):
        version.report = locked.report
        return not _is_refused(locked)  # another worker was faster; it stored the same bytes under the same keys
    notes = list(found.notes) + _twins(version)
    items = found.items
    if facts["is_silent"] and any(item.kind == ScoKind.SCO for item in items):
        # Declared to report, but nothing in it ever does: it counts as what it is, an asset (SCORM 1.2 CAM 2.1.1).
        items = tuple(replace(item, kind=ScoKind.ASSET) if item.kind == ScoKind.SCO else item for item in items)
        notes.append(("no_sco", {}))
    scos = _scos(version, items, notes)
    stored = version.files.aggregate(count=Count("pk"), size=Sum("size"))
    if stored["count"] != len(found.files):
        raise RuntimeError("files and their rows do not fit")  # the job is tried again
    for sco in scos:  # parents before children, as in the manifest
        sco.save(force_insert=True)
    PackageVersion.objects.filter(pk=version.pk).update(
        state=VersionState.READY,
        standard=found.manifest.standard,
        unzipped_bytes=stored["size"] or 0,
        file_count=stored["count"],
        manifest={
            "title": found.manifest.title,
            "items": [item.identifier for item in found.items],
            "sequencing": found.manifest.sequencing,
            "facts": facts,
        },
        report=[report.entry(code, params) for code, params in notes],
        checked_at=at,
    )
    wiring.audit("scorm.package_accepted", subject=version, by=None, at=at, owner=version.package.owner)
    return True


def _twins(version: PackageVersion) -> list[tuple[str, dict[str, Any]]]:
    """
    Return a note when the owner has the very same file in another package on stage.

    Of two that are checked at the same moment, the later one is told.
    """
    is_there = Q(state=VersionState.READY)
    is_checked = Q(state__in=[VersionState.QUEUED, VersionState.CHECKING], pk__lt=version.pk)
    others = PackageVersion.objects.filter(
        is_there | is_checked, package__owner=version.package.owner, package__archived_at=None
    )
    twin = others.filter(zip_sha256=version.zip_sha256).exclude(package=version.package).order_by("pk").first()
    return [("twin", {"number": twin.number, "title": archive.shown(twin.package.title)})] if twin else []


def _scos(version: PackageVersion, items: Iterable[Item], notes: list[tuple[str, dict[str, Any]]]) -> list[Sco]:
    by_identifier: dict[str, Sco] = {}
    for position, item in enumerate(items):
        parent = by_identifier.get(item.parent) if item.parent else None
        by_identifier[item.identifier] = _sco(version, item, position, parent, notes)
    return list(by_identifier.values())


def _sco(
    version: PackageVersion, item: Item, position: int, parent: Sco | None, notes: list[tuple[str, dict[str, Any]]]
) -> Sco:
    def number(value: str, low: int, high: int) -> Decimal | None:
        if not value:
            return None
        try:
            found = Decimal(value)
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and low <= found <= high:
            return found
        notes.append(("bad_number", {"value": archive.shown(value)}))
        return None

    return Sco(
        version=version,
        identifier=item.identifier,
        parent=parent,
        position=position,
        title=item.title[:500],
        kind=item.kind,
        href=item.href,
        is_visible=item.is_visible,
        mastery_score=number(item.mastery_score, 0, 10_000),
        max_time_allowed=item.max_time_allowed[:40],
        time_limit_action=item.time_limit_action[:40],
        launch_data=item.launch_data,
        prerequisites=item.prerequisites,
        scaled_passing_score=number(item.scaled_passing_score, -1, 1),
        completion_threshold=number(item.completion_threshold, 0, 1),
        waits_for_word=waits_for_word(item.sequencing),
        sequencing=item.sequencing,
    )


def _clear_away(version: PackageVersion, at: datetime) -> None:
    """Delete all files of a refused upload, then say so; the report is already written."""
    owner = version.package.owner
    noted = PackageVersion.objects.values_list("file_count", flat=True).get(pk=version.pk)
    count = noted or version.file_count or 0
    storage.delete(storage.file_key(owner, version.public_id, index) for index in range(count))
    storage.delete(iter([version.zip_key]))
    with transaction.atomic():
        checking = PackageVersion.objects.filter(pk=version.pk, state=VersionState.CHECKING)
        if checking.update(state=VersionState.FAILED, zip_key="", file_count=None, unzipped_bytes=None, checked_at=at):
            wiring.audit(
                "scorm.package_refused",
                subject=version,
                by=None,
                at=at,
                owner=owner,
                details={"code": version.report[0]["code"]},
            )
        version.files.all().delete()  # also what a worker wrote while another one refused
