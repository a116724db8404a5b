"""People who go on in another version of a package, and what was decided about them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from scorm.models import Attempt, AttemptState, PackageVersion, Registration


@transaction.atomic
def remember_movers(*, version: PackageVersion, movers: str, at: datetime) -> None:
    """Keep what was decided on who goes on in this version: at most 20 characters, in the house's own words."""
    PackageVersion.objects.filter(pk=version.pk).update(movers=movers, movers_decided_at=at)


@transaction.atomic
def move(*, registrations: QuerySet[Registration], version: PackageVersion, at: datetime) -> int:
    """
    Let these people play this version from their next opening on; return how many were moved.

    Who belongs to them (no slice) is asked once more when all are locked: one may have begun or finished meanwhile.

    A running attempt ends as "moved" and keeps its results; a player that is open at this moment goes on undisturbed
    and may still complete it. Whoever is at the version already is left alone, so doing it twice does it once.
    """
    chosen = list(registrations.values_list("pk", flat=True))
    rows = Registration.objects.filter(pk__in=chosen).order_by("pk").select_for_update()
    held = list(rows.values_list("pk", flat=True))
    # The order of everybody who locks several attempts: that of their keys, in which each person's are numbered too.
    attempts = list(
        Attempt.objects.filter(registration__in=held).order_by("pk").select_for_update().only("registration", "state")
    )
    locked = set(registrations.filter(pk__in=held).exclude(version=version).values_list("pk", flat=True))
    newest = {attempt.registration_id: attempt for attempt in attempts if attempt.registration_id in locked}
    running = [attempt.pk for attempt in newest.values() if attempt.state == AttemptState.ACTIVE]
    Attempt.objects.filter(pk__in=running).update(state=AttemptState.MOVED, finished_at=at)
    over = [attempt.pk for attempt in newest.values() if attempt.state == AttemptState.FINISHED]
    Attempt.objects.filter(pk__in=over).update(state=AttemptState.MOVED)
    return Registration.objects.filter(pk__in=locked).update(version=version)
