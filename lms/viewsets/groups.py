# messages: back office
"""Groups of a run in the back office: one choice per person, everybody divided at once, and a name for each group."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from courses.actions.run_lock import RunIsOver
from courses.models import Run
from lms.actions import groups as actions
from lms.actions import reading
from lms.forms.groups import GroupNamesForm
from lms.models import Enrolment
from lms.queries.groups import members_of, name_of, titles_of
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
    members, titles = members_of(run), titles_of(run)
    count = max(1, min(actions.MOST_GROUPS, round(len(members) / USUAL)))
    used = {number for _enrolment, number in members if number is not None}
    names = GroupNamesForm(
        request.POST if request.POST.get("act") == "name" else None, numbers=sorted(used), titles=titles
    )
    if request.method == "POST" and (not names.is_bound or names.is_valid()):
        try:
            _change(request, run, names)
        except (ValueError, actions.NoSuchGroup):
            text = _("Bitte nennen Sie eine Zahl von 1 bis %(most)s.") % {"most": actions.MOST_GROUPS}
            messages.error(request, text)
        except actions.TitleIsTaken:
            messages.error(request, _("So heißt schon eine andere Gruppe."))
        except RunIsOver:
            messages.error(request, _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert."))
        else:
            messages.success(request, _("Die Gruppen sind gespeichert."))
        return redirect("participants:groups", run.public_id)
    reading.roster_read(run=run, count=len(members), by=by, at=at)
    choices = [
        (number, f"{number}: {name_of(number, titles)}" if number in titles else str(number))
        for number in range(1, actions.MOST_GROUPS + 1)
    ]
    context = {
        "run": run,
        "members": members,
        "divided": _divided(members, titles),
        "left_over": sum(number is None for _enrolment, number in members),
        "choices": choices,
        "most": actions.MOST_GROUPS,
        "count": len(used) or count,
        "names": names,
        **_frame(run),
    }
    return render(request, "lms/admin/groups.html", context, status=422 if names.errors else 200)


def _divided(members: list[tuple[Enrolment, int | None]], titles: Any) -> list[tuple[str, list[Enrolment]]]:
    """Return the groups there are with their people, by number."""
    found: dict[int, list[Enrolment]] = {}
    for enrolment, number in members:
        if number is not None:
            found.setdefault(number, []).append(enrolment)
    return [(name_of(number, titles), found[number]) for number in sorted(found)]


def _frame(run: Run) -> dict[str, Any]:
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("participants:index"), _("Teilnehmende")),
        (reverse("participants:roster", args=[run.public_id]), str(run)),
        ("", _("Gruppen")),
    ]
    return {
        "header_title": _("Gruppen"),
        "header_icon": "group",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


def _change(request: HttpRequest, run: Run, names: GroupNamesForm) -> None:
    by, at = authenticated_user(request), timezone.now()
    if names.is_bound:
        actions.name_groups(run=run, titles=names.titles(), by=by, at=at)
        return
    if request.POST.get("act") == "spread":
        actions.spread(run=run, count=int(request.POST.get("count", "")), by=by, at=at)
        return
    numbers = {}
    for enrolment, _number in members_of(run):
        chosen = request.POST.get(f"group-{enrolment.public_id}")
        if chosen is not None:
            numbers[enrolment.pk] = int(chosen) if chosen else None
    actions.assign(run=run, numbers=numbers, by=by, at=at)
