# messages: back office
"""Groups of a run in the back office: one choice per person, or everybody divided at once."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from courses.actions.run_lock import RunIsOver
from courses.models import Run
from lms.actions import groups as actions
from lms.actions import reading
from lms.queries.groups import members_of
from lms.queries.roster import runs_with_roster

USUAL = 4  # people who work together


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.PLAN_RUNS)
def groups(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show who works with whom, and change it."""
    run = get_object_or_404(runs_with_roster(request.user), public_id=run_id)
    by, at = authenticated_user(request), timezone.now()
    if run.course.provider_id not in provider_keys(by, [Permission.PLAN_RUNS]):
        raise Http404
    members = members_of(run)
    if request.method == "POST":
        try:
            _change(request, run)
        except (ValueError, actions.NoSuchGroup):
            text = _("Bitte nennen Sie eine Zahl von 1 bis %(most)s.") % {"most": actions.MOST_GROUPS}
            messages.error(request, text)
        except RunIsOver:
            messages.error(request, _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert."))
        else:
            messages.success(request, _("Die Gruppen sind gespeichert."))
        return redirect("participants:groups", run.public_id)
    reading.roster_read(run=run, count=len(members), by=by, at=at)
    context = {
        "run": run,
        "members": members,
        "choices": range(1, actions.MOST_GROUPS + 1),
        "most": actions.MOST_GROUPS,
        "count": max(1, min(actions.MOST_GROUPS, round(len(members) / USUAL))),
    }
    return render(request, "lms/admin/groups.html", context)


def _change(request: HttpRequest, run: Run) -> None:
    by, at = authenticated_user(request), timezone.now()
    if request.POST.get("act") == "spread":
        actions.spread(run=run, count=int(request.POST.get("count", "")), by=by, at=at)
        return
    numbers = {}
    for enrolment, _number in members_of(run):
        chosen = request.POST.get(f"group-{enrolment.public_id}")
        if chosen is not None:
            numbers[enrolment.pk] = int(chosen) if chosen else None
    actions.assign(run=run, numbers=numbers, by=by, at=at)
