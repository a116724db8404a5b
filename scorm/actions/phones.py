"""Whether a package plays on a phone: measured in a preview, decided by whoever looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from scorm import wiring
from scorm.models import PackageVersion, PhoneCheck, PhoneFit

MOST_PX = 20_000  # wider is no measure of a page


@transaction.atomic
def measured(*, version: PackageVersion, frame_px: int, content_px: int, at: datetime) -> None:
    """
    Keep how wide (CSS pixels) a page was in a frame of this width; the widest page of each frame counts.

    Only the two frames of a phone count, upright and turned; others say nothing.
    """
    columns = {PhoneCheck.PORTRAIT_PX: "portrait_px", PhoneCheck.LANDSCAPE_PX: "landscape_px"}
    column = columns.get(frame_px)
    if column is None or not 0 < content_px <= MOST_PX:
        return
    PhoneCheck.objects.get_or_create(version=version)
    check = PhoneCheck.objects.select_for_update().get(version=version)
    setattr(check, column, max(content_px, getattr(check, column) or 0))
    check.measured_at = at
    check.save(update_fields=[column, "measured_at"])


@transaction.atomic
def decide(*, version: PackageVersion, fit: PhoneFit, by: Any, at: datetime) -> None:
    """Tell learners from now on how the version plays on a phone. Raises PermissionDenied."""
    wiring.require(by, wiring.UPLOAD_PACKAGES, version.package.owner)
    decided = {"fit": fit, "decided_by": by, "decided_at": at}
    PhoneCheck.objects.update_or_create(version=version, defaults=decided)
    wiring.audit(
        "scorm.phone_checked", subject=version, by=by, at=at, owner=version.package.owner, details={"fit": str(fit)}
    )
