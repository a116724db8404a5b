"""Courses, units, runs and SCORM packages join the back office."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.snippets.models import register_snippet

from accounts.back_office import may_anywhere
from accounts.models import User
from accounts.roles import Permission
from courses.panels import panels_for
from courses.viewsets import (
    CourseGroup,
    RunViewSet,
    doctor,
    guests,
    package_switches,
    packages,
    phones,
    recordings,
    sessions,
    slides,
    tailoring,
)
from courses.viewsets.editing import ReleaseMenuItem, keep_to_the_check

register_snippet(CourseGroup)


class PackagesMenuItem(MenuItem):  # type: ignore[misc]
    """For those who may upload."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.UPLOAD_PACKAGES])


class SessionsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who plan runs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.PLAN_RUNS])


class CourseSearchArea(SearchArea):  # type: ignore[misc]
    """What the search field of the menu searches: courses, for those who write them."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.EDIT_COURSES])


@hooks.register("register_admin_search_area")
def register_course_search() -> CourseSearchArea:
    # First in order, because the menu's one field asks the first area; Wagtail's own lead to closed screens.
    url = reverse("wagtailsnippets_courses_course:list")  # no lazy one: Wagtail compares it with the path
    return CourseSearchArea(_("Kurse"), url, name="courses", icon_name="openquote", order=1)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "courses/icons/package.svg"]


@hooks.register("register_snippet_action_menu_item")
def register_release(model: type[Model]) -> ReleaseMenuItem:
    return ReleaseMenuItem()


hooks.register("construct_snippet_action_menu", keep_to_the_check)


@hooks.register("register_admin_viewset")
def register_runs() -> RunViewSet:
    return RunViewSet()


@hooks.register("register_admin_urls")
def register_packages() -> list[URLResolver]:
    mine = [packages, package_switches, doctor, phones]
    urlpatterns = [pattern for viewset in mine for pattern in viewset.urlpatterns]
    return [path("scorm/", include((urlpatterns, "scorm_office"), namespace="scorm_office"))]


@hooks.register("register_admin_urls")
def register_sessions() -> list[URLResolver]:
    urlpatterns = [*sessions.urlpatterns, *guests.urlpatterns, *slides.urlpatterns]
    return [path("termine/", include((urlpatterns, "session_office"), namespace="session_office"))]


@hooks.register("register_admin_urls")
def register_tailoring() -> list[URLResolver]:
    return [path("anpassen/", include((tailoring.urlpatterns, "tailoring_office"), namespace="tailoring_office"))]


@hooks.register("register_admin_menu_item")
def register_sessions_menu() -> MenuItem:
    return SessionsMenuItem(
        _("Termine"), reverse_lazy("session_office:index"), name="sessions", icon_name="calendar", order=215
    )


@hooks.register("register_admin_urls")
def register_recordings() -> list[URLResolver]:
    return [
        path("aufzeichnungen/", include((recordings.urlpatterns, "recording_office"), namespace="recording_office"))
    ]


@hooks.register("register_admin_menu_item")
def register_recordings_menu() -> MenuItem:
    return SessionsMenuItem(
        _("Aufzeichnungen"), reverse_lazy("recording_office:index"), name="recordings", icon_name="media", order=216
    )


@hooks.register("register_admin_menu_item")
def register_packages_menu() -> MenuItem:
    return PackagesMenuItem(
        _("SCORM-Pakete"), reverse_lazy("scorm_office:index"), name="scorm", icon_name="package", order=220
    )


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    """Add what waits; accounts has cleared Wagtail's own panels before (order -1000)."""
    panels.extend(panels_for(cast(User, request.user), timezone.now()))
