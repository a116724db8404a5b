"""Requests and offers join the back office."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.roles import Permission
from diversity_training import viewsets


class RequestsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who answer employers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.HANDLE_REQUESTS])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [path("trainingsanfragen/", include((viewsets.urlpatterns, "training_requests")))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return RequestsMenuItem(
        _("Trainingsanfragen"),
        reverse_lazy("training_requests:index"),
        name="training-requests",
        icon_name="mail",
        order=310,
    )


@hooks.register("register_admin_viewset")
def register_offers() -> viewsets.OfferViewSet:
    return viewsets.OfferViewSet()
