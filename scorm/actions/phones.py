"""Whether a package plays on a phone: measured in a preview, decided by whoever looked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from scorm import wiring
from scorm.actions import launches, registrations
from scorm.models import PackageVersion, PhoneCheck, PhoneFit

MOST_PX = 20_000  # wider is no measure of a page


@transaction.atomic
def open_stage(
    *,
    version: PackageVersion,
    by: Any,
    at: datetime,
    language: str,
    learner_name: str,
    return_url: str,
    sign_in: str = "",
) -> str:
    """
    Return the address of a preview in a frame as large as a phone, a page of its own on the content origin.

    Good for 15 minutes until it is opened; `sign_in` as for launches.open_launch. Raises registrations.NotPlayable
    and PermissionDenied.
    """
    registration = registrations.register_preview(user=by, version=version, at=at)
    address = launches.open_launch(
        registration=registration,
        at=at,
        language=language,
        learner_name=learner_name,
        sign_in=sign_in,
        return_url=return_url,
        replay_url=return_url,
    )
    return f"{address}phone"


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
