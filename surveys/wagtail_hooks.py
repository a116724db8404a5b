# messages: back office
"""Results join the back office: addresses and menu."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from surveys.viewsets import results, starters


class SurveysMenuItem(MenuItem):  # type: ignore[misc]
    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [results.PLAN])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [path("befragungen/", include((results.urlpatterns, "survey_office"), namespace="survey_office"))]


@hooks.register("register_admin_urls")
def register_starters() -> list[URLResolver]:
    return [path("fragebogen-vorlagen/", include((starters.urlpatterns, "starter_office"), namespace="starter_office"))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return SurveysMenuItem(
        _("Befragungen"), reverse_lazy("survey_office:index"), name="surveys", icon_name="list-ul", order=420
    )
