"""„Prüfen und veröffentlichen“: one page that says what is missing, and one button that publishes or hands in all."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from accounts.models import User
from courses import queries
from courses.actions import publishing, submitting
from courses.models import Course, Unit
from courses.rules import Fault
from reviews import queries as reviews
from reviews.actions import reviewing
from reviews.rules import NotInReview, NotReady


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
    """The check before publication, and the publication of a course with its units, or its way to the reviewers."""

    permission_required = "change"
    template_name = "courses/admin/release.html"
    header_icon = "check"

    def get_page_title(self) -> str:
        return self.page_title

    @property
    def page_title(self) -> str:
        return _("Prüfen und einreichen") if self.needs_review else _("Prüfen und veröffentlichen")

    @cached_property
    def needs_review(self) -> bool:
        """Whether a second person has to look first."""
        return reviews.needs_review(self.object.provider_id)

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
        units = queries.units_of(self.draft) if isinstance(self.draft, Course) else []
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "object": self.object,
            "faults": [fault.text for fault in self.faults()],
            "draft_units": [(unit, self.url("edit", unit)) for unit in units if not unit.live],
            "changed_units": [
                (unit, self.url("edit", unit))
                for unit in units
                if self.needs_review and unit.live and unit.has_unpublished_changes
            ],
            "edit_url": self.url("edit"),
            "is_unchanged": self.object.live and not self.object.has_unpublished_changes,
            "needs_review": self.needs_review,
            "approval": reviews.approval_of(self.object),
            "planned_for": self.draft.go_live_at,
            "is_planned": self.object.approved_schedule,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        by = cast(User, request.user)
        if request.POST.get("act") == "withdraw":
            return self._withdraw(by)
        try:
            if self.needs_review:
                return self._submit(by)
            if not self.user_has_permission("publish"):
                raise PermissionDenied
            if isinstance(self.object, Course):
                publishing.publish_course(course=self.object, by=by)
            else:
                publishing.publish_unit(unit=self.object, by=by)
        except NotReady:
            messages.error(request, _("Noch nicht veröffentlicht: Bitte ergänzen Sie, was unten steht."))
            return redirect(request.path)
        if self.draft.go_live_at is not None and self.draft.go_live_at > timezone.now():
            text = _("„%(title)s“ wird am geplanten Tag veröffentlicht.")
        else:
            text = _("„%(title)s“ ist veröffentlicht.")
        messages.success(request, text % {"title": self.draft})
        return redirect(self.url("edit"))

    def _submit(self, by: User) -> HttpResponse:
        chosen = [int(key) for key in self.request.POST.getlist("unit") if key.isdecimal()]
        note = self.request.POST.get("note", "")[:2000]
        submitting.submit(content=self.object, changed_units=chosen, note=note, by=by)
        messages.success(self.request, _("„%(title)s“ ist zur Freigabe eingereicht.") % {"title": self.draft})
        return redirect(self.url("edit"))

    def _withdraw(self, by: User) -> HttpResponse:
        try:
            reviewing.withdraw(content=self.object, by=by)
        except (reviewing.MayNotReview, NotInReview):
            messages.error(self.request, _("Das kann nur zurücknehmen, wer es eingereicht hat."))
            return redirect(self.request.path)
        messages.success(self.request, _("Zurückgenommen. Sie können weiter daran arbeiten."))
        return redirect(self.url("edit"))
