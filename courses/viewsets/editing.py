"""Views that course and unit share: an editor that warns, deletion and withdrawal that think of others."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem
from wagtail.snippets.views import snippets

from courses import queries
from courses.models import Course, Unit


class ReleaseMenuItem(ActionMenuItem):  # type: ignore[misc]
    """„Speichern, prüfen und veröffentlichen“: saves what was typed, and only then leads to the check."""

    name = "action-release"
    label = gettext_lazy("Speichern, prüfen und veröffentlichen")
    icon_name = "check"
    order = 5

    def is_shown(self, context: dict[str, Any]) -> bool:
        if not super().is_shown(context) or context["model"] not in (Course, Unit):
            return False
        may_publish: bool = policy_registry.get_by_type(context["model"]).user_has_permission(
            context["request"].user, "publish"
        )
        return may_publish


class LeadsToRelease:
    """After saving by that button, the check follows."""

    request: HttpRequest
    object: Course | Unit

    def get_success_url(self) -> str:
        if ReleaseMenuItem.name in self.request.POST:
            return reverse(f"{self.object.snippet_viewset.url_namespace}:release", args=[self.object.pk])
        url: str = super().get_success_url()  # type: ignore[misc]
        return url


class ContentCreateView(LeadsToRelease, snippets.CreateView):  # type: ignore[misc]
    """The editor of something new."""


class ContentEditView(LeadsToRelease, snippets.EditView):  # type: ignore[misc]
    """The editor, with the ways to release and translation, and a word when the original moved on."""

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.user_has_permission("publish"):
            return []
        url = reverse(f"{self.object.snippet_viewset.url_namespace}:release", args=[self.object.pk])
        return [HeaderButton(_("Prüfen und veröffentlichen"), url=url, icon_name="check")]

    @property
    def header_more_buttons(self) -> list[Button]:
        buttons: list[Button] = list(super().header_more_buttons)
        namespace = self.object.snippet_viewset.url_namespace
        if isinstance(self.object, Course) and self.object.live and not self.object.is_translation:
            url = f"{reverse('runs:add')}?course={self.object.pk}"
            buttons.append(Button(_("Durchgang planen"), url=url, icon_name="calendar-alt", priority=6))
        url = reverse(f"{namespace}:translate", args=[self.object.pk])
        buttons.append(Button(_("Übersetzen"), url=url, icon_name="globe", priority=7))
        return buttons

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if queries.source_has_moved_on(self.object):
            url = reverse(f"{self.object.snippet_viewset.url_namespace}:translate", args=[self.object.pk])
            messages.warning(
                request,
                _("Das Original wurde geändert, seit diese Übersetzung zuletzt damit verglichen wurde."),
                buttons=[messages.button(url, _("Änderungen ansehen"))],
            )
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response


class ContentIndexView(snippets.IndexView):  # type: ignore[misc]
    """The list, without one query per row, and without bulk actions: those ask nobody about rows and are closed."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().select_related("provider", "locale", "latest_revision")


class UsedUnitMixin:
    """Refuses what would take a unit away from a course."""

    object: Unit
    request: HttpRequest

    def needing_courses(self) -> list[Course]:
        """Return the courses that would lose the unit."""
        return [] if self.object.is_translation else queries.courses_using(self.object)

    def refuse(self, courses: list[Course], text: str) -> HttpResponse:
        """Say which courses need the unit, and lead back to it."""
        names = format_html_join(", ", "<a href='{}'>{}</a>", ((_edit_url(course), course) for course in courses))
        messages.error(self.request, format_html("{} {}", text, names))
        return redirect(_edit_url(self.object))


def _edit_url(content: Course | Unit) -> str:
    return reverse(f"{content.snippet_viewset.url_namespace}:edit", args=[content.pk])


class UnitDeleteView(UsedUnitMixin, snippets.DeleteView):  # type: ignore[misc]
    """Deletion of a unit, refused while a course names it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if courses := self.needing_courses():
            return self.refuse(courses, _("Diese Einheit wird gebraucht und kann nicht gelöscht werden:"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response


class UnitUnpublishView(UsedUnitMixin, snippets.UnpublishView):  # type: ignore[misc]
    """Withdrawal of a unit, refused while a published course needs it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if courses := [course for course in self.needing_courses() if course.live]:
            return self.refuse(courses, _("Diese Einheit steht in veröffentlichten Kursen:"))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
