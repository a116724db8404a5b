"""Launches whose calls were recorded, and whether the next ones are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.models import User
from scorm import call_log
from scorm.actions import call_logs
from scorm.call_findings import Finding, findings
from scorm.call_log import Line, Log
from scorm.limits import limit
from scorm.models import CallLogOrder, Launch, PackageVersion, Registration

NEWEST = 20


@dataclass(frozen=True)
class Shelf:
    """What the page of a unit says about logs: the order that runs, and the newest launches that were recorded."""

    registration: Registration | None
    order: CallLogOrder | None
    launches: list[Launch]  # with `parts`, how much came


@dataclass(frozen=True)
class Told:
    """The log of one launch: its lines, and what is odd about them."""

    launch: Launch
    log: Log
    findings: list[Finding]
    is_12: bool


def shelf(context_key: UUID | None, *, at: datetime) -> Shelf:
    """Return the logs of one person's unit. Three statements at most."""
    if context_key is None:
        return Shelf(None, None, [])
    mine = Registration.objects.filter(context_key=context_key, is_preview=False)
    registration = mine.select_related("version__package__owner").first()
    if registration is None:
        return Shelf(None, None, [])
    order = call_logs.running_orders(at=at).filter(registration=registration).select_related("by").first()
    return Shelf(registration, order, _newest(recorded().filter(attempt__registration=registration)))


def recorded() -> QuerySet[Launch]:
    """Return launches that were recorded, whether anything came or not."""
    return Launch.objects.filter(is_logged=True)


def own_previews(user: User, version: PackageVersion) -> list[Launch]:
    """Return the newest previews of a version by this person."""
    mine = {"attempt__registration__user": user, "attempt__registration__is_preview": True, "attempt__version": version}
    return _newest(recorded().filter(**mine))


def package_order(version: PackageVersion, *, at: datetime) -> CallLogOrder | None:
    """Return the order that runs for whoever opens the package."""
    orders = call_logs.running_orders(at=at).filter(package=version.package_id, registration=None)
    return orders.select_related("by").first()


def _newest(launches: QuerySet[Launch]) -> list[Launch]:
    return list(launches.annotate(parts=Count("call_log_parts")).order_by("-pk")[:NEWEST])


def told(launch: Launch) -> Told:
    """Return what was recorded of a launch (attempt and version loaded). One statement."""
    log = call_log.read(launch.call_log_parts.all(), most_parts=limit("CALL_LOG_PARTS"))
    is_12 = not launch.attempt.version.is_2004
    # A package may yet say goodbye while its page is open.
    is_over = launch.ended_at is not None or _has_left(log.lines)
    # Of what has not arrived nothing can be said, least of all that the package kept silent.
    return Told(launch, log, findings(log, is_12=is_12, is_over=is_over) if log.lines else [], is_12)


def _has_left(lines: list[Line]) -> bool:
    """Return whether the page closed and was not opened again."""
    said = [line.element for line in lines if line.kind == "player"]
    return bool(said) and said[-1] == "left"
