"""Requests and offers in the back office."""

from __future__ import annotations

from typing import Any, cast

import django_filters
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.admin.views import generic

from accounts.back_office import (
    ProviderModelViewSet,
    RowGuard,
    back_office_view,
    may_anywhere,
    provider_keys,
    visible,
)
from accounts.models import User
from accounts.roles import Permission
from diversity_training.actions import offers, requests
from diversity_training.forms import OfferForm
from diversity_training.models import Topic, TrainingOffer, TrainingRequest


class RequestFilters(WagtailFilterSet):  # type: ignore[misc]
    state = django_filters.ChoiceFilter(choices=TrainingRequest.State.choices, label=gettext_lazy("Stand"))

    class Meta:
        model = TrainingRequest
        fields = ["state"]


def _detail_url(request: TrainingRequest) -> str:
    return reverse("training_requests:detail", args=[request.public_id])


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
        StatusTagColumn("state", label=gettext_lazy("Stand"), accessor="get_state_display", sort_key="state"),
        Column("reply_due_on", label=gettext_lazy("Antwort bis"), sort_key="reply_due_on"),
        DateColumn("received_at", label=gettext_lazy("eingegangen"), sort_key="received_at"),
    ]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not may_anywhere(request.user, [Permission.HANDLE_REQUESTS]):
            raise Http404
        super().setup(request, *args, **kwargs)
        self.is_export = False  # whoever needs the figures gets them as figures, without the contacts

    def get_base_queryset(self) -> QuerySet[TrainingRequest]:
        return visible(self.request.user, TrainingRequest)


@back_office_view(Permission.HANDLE_REQUESTS)
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one request with the contact, and note how it goes on."""
    rows = TrainingRequest.objects.filter(provider_id__in=provider_keys(request.user, [Permission.HANDLE_REQUESTS]))
    found = get_object_or_404(rows.select_related("provider", "taken_up_by"), public_id=public_id)
    if request.method == "POST":
        acts = {"take_up": requests.take_up, "cancel": requests.cancel}
        act = acts.get(request.POST.get("act", ""))
        if act is not None:
            try:
                act(request=found, by=cast(User, request.user), at=timezone.now())
                messages.success(request, _("Der Stand der Anfrage ist notiert."))
            except requests.AlreadyDecided:
                messages.error(request, _("Jemand war schneller: Der Stand hat sich inzwischen geändert."))
        return redirect("training_requests:detail", found.public_id)
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": _("Start")},
        {"url": reverse("training_requests:index"), "label": _("Trainingsanfragen")},
        {"url": "", "label": found.organisation},
    ]
    context = {"found": found, "breadcrumbs_items": crumbs, "is_late": _is_late(found)}
    return render(request, "diversity_training/admin/request.html", context)


def _is_late(found: TrainingRequest) -> bool:
    waits = found.state == TrainingRequest.State.REQUESTED
    return waits and found.reply_due_on < timezone.localdate()


urlpatterns = [
    path("", RequestList.as_view(), name="index"),
    path("results/", RequestList.as_view(results_only=True), name="index_results"),
    path("<slug:public_id>/", detail, name="detail"),
]


class _OfferSave:
    """Creating and changing go through the action, which writes the audit row."""

    form: Any
    request: HttpRequest

    def save_instance(self) -> TrainingOffer:
        data = self.form.cleaned_data
        return offers.describe(
            course=data["course"],
            topic=Topic(data["topic"]),
            group_min=data["group_min"],
            group_max=data["group_max"],
            requires=data["requires"],
            by=cast(User, self.request.user),
            at=timezone.now(),
        )


class OfferCreateView(_OfferSave, generic.CreateView):  # type: ignore[misc]
    """Offer a course to employers."""


class OfferEditView(_OfferSave, generic.EditView):  # type: ignore[misc]
    """Change how it is offered."""


class OfferDeleteView(generic.DeleteView):  # type: ignore[misc]
    """Offer it no longer."""

    def delete_action(self) -> None:
        offers.withdraw(offer=self.object, by=cast(User, self.request.user), at=timezone.now())


class OfferViewSet(ProviderModelViewSet):
    """Which courses employers can ask for."""

    model = TrainingOffer
    name = "training_offers"
    url_prefix = "trainingsangebote"
    icon = "group"
    menu_label = gettext_lazy("Trainingsangebote")
    menu_name = "training_offers"
    menu_order = 230
    add_to_admin_menu = True
    inspect_view_enabled = False
    add_view_class = OfferCreateView
    edit_view_class = OfferEditView
    delete_view_class = OfferDeleteView
    list_display = ["course", "topic", "group_min", "group_max"]
    list_export: list[str] = []

    def get_form_class(self, for_update: bool = False) -> type[OfferForm]:
        return OfferForm
