# messages: back office
"""The process: where it stands, its mandate, its phases, its review, and its end."""

from __future__ import annotations

from contextlib import suppress
from uuid import uuid4

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from accounts.models import Employer
from accounts.queries import employer_ids
from accounts.roles import Permission
from opening_process.actions import cycles, processes, writing
from opening_process.forms import DeleteForm, MandateForm, ReviewForm
from opening_process.models import Cycle, OpeningProcess, Phase, Review
from opening_process.queries import overview
from opening_process.queries.people import invitations_for
from opening_process.views import conflicts
from opening_process.views.door import Inside, enter, page
from privacy import audit
from ui.once import SentBefore, sent_once
from ui.parts import Step


@page("GET", "HEAD")
def start(request: HttpRequest) -> HttpResponse:
    """List the person's employers with their process, and what a trainer accompanies or was asked to."""
    user = authenticated_user(request)
    held = employer_ids(user, Permission.MANAGE_OPENING)
    is_adviser = account_rules.may(user, Permission.ADVISE_OPENING)
    if not held and not is_adviser:
        raise Http404
    context = {
        "employers": Employer.objects.filter(pk__in=held).select_related("opening_process").order_by("name", "pk"),
        "advised": OpeningProcess.objects.advised_by(user).select_related("employer").order_by("employer__name", "pk"),
        "invitations": invitations_for(user) if is_adviser else [],
        "is_adviser": is_adviser,
    }
    return render(request, "opening_process/start.html", context)


@page("POST")
def begin(request: HttpRequest, employer_id: str) -> HttpResponse:
    """Begin the employer's process; pressing twice is pressing once."""
    user = authenticated_user(request)
    own = Employer.objects.filter(pk__in=employer_ids(user, Permission.MANAGE_OPENING))
    employer = get_object_or_404(own, public_id=employer_id)
    process = processes.begin(employer=employer, by=user, at=timezone.now())
    return redirect("opening_process:process", process.public_id)


@page("GET", "HEAD")
def process(request: HttpRequest, process_id: str) -> HttpResponse:
    """Show where the process stands and what comes next."""
    inside, at = enter(request, process_id), timezone.now()
    if not inside.is_hr:
        audit.record_reading("opening_process.read", subject=inside.process, by=inside.user, at=at)
    cycle = inside.cycle
    stand = overview.standing(cycle)
    phase = Phase(cycle.phase)
    own = inside.process.advisers.filter(user=inside.user, state="active").first()
    context = inside.context(
        adviser_end_href=own and reverse("opening_process:adviser_end", args=[process_id, own.public_id]),
        stand=stand,
        phase=phase,
        phase_hint=PHASE_HINTS[phase](),
        phase_href=_phase_href(inside, phase),
        missing=overview.missing(cycle, stand),
        following=Phase(phase + 1) if phase < Phase.REVIEW else None,
        earlier=[one for one in Phase if one < phase],
        steps=[
            Step(
                str(one.label),
                "done" if one < phase else "current" if one == phase else "todo",
                href=_phase_href(inside, one),
            )
            for one in Phase
        ],
        measures=overview.next_measures(cycle, today=timezone.localdate(at)),
        past=Cycle.objects.filter(process=inside.process, closed_on__isnull=False).order_by("-number"),
        reviews=cycle.reviews.all(),
    )
    return render(request, "opening_process/process.html", context)


PHASE_HINTS = {
    Phase.MANDATE: lambda: _("Halten Sie fest, wer die Öffnung will, was sie bringen soll und wer sie steuert."),
    Phase.AUDIT: lambda: _(
        "Schätzen Sie gemeinsam ein, wie weit Sie sind. Eine Stunde mit der Steuerungsgruppe genügt."
    ),
    Phase.GOALS: lambda: _("Wählen Sie wenige Ziele, die Sie messen können. Drei sind besser als zehn."),
    Phase.PLAN: lambda: _("Legen Sie für jedes Ziel fest, wer was bis wann tut."),
    Phase.IMPLEMENTATION: lambda: _("Jetzt wird getan. Wir erinnern Sie eine Woche vor jedem Termin."),
    Phase.REVIEW: lambda: _("Blicken Sie zurück: Was haben Sie erreicht? Danach beginnt der nächste Zyklus."),
}


def _phase_href(inside: Inside, phase: Phase) -> str:
    process_id = inside.process.public_id
    match phase:
        case Phase.MANDATE:
            return reverse("opening_process:mandate", args=[process_id])
        case Phase.AUDIT:
            return reverse("opening_process:audit", args=[process_id, "struktur"])
        case Phase.REVIEW:
            return reverse("opening_process:review", args=[process_id])
        case _:
            return reverse("opening_process:plan", args=[process_id])


@page("POST")
def move(request: HttpRequest, process_id: str) -> HttpResponse:
    """Go to the next phase, or back to an earlier one."""
    inside = enter(request, process_id, as_hr=True)
    try:
        to = Phase(int(request.POST.get("phase", "")))
        cycles.move(cycle=inside.cycle, to=to, by=inside.user, at=timezone.now())
    except (ValueError, cycles.NoSuchStep):
        messages.warning(request, _("Der Zyklus steht inzwischen woanders. Hier sehen Sie den neuen Stand."))
    return redirect("opening_process:process", process_id)


@page("GET", "HEAD", "POST")
def mandate(request: HttpRequest, process_id: str) -> HttpResponse:
    """Write down who wants the opening and who steers it."""
    inside = enter(request, process_id)
    if request.method == "POST":
        inside = enter(request, process_id, as_hr=True)
    form: MandateForm = MandateForm(request.POST or None, instance=inside.cycle)
    standing, status = None, 200
    if request.method == "POST" and form.is_valid():
        try:
            cycles.change_mandate(
                cycle=inside.cycle, version=form.read_version, values=form.values, by=inside.user, at=timezone.now()
            )
        except writing.ChangedMeanwhile as refused:
            standing, status = conflicts.standing(form, refused.current), 409
            form = conflicts.retyped(MandateForm, request, refused.current)  # type: ignore[assignment]
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("opening_process:process", process_id)
    context = inside.context(form=form, standing=standing)
    return render(request, "opening_process/mandate.html", context, status=status)


@page("GET", "HEAD", "POST")
def review(request: HttpRequest, process_id: str) -> HttpResponse:
    """Look back, and decide how it goes on."""
    inside, at = enter(request, process_id, as_hr=True), timezone.now()
    form = ReviewForm(
        request.POST or None, initial={"held_on": timezone.localdate(at), "form_key": uuid4(), "carry_open": True}
    )
    if request.method == "POST" and form.is_valid():
        try:
            with sent_once("opening-review", form.key):
                cycle = cycles.review(
                    cycle=inside.cycle,
                    held_on=form.cleaned_data["held_on"],
                    result=form.cleaned_data["result"],
                    decision=Review.Decision(form.cleaned_data["decision"]),
                    carry_open=form.cleaned_data["carry_open"],
                    by=inside.user,
                    at=at,
                )
        except (cycles.AlreadyReviewed, SentBefore):
            messages.info(request, _("Der Review ist schon gespeichert."))
        else:
            messages.success(request, _reviewed(inside.cycle, cycle))
        return redirect("opening_process:process", process_id)
    context = inside.context(
        form=form,
        stand=overview.standing(inside.cycle),
        goals=overview.plan(inside.cycle, today=timezone.localdate(at)),
        reviews=inside.cycle.reviews.all(),
    )
    return render(request, "opening_process/review.html", context)


def _reviewed(before: Cycle, after: Cycle) -> str:
    if after.number > before.number:
        return _("Zyklus %(number)s hat begonnen. Ihre letzte Einschätzung steht neben jeder Aussage.") % {
            "number": after.number
        }
    return _("Gespeichert. Sie arbeiten an Ihren Maßnahmen weiter.")


@page("GET", "HEAD")
def past_cycle(request: HttpRequest, process_id: str, number: int) -> HttpResponse:
    """Show a cycle that is over: its picture, its plan, its review."""
    inside, at = enter(request, process_id), timezone.now()
    cycle = get_object_or_404(Cycle, process=inside.process, number=number, closed_on__isnull=False)
    context = inside.context(
        shown=cycle,
        stand=overview.standing(cycle),
        goals=overview.plan(cycle, today=cycle.closed_on or timezone.localdate(at)),
        reviews=cycle.reviews.all(),
    )
    return render(request, "opening_process/past_cycle.html", context)


@page("GET", "HEAD", "POST")
def delete(request: HttpRequest, process_id: str) -> HttpResponse:
    """Remove everything, after a page that says what everything is."""
    inside = enter(request, process_id, as_hr=True)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with suppress(writing.IsGone):  # a colleague was faster
            processes.delete(process=inside.process, by=inside.user, at=timezone.now())
        messages.success(request, _("Der Öffnungsprozess ist gelöscht."))
        return redirect("opening_process:start")
    return render(request, "opening_process/delete.html", inside.context(form=form))
