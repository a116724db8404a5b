"""Switching the log of a package's calls on, and keeping what comes. Nothing here locks what a commit needs."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from scorm import wiring
from scorm.call_log import Part
from scorm.limits import limit
from scorm.models import AttemptMode, CallLogOrder, CallLogPart, Launch, Package, Registration


class LogIsFull(Exception):
    """The launch has as many parts as are kept; what follows is lost."""


@transaction.atomic
def order(*, package: Package, registration: Registration | None, reason: str, by: Any, at: datetime) -> CallLogOrder:
    """
    Have the next launches logged: of one person's registration, or of whoever opens the package.

    It ends after a number of launches or of days, whatever comes first (limits CALL_LOG_…). An order that is still
    running is replaced. Who may is decided above.
    """
    end(package=package, registration=registration, by=by, at=at)
    launches = limit("CALL_LOG_LAUNCHES") if registration is not None else limit("CALL_LOG_PACKAGE_LAUNCHES")
    made = CallLogOrder.objects.create(
        package=package,
        registration=registration,
        reason=reason,
        by=by,
        created_at=at,
        expires_at=at + timedelta(days=limit("CALL_LOG_ORDER_DAYS")),
        launches_left=launches,
    )
    details = {"launches": launches, "for": "one person" if registration is not None else "everybody"}
    wiring.audit(
        "scorm.call_log_ordered", subject=registration or package, by=by, at=at, owner=package.owner, details=details
    )
    return made


@transaction.atomic
def end(*, package: Package, registration: Registration | None, by: Any, at: datetime) -> int:
    """Let no order of this kind log a further launch; return how many ended. Players that are open go on."""
    running = running_orders(at=at).filter(package=package, registration=registration)
    count = running.update(launches_left=0)
    if count:
        subject = registration or package
        wiring.audit("scorm.call_log_ended", subject=subject, by=by, at=at, owner=package.owner)
    return count


def running_orders(*, at: datetime) -> QuerySet[CallLogOrder]:
    """Return the orders that still have a launch to log."""
    return CallLogOrder.objects.filter(expires_at__gt=at, launches_left__gt=0)


def take(*, registration: Registration, mode: str, follows_package: bool, at: datetime) -> bool:
    """
    Return whether a launch that opens now is logged; uses up one of the order's launches. A preview always is.

    Without `follows_package` only an order for this very person counts.
    """
    if mode == AttemptMode.PREVIEW:
        return True
    mine = Q(registration=registration) | Q(registration=None) if follows_package else Q(registration=registration)
    orders = running_orders(at=at).filter(mine, package=registration.version.package_id)
    chosen = orders.order_by(F("registration").asc(nulls_last=True), "pk").values_list("pk", flat=True).first()
    if chosen is None:
        return False
    return bool(orders.filter(pk=chosen).update(launches_left=F("launches_left") - 1))


def keep(*, launch: Launch, part: Part, at: datetime) -> None:
    """Store some lines of a launch that is logged; the same part twice is one. Raises LogIsFull."""
    if CallLogPart.objects.filter(launch=launch).count() >= limit("CALL_LOG_PARTS"):
        raise LogIsFull
    row = CallLogPart(
        launch=launch,
        page=part.page,
        number=part.number,
        received_at=at,
        began_at=at - timedelta(milliseconds=part.sent_ms),
        dropped=part.dropped,
        lines=part.lines,
    )
    CallLogPart.objects.bulk_create([row], ignore_conflicts=True)
