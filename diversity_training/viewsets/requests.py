"""Requests in the back office."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from accounts.back_office import RowGuard, may_anywhere, visible
from accounts.roles import Permission
from diversity_training.models import TrainingRequest
from diversity_training.queries.office import on_providers_turn
from diversity_training.viewsets import bookings


class RequestFilters(WagtailFilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(choices=TrainingRequest.State.choices, label=gettext_lazy("Stand"))
    wants = django_filters.ChoiceFilter(choices=TrainingRequest.Wants.choices, label=gettext_lazy("Anliegen"))

    turn = django_filters.ChoiceFilter(
        choices=[("provider", gettext_lazy("wartet auf uns"))], label=gettext_lazy("am Zug"), method="on_turn"
    )

    class Meta:
        model = TrainingRequest
        fields = ["state", "wants"]

    def on_turn(self, rows: QuerySet[TrainingRequest], name: str, value: str) -> QuerySet[TrainingRequest]:
        """Keep what waits for the provider."""
        return rows.filter(on_providers_turn())


def _detail_url(request: TrainingRequest) -> str:
    return reverse("training_requests:detail", args=[request.public_id])


def _due(request: TrainingRequest) -> str:
    if request.due_on is None:
        return ""
    day = date_format(request.due_on, "DATE_FORMAT")
    return _("%(day)s (überfällig)") % {"day": day} if request.due_on < timezone.localdate() else day


def _turn(request: TrainingRequest) -> str:
    if request.is_providers_turn:
        return _("Träger")
    return pgettext("who books", "Betrieb") if request.is_employers_turn else "–"


class RequestList(RowGuard, generic.IndexView):  # type: ignore[misc]
    """The requests to the person's providers, newest first."""

    model: type[Model] = TrainingRequest
    page_title = gettext_lazy("Trainingsanfragen")
    header_icon = "mail"
    index_url_name = "training_requests:index"
    index_results_url_name = "training_requests:index_results"
    any_permission_required = ["view"]
    filterset_class = RequestFilters
    search_fields = ["organisation", "course_title"]
    default_ordering = "-received_at"
    paginate_by = 50
    columns = [
        TitleColumn("organisation", label=gettext_lazy("Organisation"), get_url=_detail_url, sort_key="organisation"),
        Column("course_title", label=gettext_lazy("Training"), sort_key="course_title"),
        Column("people_count", label=gettext_lazy("Personen"), sort_key="people_count"),
        StatusTagColumn("state", label=gettext_lazy("Stand"), accessor="state_name", sort_key="state"),
        Column("turn", label=gettext_lazy("am Zug"), accessor=_turn),
        Column("due_on", label=gettext_lazy("nächster Schritt bis"), accessor=_due),
        DateColumn("received_at", label=gettext_lazy("eingegangen"), sort_key="received_at"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not may_anywhere(request.user, [Permission.HANDLE_REQUESTS]):
            raise Http404
        super().setup(request, *args, **kwargs)
        self.is_export = False  # whoever needs the figures gets them as figures, without the contacts

    def get_base_queryset(self) -> QuerySet[TrainingRequest]:
        return visible(self.request.user, TrainingRequest)


urlpatterns = [
    path("", RequestList.as_view(), name="index"),
    path("results/", RequestList.as_view(results_only=True), name="index_results"),
    path("<slug:public_id>/", bookings.detail, name="detail"),
    path("<slug:public_id>/angebot/", bookings.proposal, name="proposal"),
    path("<slug:public_id>/angebot-<int:number>.pdf", bookings.offer_file, name="offer_file"),
    path("<slug:public_id>/datei/<slug:message_id>/", bookings.message_file, name="message_file"),
]
