"""Handing in a transfer task, and one's own files in it."""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lms.actions import submissions
from lms.forms.submissions import form_of
from lms.models import Enrolment, Submission
from lms.queries.desk import stage_of
from lms.queries.submissions import task_page
from lms.views import learning
from lms.views.door import own_enrolment, run_unit_of
from media.models import PrivateFile
from media.responses import serve
from ui.full_disk import NO_ROOM, is_full
from ui.once import SentBefore, sent_once


@never_cache
@require_POST
@login_required
def hand_in(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Take a version; what is wrong is said at its field, and the text stays."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    if not stage_of(enrolment, at).may_open_units:
        return redirect("lms:course", enrolment.public_id)
    run_unit = run_unit_of(enrolment, item_id)
    try:
        page = task_page(enrolment, item_id, at=at)
    except LookupError:
        raise Http404 from None
    form = form_of(page, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return learning.unit_page(request, enrolment, item_id, at=at, submission_form=form)
    try:
        with sent_once("lms.hand_in", form.cleaned_data["key"]):
            made = submissions.hand_in(
                enrolment=enrolment,
                run_unit=run_unit,
                text=form.cleaned_data.get("text", ""),
                file=form.received,
                keeps_file=form.keeps_file,
                at=at,
            )
    except OSError as error:
        if not is_full(error):
            raise
        form.add_error("file" if "file" in form.fields else None, NO_ROOM)
        return learning.unit_page(request, enrolment, item_id, at=at, submission_form=form)
    except (SentBefore, submissions.AlreadyAccepted):
        messages.info(request, _("Ihre Abgabe ist schon angekommen."))
    except LookupError:  # the run was fitted to its employer in this moment
        raise Http404 from None
    except submissions.RunTakesNothing:
        messages.error(request, _("Der Durchgang ist zu Ende. Sie können nichts mehr abgeben."))
    else:
        done = made.unit_result.enrolment.state == Enrolment.State.COMPLETED
        if done and enrolment.state == Enrolment.State.ACTIVE:
            messages.success(request, _("Sie haben den Kurs abgeschlossen. Herzlichen Glückwunsch!"))
            return redirect("lms:course", enrolment.public_id)
        messages.success(request, _("Ihre Abgabe ist angekommen. Die Rückmeldung steht dann auf dieser Seite."))
    return redirect("lms:unit", enrolment.public_id, item_id)


@never_cache
@require_safe
@login_required
def file(request: HttpRequest, submission_id: str) -> HttpResponseBase:
    """Hand the file of a version to who handed it in."""
    mine = Submission.objects.handed_in_by(authenticated_user(request)).filter(public_id=submission_id)
    return serve(get_object_or_404(PrivateFile, pk__in=mine.values("file")))
