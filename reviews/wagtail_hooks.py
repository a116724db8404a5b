"""„Freigabe“ in the settings menu of the back office."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.roles import Permission


class SettingMenuItem(MenuItem):  # type: ignore[misc]
    """For those who decide about a provider."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.EDIT_PROVIDER])


@hooks.register("register_admin_urls")
def register_setting() -> list[URLResolver]:
    return [path("", include("reviews.admin_urls"))]


@hooks.register("register_settings_menu_item")
def setting_entry() -> MenuItem:
    return SettingMenuItem(_("Freigabe"), reverse_lazy("reviews_setting"), name="reviews", icon_name="check", order=120)
