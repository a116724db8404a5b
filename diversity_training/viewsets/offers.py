"""Which courses employers can ask for, in the back office."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic

from accounts.back_office import ProviderModelViewSet
from accounts.models import User
from diversity_training.actions import offers
from diversity_training.forms import OfferForm
from diversity_training.models import Topic, TrainingOffer


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
