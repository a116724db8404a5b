"""Enrolling in a run: what it is, one button, and what happens next."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.actions import people
from accounts.models import User
from admissions import actions as admissions
from courses import queries as courses
from courses.actions.runs import CourseIsNotPublished, UnitIsNotPublished
from courses.models import Run
from lms.actions import enrolments
from lms.forms import EnrolForm
from lms.models import Enrolment
from lms.queries import entry as entries
from lms.queries.desk import stage_of
from lms.views import entry
from lms.views.door import own_enrolment


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show what the person enrols in, and enrol them by one press; pressing twice is pressing once."""
    at, learner = timezone.now(), authenticated_user(request)
    run = get_object_or_404(
        Run.objects.visible_to(learner).select_related("course__provider", "course__locale"), public_id=run_id
    )
    known = Enrolment.objects.learnt_by(learner).filter(run=run).exclude(state=Enrolment.State.WITHDRAWN).first()
    if known is not None:
        return redirect("lms:enrolled", known.public_id)
    lacking = entries.entry_page(run, learner, get_language() or "de", at=at)
    if lacking is not None and lacking.waiting is not None:  # answered before anything else: they have asked already
        return entry.page(request, run, lacking)
    form = EnrolForm(request.POST if request.method == "POST" else None, learner=learner)
    refusal = ""
    try:
        admissions.check_takes(run=run, person=learner, at=at)  # nobody fills in a form for a place that is not there
        if lacking is not None:
            return entry.page(request, run, lacking, status=409 if request.method == "POST" else 200)
        if form.is_valid():
            return redirect("lms:enrolled", _enrol(run, learner, form, at).public_id)
    except enrolments.EntryCourseMissing:
        return redirect("lms:enrol", run.public_id)  # since the page was made; now it says so
    except (admissions.PlaceRefused, CourseIsNotPublished, UnitIsNotPublished) as error:
        refusal = _words_for(error)
    course = courses.localized(run.course, get_language() or "de")
    context = {"run": run, "course": course, "form": form, "refusal": refusal, "learner": learner}
    status = 409 if refusal and request.method == "POST" else 200
    return render(request, "lms/enrol.html", context, status=status)


@transaction.atomic
def _enrol(run: Run, learner: User, form: EnrolForm, at: datetime) -> Enrolment:
    if name := form.cleaned_data.get("full_name"):
        people.change_profile(
            person=learner,
            full_name=name,
            original_name=learner.original_name,
            preferred_language=learner.preferred_language,
            by=learner,
            at=at,
        )
    return enrolments.enrol(run=run, learner=learner, by=learner, at=at)


def _words_for(error: Exception) -> str:
    """Return what a person is told when there is no place for them."""
    match error:
        case admissions.RunIsFull():
            return _(
                "Alle Plätze sind inzwischen vergeben. Schreiben Sie uns, dann melden wir uns, wenn einer frei wird."
            )
        case admissions.NotInWindow(opens_on=opens, closes_on=closes):
            return _("Anmelden können Sie sich vom %(first)s bis zum %(last)s.") % {
                "first": date_format(opens),
                "last": date_format(closes),
            }
        case admissions.RunIsClosed():
            return _("Dieser Durchgang nimmt niemanden mehr auf. Auf der Kursseite stehen die nächsten Termine.")
        case _other:
            return _("Die Anmeldung ist gerade nicht möglich. Bitte versuchen Sie es morgen noch einmal.")


@require_GET
@login_required
def enrolled(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """Confirm the place and say what happens next."""
    enrolment = own_enrolment(request, enrolment_id)
    stage = stage_of(enrolment, timezone.now())
    return render(request, "lms/enrolled.html", {"enrolment": enrolment, "stage": stage})
