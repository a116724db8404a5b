"""What a certificate of a completed enrolment says: read from the run's pinned curriculum and the ledger, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.translation import override

from certificates import queries as certificate_queries
from certificates.facts import CertificateFacts, Delivery, DeliveryForm, Module
from courses.models import Course, RunSession, RunUnit
from courses.queries.certified import agg_contents_of
from lms import queries
from lms.models import Enrolment, SessionAttendance


def of(enrolment: Enrolment, *, on: date) -> CertificateFacts:
    """
    Return the facts as of the day `on`, Berlin time; the caller freezes them. Durations in minutes.

    Who finishes early took part until that day: a certificate never names a day that is still to come.
    """
    run, learner = enrolment.run, enrolment.learner
    run_units = list(RunUnit.objects.filter(run=run).order_by("position"))
    total = sum(run_unit.minutes for run_unit in run_units)
    dates = _dates(enrolment)
    first, last = run.starts_on, max(run.starts_on, min(run.ends_on, on))
    if run.course.certified_as == "seminar" and dates:
        first, last = dates[0], dates[-1]
    language = language_of(run.course)
    with override(language):
        agg_contents = agg_contents_of(run)
    return CertificateFacts(
        language=language,
        dates=dates,
        agg_contents=agg_contents,
        holder_name=learner.display_name,
        original_name=learner.original_name,
        course_title=run.course.title_on_certificate,
        course_number=run.course.number,
        offer_kind=run.course.offer_kind,
        period_from=first,
        period_to=last,
        minutes_total=total,
        minutes_attended=min(queries.credited_minutes(enrolment), total),
        delivery=by_delivery(run_units),
        contents=by_module(run_units),
        issuer=certificate_queries.issuer(run.course.provider, on=on),
    )


def of_guest(session: RunSession, *, name: str, seconds: int, scheduled: int) -> CertificateFacts:
    """Return what confirms that a guest was at one session (run, course and provider loaded); times in seconds."""
    course, day = session.run.course, timezone.localdate(session.starts_at)
    minutes = scheduled // 60
    return CertificateFacts(
        language=language_of(course),
        dates=(day,),
        holder_name=name,
        course_title=course.title_on_certificate,
        course_number=course.number,
        offer_kind=course.offer_kind,
        period_from=day,
        period_to=day,
        minutes_total=minutes,
        minutes_attended=min(seconds // 60, minutes),
        delivery=(Delivery(DeliveryForm.VIRTUAL_CLASSROOM, minutes),),
        contents=(),
        issuer=certificate_queries.issuer(course.provider, on=day),
    )


def language_of(course: Course) -> str:
    """Return in which language certificates of the course are written: English where it is taught in English."""
    return "en" if course.teaching_language == "en" else "de"


def _dates(enrolment: Enrolment) -> tuple[date, ...]:
    """Return the days on which the person attended; courses of many weeks tell their period instead."""
    if enrolment.run.course.certified_as == "attendance":
        return ()
    attended = SessionAttendance.objects.filter(
        enrolment=enrolment, status=SessionAttendance.Status.ATTENDED, session__confirmed_at__isnull=False
    )
    return tuple(sorted({timezone.localdate(start) for start in attended.values_list("session__starts_at", flat=True)}))


def by_delivery(run_units: Iterable[RunUnit]) -> tuple[Delivery, ...]:
    """Return the planned minutes of each way to learn, in the run's order."""
    minutes: dict[str, int] = {}
    for run_unit in run_units:
        minutes[run_unit.delivery] = minutes.get(run_unit.delivery, 0) + run_unit.minutes
    return tuple(Delivery(DeliveryForm(form), planned) for form, planned in minutes.items())


def by_module(run_units: Iterable[RunUnit]) -> tuple[Module, ...]:
    """Return the modules in the run's order; two modules of the same title stay two lines."""
    lines: dict[object, tuple[str, int]] = {}
    for run_unit in run_units:
        _, planned = lines.get(run_unit.module_id, ("", 0))
        lines[run_unit.module_id] = (run_unit.module_title, planned + run_unit.minutes)
    return tuple(Module(title, planned) for title, planned in lines.values())
