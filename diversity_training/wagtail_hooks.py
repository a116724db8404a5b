"""Requests and offers join the back office."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.models import User
from accounts.roles import Permission
from courses.panels import Line, LinesPanel
from diversity_training.queries.office import waiting_count
from diversity_training.viewsets import evaluation
from diversity_training.viewsets.offers import OfferViewSet
from diversity_training.viewsets.requests import urlpatterns as request_addresses
from diversity_training.viewsets.seats import urlpatterns as seat_addresses


class RequestsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who answer employers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.HANDLE_REQUESTS])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [
        path("trainingsanfragen/", include((request_addresses, "training_requests"))),
        path("plaetze/", include((seat_addresses, "seat_office"))),
    ]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return RequestsMenuItem(
        _("Trainingsanfragen"),
        reverse_lazy("training_requests:index"),
        name="training-requests",
        icon_name="mail",
        order=310,
    )


@hooks.register("construct_homepage_panels")
def show_bookings_that_wait(request: HttpRequest, panels: list[Any]) -> None:
    """Say how many employers wait for the next step of the person's providers."""
    count = waiting_count(cast(User, request.user))
    if count:
        text = ngettext("%(count)s Betrieb wartet auf Sie", "%(count)s Betriebe warten auf Sie", count)
        address = reverse("training_requests:index") + "?turn=provider"
        line = Line(text % {"count": count}, address, "")
        panels.append(LinesPanel("training-requests", str(_("Anfragen und Buchungen")), [line], order=16))


@hooks.register("register_admin_viewset")
def register_offers() -> OfferViewSet:
    return OfferViewSet()


class EvaluationMenuItem(MenuItem):  # type: ignore[misc]
    """For those who plan runs."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [evaluation.PLAN])


@hooks.register("register_admin_urls")
def register_evaluation() -> list[URLResolver]:
    return [path("auswertung/", include((evaluation.urlpatterns, "evaluation_office"), namespace="evaluation_office"))]


@hooks.register("register_admin_menu_item")
def register_evaluation_menu() -> MenuItem:
    return EvaluationMenuItem(
        _("Auswertung"), reverse_lazy("evaluation_office:page"), name="evaluation", icon_name="list-ul", order=421
    )
