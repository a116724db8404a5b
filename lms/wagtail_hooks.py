"""Participants join the back office."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere, provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses.models import RunSession
from courses.panels import Line, LinesPanel
from courses.queries import session_line
from lms.queries import entry
from lms.queries import rooms as room_queries
from lms.queries.quiet import Quiet, quiet_runs
from lms.queries.session_list import waiting_for
from lms.queries.submissions import waiting_count
from lms.viewsets import (
    call_logs,
    entry_requests,
    package_versions,
    participants,
    rooms,
    scorm_reports,
    session_lists,
    submissions,
)


class ParticipantsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who may see a roster."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.SEE_ROSTER])


class SubmissionsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who answer transfer tasks."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.READ_SUBMISSIONS])


class EntryRequestsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who admit people."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.ADMIT_LEARNERS])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    answers = (submissions.urlpatterns, "submissions_office")
    lists = (session_lists.urlpatterns, "attendance_office")
    versions = ([*package_versions.urlpatterns, *call_logs.of_versions], "package_versions")
    return [
        path("scorm-versionen/", include(versions, namespace="package_versions")),
        path("teilnehmende/", include((participants.urlpatterns, "participants"), namespace="participants")),
        path("termine/<slug:session_id>/liste/", include(lists, namespace="attendance_office")),
        path("voraussetzungen/", include((entry_requests.urlpatterns, "entry_office"), namespace="entry_office")),
        path("transferaufgaben/", include(answers, namespace="submissions_office")),
        path("scorm-ergebnisse/", include((scorm_reports.urlpatterns, "scorm_reports"), namespace="scorm_reports")),
        path("raeume/", include((rooms.urlpatterns, "rooms_office"), namespace="rooms_office")),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return ParticipantsMenuItem(
        _("Teilnehmende"), reverse_lazy("participants:index"), name="participants", icon_name="group", order=300
    )


@hooks.register("register_admin_menu_item")
def register_submissions() -> MenuItem:
    return SubmissionsMenuItem(
        _("Transferaufgaben"),
        reverse_lazy("submissions_office:index"),
        name="submissions",
        icon_name="doc-full-inverse",
        order=310,
    )


@hooks.register("register_admin_menu_item")
def register_entry_requests() -> MenuItem:
    return EntryRequestsMenuItem(
        _("Voraussetzungen"), reverse_lazy("entry_office:index"), name="entry-requests", icon_name="key", order=305
    )


@hooks.register("construct_homepage_panels")
def show_entry_requests_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """Say how many people wait to hear whether they may enter a course without the one it builds on."""
    user = cast(User, request.user)
    count = entry.waiting_count(user) if may_anywhere(user, [Permission.ADMIT_LEARNERS]) else 0
    if count:
        text = ngettext("%(count)s Anfrage wartet auf Sie", "%(count)s Anfragen warten auf Sie", count)
        line = Line(text % {"count": count}, reverse("entry_office:index"), "")
        panels.append(LinesPanel("entry-requests", str(_("Anfragen zur Voraussetzung")), [line], order=17))


@hooks.register("construct_homepage_panels")
def show_submissions_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """Say how many transfer tasks wait for an answer of the person."""
    user = cast(User, request.user)
    count = waiting_count(user) if may_anywhere(user, [Permission.READ_SUBMISSIONS]) else 0
    if count:
        text = ngettext("%(count)s Abgabe wartet auf Sie", "%(count)s Abgaben warten auf Sie", count)
        line = Line(text % {"count": count}, reverse("submissions_office:index"), "")
        panels.append(LinesPanel("submissions", str(_("Transferaufgaben")), [line], order=19))


@hooks.register("construct_homepage_panels")
def show_who_is_quiet(request: HttpRequest, panels: list[Any]) -> None:
    """Say where somebody has not begun or stays away. Numbers only: whoever opens the list of names is recorded."""
    admitting = provider_keys(cast(User, request.user), [Permission.ADMIT_LEARNERS])
    found = quiet_runs(admitting, at=timezone.now()) if admitting else []
    if found:
        lines = [line for quiet in found for line in _lines(quiet)]
        panels.append(LinesPanel("quiet-learners", str(_("Bitte nachfragen")), lines, order=25))


@hooks.register("construct_homepage_panels")
def show_lists_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """Ask whoever teaches to confirm the lists of their sessions, and staff to look where something arrived later."""
    found = waiting_for(cast(User, request.user), at=timezone.now())
    if found:
        lines = [_list_line(session) for session in found]
        panels.append(LinesPanel("attendance-lists", str(_("Anwesenheit bestätigen")), lines, order=18))


@hooks.register("construct_homepage_panels")
def show_rooms_in_trouble(request: HttpRequest, panels: list[Any]) -> None:
    """Say first of all where people sit in front of a server that does not answer; each line leads to the way out."""
    user = cast(User, request.user)
    found = room_queries.silent_rooms(user) if may_anywhere(user, room_queries.MAY_MOVE) else []
    if found:
        intro = str(_("Sie können den Raum auf einem anderen Server öffnen. Vorher sehen Sie, was dabei geschieht."))
        lines = [_room_line(room) for room in found]
        panels.append(
            LinesPanel("silent-rooms", str(_("Räume, deren Server nicht antwortet")), lines, order=5, intro=intro)
        )


def _room_line(room: room_queries.RoomLine) -> Line:
    key = room.session.public_id
    note = str(_("Server „%(server)s“")) % {"server": room.server}
    page = reverse("lms:session", args=[key]) if room.is_mine else ""
    return Line(
        f"{room.session.run.course.title}: {room.when}",
        reverse("rooms_office:move", args=[key]),
        note,
        str(_("Zum Termin")) if page else "",
        page,
    )


def _list_line(session: RunSession) -> Line:
    url = reverse("attendance_office:page", args=[session.public_id])
    note = _("neue Zeiten nach der Bestätigung") if session.is_confirmed else ""
    return Line(f"{session.run.course.title}: {session_line(session)}", url, str(note))


def _lines(quiet: Quiet) -> list[Line]:
    notes = []
    if count := quiet.not_begun_count:
        text = ngettext(
            "%(count)s Person hat noch nicht begonnen", "%(count)s Personen haben noch nicht begonnen", count
        )
        notes.append(text % {"count": count})
    if count := quiet.away_count:
        text = ngettext(
            "%(count)s Person war seit %(days)s Tagen nicht da",
            "%(count)s Personen waren seit %(days)s Tagen nicht da",
            count,
        )
        notes.append(text % {"count": count, "days": settings.LEARNER_QUIET_DAYS})
    url = reverse("participants:roster", args=[quiet.run.public_id])
    return [Line(str(quiet.run), url, note) for note in notes]
