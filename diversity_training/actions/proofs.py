"""The training proof: what an employer shows to prove that its staff were trained. Counted, never named."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from certificates import actions as certificates
from certificates import queries as certified
from certificates.facts import CertificateFacts
from certificates.models import Certificate
from courses.models import RunSession, RunUnit
from courses.queries.certified import agg_contents_of
from diversity_training.actions.counting import NotDelivered, count_trained
from diversity_training.models import TrainingRequest
from lms import certificate_facts
from privacy import audit


class NobodyWasTrained(Exception):
    """There is nothing to prove."""


@transaction.atomic
def issue(*, booking: TrainingRequest, by: User | None, at: datetime) -> Certificate:
    """
    Ask for the training proof of a delivered booking; asking again returns the one that stands.

    It says the exact number of people trained, as counted once, contents and dates: no name, no result, no part of the
    group (DOMAIN 4d). Raises NobodyWasTrained, and NotDelivered and ListsAreOpen of the counting.
    """
    rows = TrainingRequest.objects.select_for_update(of=("self",))
    booking = rows.select_related("provider", "employer", "run__course__provider").get(pk=booking.pk)
    standing = certified.standing(booking.seat_key)
    if standing is not None:
        return standing
    counted = count_trained(booking=booking, by=by, at=at)
    if not counted.trained_count:
        raise NobodyWasTrained
    made = certificates.request(
        provider=booking.provider,
        holder=None,
        subject_key=booking.seat_key,
        kind="training_proof",
        facts=_facts(booking, counted.trained_count, at),
        at=at,
    )
    details = {"certificate": str(made.public_id)}
    audit.record("diversity_training.proved", subject=booking, by=by, at=at, provider=booking.provider, details=details)
    return made


def _facts(booking: TrainingRequest, people: int, at: datetime) -> CertificateFacts:
    run, employer = booking.run, booking.employer
    if run is None or employer is None:
        raise NotDelivered
    held = RunSession.objects.standing().filter(run=run, confirmed_at__isnull=False)
    dates = tuple(sorted({timezone.localdate(start) for start in held.values_list("starts_at", flat=True)}))
    units = _taught(run.pk, at)
    total = sum(unit.minutes for unit in units)
    language = certificate_facts.language_of(run.course)
    with override(language):
        agg_contents = agg_contents_of(run)
    return CertificateFacts(
        language=language,
        holder_name=employer.name,
        people_trained=people,
        course_title=run.course.title_on_certificate,
        course_number=run.course.number,
        offer_kind=run.course.offer_kind,
        period_from=run.starts_on,
        period_to=max(run.starts_on, dates[-1] if dates else min(run.ends_on, timezone.localdate(at))),
        minutes_total=total,
        minutes_attended=total,
        dates=dates,
        delivery=certificate_facts.by_delivery(units),
        contents=certificate_facts.by_module(units),
        agg_contents=agg_contents,
        issuer=certified.issuer(booking.provider, on=timezone.localdate(at)),
    )


def _taught(run_id: int, at: datetime) -> list[RunUnit]:
    """Return what was taught until now: a meeting that is still to come proves nothing."""
    coming: Collection[UUID | None] = set(
        RunSession.objects.standing()
        .filter(run=run_id, ends_at__gt=at, item_id__isnull=False)
        .values_list("item_id", flat=True)
    )
    units = RunUnit.objects.filter(run=run_id).order_by("position")
    return [unit for unit in units if unit.item_id not in coming and unit.minutes]
