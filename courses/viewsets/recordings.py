"""Recordings in the back office: what there is, what waits for a decision, what never came, what would not go."""

from __future__ import annotations

from typing import Any, cast

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.actions import recordings as own
from courses.queries import recordings as queries
from courses.queries.recordings import RecordingRow
from live_sessions.actions import recordings
from live_sessions.actions.recording_server import PlaybackUnavailable, address_of
from live_sessions.models import Attention, DeletionReason, Recording, RecordingWatch
from live_sessions.wording import why
from privacy import audit

PLAN = Permission.PLAN_RUNS
ICON = "media"
PAGE = 50
FILTERS = ("entscheiden", "loeschen")


def _mine(request: HttpRequest, recording_id: str) -> Recording:
    own_ones = queries.with_formats(Recording.objects.visible_to(request.user))
    return get_object_or_404(own_ones, public_id=recording_id)


def _page(title: str, *, is_below: bool = True) -> dict[str, Any]:
    crumbs = [(reverse("wagtailadmin_home"), _("Start"))]
    if is_below:
        crumbs.append((reverse("recording_office:index"), _("Aufzeichnungen")))
    crumbs.append(("", title))
    return {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in crumbs],
    }


@require_safe
@back_office_view(PLAN)
def index(request: HttpRequest) -> HttpResponse:
    """List the recordings of the person's providers, what wants somebody's hand first."""
    user = cast(User, request.user)
    chosen = request.GET.get("nur") if request.GET.get("nur") in FILTERS else ""
    waiting, stuck = queries.waiting_for_decision(user), queries.not_deleted(user)
    everything = Recording.objects.visible_to(user)
    found = {"entscheiden": waiting, "loeschen": stuck}.get(chosen or "", everything)
    page = Paginator(queries.with_formats(found.order_by("-found_at", "-pk")), PAGE).get_page(request.GET.get("p"))
    context = {
        "rows": queries.recording_rows(list(page.object_list)),
        "page": page,
        "chosen": chosen,
        "waiting_count": waiting.count(),
        "stuck_count": stuck.count(),
        "missing": queries.never_came(provider_keys(user, [PLAN])),
        **_page(_("Aufzeichnungen"), is_below=False),
    }
    return render(request, "courses/admin/recordings.html", context)


@require_safe
@back_office_view(PLAN)
def detail(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Show one recording and what can be done about it; asks no server."""
    row = _row(_mine(request, recording_id))
    return render(request, "courses/admin/recording.html", _about(row))


def _row(recording: Recording) -> RecordingRow:
    return queries.recording_rows([recording])[0]


def _about(row: RecordingRow) -> dict[str, Any]:
    recording = row.recording
    return {
        "row": row,
        "recording": recording,
        "is_withdrawn": recording.attention == Attention.WITHDRAWN,
        "captions": [track["label"] or track["language"] for track in recording.captions],
        "why_not_deleted": _why_not_deleted(recording),
        **_page(row.line or _("Aufzeichnung")),
    }


def _why_not_deleted(recording: Recording) -> str:
    if not recording.deletion_error:
        return ""
    if recording.deletion_error == "retired":
        return _(
            "Der Server ist außer Betrieb; wir können ihn nicht mehr fragen. Lassen Sie die Aufzeichnung dort von Hand "
            "löschen und bestätigen Sie es dann hier."
        )
    if recording.deletion_error == "stillThere":
        return _(
            "Der Server hat die Löschung angenommen, zeigt die Aufzeichnung aber noch. Wir fragen jede Nacht nach."
        )
    return why(recording.deletion_error)


@require_POST
@back_office_view(PLAN)
def decide(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Release, hide, or have it played again to look at it."""
    recording, user, at = _mine(request, recording_id), cast(User, request.user), timezone.now()
    act = request.POST.get("act")
    if act == "release" and recording.attention and request.POST.get("sure") != "1":
        messages.error(request, _("Bitte bestätigen Sie zuerst, dass Sie die Aufzeichnung geprüft haben."))
        return redirect("recording_office:detail", recording.public_id)
    try:
        if act == "release":
            recordings.release(recording=recording, by=user, at=at)
            messages.success(request, _("Freigegeben. Der Durchgang sieht die Aufzeichnung jetzt."))
        elif act == "inspect":
            recordings.inspect(recording=recording, by=user, at=at)
            messages.success(
                request, _("In etwa einer Minute spielt der Server sie wieder ab, nur für Sie zum Prüfen.")
            )
        else:
            recordings.hide(recording=recording, by=user, at=at)
            messages.success(request, _("Verborgen. Niemand aus dem Durchgang sieht die Aufzeichnung mehr."))
    except recordings.NotPlayableYet:
        messages.error(request, _("Der Server bereitet die Aufzeichnung noch auf."))
    except recordings.RecordingIsGone:
        messages.error(request, _("Die Aufzeichnung ist gelöscht oder wird gerade gelöscht."))
    return redirect("recording_office:detail", recording.public_id)


@require_http_methods(["GET", "POST"])
@back_office_view(PLAN)
def delete(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Ask once, then have the recording deleted on its server."""
    recording = _mine(request, recording_id)
    if request.method == "POST":
        by, at = cast(User, request.user), timezone.now()
        recordings.delete(recording=recording, why=DeletionReason.PERSON, by=by, at=at)
        messages.success(request, _("Die Aufzeichnung wird gelöscht. Zu sehen ist sie schon jetzt nicht mehr."))
        return redirect("recording_office:detail", recording.public_id)
    context = {
        **_page(_("Aufzeichnung löschen")),
        "question": _("Soll die Aufzeichnung „%(session)s“ gelöscht werden?")
        % {"session": _row(recording).line or "–"},
        "consequences": _("Sie wird auf dem Konferenzserver gelöscht. Das lässt sich nicht rückgängig machen."),
        "answer": _("Ja, löschen"),
        "back": "recording_office:index",
    }
    return render(request, "accounts/admin/confirm.html", context)


@require_POST
@back_office_view(PLAN)
def by_hand(request: HttpRequest, recording_id: str) -> HttpResponse:
    """Believe the person that a recording is gone from a server that is out of service."""
    recording = _mine(request, recording_id)
    try:
        recordings.deleted_by_hand(recording=recording, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Vermerkt: Die Aufzeichnung ist von Hand gelöscht."))
    except recordings.DeletionNotStuck:
        messages.error(request, _("Der Server ist erreichbar und löscht selbst."))
    return redirect("recording_office:detail", recording.public_id)


@never_cache
@require_safe
@back_office_view(PLAN)
def watch(request: HttpRequest, recording_id: str, kind: str) -> HttpResponse:
    """Lead to where it plays, so that somebody can look before they release it; that they looked is recorded."""
    recording = _mine(request, recording_id)
    if not _row(recording).may_watch or not any(one.kind == kind for one in recording.formats.all()):
        raise Http404
    try:
        address = address_of(recording=recording, kind=kind)
    except PlaybackUnavailable:
        messages.error(request, _("Der Server antwortet nicht oder spielt die Aufzeichnung gerade nicht ab."))
        return redirect("recording_office:detail", recording.public_id)
    audit.record_reading(
        "courses.recording_read",
        subject=recording,
        by=cast(User, request.user),
        at=timezone.now(),
        provider=recording.provider,
    )
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
@back_office_view(PLAN)
def tick_off(request: HttpRequest) -> HttpResponse:
    """Take a recording that never came off the list."""
    mine = RecordingWatch.objects.filter(meeting__provider__in=provider_keys(request.user, [PLAN]))
    own.tick_off(watch=get_object_or_404(mine, meeting__public_id=request.POST.get("meeting", "")))
    return redirect("recording_office:index")


urlpatterns = [
    path("", index, name="index"),
    path("erledigt/", tick_off, name="tick_off"),
    path("<slug:recording_id>/", detail, name="detail"),
    path("<slug:recording_id>/entscheiden/", decide, name="decide"),
    path("<slug:recording_id>/loeschen/", delete, name="delete"),
    path("<slug:recording_id>/von-hand/", by_hand, name="by_hand"),
    path("<slug:recording_id>/ansehen/<slug:kind>/", watch, name="watch"),
]
