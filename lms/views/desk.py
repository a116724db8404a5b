"""The learner's desk, and the outline of one course."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from certificates import queries as certificates
from lms import queries
from lms.queries import recordings, seats
from lms.queries.attended import own_sessions
from lms.queries.desk import Stage, stage_of
from lms.views.door import own_enrolment


@require_GET
@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Show all own runs, and above all where to go on."""
    found = queries.desk(authenticated_user(request), language=get_language() or "de", at=timezone.now())
    return render(request, "lms/desk.html", {"desk": found})


@require_GET
@login_required
def course(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Show the outline of one own run: modules, units, how far, what they cost in data."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    sizes = queries.package_sizes(enrolment.run)
    page = queries.learning_page(enrolment, language=get_language() or "de", sizes=sizes)
    stage = stage_of(enrolment, at)
    certificate = None
    if stage == Stage.FINISHED or enrolment.run.course.certified_as == "diversity":  # comes before the follow-up
        certificate = certificates.standing(enrolment.certificate_key)
    sessions = own_sessions([enrolment], since=None, at=at)
    context = {
        "page": page,
        "enrolment": enrolment,
        "stage": stage,
        "certificate": certificate,
        "has_recordings": recordings.has_page(enrolment.run, at=at),
        "employers": seats.choices_for(enrolment),
        "sessions": sessions,
        "credited_minutes": queries.credited_minutes(enrolment) if sessions else 0,
    }
    return render(request, "lms/course.html", context)


@require_GET
@login_required
def go_on(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Open the exact place where the learner stopped; the outline when all is done or nothing may be opened yet."""
    enrolment = own_enrolment(request, enrolment_id)
    page = queries.learning_page(enrolment, language=get_language() or "de")
    if page.next_unit is None or not stage_of(enrolment, timezone.now()).may_open_units:
        return redirect("lms:course", enrolment.public_id)
    return redirect("lms:unit", enrolment.public_id, page.next_unit.item_id)
