# messages: back office
"""The log of a package's calls in the back office: switched on with a reason, read by whoever may read results."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from allauth.core.internal.httpkit import authenticated_user
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from lms import call_log_words, exports
from lms.actions import reading
from lms.forms.call_logs import KINDS, OrderForm, narrowed
from lms.queries import call_logs as queries
from lms.viewsets import repairs
from lms.viewsets.package_versions import version_of
from scorm.actions import call_logs
from scorm.call_log import Line
from scorm.limits import limit
from scorm.models import AttemptMode, Launch
from scorm.refusals import as_said, refused

PLAN, UPLOAD = Permission.PLAN_RUNS, Permission.UPLOAD_PACKAGES
PAGE = 200  # lines
SHORT = 80  # characters of a value before it is folded
FORMATS = ("csv", "json")
HEADINGS = (
    "Zeit",
    "Sekunden seit Start",
    "Aufruf",
    "Element",
    "Wert",
    "Antwort",
    "Fehler",
    "Bedeutung",
    "Mal",
    "Fehler abgefragt",
)


@require_POST
@back_office_view(PLAN)
def switch(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Have the person's next launches of this unit recorded, or no more of them."""
    enrolment, run_unit = repairs.unit_of(request, enrolment_id, item_id)
    result = enrolment.unit_results.filter(item_id=item_id).first()
    by, at = authenticated_user(request), timezone.now()
    shelf = queries.shelf(result.public_id if result else None, at=at)
    if shelf.registration is None:
        messages.warning(
            request, _("Die Person hat die Einheit noch nie geöffnet. Danach können Sie das Protokoll einschalten.")
        )
        return redirect("participants:unit", enrolment_id, item_id)
    package = shelf.registration.version.package
    form = OrderForm(request.POST)
    if request.POST.get("act") == "off":
        call_logs.end(package=package, registration=shelf.registration, by=by, at=at)
        messages.success(request, _("Ausgeschaltet. Was schon aufgezeichnet ist, bleibt bis zu seiner Frist."))
    elif form.is_valid():
        reason = form.cleaned_data["purpose"]
        call_logs.order(package=package, registration=shelf.registration, reason=reason, by=by, at=at)
        messages.success(request, _("Eingeschaltet. Bitten Sie die Person, die Einheit neu zu öffnen."))
    else:
        return repairs.page(request, enrolment, run_unit, order_form=form)
    return redirect("participants:unit", enrolment_id, item_id)


def _launch_of(request: HttpRequest, enrolment_id: str, item_id: UUID, launch_id: UUID) -> tuple[Any, Any, Launch]:
    enrolment, run_unit = repairs.unit_of(request, enrolment_id, item_id)
    result = enrolment.unit_results.filter(item_id=item_id).first()
    if result is None:
        raise Http404
    mine = queries.recorded().filter(attempt__registration__context_key=result.public_id)
    launch = get_object_or_404(mine.select_related("attempt__version__package"), public_id=launch_id)
    return enrolment, run_unit, launch


@never_cache
@require_safe
@back_office_view(PLAN)
def log(request: HttpRequest, enrolment_id: str, item_id: UUID, launch_id: UUID) -> HttpResponse:
    """Show what the package and the platform said to each other in one launch of a participant."""
    enrolment, run_unit, launch = _launch_of(request, enrolment_id, item_id, launch_id)
    by = authenticated_user(request)
    reading.call_log_read(enrolment=enrolment, launch=launch.public_id, by=by, at=timezone.now())
    unit_page = reverse("participants:unit", args=[enrolment.public_id, item_id])
    trail = [
        (reverse("participants:participant", args=[enrolment.public_id]), enrolment.name_for_staff),
        (unit_page, run_unit.unit_revision.content["title"]),
    ]
    key = [enrolment.public_id, item_id, launch.public_id]
    downloads = [(each, reverse("participants:call_log_file", args=[*key, each])) for each in FORMATS]
    return _page(request, launch, trail, downloads)


@never_cache
@require_safe
@back_office_view(PLAN)
def log_file(request: HttpRequest, enrolment_id: str, item_id: UUID, launch_id: UUID, file_format: str) -> HttpResponse:
    """Hand out the log of one launch for the maker of the package; it names nobody."""
    enrolment, _run_unit, launch = _launch_of(request, enrolment_id, item_id, launch_id)
    if file_format not in FORMATS:
        raise Http404
    by, at = authenticated_user(request), timezone.now()
    reading.call_log_exported(enrolment=enrolment, launch=launch.public_id, file_format=file_format, by=by, at=at)
    return _file(launch, file_format)


@never_cache
@require_safe
@back_office_view(PLAN)
def refused_file(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Hand out what the package reported in a participant's unit and could not be stored; it names nobody."""
    enrolment, _run_unit = repairs.unit_of(request, enrolment_id, item_id)
    result = enrolment.unit_results.filter(item_id=item_id).first()
    rows = list(refused(result.public_id if result else None).select_related("launch__attempt__version__package"))
    if not rows:
        raise Http404
    by, at = authenticated_user(request), timezone.now()
    reading.refused_commits_exported(enrolment=enrolment, item=item_id, count=len(rows), by=by, at=at)
    content = [
        {
            "package": row.launch.attempt.version.package.title,
            "version": row.launch.attempt.version.number,
            "standard": row.launch.attempt.version.standard,
            "received_at": row.received_at.isoformat(),
            "reasons": row.reasons,
            "commit": as_said(row),
        }
        for row in rows
    ]
    return _json(content, "nicht-gespeichert")


@never_cache
@require_http_methods(["GET", "POST"])
@back_office_view(UPLOAD)
def of_version(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """List one's own previews of a version that were recorded; who may repair switches the log on for everybody."""
    version = version_of(request, public_id, number)
    by, at = authenticated_user(request), timezone.now()
    may_order = version.package.owner_id in provider_keys(request.user, [PLAN])
    form = OrderForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not may_order:
        raise Http404
    if request.POST.get("act") == "off":
        call_logs.end(package=version.package, registration=None, by=by, at=at)
        messages.success(request, _("Ausgeschaltet. Was schon aufgezeichnet ist, bleibt bis zu seiner Frist."))
        return redirect("package_versions:call_logs", public_id, number)
    if form.is_valid():
        call_logs.order(package=version.package, registration=None, reason=form.cleaned_data["purpose"], by=by, at=at)
        messages.success(
            request, _("Eingeschaltet. Das Protokoll finden Sie bei jeder Person, auf der Seite der Einheit.")
        )
        return redirect("package_versions:call_logs", public_id, number)
    context = {
        "package": version.package,
        "version": version,
        "launches": queries.own_previews(by, version),
        "order": queries.package_order(version, at=at),
        "may_order": may_order,
        "days": limit("CALL_LOG_DAYS"),
        "order_form": form if form.is_bound else OrderForm(),
        **_frame(_("Aufrufprotokolle"), _trail_of(version)),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "lms/admin/call_logs.html", context, status=status)


def _trail_of(version: Any) -> list[tuple[str, str]]:
    key = [version.package.public_id, version.number]
    title = _("Version %(number)s") % {"number": version.number}
    return [
        (reverse("scorm_office:detail", args=[version.package.public_id]), version.package.title),
        (reverse("package_versions:version", args=key), title),
    ]


def _preview_of(request: HttpRequest, public_id: str, number: int, launch_id: UUID) -> tuple[Any, Launch]:
    """Return a preview of one's own; what others saw in theirs is nobody's business."""
    version = version_of(request, public_id, number)
    previews = queries.recorded().filter(
        attempt__registration__user=authenticated_user(request),
        attempt__registration__is_preview=True,
        attempt__version=version,
    )
    return version, get_object_or_404(previews.select_related("attempt__version__package"), public_id=launch_id)


@never_cache
@require_safe
@back_office_view(UPLOAD)
def of_preview(request: HttpRequest, public_id: str, number: int, launch_id: UUID) -> HttpResponse:
    """Show what package and platform said to each other in a preview of one's own."""
    version, launch = _preview_of(request, public_id, number, launch_id)
    key = [version.package.public_id, version.number]
    trail = [*_trail_of(version), (reverse("package_versions:call_logs", args=key), _("Aufrufprotokolle"))]
    downloads = [
        (each, reverse("package_versions:call_log_file", args=[*key, launch.public_id, each])) for each in FORMATS
    ]
    return _page(request, launch, trail, downloads)


@never_cache
@require_safe
@back_office_view(UPLOAD)
def preview_file(request: HttpRequest, public_id: str, number: int, launch_id: UUID, file_format: str) -> HttpResponse:
    """Hand out the log of a preview of one's own."""
    _version, launch = _preview_of(request, public_id, number, launch_id)
    if file_format not in FORMATS:
        raise Http404
    return _file(launch, file_format)


def _frame(title: str, trail: list[tuple[str, str]]) -> dict[str, Any]:
    steps = [(reverse("wagtailadmin_home"), _("Start")), *trail, ("", title)]
    return {
        "header_title": title,
        "header_icon": "list-ul",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in steps],
        "header_buttons": [],
    }


def _page(
    request: HttpRequest, launch: Launch, trail: list[tuple[str, str]], downloads: list[tuple[str, str]]
) -> HttpResponse:
    told = queries.told(launch)
    kind, text = request.GET.get("zeigen", ""), request.GET.get("suche", "")
    shown = narrowed(told.log.lines, kind=kind, text=text)
    page = Paginator(shown, PAGE).get_page(request.GET.get("p"))
    context = {
        "launch": launch,
        "is_of_person": launch.attempt.mode != AttemptMode.PREVIEW,
        "count": len(told.log.lines),
        "dropped": told.log.dropped,
        "is_full": told.log.is_full,
        "findings": [call_log_words.sentence(each, is_12=told.is_12) for each in told.findings],
        "page": page,
        "rows": [_row(line, launch, is_12=told.is_12) for line in page.object_list],
        "kinds": [(value, label) for value, (label, _kinds) in KINDS.items()],
        "kind": kind,
        "text": text,
        "downloads": downloads,
        **_frame(_("Aufrufprotokoll"), trail),
    }
    return render(request, "lms/admin/call_log.html", context)


def _since(line: Line, launch: Launch) -> float:
    """Return the seconds since the player was opened, by the server's clock."""
    return round((line.at - (launch.opened_at or launch.created_at)).total_seconds(), 3)


def _row(line: Line, launch: Launch, *, is_12: bool) -> dict[str, Any]:
    """Return a line as the list shows it: long texts folded, the error in words."""
    return {
        "line": line,
        "since": _since(line, launch),
        "value": _folded(line.value, line.value_length),
        "answer": _folded(line.answer, line.answer_length),
        "meaning": call_log_words.meaning(line, is_12=is_12),
    }


def _folded(text: str, length: int) -> dict[str, Any]:
    return {"head": text[:SHORT], "rest": text if len(text) > SHORT else "", "length": length}


def _file(launch: Launch, file_format: str) -> HttpResponse:
    told = queries.told(launch)
    rows = [
        (
            line.at.isoformat(timespec="milliseconds"),
            f"{_since(line, launch):.3f}",
            line.call,
            line.element,
            line.value,
            line.answer,
            line.error,
            call_log_words.meaning(line, is_12=told.is_12),
            line.times,
            line.asked,
        )
        for line in told.log.lines
    ]
    stem = f"aufrufprotokoll-{launch.public_id.hex[:12]}"
    if file_format == "csv":
        return exports.table_response(
            file_format="csv", file_stem=stem, title="Aufrufprotokoll", headings=HEADINGS, rows=rows
        )
    version = launch.attempt.version
    content = {
        "package": version.package.title,
        "version": version.number,
        "standard": version.standard,
        "opened_at": (launch.opened_at or launch.created_at).isoformat(),
        "missing_lines": told.log.dropped,
        "findings": [call_log_words.sentence(each, is_12=told.is_12) for each in told.findings],
        "columns": list(HEADINGS),
        "lines": rows,
    }
    return _json(content, stem)


def _json(content: Any, stem: str) -> HttpResponse:
    # Escaped: what packages say may hold signs that no file takes.
    response = HttpResponse(json.dumps(content, indent=1), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{stem}.json"'
    response["Cache-Control"] = "no-store"
    return response


UNIT = "person/<slug:enrolment_id>/uebung/<uuid:item_id>/protokoll/"
of_participants = [
    path(UNIT, switch, name="call_log_switch"),
    path("person/<slug:enrolment_id>/uebung/<uuid:item_id>/nicht-gespeichert.json", refused_file, name="refused_file"),
    path(f"{UNIT}<uuid:launch_id>/", log, name="call_log"),
    path(f"{UNIT}<uuid:launch_id>.<slug:file_format>", log_file, name="call_log_file"),
]
VERSION = "<slug:public_id>/<int:number>/protokoll/"
of_versions = [
    path(VERSION, of_version, name="call_logs"),
    path(f"{VERSION}<uuid:launch_id>/", of_preview, name="call_log"),
    path(f"{VERSION}<uuid:launch_id>.<slug:file_format>", preview_file, name="call_log_file"),
]
