"""„Prüfen und veröffentlichen“: one page that says what is missing, and one button that publishes all of it."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.models import User
from courses import queries
from courses.actions import publishing
from courses.models import Course, Unit
from courses.rules import Fault


class ContentPageMixin(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """A page about one course or unit; the row guard stands before it."""

    model: Any = None  # Course or Unit, given by the viewset
    _show_breadcrumbs = True

    @cached_property
    def object(self) -> Course | Unit:
        row: Course | Unit = self.model._default_manager.get(pk=self.kwargs["pk"])
        return row

    def url(self, name: str, content: Course | Unit | None = None) -> str:
        """Return the address of another screen of this or another row."""
        row = content or self.object
        return reverse(f"{row.snippet_viewset.url_namespace}:{name}", args=[row.pk])

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        namespace = self.object.snippet_viewset.url_namespace
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse(f"{namespace}:list"), "label": str(self.object._meta.verbose_name_plural)},
            {"url": self.url("edit"), "label": str(self.object)},
            {"url": "", "label": str(self.page_title)},
        ]


class ReleaseView(ContentPageMixin):
    """The check before publication, and the publication of a course with its units."""

    permission_required = "publish"
    template_name = "courses/admin/release.html"
    header_icon = "check"

    def get_page_title(self) -> str:
        return _("Prüfen und veröffentlichen")

    @property
    def page_title(self) -> str:
        return _("Prüfen und veröffentlichen")

    @cached_property
    def draft(self) -> Course | Unit:
        """What would be published: the latest saved draft."""
        latest: Course | Unit = self.object.get_latest_revision_as_object()
        return latest

    def faults(self) -> list[Fault]:
        """Return what stands in the way."""
        if isinstance(self.draft, Course):
            return queries.course_faults(self.draft, with_units=True)
        return queries.unit_faults(self.draft)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        drafts: list[Unit] = []
        if isinstance(self.draft, Course) and not self.draft.is_translation:
            drafts = list({unit.pk: unit for unit in queries.curriculum(self.draft).units if not unit.live}.values())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "object": self.object,
            "faults": [fault.text for fault in self.faults()],
            "draft_units": [(unit, self.url("edit", unit)) for unit in drafts],
            "edit_url": self.url("edit"),
            "is_unchanged": self.object.live and not self.object.has_unpublished_changes,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            if isinstance(self.object, Course):
                publishing.publish_course(course=self.object, by=cast(User, request.user))
            else:
                publishing.publish_unit(unit=self.object, by=cast(User, request.user))
        except publishing.NotReady:
            messages.error(request, _("Noch nicht veröffentlicht: Bitte ergänzen Sie, was unten steht."))
            return redirect(request.path)
        messages.success(request, _("„%(title)s“ ist veröffentlicht.") % {"title": self.draft})
        return redirect(self.url("edit"))
