"""Views that course and unit share: an editor that warns, deletion and withdrawal that think of others."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
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

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries
from courses.actions import submitting
from courses.models import Course, Unit
from reviews import queries as reviews
from reviews.rules import NotReady


class ReleaseMenuItem(ActionMenuItem):  # type: ignore[misc]
    """„Speichern, prüfen und veröffentlichen“: saves what was typed, and only then leads to the check."""

    name = "action-release"
    label = gettext_lazy("Speichern, prüfen und veröffentlichen")
    label_for_review = gettext_lazy("Speichern, prüfen und einreichen")
    icon_name = "check"
    order = 5

    def is_shown(self, context: dict[str, Any]) -> bool:
        if not super().is_shown(context) or context["model"] not in (Course, Unit):
            return False
        policy, user = policy_registry.get_by_type(context["model"]), context["request"].user
        if context.get("instance") is None:
            return bool(policy.user_has_permission(user, "add"))
        return bool(policy.user_has_permission_for_instance(user, "change", context["instance"]))

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        if wants_review(parent_context.get("instance"), parent_context["request"]):
            context["label"] = self.label_for_review
        return context


def wants_review(content: Course | Unit | None, request: HttpRequest) -> bool:
    """Return whether publishing this takes a second person; for something new, wherever the person may write."""
    if content is not None and content.provider_id is not None:
        return reviews.needs_review(content.provider_id)
    keys = provider_keys(request.user, [Permission.EDIT_COURSES])
    return bool(keys) and reviews.reviewing(keys) == keys


def keep_to_the_check(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Leave out of the editor's menu what leads past the check, or what the person may not do to this row."""
    model, content = context["model"], context.get("instance")
    if model not in (Course, Unit):
        return
    policy = policy_registry.get_by_type(model)
    hidden = {"action-submit", "action-restart-workflow"}
    if wants_review(content, request):
        hidden.add("action-publish")
    if content is not None and not policy.user_has_permission_for_instance(request.user, "publish", content):
        hidden |= {"action-publish", "action-unpublish"}
    items[:] = [item for item in items if item.name not in hidden]


class LeadsToRelease:
    """After saving by that button, the check follows; nothing else in the editor publishes past a review."""

    request: HttpRequest
    object: Course | Unit
    action: str

    def form_valid(self, form: Any) -> HttpResponseBase:
        """Save only, where somebody else has to look before it goes public."""
        if self.action == "publish":
            policy = policy_registry.get_by_type(type(form.instance))
            may = policy.user_has_permission_for_instance(self.request.user, "publish", form.instance)
            if not may or reviews.needs_review(form.instance.provider_id):
                self.action = "edit" if form.instance.pk else "create"
                messages.warning(self.request, _("Gespeichert. Zum Veröffentlichen braucht es eine zweite Person."))
        response: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]
        return response

    def submit_action(self) -> HttpResponseBase | None:
        """Hand in by Wagtail's own way, with the same checks and units as by ours."""
        try:
            submitting.submit(content=self.object, by=cast(User, self.request.user))
        except NotReady:
            return redirect(reverse(f"{self.object.snippet_viewset.url_namespace}:release", args=[self.object.pk]))
        return None

    def run_action_method(self) -> HttpResponseBase | None:
        """Act in one transaction with log and audit row."""
        with transaction.atomic():
            response: HttpResponseBase | None = super().run_action_method()  # type: ignore[misc]
        return response

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
        approval = reviews.approval_of(self.object)
        if approval is not None and approval.task.specific.may_review(self.request.user):
            return [HeaderButton(_("Prüfen und freigeben"), url=self.object.review_path, icon_name="check")]
        if approval is None and not self.permission_policy.user_has_permission(self.request.user, "change"):
            return []
        url = reverse(f"{self.object.snippet_viewset.url_namespace}:release", args=[self.object.pk])
        if approval is not None:
            return [HeaderButton(_("Stand der Freigabe"), url=url, icon_name="clipboard-list")]
        if reviews.needs_review(self.object.provider_id):
            return [HeaderButton(_("Prüfen und einreichen"), url=url, icon_name="check")]
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
        if (returned := reviews.last_return(self.object)) is not None:
            said = format_html("„{}“", returned.comment) if returned.comment else _("Ohne Anmerkung.")
            messages.warning(request, format_html("{} {}", _("Die Freigabe hat diesen Stand zurückgegeben:"), said))
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
