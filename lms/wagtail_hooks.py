"""Participants join the back office."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.roles import Permission
from lms import viewsets


class ParticipantsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who may see a roster."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.SEE_ROSTER])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [path("teilnehmende/", include((viewsets.urlpatterns, "participants"), namespace="participants"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return ParticipantsMenuItem(
        _("Teilnehmende"), reverse_lazy("participants:index"), name="participants", icon_name="group", order=300
    )
