"""What a certificate of a completed enrolment says: read from the run's pinned curriculum and the ledger, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from certificates import queries as certificate_queries
from certificates.facts import CertificateFacts, Delivery, DeliveryForm, Module
from courses.models import RunUnit
from lms import queries
from lms.models import Enrolment


def of(enrolment: Enrolment, *, on: date) -> CertificateFacts:
    """
    Return the facts as of the day `on`, Berlin time; the caller freezes them. Durations in minutes.

    Who finishes early took part until that day: a certificate never names a day that is still to come.
    """
    run, learner = enrolment.run, enrolment.learner
    run_units = list(RunUnit.objects.filter(run=run).order_by("position"))
    total = sum(run_unit.minutes for run_unit in run_units)
    return CertificateFacts(
        holder_name=learner.display_name,
        original_name=learner.original_name,
        course_title=run.course.title_on_certificate,
        course_number=run.course.number,
        offer_kind=run.course.offer_kind,
        period_from=run.starts_on,
        period_to=max(run.starts_on, min(run.ends_on, on)),
        minutes_total=total,
        minutes_attended=min(queries.credited_minutes(enrolment), total),
        delivery=_by_delivery(run_units),
        contents=_by_module(run_units),
        issuer=certificate_queries.issuer(run.course.provider, on=on),
    )


def _by_delivery(run_units: Iterable[RunUnit]) -> tuple[Delivery, ...]:
    minutes: dict[str, int] = {}
    for run_unit in run_units:
        minutes[run_unit.delivery] = minutes.get(run_unit.delivery, 0) + run_unit.minutes
    return tuple(Delivery(DeliveryForm(form), planned) for form, planned in minutes.items())


def _by_module(run_units: Iterable[RunUnit]) -> tuple[Module, ...]:
    """Return the modules in the run's order; two modules of the same title stay two lines."""
    lines: dict[object, tuple[str, int]] = {}
    for run_unit in run_units:
        _, planned = lines.get(run_unit.module_id, ("", 0))
        lines[run_unit.module_id] = (run_unit.module_title, planned + run_unit.minutes)
    return tuple(Module(title, planned) for title, planned in lines.values())
