"""Sessions in the back office: list, plan one or a series, change, call off, take over."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries
from courses.actions import session_changes, sessions
from courses.actions.run_lock import RunIsOver
from courses.actions.session_plan import RecordingIsFixed, SessionHasChanged, SessionIsCancelled, SessionIsOver
from courses.models import Run, RunSession
from courses.session_forms import CancelForm, ChangeForm, SeriesForm, SessionForm
from courses.timetable import Slot

PLAN = Permission.PLAN_RUNS
ICON = "calendar-alt"
PAGE = 50


def _my_run(request: HttpRequest, run_id: str) -> Run:
    own = Run.objects.filter(course__provider__in=provider_keys(request.user, [PLAN]))
    return get_object_or_404(own.select_related("course__provider__region"), public_id=run_id)


def _mine(request: HttpRequest, session_id: str) -> RunSession:
    own = queries.with_people(RunSession.objects.visible_to(request.user))
    return get_object_or_404(own, public_id=session_id)


def _list_url(run: Run) -> str:
    return reverse("session_office:run", args=[run.public_id])


def _page(title: str, run: Run | None = None, *, buttons: list[Any] | None = None) -> dict[str, Any]:
    trail = [(reverse("wagtailadmin_home"), _("Start")), (reverse("session_office:index"), _("Termine"))]
    if run is not None:
        trail += [(reverse("runs:manage", args=[run.pk]), str(run)), (_list_url(run), _("Termine des Durchgangs"))]
    if trail[-1][1] != title:
        trail.append(("", title))  # the header shows the last of these
    return {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": buttons or [],
    }


@require_safe
@back_office_view(PLAN)
def index(request: HttpRequest) -> HttpResponse:
    """List what is to come at the person's providers; only their own sessions on demand."""
    at, user = timezone.now(), cast(User, request.user)
    found = RunSession.objects.visible_to(user).filter(ends_at__gt=at, run__archived_at__isnull=True)
    is_mine = request.GET.get("meine") == "1"
    if is_mine:
        found = found.filter(pk__in=RunSession.objects.taught_by(user).values("pk"))
    page = Paginator(queries.with_people(found.order_by("starts_at", "pk")), PAGE).get_page(request.GET.get("p"))
    context = {
        "rows": queries.session_rows(page.object_list, user, at=at),
        "page": page,
        "is_mine": is_mine,
        "with_course": True,
        **_page(_("Termine")),
    }
    return render(request, "courses/admin/sessions.html", context)


@require_safe
@back_office_view(PLAN)
def of_run(request: HttpRequest, run_id: str) -> HttpResponse:
    """List all sessions of one run, and what it still lacks."""
    at, run = timezone.now(), _my_run(request, run_id)
    buttons = []
    if run.cancelled_at is None and run.archived_at is None:
        plan, series = (reverse(f"session_office:{name}", args=[run.public_id]) for name in ("plan", "series"))
        buttons = [
            HeaderButton(_("Termin planen"), url=plan, icon_name="plus"),
            HeaderButton(_("Serie planen"), url=series, icon_name="plus"),
        ]
    found = queries.with_people(RunSession.objects.filter(run=run).order_by("starts_at", "pk"))
    context = {
        "rows": queries.session_rows(found, cast(User, request.user), at=at),
        "lacks": queries.lacks(run),
        "run": run,
        **_page(_("Termine des Durchgangs"), run, buttons=buttons),
    }
    return render(request, "courses/admin/sessions.html", context)


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def plan(request: HttpRequest, run_id: str) -> HttpResponse:
    """Plan one session; what stands against its date is shown first."""
    run = _my_run(request, run_id)
    form = SessionForm(request.POST or None, run=run, initial=_first_values(run))
    preview = None
    if form.is_valid():
        slots = form.slots()
        preview = queries.marks(run, slots, form.cleaned_data["trainers"])
        if preview[0].is_clear or form.has_seen(slots):
            try:
                sessions.plan_session(
                    run=run, plan=form.plan(), slot=slots[0], by=cast(User, request.user), at=timezone.now()
                )
            except (RunIsOver, SessionIsOver) as error:
                messages.error(request, refusal(error))
            else:
                messages.success(request, _("Der Termin steht. Alle, die es angeht, bekommen eine Nachricht."))
            return redirect(_list_url(run))
    return _form_page(request, run, form, _("Termin planen"), preview)


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def series(request: HttpRequest, run_id: str) -> HttpResponse:
    """Plan a series: all dates are shown before any is made, and each can be left out."""
    run = _my_run(request, run_id)
    form = SeriesForm(request.POST or None, run=run, initial=_first_values(run))
    preview = None
    if form.is_valid():
        slots = form.slots()
        preview = queries.marks(run, slots, form.cleaned_data["trainers"])
        kept = {slot.day.isoformat() for slot in slots} & set(request.POST.getlist("keep"))
        if request.POST.get("act") == "save" and form.has_seen(slots) and kept:
            left_out = [slot.day for slot in slots if slot.day.isoformat() not in kept]
            return _make_series(request, run, form, left_out)
        if request.POST.get("act") == "save" and form.has_seen(slots):
            form.add_error(None, _("Bitte behalten Sie mindestens einen Termin."))
        elif request.POST.get("act") == "save":
            messages.warning(request, _("Die Angaben haben sich geändert. Bitte prüfen Sie die Termine noch einmal."))
    return _form_page(request, run, form, _("Serie planen"), preview, is_series=True)


def _make_series(request: HttpRequest, run: Run, form: SeriesForm, left_out: list[date]) -> HttpResponse:
    try:
        made = sessions.plan_series(
            run=run,
            plan=form.plan(),
            pattern=form.pattern(),
            left_out=left_out,
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except (RunIsOver, SessionIsOver) as error:
        messages.error(request, refusal(error))
    else:
        text = _("%(count)s Termine stehen. Alle, die es angeht, bekommen eine Nachricht.")
        messages.success(request, text % {"count": made.sessions.count()})
    return redirect(_list_url(run))


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def change(request: HttpRequest, session_id: str) -> HttpResponse:
    """Change a session, or it and the following ones; what stands against a new date is shown first."""
    session = _mine(request, session_id)
    run = session.run
    form = ChangeForm(request.POST or None, run=run, instance=session)
    preview = None
    if form.is_valid():
        slots = form.slots()
        moves = slots[0] != Slot(session.starts_at, session.ends_at) or "trainers" in form.changed_data
        is_following = form.scope_chosen == session_changes.Scope.FOLLOWING
        preview = queries.change_marks(session, slots[0], form.cleaned_data["trainers"], is_following=is_following)
        if not moves or all(mark.is_clear for mark in preview) or form.has_seen([mark.slot for mark in preview]):
            return _change(request, session, form, slots[0])
    return _form_page(request, run, form, _("Termin ändern"), preview)


def _change(request: HttpRequest, session: RunSession, form: ChangeForm, slot: Slot) -> HttpResponse:
    try:
        changed = session_changes.change_session(
            session=session,
            known_version=form.cleaned_data["version"],
            plan=form.plan(),
            slot=slot,
            scope=form.scope_chosen,
            by=cast(User, request.user),
            at=timezone.now(),
        )
    except SessionHasChanged as error:
        messages.error(request, refusal(error))
        return redirect("session_office:change", session.public_id)
    except (RecordingIsFixed, RunIsOver, SessionIsCancelled, SessionIsOver) as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Geändert.") if changed else _("Es hat sich nichts geändert."))
    return redirect(_list_url(session.run))


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def cancel(request: HttpRequest, session_id: str) -> HttpResponse:
    """Call a session off, with a reason that participants read."""
    session = _mine(request, session_id)
    form = CancelForm(request.POST or None, session=session)
    if form.is_valid():
        try:
            session_changes.cancel_session(
                session=session,
                reason=form.cleaned_data["reason"],
                scope=form.scope_chosen,
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except (RunIsOver, SessionIsOver) as error:
            messages.error(request, refusal(error))
        else:
            messages.success(request, _("Abgesagt. Alle, die es angeht, bekommen eine Nachricht."))
        return redirect(_list_url(session.run))
    context = {
        "form": form,
        "run": session.run,
        "line": queries.session_line(session),
        **_page(_("Termin absagen"), session.run),
    }
    return render(request, "courses/admin/session_cancel.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def take_over(request: HttpRequest, session_id: str) -> HttpResponse:
    """Let the person teach a colleague's session: one click leads here, the second does it."""
    session, user = _mine(request, session_id), cast(User, request.user)
    trainers = queries.trainers_at([session.run.course.provider_id])
    get_object_or_404(trainers, pk=user.pk)  # no button leads here for who does not teach
    if request.method == "POST":
        try:
            session_changes.take_over_session(session=session, by=user, at=timezone.now())
        except (RunIsOver, SessionIsCancelled, SessionIsOver) as error:
            messages.error(request, refusal(error))
        else:
            messages.success(
                request, _("Sie unterrichten diesen Termin. Alle, die es angeht, bekommen eine Nachricht.")
            )
        return redirect(_list_url(session.run))
    former = [row.user.display_name for row in session.session_trainers.all()]
    context = {
        "run": session.run,
        "line": queries.session_line(session),
        "former": former,
        "clashes": queries.clashes_of(session, user),
        **_page(_("Termin übernehmen"), session.run),
    }
    return render(request, "courses/admin/session_take_over.html", context)


@require_POST
@back_office_view(PLAN)
def record_no(request: HttpRequest, session_id: str) -> HttpResponse:
    """Switch recording off with one click, as long as nobody is in the room."""
    session = _mine(request, session_id)
    try:
        session_changes.record_no_session(session=session, by=cast(User, request.user), at=timezone.now())
    except (RecordingIsFixed, RunIsOver, SessionIsCancelled, SessionIsOver) as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Dieser Termin wird nicht aufgezeichnet."))
    return redirect("lms:session", session.public_id)


def refusal(error: Exception) -> str:
    """Return why nothing was done, for the person who tried."""
    if isinstance(error, SessionHasChanged):
        return _("Jemand anderes hat den Termin inzwischen geändert. Hier steht der neue Stand.")
    if isinstance(error, RecordingIsFixed):
        return _(
            "Der Raum ist schon offen. Ob aufgezeichnet werden kann, steht für diesen Termin fest; starten und "
            "anhalten können Sie im Raum."
        )
    if isinstance(error, SessionIsCancelled):
        return _("Der Termin ist abgesagt.")
    if isinstance(error, SessionIsOver):
        return _("Der Termin ist vorbei und wird nicht mehr geändert.")
    return _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert.")


def _first_values(run: Run) -> dict[str, Any]:
    first = max(run.starts_on, timezone.localdate())
    return {"trainers": [row.user_id for row in run.run_trainers.all()], "from_on": first}


def _form_page(
    request: HttpRequest,
    run: Run,
    form: Any,
    title: str,
    preview: list[queries.Mark] | None,
    *,
    is_series: bool = False,
) -> HttpResponse:
    if preview is not None:
        form.data = form.data.copy()
        form.data["seen"] = form.fingerprint([mark.slot for mark in preview])
    kept = set(request.POST.getlist("keep")) if request.POST.get("act") == "save" else None
    rows = [
        (
            mark,
            queries.slot_words(mark.slot),
            mark.holiday is None if kept is None else mark.slot.day.isoformat() in kept,
        )
        for mark in preview or ()
    ]
    context = {
        "form": form,
        "preview": rows,
        "holiday_count": sum(mark.holiday is not None for mark in preview or ()),
        "is_series": is_series,
        "run": run,
        **_page(title, run),
    }
    status = 422 if request.method == "POST" and preview is None else 200
    return render(request, "courses/admin/session_form.html", context, status=status)


urlpatterns = [
    path("", index, name="index"),
    path("durchgang/<slug:run_id>/", of_run, name="run"),
    path("durchgang/<slug:run_id>/neu/", plan, name="plan"),
    path("durchgang/<slug:run_id>/serie/", series, name="series"),
    path("<slug:session_id>/", change, name="change"),
    path("<slug:session_id>/absagen/", cancel, name="cancel"),
    path("<slug:session_id>/nicht-aufzeichnen/", record_no, name="record_no"),
    path("<slug:session_id>/uebernehmen/", take_over, name="take_over"),
]
