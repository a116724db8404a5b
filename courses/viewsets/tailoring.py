"""Fitting a run to an employer: one page with what differs, and small steps that each store one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries
from courses.actions import runs, tailoring
from courses.models import Run, Tailoring
from courses.queries import Tailored, TailoredItem
from courses.tailoring_forms import CaseForm, MinutesForm, NewCaseForm, NoteForm, SwapForm, VersionedForm

PLAN = Permission.PLAN_RUNS

REFUSALS = (
    tailoring.TailoringHasChanged,
    tailoring.RunIsFinished,
    tailoring.ItemIsUnknown,
    tailoring.ItemIsBegun,
    tailoring.ItemIsRequired,
    tailoring.ItemHasSessions,
    tailoring.UnitDoesNotFit,
    tailoring.MinutesAreWrong,
    tailoring.TooFarFromTemplate,
    tailoring.LastItem,
    runs.RunIsOver,
    runs.CourseIsNotPublished,
    runs.UnitIsNotPublished,
    runs.PackageIsNotPlayable,
)


def refusal(error: Exception) -> str:
    """Return why it was refused, and what to do."""
    if isinstance(error, tailoring.TooFarFromTemplate):
        text = _(
            "So dauert der Durchgang %(planned)s Minuten. Erlaubt sind %(lowest)s bis %(highest)s: Er darf um ein "
            "Viertel länger oder kürzer sein als die Vorlage."
        )
        return text % {"planned": error.planned, "lowest": error.lowest, "highest": error.highest}
    if isinstance(error, tailoring.ItemIsBegun):
        text = _("„%(title)s“ bleibt, wie es ist: Jemand hat schon damit begonnen, oder der Termin dazu war schon.")
        return text % {"title": error.title}
    if isinstance(error, tailoring.ItemHasSessions):
        text = _(
            "Zu dieser Einheit sind Termine geplant (%(count)s). Sagen Sie diese zuerst ab, oder ordnen Sie sie einer "
            "anderen Einheit zu."
        )
        return text % {"count": error.count}
    if isinstance(error, runs.UnitIsNotPublished | runs.PackageIsNotPlayable):
        return _("Die Einheit „%(unit)s“ ist nicht veröffentlicht, oder ihr SCORM-Paket ist nicht spielbar.") % {
            "unit": error.unit or "–"
        }
    return _plain_words()[type(error)]


def _plain_words() -> dict[type[Exception], str]:
    return {
        tailoring.TailoringHasChanged: _(
            "Inzwischen hat jemand anderes diesen Durchgang angepasst. Sehen Sie sich den neuen Stand an, und "
            "speichern Sie dann noch einmal."
        ),
        tailoring.RunIsFinished: _("Der Durchgang ist zu Ende und wird nicht mehr angepasst."),
        tailoring.ItemIsUnknown: _("Diese Einheit gehört nicht mehr zum Durchgang."),
        tailoring.ItemIsRequired: _("Nur freiwillige Einheiten können entfallen. Diese können Sie tauschen."),
        tailoring.UnitDoesNotFit: _(
            "Diese Einheit passt hier nicht: Sie kommt schon vor, ist eine Übersetzung oder gehört nicht Ihrem Träger."
        ),
        tailoring.MinutesAreWrong: _("Eine Einheit dauert mindestens eine Minute, eine Befragung hat keine Minuten."),
        tailoring.LastItem: _("Der Durchgang braucht mindestens eine Einheit."),
        runs.RunIsOver: _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert."),
        runs.CourseIsNotPublished: _("Der Kurs ist noch nicht veröffentlicht."),
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One place in the table: what it is, its field for minutes, and what can be done."""

    item: TailoredItem
    minutes: forms.BoundField | None  # None where they are fixed
    is_first: bool
    is_last: bool
    may_change: bool
    may_leave_out: bool
    begins_module: bool


def _my_run(request: HttpRequest, run_id: str) -> Run:
    own = Run.objects.filter(course__provider__in=provider_keys(request.user, [PLAN]))
    return get_object_or_404(own.select_related("course__provider"), public_id=run_id)


def _url(run: Run) -> str:
    return reverse("tailoring_office:page", args=[run.public_id])


def _head(title: str, run: Run, *, is_below: bool = True) -> dict[str, Any]:
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("runs:index"), _("Durchgänge")),
        (reverse("runs:manage", args=[run.pk]), str(run)),
    ]
    if is_below:
        trail.append((_url(run), _("Durchgang anpassen")))
    trail.append(("", title))
    return {
        "header_title": title,
        "header_icon": "calendar-alt",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "run": run,
    }


def _is_closed(run: Run) -> bool:
    is_over = run.cancelled_at is not None or run.archived_at is not None
    return is_over or timezone.localdate() > run.ends_on


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(PLAN)
def page(request: HttpRequest, run_id: str) -> HttpResponse:
    """Show the run beside its template, and take one change."""
    run = _my_run(request, run_id)
    if request.method == "POST":
        return _take(request, run)
    return _show(request, run)


def _show(
    request: HttpRequest, run: Run, *, minutes: MinutesForm | None = None, note: NoteForm | None = None
) -> HttpResponse:
    now = queries.tailored(run)
    begun = tailoring.begun_items(run, at=timezone.now())
    minutes = minutes or MinutesForm(now=now, fixed=begun, initial={"version": now.version})
    noted = {"version": now.version, "target_group": now.target_group, "language_needs": now.language_needs}
    lowest, highest = now.limits
    context = {
        "now": now,
        "lines": _lines(now, minutes, begun),
        "adaptations": queries.adaptations(run),
        "lowest": lowest,
        "highest": highest,
        "minutes_form": minutes,
        "note_form": note or NoteForm(initial=noted),
        "is_closed": _is_closed(run),
        **_head(_("Durchgang anpassen"), run, is_below=False),
    }
    is_wrong = minutes.is_bound or (note is not None and note.is_bound)
    return render(request, "courses/admin/tailoring.html", context, status=400 if is_wrong else 200)


def _lines(now: Tailored, minutes: MinutesForm, begun: set[UUID]) -> list[Line]:
    found, module = [], None
    for number, item in enumerate(now.items):
        name = str(item.item_id)
        is_free = item.item_id not in begun
        found.append(
            Line(
                item=item,
                minutes=minutes[name] if name in minutes.fields else None,
                is_first=number == 0,
                is_last=number == len(now.items) - 1,
                may_change=is_free,
                may_leave_out=is_free and (item.is_case or not item.is_required) and len(now.items) > 1,
                begins_module=item.module_id != module,
            )
        )
        module = item.module_id
    return found


def _take(request: HttpRequest, run: Run) -> HttpResponse:
    """Store one change of the page: minutes, a note, or a step of one place."""
    act, _sep, item = request.POST.get("act", "").partition(":")
    if act == "minutes":
        return _take_minutes(request, run)
    if act == "note":
        return _take_note(request, run)
    known = VersionedForm(request.POST)
    steps: dict[str, tuple[Callable[..., Any], str]] = {
        "up": (partial(tailoring.move, is_up=True), _("Die Einheit steht weiter vorn.")),
        "down": (partial(tailoring.move, is_up=False), _("Die Einheit steht weiter hinten.")),
        "leave_out": (tailoring.leave_out, _("Die Einheit entfällt in diesem Durchgang.")),
        "put_back": (tailoring.put_back, _("Die Einheit der Vorlage ist wieder da.")),
    }
    if act in steps and known.is_valid():
        step, words = steps[act]
        try:
            step(**_common(request, run, known), item_id=_uuid(item))
        except REFUSALS as error:
            messages.error(request, refusal(error))
        else:
            messages.success(request, words)
            if act != "leave_out":
                return redirect(f"{_url(run)}#place-{item}")  # whoever moves a place on goes on from there
    return redirect(_url(run))


def _take_minutes(request: HttpRequest, run: Run) -> HttpResponse:
    fixed = tailoring.begun_items(run, at=timezone.now())
    form = MinutesForm(request.POST, now=queries.tailored(run), fixed=fixed)
    if not form.is_valid():
        return _show(request, run, minutes=form)
    try:
        tailoring.set_minutes(**_common(request, run, form), minutes=form.minutes())
    except REFUSALS as error:
        form.add_error(None, refusal(error))
        _renew(form, run)
        return _show(request, run, minutes=form)
    messages.success(request, _("Die Minuten sind gespeichert."))
    return redirect(_url(run))


def _take_note(request: HttpRequest, run: Run) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            tailoring.note(
                **_common(request, run, form),
                target_group=form.cleaned_data["target_group"],
                language_needs=form.cleaned_data["language_needs"],
            )
        except REFUSALS as error:
            form.add_error(None, refusal(error))
            _renew(form, run)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect(_url(run))
    return _show(request, run, note=form)


def _common(request: HttpRequest, run: Run, form: VersionedForm) -> dict[str, Any]:
    return {
        "run": run,
        "known_version": form.cleaned_data["version"],
        "by": cast(User, request.user),
        "at": timezone.now(),
    }


def _renew(form: forms.Form, run: Run) -> None:
    """Let the form name the version that stands now: the person has been told, and what they typed stays."""
    found = Tailoring.objects.filter(run=run).values_list("version", flat=True).first()
    data = cast(Any, form.data).copy()
    data["version"] = str(found or 0)
    form.data = data


def _uuid(raw: str) -> UUID:
    try:
        return UUID(raw)
    except ValueError:
        raise Http404 from None


def _step_page(
    request: HttpRequest, run: Run, form: VersionedForm, title: str, store: Callable[[dict[str, Any]], Any], done: str
) -> HttpResponse:
    """Show a form of its own page and store it; a refusal keeps what was typed."""
    if form.is_bound and form.is_valid():
        try:
            store({name: value for name, value in form.cleaned_data.items() if name != "version"})
        except REFUSALS as error:
            form.add_error(None, refusal(error))
            _renew(form, run)
        else:
            messages.success(request, done)
            return redirect(_url(run))
    context = {"form": form, "back": _url(run), **_head(title, run)}
    return render(request, "courses/admin/tailoring_step.html", context, status=400 if form.errors else 200)


def _item(run: Run, item_id: UUID) -> tuple[Tailored, TailoredItem]:
    now = queries.tailored(run)
    found = next((item for item in now.items if item.item_id == item_id), None)
    if found is None or _is_closed(run):
        raise Http404
    return now, found


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(PLAN)
def swap(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """Teach another unit in this place."""
    run = _my_run(request, run_id)
    now, item = _item(run, item_id)
    if item.is_case:
        raise Http404
    form = SwapForm(request.POST or None, run=run, initial={"version": now.version})
    return _step_page(
        request,
        run,
        form,
        _("„%(title)s“ tauschen") % {"title": item.title},
        lambda typed: tailoring.swap(**_common(request, run, form), item_id=item_id, **typed),
        _("Die Einheit ist getauscht."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(PLAN)
def new_case(request: HttpRequest, run_id: str) -> HttpResponse:
    """Add an own case."""
    run = _my_run(request, run_id)
    now = queries.tailored(run)
    if _is_closed(run):
        raise Http404
    form = NewCaseForm(request.POST or None, now=now, initial={"version": now.version, "minutes": 30})
    return _step_page(
        request,
        run,
        form,
        _("Eigenen Fall hinzufügen"),
        lambda typed: tailoring.add_case(**_common(request, run, form), **typed),
        _("Der Fall gehört jetzt zu diesem Durchgang."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(PLAN)
def case(request: HttpRequest, run_id: str, item_id: UUID) -> HttpResponse:
    """Rewrite an own case."""
    run = _my_run(request, run_id)
    now, item = _item(run, item_id)
    if not item.is_case:
        raise Http404
    unit = run.run_units.select_related("unit").get(item_id=item_id).unit
    words = {"title": item.title, "text": queries.case_text(unit), "minutes": item.minutes}
    form = CaseForm(request.POST or None, initial={"version": now.version, **words})
    return _step_page(
        request,
        run,
        form,
        _("Eigenen Fall ändern"),
        lambda typed: tailoring.change_case(**_common(request, run, form), item_id=item_id, **typed),
        _("Der Fall ist gespeichert."),
    )


urlpatterns = [
    path("<slug:run_id>/", page, name="page"),
    path("<slug:run_id>/tauschen/<uuid:item_id>/", swap, name="swap"),
    path("<slug:run_id>/fall/", new_case, name="new_case"),
    path("<slug:run_id>/fall/<uuid:item_id>/", case, name="case"),
]
