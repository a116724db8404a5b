"""Runs: planning, and one page with everything that can be decided about a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import HeaderButton

from accounts.back_office import ProviderModelViewSet
from accounts.models import User
from accounts.roles import Permission
from accounts.rules import may
from courses import queries, rules
from courses.actions import runs
from courses.forms import RunForm
from courses.models import Course, Run, RunSession

# The back office speaks of the window; how many places are left stands in the list of participants.
STATE_NAMES = rules.RUN_STATE_NAMES | {rules.RunState.OPEN: gettext_lazy("Anmeldung läuft")}


def state_name(run: Run) -> str:
    """Return where the run stands by its dates and decisions."""
    return str(STATE_NAMES[queries.run_state(run, timezone.now(), free_places=1)])


class RunIndexView(generic.IndexView):  # type: ignore[misc]
    """The list of runs, newest first; what was put away stays out."""

    def filter_queryset(self, queryset: Any) -> Any:
        # Not in get_base_queryset: there the row guard stands before this view and asks nobody else.
        return super().filter_queryset(queryset.filter(archived_at__isnull=True).select_related("course"))


class RunCreateView(generic.CreateView):  # type: ignore[misc]
    """Plan a run."""

    def get_initial(self) -> dict[str, Any]:
        return {**super().get_initial(), "course": self.request.GET.get("course", "")}

    def save_instance(self) -> Run:
        data = self.form.cleaned_data
        return runs.plan_run(
            course=data["course"],
            by=cast(User, self.request.user),
            at=timezone.now(),
            trainers=data["trainers"],
            **self.form.plan(),
        )

    def get_success_url(self) -> str:
        return reverse("runs:manage", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class RunEditView(generic.EditView):  # type: ignore[misc]
    """Change a planned run."""

    def save_instance(self) -> Run:
        return runs.change_run(
            run=self.object,
            by=cast(User, self.request.user),
            at=timezone.now(),
            trainers=self.form.cleaned_data["trainers"],
            plan=self.form.plan(),
        )

    def form_valid(self, form: RunForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except runs.RunIsOver:
            messages.error(self.request, _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert."))
            return redirect(reverse("runs:manage", args=[self.object.pk]))
        except runs.CapacityBelowPlaces as error:
            text = _("So viele Plätze sind schon vergeben oder zugesagt: %(count)s. Weniger geht nicht.")
            form.add_error("capacity", text % {"count": error.occupied})
            self.is_valid(form)  # now false; this is how Wagtail prepares its sentence above the form
            response = self.form_invalid(form)
        return response

    def get_success_url(self) -> str:
        return reverse("runs:manage", args=[self.object.pk])

    def get_success_buttons(self) -> list[Any]:
        return []


class RunManageView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):  # type: ignore[misc]
    """Everything about one run: state, curriculum, and the decisions that are open."""

    model: Any = None  # Run, given by the viewset
    permission_required = "change"
    template_name = "courses/admin/run.html"
    header_icon = "calendar-alt"
    _show_breadcrumbs = True

    @cached_property
    def object(self) -> Run:
        return Run.objects.select_related("course__provider", "course__translation_of").get(pk=self.kwargs["pk"])

    @property
    def page_title(self) -> str:
        return str(self.object)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if self.object.cancelled_at or self.object.archived_at:
            return []
        return [HeaderButton(_("Bearbeiten"), url=reverse("runs:edit", args=[self.object.pk]), icon_name="edit")]

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("runs:index"), "label": _("Durchgänge")},
            {"url": "", "label": str(self.object)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "run": run,
            "state": state_name(run),
            "trainers": [row.user.display_name for row in run.run_trainers.select_related("user")],
            "outline": queries.outline(run, "de") if run.opened_at else None,
            "adaptations": queries.adaptations(run),
            "lacks": queries.lacks(run),
            "session_count": run.sessions.filter(state=RunSession.State.PLANNED).count(),
            "plan": None if run.opened_at else queries.curriculum(run.course),
            "course_url": self._course_url(),
            # Of a Diversity training only its own trainers read results; the list of participants leads them there.
            "may_see_results": run.course.offer_kind != Course.OfferKind.DIVERSITY_TRAINING
            and may(self.request.user, Permission.SEE_ROSTER, provider=run.course.provider),
        }

    def _course_url(self) -> str:
        """Return the course's editor for who may write courses, nothing for others."""
        course = self.object.course
        if may(self.request.user, Permission.EDIT_COURSES, provider=course.provider):
            return reverse(f"{course.snippet_viewset.url_namespace}:edit", args=[course.pk])
        return ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        acts: dict[str, Callable[[], str]] = {
            "announce": self._announce,
            "hide": self._hide,
            "open": self._open,
            "cancel": self._cancel,
            "archive": self._archive,
        }
        act = acts.get(request.POST.get("act", ""))
        if act is not None:
            try:
                messages.success(request, act())
            except _REFUSALS as error:
                messages.error(request, _refusal(error))
        return redirect(request.path)

    def _announce(self) -> str:
        runs.announce_run(run=self.object, by=cast(User, self.request.user), at=timezone.now())
        return _("Der Durchgang steht jetzt auf der Kursseite.")

    def _hide(self) -> str:
        runs.hide_run(run=self.object, by=cast(User, self.request.user), at=timezone.now())
        return _("Der Durchgang steht nicht mehr auf der Kursseite.")

    def _open(self) -> str:
        runs.open_run(run=self.object, by=cast(User, self.request.user), at=timezone.now())
        return _("Der Inhalt des Durchgangs ist festgelegt.")

    def _cancel(self) -> str:
        reason = self.request.POST.get("reason", "").strip()
        if not reason:
            raise ReasonIsMissing
        runs.cancel_run(run=self.object, reason=reason, by=cast(User, self.request.user), at=timezone.now())
        return _("Der Durchgang ist abgesagt.")

    def _archive(self) -> str:
        runs.archive_run(run=self.object, by=cast(User, self.request.user), at=timezone.now())
        return _("Der Durchgang ist abgelegt.")


class ReasonIsMissing(Exception):
    """A run is called off with a reason that participants can read."""


_REFUSALS = (
    runs.CourseIsNotPublished,
    runs.UnitIsNotPublished,
    runs.PackageIsNotPlayable,
    runs.RunIsOver,
    ReasonIsMissing,
)


def _refusal(error: Exception) -> str:
    if isinstance(error, runs.CourseIsNotPublished):
        return _("Der Kurs ist noch nicht veröffentlicht.")
    if isinstance(error, runs.UnitIsNotPublished):
        return _("Eine Einheit des Kurses ist nicht veröffentlicht: %(unit)s") % {"unit": error.unit or "–"}
    if isinstance(error, runs.PackageIsNotPlayable):
        return _("Das SCORM-Paket der Einheit „%(unit)s“ ist nicht spielbar.") % {"unit": error.unit}
    if isinstance(error, ReasonIsMissing):
        return _("Bitte nennen Sie einen Grund für die Absage.")
    return _("Der Durchgang ist abgesagt oder abgelegt und wird nicht mehr geändert.")


class RunViewSet(ProviderModelViewSet):
    """Runs in the back office."""

    model = Run
    name = "runs"
    url_prefix = "durchgaenge"
    icon = "calendar-alt"
    menu_label = gettext_lazy("Durchgänge")
    menu_order = 210
    add_to_admin_menu = True
    index_view_class = RunIndexView
    add_view_class = RunCreateView
    edit_view_class = RunEditView
    form_fields = RunForm.Meta.fields
    list_display = (
        TitleColumn("__str__", label=gettext_lazy("Durchgang"), url_name="runs:manage"),
        Column("state", label=gettext_lazy("Stand"), accessor=state_name),
        # Wagtail's own date column speaks of moments past ("just now"); these are days to come.
        Column("starts_on", label=gettext_lazy("Beginn"), accessor=lambda run: date_format(run.starts_on), width="14%"),
        Column("ends_on", label=gettext_lazy("Ende"), accessor=lambda run: date_format(run.ends_on), width="14%"),
        Column("capacity", label=gettext_lazy("Plätze"), width="8%"),
    )
    list_filter = ("starts_on",)
    search_fields = ("label", "course__title")
    ordering = ("-starts_on",)

    def get_form_class(self, for_update: bool = False) -> type[RunForm]:
        return RunForm

    def get_urlpatterns(self) -> list[Any]:
        manage = path("manage/<int:pk>/", self.construct_view(RunManageView), name="manage")
        return [*super().get_urlpatterns(), manage]
