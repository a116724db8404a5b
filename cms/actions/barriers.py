"""A barrier is reported, taken care of, and its reporter forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Provider, User
from cms.models import BarrierReport
from cms.queries import barriers
from notifications import actions as letters
from privacy import audit


@transaction.atomic
def report(
    *,
    form_key: UUID,
    provider: Provider | None,
    page: str,
    description: str,
    tools: str = "",
    name: str = "",
    email: str = "",
    language: str,
    at: datetime,
) -> BarrierReport:
    """
    Store what somebody met, write to whoever answers for the page, and confirm it to the reporter.

    The same `form_key` gives the same report: a form that is sent twice is one.
    """
    due = barriers.reply_due_on(timezone.localdate(at))
    values = {
        "provider": provider,
        "page": page[:500],
        "description": description,
        "tools": tools,
        "name": name,
        "email": email,
        "language": language,
        "reported_at": at,
        "reply_due_on": due,
    }
    stored, is_new = BarrierReport.objects.get_or_create(form_key=form_key, defaults=values)
    if not is_new:
        return stored
    audit.record("cms.barrier_reported", subject=stored, by=None, at=at, provider=provider)
    url = settings.SITE_ORIGIN + reverse("barrier_reports:detail", args=[stored.public_id])
    context = {"page": stored.page, "reply_due_on": due.isoformat(), "url": url}
    for person in barriers.responsible(provider):
        letters.write(
            key=f"cms.barrier_arrived:{stored.public_id}:{person.public_id}",
            recipient=person,
            event="barrier_arrived",
            context=context,
            at=at,
            provider=provider,
        )
    if email:
        letters.write_to_guest(
            key=f"cms.barrier_received:{stored.public_id}",
            name=name,
            address=email,
            language=language,
            event="barrier_received",
            context={"reply_due_on": due.isoformat(), "reference": stored.public_id},
            at=at,
            provider=provider,
        )
    return stored


@transaction.atomic
def handle(*, report: BarrierReport, state: str, note: str, by: User, at: datetime) -> BarrierReport:
    """Say how far the work on a barrier has come; a closed one may be opened again."""
    report = BarrierReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    before = report.state
    report.state, report.note, report.handled_by = state, note, by
    report.closed_at = (report.closed_at or at) if report.is_closed else None
    report.save(update_fields=["state", "note", "handled_by", "closed_at"])
    if before != state:
        audit.record(
            "cms.barrier_handled",
            subject=report,
            by=by,
            at=at,
            provider=report.provider,
            details={"from": before, "to": state},
        )
    return report


def forget_reporters(*, at: datetime) -> int:
    """Empty contact and aids of reports that were closed a year ago; return how many."""
    old = BarrierReport.objects.filter(closed_at__lt=at - timedelta(days=settings.BARRIER_CONTACT_DAYS))
    return old.exclude(name="", email="", tools="").update(name="", email="", tools="")
