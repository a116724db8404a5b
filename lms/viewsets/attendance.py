"""The list of a session in the back office: who is there, confirming it, and everything that is corrected by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from courses import queries as courses
from courses.models import RunSession
from lms import exports
from lms.actions import attendance, reading, room
from lms.actions import attendance_decisions as decisions
from lms.forms.attendance import ChangeEndForm, CorrectForm, EndForm, ExcuseForm, FilterForm
from lms.models import Enrolment
from lms.queries import list_filter, measuring, server_reviews, session_list

SEE = Permission.SEE_ROSTER


def session_of(request: HttpRequest, session_id: str) -> RunSession:
    """Return the session if its list is this person's to keep; else it does not exist (404)."""
    return get_object_or_404(session_list.sessions_with_list(request.user), public_id=session_id)


def page_context(session: RunSession, title: str) -> dict[str, Any]:
    """Return what the frame of the back office needs."""
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("session_office:index"), _("Termine")),
        (reverse("session_office:run", args=[session.run.public_id]), _("Termine des Durchgangs")),
        ("", title),
    ]
    return {
        "session": session,
        "when": courses.session_line(session),
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


@never_cache
@require_safe
@back_office_view(SEE)
def page(request: HttpRequest, session_id: str) -> HttpResponse:
    """Show the list; `?teil=1` only what changes while the session runs."""
    session, at = session_of(request, session_id), timezone.now()
    if request.GET.get("teil") == "1":
        found = session_list.session_list(session, at=at)
        return render(request, "lms/admin/attendance_now.html", {"list": found, "session": session})
    return _page(request, session)


def _page(
    request: HttpRequest, session: RunSession, *, status: int = 200, wrong: str = "", **forms: Any
) -> HttpResponse:
    at, by = timezone.now(), authenticated_user(request)
    found = session_list.session_list(session, at=at)
    reading.attendance_read(session=session, count=len(found.lines), by=by, at=at)
    ends = timezone.localtime(min(found.ends_at, at)).time().replace(microsecond=0)
    filter_form = FilterForm(request.GET)
    chosen = filter_form.cleaned_data if filter_form.is_valid() else {}
    lines = list_filter.matching(found.lines, shown=chosen.get("zeigen", ""), text=chosen.get("suche", ""))
    took_part = session_list.took_part(found, by=by)
    if took_part:
        reading.engagement_read(session=session, count=len(took_part), by=by, at=at)
    context = {
        "list": found,
        "lines": lines,
        "filter_form": filter_form,
        "is_filtered": len(lines) < len(found.lines),
        "took_part": took_part,
        "reviews": server_reviews.of_list(found, at=at),
        "may_confirm": found.has_begun and not session.is_confirmed and not session.is_cancelled,
        "is_still_on": at < found.ends_at,
        "may_change_end": session.is_confirmed,
        "may_export": session.run.course.provider_id in provider_keys(request.user, [Permission.EXPORT_ROSTER]),
        "end_form": EndForm(session=session, initial={"ends": ends}),
        "change_end_form": ChangeEndForm(session=session, initial={"ends": ends}),
        "correct_form": CorrectForm(auto_id=False),
        "excuse_form": ExcuseForm(auto_id=False),
        "catch_up_units": measuring.catch_up_units(session),
        "is_code_on": session.is_in_a_room and not session.is_confirmed and room.may_sign_in_at(session, at),
        "wrong": wrong,
        **page_context(session, _("Anwesenheit")),
        **forms,
    }
    return render(request, "lms/admin/attendance.html", context, status=status)


def _back(session: RunSession, enrolment: Enrolment | None = None) -> HttpResponse:
    anchor = f"#p-{enrolment.public_id}" if enrolment is not None else ""
    return redirect(reverse("attendance_office:page", args=[session.public_id]) + anchor)


@require_POST
@back_office_view(SEE)
def confirm(request: HttpRequest, session_id: str) -> HttpResponse:
    """Make the list final: one click where the proposed end is right."""
    session = session_of(request, session_id)
    form = EndForm(request.POST, session=session)
    if not form.is_valid():
        return _page(request, session, status=422, end_form=form)
    try:
        attendance.confirm(session=session, ends_at=form.ends_at(), by=authenticated_user(request), at=timezone.now())
    except (attendance.EndIsImpossible, attendance.SessionHasNotEnded) as error:
        form.add_error("ends", refusal(error))
        return _page(request, session, status=422, end_form=form)
    except (attendance.AlreadyConfirmed, attendance.SessionIsCancelled) as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Die Liste ist bestätigt. Stunden und Lernstand sind eingetragen."))
    return _back(session)


@require_POST
@back_office_view(SEE)
def change_end(request: HttpRequest, session_id: str) -> HttpResponse:
    """Correct the end of a confirmed list, with a reason."""
    session = session_of(request, session_id)
    form = ChangeEndForm(request.POST, session=session)
    if not form.is_valid():
        return _page(request, session, status=422, change_end_form=form)
    try:
        attendance.change_end(
            session=session,
            ends_at=form.ends_at(),
            reason=form.cleaned_data["reason"],
            by=authenticated_user(request),
            at=timezone.now(),
        )
    except (attendance.EndIsImpossible, attendance.SessionHasNotEnded) as error:
        form.add_error("ends", refusal(error))
        return _page(request, session, status=422, change_end_form=form)
    except attendance.NotConfirmed as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Das Ende ist geändert, alle Zeiten sind neu gerechnet."))
    return _back(session)


@require_POST
@back_office_view(SEE)
def decide(request: HttpRequest, session_id: str, enrolment_id: str) -> HttpResponse:
    """Correct, excuse, or decide about what was counted later: what `act` says."""
    session = session_of(request, session_id)
    enrolment = get_object_or_404(
        Enrolment.objects.filter(run=session.run_id).select_related("learner"), public_id=enrolment_id
    )
    common: dict[str, Any] = {
        "session": session,
        "enrolment": enrolment,
        "by": authenticated_user(request),
        "at": timezone.now(),
    }
    act = request.POST.get("act", "")
    try:
        if act == "correct":
            form = CorrectForm(request.POST)
            if not form.is_valid():
                return _page(request, session, status=422, wrong=enrolment.public_id, wrong_form=form)
            minutes = form.cleaned_data["minutes"]
            seconds = None if minutes is None else minutes * 60
            decisions.correct(**common, seconds=seconds, reason=form.cleaned_data["reason"])
        elif act == "excuse":
            excuse = ExcuseForm(request.POST)
            note = excuse.cleaned_data["note"] if excuse.is_valid() else ""
            decisions.excuse(**common, is_excused=True, note=note)
        elif act == "unexcuse":
            decisions.excuse(**common, is_excused=False)
        elif act in PLAIN_ACTS:
            PLAIN_ACTS[act](**common)
        else:
            raise Http404
    except decisions.TooLong as error:
        form.add_error("minutes", refusal(error))
        return _page(request, session, status=422, wrong=enrolment.public_id, wrong_form=form)
    except (decisions.NothingToDecide, decisions.NotOnTheList, attendance.SessionIsCancelled) as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Gespeichert."))
    return _back(session, enrolment)


PLAIN_ACTS = {"measured": decisions.use_measured, "accept": decisions.accept, "keep": decisions.keep}


@require_POST
@back_office_view(SEE)
def recognise(request: HttpRequest, session_id: str) -> HttpResponse:
    """Say who somebody was, or that it is not known after all."""
    session = session_of(request, session_id)
    chosen = request.POST.get("enrolment", "")
    people = measuring.concerned(session)
    enrolment = get_object_or_404(people, public_id=chosen) if chosen else None
    decisions.recognise(
        session=session,
        external_id=request.POST.get("external_id", "")[:100],
        enrolment=enrolment,
        by=authenticated_user(request),
        at=timezone.now(),
    )
    messages.success(request, _("Gespeichert."))
    return _back(session)


@require_POST
@back_office_view(SEE)
def catch_up(request: HttpRequest, session_id: str) -> HttpResponse:
    """Offer a unit to those who were not there."""
    session = session_of(request, session_id)
    chosen = request.POST.get("unit", "")
    try:
        decisions.offer_catch_up(
            session=session,
            run_unit_id=int(chosen) if chosen.isdecimal() else None,
            by=authenticated_user(request),
            at=timezone.now(),
        )
    except decisions.NotOffered as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Gespeichert."))
    return _back(session)


HEADINGS = (
    "Name", "Name in Originalschrift", "Stand", "Minuten angerechnet", "Minuten gemessen", "Minuten geplant",
    "Messung", "Grund der Änderung", "UE angerechnet",
)  # fmt: skip


@require_safe
@back_office_view(Permission.EXPORT_ROSTER)
def export(request: HttpRequest, session_id: str, file_format: str) -> HttpResponse:
    """Hand out the list as a table, through the one door for tables."""
    session, at = session_of(request, session_id), timezone.now()
    if session.run.course.provider_id not in provider_keys(request.user, [Permission.EXPORT_ROSTER]):
        raise Http404
    if file_format not in exports.FORMATS:
        raise Http404
    found = session_list.session_list(session, at=at)
    rows = [
        (
            line.enrolment.name_for_staff,
            line.enrolment.original_name_for_staff,
            _("erst später im Kurs") if line.came_later and not line.present_seconds else str(line.status.label),
            line.present_seconds // 60,
            line.measured_seconds // 60,
            found.scheduled_seconds // 60,
            _("auf die Sekunde") if line.is_exact else _("auf die Minute"),
            "; ".join(one.reason for one in line.decisions if one.reason),
            round(Decimal(line.present_seconds) / 60 / settings.TEACHING_UNIT_MINUTES, 2),
        )
        for line in found.lines
    ]
    by = authenticated_user(request)
    reading.attendance_exported(session=session, count=len(rows), file_format=file_format, by=by, at=at)
    return exports.table_response(
        file_format=file_format,
        file_stem=f"anwesenheit-{session.public_id}",
        title=_("Anwesenheit"),
        headings=HEADINGS,
        rows=rows,
    )


def refusal(error: Exception) -> str:
    """Return why nothing was done, for the person who tried."""
    if isinstance(error, attendance.AlreadyConfirmed):
        name = error.session.confirmed_by.display_name if error.session.confirmed_by else ""
        return _("%(person)s hat die Liste schon bestätigt. Hier steht der neue Stand.") % {"person": name}
    if isinstance(error, decisions.TooLong):
        return _("Der Termin dauerte nur %(minutes)s Minuten.") % {"minutes": error.scheduled_seconds // 60}
    words = {
        attendance.EndIsImpossible: _("Das Ende muss nach dem Beginn liegen, höchstens zwölf Stunden danach."),
        attendance.SessionHasNotEnded: _("Dieser Zeitpunkt ist noch nicht vorbei."),
        attendance.SessionIsCancelled: _("Der Termin ist abgesagt."),
        attendance.NotConfirmed: _("Die Liste ist noch nicht bestätigt."),
        decisions.NothingToDecide: _("Das ist schon entschieden."),
        decisions.NotOnTheList: _("Diese Person steht nicht auf der Liste."),
        decisions.NotOffered: _("Diese Einheit kann nicht zum Nachholen dienen."),
        room.NoSuchRoom: _("Dieser Termin hat keine Liste im Raum, oder sie ist schon bestätigt."),
    }
    return words[type(error)]
