"""„Konferenzserver“ and „Einwilligung in Aufzeichnungen“ in the settings menu of the back office."""
# messages: back office

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.roles import Permission


class ServersMenuItem(MenuItem):  # type: ignore[misc]
    """For those who look after conference servers."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.MANAGE_SERVERS])


class ConsentTextsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who write what people agree to."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.EDIT_PLATFORM_PAGES])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [path("", include("live_sessions.admin_urls"))]  # by name: hooks and views are neighbours


@hooks.register("register_settings_menu_item")
def servers_entry() -> MenuItem:
    url = reverse_lazy("live_sessions_servers")
    return ServersMenuItem(_("Konferenzserver"), url, name="conference-servers", icon_name="desktop", order=95)


@hooks.register("register_settings_menu_item")
def consent_texts_entry() -> MenuItem:
    url = reverse_lazy("live_sessions_consent_texts")
    return ConsentTextsMenuItem(
        _("Einwilligung in Aufzeichnungen"), url, name="consent-texts", icon_name="doc-full", order=96
    )
