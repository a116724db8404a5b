# messages: back office
"""Open rooms in the back office, and bringing one to another server."""

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries as courses
from courses.models import RunSession
from live_sessions.actions.detaching import RoomStillRuns
from lms.actions import moving
from lms.queries import rooms


def _frame(title: str, *steps: tuple[str, str]) -> dict[str, Any]:
    trail = [(reverse("wagtailadmin_home"), _("Start")), *steps, ("", title)]
    return {
        "header_title": title,
        "header_icon": "desktop",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }


@never_cache
@require_safe
@back_office_view(*rooms.MAY_MOVE)
def index(request: HttpRequest) -> HttpResponse:
    """List the rooms that are open now; `?server=` only those on one server."""
    by = authenticated_user(request)
    context = {"lines": rooms.room_lines(by, server_id=request.GET.get("server", "")), **_frame(_("Offene Räume"))}
    return render(request, "lms/admin/rooms.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@back_office_view(*rooms.MAY_MOVE)
def move(request: HttpRequest, session_id: str) -> HttpResponse:
    """Say what happens to those who are inside, then bring the room to another server."""
    by, at = authenticated_user(request), timezone.now()
    session = get_object_or_404(courses.with_people(RunSession.objects.all()), public_id=session_id)
    room = get_object_or_404(rooms.visible_rooms(by), context_key=session.context_key)
    if request.method == "POST":
        try:
            moving.move(session=session, by=by, at=at)
        except RoomStillRuns:
            messages.warning(request, _("Der Server antwortet wieder, und der Raum läuft. Es ist alles wie vorher."))
        except moving.NothingToMove:
            messages.warning(request, _("Für diesen Termin ist kein Raum mehr offen. Es ist alles wie vorher."))
        except moving.NobodyTakesIt:
            text = _(
                "Kein anderer Server nimmt den Raum jetzt auf. Er ist, wo er war. Bitte versuchen Sie es gleich wieder."
            )
            messages.error(request, text)
        else:
            text = _("Der Raum ist auf einem anderen Server offen. Alle kommen mit dem gewohnten Knopf hinein.")
            messages.success(request, text)
        return redirect(_back(session, by))
    context = {
        "session": session,
        "when": courses.session_line(session),
        "server": room.server,
        "ground": rooms.ground(room.server),
        "back": _back(session, by),
        **_frame(_("Raum verlegen"), (reverse("rooms_office:index"), _("Offene Räume"))),
    }
    return render(request, "lms/admin/move_room.html", context)


def _back(session: RunSession, by: User) -> str:
    """Return the page of the session for who leads it; others, who only look after servers, have the list."""
    if session.run.course.provider_id in provider_keys(by, [Permission.PLAN_RUNS]):
        return reverse("lms:session", args=[session.public_id])
    return reverse("rooms_office:index")


urlpatterns = [
    path("", index, name="index"),
    path("<slug:session_id>/umziehen/", move, name="move"),
]
