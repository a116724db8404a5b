"""Taking in packages, and taking them off the stage."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from scorm import disks, report, storage, wiring
from scorm.limits import limit
from scorm.models import Package, PackageVersion, VersionState
from scorm.public_ids import new_public_id

logger = logging.getLogger(__name__)
CHECK_JOB = "scorm.check_package"


class UploadRefused(Exception):
    """The upload is refused at once, before any job; `code` and `params` find the sentence in scorm/report.py."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code, self.params = code, params
        super().__init__(code)

    @property
    def sentence(self) -> str:
        """What to tell the person at the field, in the active language."""
        return report.sentence(self.code, self.params)


class NotReady(Exception):
    """Only a ready version can be retired."""


def receive_upload(
    *,
    owner: Any,
    title: str,
    upload: File,  # type: ignore[type-arg]
    by: Any,
    at: datetime,
    package: Package | None = None,
) -> PackageVersion:
    """
    Take in a zip as a new package, or as the next version of `package`, and have it checked by a job.

    Raises UploadRefused (empty, too_large, already_uploaded, no_space, not_stored) and PermissionDenied. The file is
    stored before the rows: a crash in between leaves a file without a row, which scorm.actions.retention sweeps up;
    the other way round a job would look for a file that never came.
    """
    wiring.require(by, wiring.UPLOAD_PACKAGES, owner)
    if package is not None and package.owner_id != owner.pk:
        raise ValueError("a version belongs to the owner of its package")
    digest, size = _measure(upload)
    if package is not None:
        _refuse_known(package, digest)
    public_id = new_public_id()
    key = storage.zip_key(owner, public_id)
    upload.seek(0)
    try:
        _store(key, upload)
        return _record(owner, title, package, public_id, key, digest, size, str(upload.name or ""), by, at)
    except BaseException:
        with suppress(Exception):  # a storage that fails may fail here too: what stays is swept up like after a crash
            storage.delete(iter([key]))
        raise


def _store(key: str, upload: File) -> None:  # type: ignore[type-arg]
    try:
        storage.put(key, File(upload.file, name="upload"))
    except Exception as error:  # a disk says it with an OSError, each object storage in its own way
        logger.exception("an upload could not be stored")
        is_full = isinstance(error, OSError) and disks.is_full(error)
        raise UploadRefused("no_space" if is_full else "not_stored") from error


def _measure(upload: File) -> tuple[str, int]:  # type: ignore[type-arg]
    """Return SHA-256 and number of bytes, read in pieces; refuse what is empty or too large."""
    digest, size = hashlib.sha256(), 0
    for piece in upload.chunks():
        size += len(piece)
        if size > limit("UPLOAD_MAX_BYTES"):
            raise UploadRefused("too_large", limit=limit("UPLOAD_MAX_BYTES") // 1024**2)
        digest.update(piece)
    if size == 0:
        raise UploadRefused("empty")
    return digest.hexdigest(), size


def _refuse_known(package: Package, digest: str) -> None:
    known = package.versions.filter(zip_sha256=digest).exclude(state=VersionState.FAILED).first()
    if known is not None:
        raise UploadRefused("already_uploaded", number=known.number)


def _record(
    owner: Any,
    title: str,
    package: Package | None,
    public_id: str,
    key: str,
    digest: str,
    size: int,
    upload_name: str,
    by: Any,
    at: datetime,
) -> PackageVersion:
    with transaction.atomic():
        if package is None:
            package = Package.objects.create(owner=owner, title=title.strip()[:200], created_at=at, created_by=by)
        else:
            # Numbers are counted under the package's lock, and the same file sent twice meets its twin here.
            package = Package.objects.select_for_update().get(pk=package.pk)
            _refuse_known(package, digest)
        last = package.versions.aggregate(last=Max("number"))["last"] or 0
        version = PackageVersion.objects.create(
            public_id=public_id,
            package=package,
            number=last + 1,
            upload_name=upload_name.replace("\x00", "")[-200:],
            zip_key=key,
            zip_sha256=digest,
            zip_bytes=size,
            created_at=at,
            created_by=by,
        )
        wiring.enqueue(kind=CHECK_JOB, key=f"{CHECK_JOB}:{public_id}", payload={"version": version.pk}, at=at)
        wiring.audit(
            "scorm.package_uploaded",
            subject=version,
            by=by,
            at=at,
            owner=owner,
            details={"package": package.public_id, "number": version.number, "sha256": digest},
        )
    return version


@transaction.atomic
def rename(*, package: Package, title: str, by: Any, at: datetime) -> None:
    """Give the package another title."""
    wiring.require(by, wiring.UPLOAD_PACKAGES, package.owner)
    Package.objects.filter(pk=package.pk).update(title=title.strip()[:200])
    wiring.audit("scorm.package_renamed", subject=package, by=by, at=at, owner=package.owner)


@transaction.atomic
def configure(*, package: Package, switches: Mapping[str, bool], by: Any, at: datetime) -> None:
    """
    Set how player and commits treat the package (`Package.SWITCHES`); what was judged before stays as it is.

    The same values again change nothing and write nothing down.
    """
    wiring.require(by, wiring.UPLOAD_PACKAGES, package.owner)
    locked = Package.objects.select_for_update(of=("self",)).get(pk=package.pk)
    changed = {name: on for name, on in switches.items() if name in Package.SWITCHES and getattr(locked, name) != on}
    if changed:
        Package.objects.filter(pk=package.pk).update(**changed)
        wiring.audit(
            "scorm.package_configured", subject=package, by=by, at=at, owner=package.owner, details=dict(changed)
        )


@transaction.atomic
def archive(*, package: Package, by: Any, at: datetime) -> None:
    """Take the package off the stage: no course can choose it anew; who plays it goes on playing."""
    wiring.require(by, wiring.UPLOAD_PACKAGES, package.owner)
    if Package.objects.filter(pk=package.pk, archived_at=None).update(archived_at=at):
        wiring.audit("scorm.package_archived", subject=package, by=by, at=at, owner=package.owner)


@transaction.atomic
def restore(*, package: Package, by: Any, at: datetime) -> None:
    """Bring an archived package back."""
    wiring.require(by, wiring.UPLOAD_PACKAGES, package.owner)
    if Package.objects.filter(pk=package.pk).exclude(archived_at=None).update(archived_at=None):
        wiring.audit("scorm.package_restored", subject=package, by=by, at=at, owner=package.owner)


@transaction.atomic
def retire(*, version: PackageVersion, by: Any, at: datetime) -> None:
    """Withdraw one version: no course can choose it anew; raise NotReady unless it is ready."""
    owner = version.package.owner
    wiring.require(by, wiring.UPLOAD_PACKAGES, owner)
    ready = PackageVersion.objects.filter(pk=version.pk, state=VersionState.READY)
    if not ready.update(state=VersionState.RETIRED, retired_at=at):
        raise NotReady
    wiring.audit("scorm.version_retired", subject=version, by=by, at=at, owner=owner)
