"""„Prüfen und freigeben“: what was handed in, what goes public with it, and the two decisions."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.models import Revision
from wagtail.snippets.views import snippets

from courses import queries
from courses.models import Course
from courses.viewsets.release import ContentPageMixin
from reviews import queries as reviews
from reviews.decision import decide
from reviews.models import ProviderApproval


class ReviewView(ContentPageMixin):
    """The page of a reviewer. What is shown is what was handed in, and it alone goes public."""

    permission_required = "view"
    template_name = "courses/admin/review.html"
    header_icon = "check"

    @property
    def page_title(self) -> str:
        return _("Prüfen und freigeben")

    @cached_property
    def approval(self) -> ProviderApproval | None:
        """The review that the content is in; only the provider's reviewers see it."""
        found = reviews.approval_of(self.object)
        if found is not None and not found.task.specific.may_review(self.request.user):
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"object": self.object, "approval": self.approval}
        if self.approval is None:
            return context
        parts = list(self.approval.parts.order_by("pk"))
        return {
            **context,
            "title": self.approval.revision.object_str,
            "faults": self._faults(parts),
            "parts": [(part.object_str, self._version_url(part)) for part in parts],
            "preview_url": self.url_of("workflow_preview", self.object.pk, self.approval.task_id),
            "compare_url": self._compare_url(),
            "is_own_work": self.request.user.pk in self.approval.authors(),
            "planned_for": self.approval.revision.as_object().go_live_at,
        }

    def url_of(self, name: str, *args: Any) -> str:
        """Return the address of one of the viewset's screens."""
        return reverse(f"{self.object.snippet_viewset.url_namespace}:{name}", args=args)

    def _faults(self, parts: list[Revision]) -> list[Any]:
        """Return what has come to stand in the way since it was handed in."""
        draft = cast(ProviderApproval, self.approval).revision.as_object()
        if not isinstance(draft, Course):
            return [fault.text for fault in queries.unit_faults(draft)]
        return [fault.text for fault in queries.course_faults(draft, with_units=True)]

    def _version_url(self, part: Revision) -> str:
        unit = part.content_object
        return reverse(f"{unit.snippet_viewset.url_namespace}:revisions_view", args=[unit.pk, part.pk])

    def _compare_url(self) -> str:
        if self.object.live_revision_id is None:
            return ""
        newest = cast(ProviderApproval, self.approval).revision_id
        return self.url_of("revisions_compare", self.object.pk, self.object.live_revision_id, newest)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return decide(request, self.approval) or self.get(request, *args, **kwargs)


class DecisionView(snippets.WorkflowActionView):  # type: ignore[misc]
    """Wagtail's own dialog for a decision leads to our page, which shows what it is about."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.object.review_path)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.object.review_path)


class VersionView(snippets.PreviewRevisionView):  # type: ignore[misc]
    """A stored version, for whoever may look."""

    permission_required = "view"


class CompareView(snippets.RevisionsCompareView):  # type: ignore[misc]
    """Two stored versions side by side, for whoever may look."""

    permission_required = "view"
