# messages: back office
"""The plan: goals, and the measures by which they are reached."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from opening_process.actions import planning, writing
from opening_process.forms import GoalForm, MeasureForm
from opening_process.models import Goal, Measure
from opening_process.queries import overview
from opening_process.views import conflicts
from opening_process.views.door import Inside, enter, goal_or_404, measure_or_404, page

CONFLICT = 409


@page("GET", "HEAD")
def plan(request: HttpRequest, process_id: str) -> HttpResponse:
    """Show goals with their measures; a press takes a measure one step on."""
    inside = enter(request, process_id)
    goals = overview.plan(inside.cycle, today=timezone.localdate(timezone.now()))
    return render(request, "opening_process/plan.html", inside.context(goals=goals))


@page("GET", "HEAD", "POST")
def goal_new(request: HttpRequest, process_id: str) -> HttpResponse:
    """Write down a goal."""
    inside = enter(request, process_id, to_write=True)
    form = GoalForm(request.POST if request.method == "POST" else None, initial={"level": request.GET.get("ebene")})
    if request.method == "POST" and form.is_valid():
        goal = planning.add_goal(cycle=inside.cycle, values=form.values, by=inside.user, at=timezone.now())
        messages.success(request, _("Das Ziel steht im Plan. Was tun Sie dafür?"))
        return redirect("opening_process:measure_new", process_id, goal.public_id)
    return render(request, "opening_process/goal.html", inside.context(form=form, goal=None, standing=None))


@page("GET", "HEAD", "POST")
def goal(request: HttpRequest, process_id: str, goal_id: str) -> HttpResponse:
    """Change a goal."""
    inside = enter(request, process_id, to_write=True)
    found = goal_or_404(inside, goal_id)
    form: GoalForm = GoalForm(request.POST if request.method == "POST" else None, instance=found)
    standing, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_goal(
                goal=found, version=form.read_version, values=form.values, by=inside.user, at=timezone.now()
            )
        except writing.ChangedMeanwhile as refused:
            standing, status = conflicts.standing(form, refused.current), CONFLICT
            form = conflicts.retyped(GoalForm, request, refused.current)  # type: ignore[assignment]
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(_place(process_id, found))
    context = inside.context(form=form, goal=found, standing=standing)
    return render(request, "opening_process/goal.html", context, status=status)


@page("GET", "HEAD", "POST")
def goal_remove(request: HttpRequest, process_id: str, goal_id: str) -> HttpResponse:
    """Take a goal back, after a page that says what goes with it."""
    inside = enter(request, process_id, to_write=True)
    found = goal_or_404(inside, goal_id)
    if request.method == "POST":
        with suppress(writing.IsGone):  # a colleague was faster
            planning.remove_goal(goal=found, by=inside.user, at=timezone.now())
        messages.success(request, _("Das Ziel ist entfernt."))
        return redirect("opening_process:plan", process_id)
    measures = [measure.text for measure in found.measures.all()]
    return _confirm(
        request,
        inside,
        title=_("Ziel entfernen?"),
        text=found.text,
        consequences=measures and [_("Mit dem Ziel gehen seine Maßnahmen:"), *measures],
    )


@page("GET", "HEAD", "POST")
def measure_new(request: HttpRequest, process_id: str, goal_id: str) -> HttpResponse:
    """Write down what is done for a goal."""
    inside = enter(request, process_id, to_write=True)
    found = goal_or_404(inside, goal_id)
    form = MeasureForm(
        request.POST if request.method == "POST" else None,
        employer=inside.process.employer,
        initial={"due_on": found.due_on},
    )
    if request.method == "POST" and form.is_valid():
        planning.add_measure(goal=found, values=form.values, by=inside.user, at=timezone.now())
        messages.success(request, _("Die Maßnahme steht im Plan."))
        return redirect(_place(process_id, found))
    context = inside.context(form=form, goal=found, measure=None, standing=None)
    return render(request, "opening_process/measure.html", context)


@page("GET", "HEAD", "POST")
def measure(request: HttpRequest, process_id: str, measure_id: str) -> HttpResponse:
    """Change a measure."""
    inside = enter(request, process_id, to_write=True)
    found = measure_or_404(inside, measure_id)
    employer = inside.process.employer
    form: MeasureForm = MeasureForm(
        request.POST if request.method == "POST" else None, instance=found, employer=employer
    )
    standing, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            planning.change_measure(
                measure=found, version=form.read_version, values=form.values, by=inside.user, at=timezone.now()
            )
        except writing.ChangedMeanwhile as refused:
            standing, status = conflicts.standing(form, refused.current), CONFLICT
            form = conflicts.retyped(  # type: ignore[assignment]
                MeasureForm, request, refused.current, employer=employer
            )
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(_place(process_id, found.goal))
    context = inside.context(form=form, goal=found.goal, measure=found, standing=standing)
    return render(request, "opening_process/measure.html", context, status=status)


@page("POST")
def measure_state(request: HttpRequest, process_id: str, measure_id: str) -> HttpResponse:
    """Take a measure one step on by one press."""
    inside = enter(request, process_id, to_write=True)
    found = measure_or_404(inside, measure_id)
    state, version = request.POST.get("state", ""), request.POST.get("version", "")
    if state not in Measure.State.values or not version.isdecimal():
        return redirect(_place(process_id, found.goal))
    try:
        planning.change_measure(
            measure=found, version=int(version), values={"state": state}, by=inside.user, at=timezone.now()
        )
    except writing.ChangedMeanwhile:
        messages.warning(request, _("Jemand hat diese Maßnahme gerade geändert. Hier sehen Sie den neuen Stand."))
    if request.POST.get("next") == "process":
        return redirect("opening_process:process", process_id)
    return redirect(_place(process_id, found.goal))


@page("GET", "HEAD", "POST")
def measure_remove(request: HttpRequest, process_id: str, measure_id: str) -> HttpResponse:
    """Take a measure back."""
    inside = enter(request, process_id, to_write=True)
    found = measure_or_404(inside, measure_id)
    if request.method == "POST":
        with suppress(writing.IsGone):  # a colleague was faster
            planning.remove_measure(measure=found, by=inside.user, at=timezone.now())
        messages.success(request, _("Die Maßnahme ist entfernt."))
        return redirect("opening_process:plan", process_id)
    return _confirm(request, inside, title=_("Maßnahme entfernen?"), text=found.text)


def _confirm(
    request: HttpRequest, inside: Inside, *, title: str, text: str, consequences: list[str] | None = None
) -> HttpResponse:
    context = {
        "title": title,
        "text": text,
        "consequences": consequences,
        "confirm_text": _("Entfernen"),
        "cancel_href": reverse("opening_process:plan", args=[inside.process.public_id]),
        "is_dangerous": True,
    }
    return render(request, "ui/confirm.html", context)


def _place(process_id: str, goal: Goal) -> str:
    return f"{reverse('opening_process:plan', args=[process_id])}#ziel-{goal.public_id}"
