"""Who lacks the course that another one builds on is told so first, and may bring a proof or a reason."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions import people
from admissions import actions as admissions
from courses import queries as courses
from courses.models import Run
from lms.actions import entry_requests
from lms.forms.entry import EntryForm
from lms.queries import entry as queries
from lms.queries.entry import EntryPage
from ui.full_disk import NO_ROOM, is_full


def page(
    request: HttpRequest, run: Run, entry: EntryPage, form: EntryForm | None = None, *, status: int = 200
) -> HttpResponse:
    """Show what is missing, and the form; or that the provider has it and what becomes of the place meanwhile."""
    context = {
        "run": run,
        "course": courses.localized(run.course, get_language() or "de"),
        "entry": entry,
        "form": form or EntryForm(learner=authenticated_user(request)),
        "hold_days": settings.ENTRY_HOLD_DAYS,
        "proof_days": settings.ENTRY_PROOF_DAYS,
    }
    return render(request, "lms/entry.html", context, status=status)


@never_cache
@require_POST
@login_required
def ask(request: HttpRequest, run_id: str) -> HttpResponse:
    """Take a proof or a reason; whatever else is so now, the page of the enrolment says."""
    at, learner = timezone.now(), authenticated_user(request)
    run = get_object_or_404(
        Run.objects.visible_to(learner).select_related("course__provider", "course__locale"), public_id=run_id
    )
    entry = queries.entry_page(run, learner, get_language() or "de", at=at)
    if entry is None or entry.waiting is not None:
        return redirect("lms:enrol", run.public_id)
    form = EntryForm(request.POST, request.FILES, learner=learner)
    if not form.is_valid():
        return page(request, run, entry, form, status=422)
    try:
        with transaction.atomic():
            entry_requests.ask(run=run, learner=learner, reason=form.cleaned_data["reason"], file=form.received, at=at)
            if name := form.cleaned_data.get("full_name"):
                people.change_profile(
                    person=learner,
                    full_name=name,
                    original_name=learner.original_name,
                    preferred_language=learner.preferred_language,
                    by=learner,
                    at=at,
                )
    except OSError as error:
        if not is_full(error):
            raise
        form.add_error("file", NO_ROOM)
        return page(request, run, entry, form, status=422)
    except (entry_requests.NothingToAsk, admissions.PlaceRefused):
        return redirect("lms:enrol", run.public_id)  # which says why
    messages.success(request, _("Ihre Anfrage ist angekommen."))
    return redirect("lms:enrol", run.public_id)
