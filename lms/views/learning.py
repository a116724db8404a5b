"""The page of a unit: read, play, go on."""

from __future__ import annotations

import json
from datetime import datetime
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from courses import queries as courses
from courses.models import RunUnit
from lms import queries
from lms.actions import progress
from lms.forms.submissions import SubmissionForm, form_of
from lms.models import Enrolment
from lms.queries import LearningPage, UnitLine, joining, recordings, submissions, surveys
from lms.queries.desk import stage_of
from lms.unit_kinds import LiveSessionUnit, ScormUnit, SurveyUnit, TransferTaskUnit
from lms.views import scorm_pages
from lms.views.door import own_enrolment

POSITION_MAX_BYTES = 500


def _line(page: LearningPage, item_id: UUID) -> UnitLine:
    line = page.unit(item_id)
    if line is None:
        raise Http404
    return line


@require_GET
@login_required
def unit(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Show one unit. At most 12 statements, however many units the run has."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    if not stage_of(enrolment, at).may_open_units:
        return redirect("lms:course", enrolment.public_id)
    return unit_page(request, enrolment, item_id, at=at)


def unit_page(
    request: HttpRequest,
    enrolment: Enrolment,
    item_id: UUID,
    *,
    at: datetime,
    submission_form: SubmissionForm | None = None,
) -> HttpResponse:
    """Show one unit of an enrolment that may open units; `submission_form` is what was refused of a transfer task."""
    language = get_language() or "de"
    page = queries.learning_page(enrolment, language=language)
    line = _line(page, item_id)
    run_unit = RunUnit(pk=line.item.run_unit_id, item_id=item_id)
    try:
        progress.touch(enrolment=enrolment, run_unit=run_unit, at=at, is_known=line.result is not None)
    except progress.UnitIsGone as gone:
        raise Http404 from gone
    before, after = page.beside(line)
    context = {
        "enrolment": enrolment,
        "page": page,
        "unit": line,
        "before": before,
        "after": after,
    }
    if line.kind is ScormUnit:
        context |= scorm_pages.context(request, enrolment, line)
    else:
        context["body"] = courses.unit_body(run_unit, language)
    if line.kind is LiveSessionUnit:
        context["dates"] = joining.dates_of(enrolment, item_id, at=at)
        context["recordings"] = recordings.of_item(enrolment, item_id, at=at)
    if line.kind is SurveyUnit:
        context["asking"] = surveys.asking(
            run=enrolment.run, item_id=item_id, user_id=enrolment.learner_id, is_done=line.is_done, at=at
        )
    if line.kind is TransferTaskUnit:
        task_page = submissions.task_page(enrolment, item_id, at=at)
        context |= {"task_page": task_page, "form": submission_form or form_of(task_page)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if submission_form is not None else HTTPStatus.OK
    return render(request, line.kind.page, context, status=status)


@require_POST
@login_required
def complete(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Mark a text as read and done, and lead on: to the next unit, or to the outline after the last one."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    page = queries.learning_page(enrolment, language=get_language() or "de")
    line = _line(page, item_id)
    if not line.kind.is_confirmed_by_learner or not stage_of(enrolment, at).may_open_units:
        return HttpResponseBadRequest(_("Diese Einheit wird nicht von Hand abgeschlossen."))
    run_unit = RunUnit.objects.get(pk=line.item.run_unit_id)
    try:
        result = progress.complete_text_unit(enrolment=enrolment, run_unit=run_unit, at=at)
    except progress.UnitIsGone as gone:
        raise Http404 from gone
    if result.enrolment.state == Enrolment.State.COMPLETED and enrolment.state == Enrolment.State.ACTIVE:
        messages.success(request, _("Sie haben den Kurs abgeschlossen. Herzlichen Glückwunsch!"))
        return redirect("lms:course", enrolment.public_id)
    _before, after = page.beside(line)
    if after is None:
        messages.success(request, _("Die Einheit ist erledigt."))
        return redirect("lms:course", enrolment.public_id)
    return redirect("lms:unit", enrolment.public_id, after.item_id)


@require_POST
@login_required
def position(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Remember where in a text the reader stopped: {"y": share of the page above the screen, 0 to 1}."""
    enrolment = own_enrolment(request, enrolment_id)
    try:
        share = float(json.loads(request.body[:POSITION_MAX_BYTES])["y"])  # NaN fails the range below
    except (ValueError, TypeError, KeyError):
        return HttpResponseBadRequest()
    if not 0 <= share <= 1:
        return HttpResponseBadRequest()
    progress.remember_position(enrolment=enrolment, item_id=item_id, position={"y": round(share, 4)})
    return HttpResponse(status=204)
