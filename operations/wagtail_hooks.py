"""The operator's page joins the back office."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.roles import Permission


class OperationsMenuItem(MenuItem):  # type: ignore[misc]
    """For those who watch the house."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, [Permission.SEE_JOBS])


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLResolver]:
    return [path("", include("operations.admin_urls"))]  # by name: hooks and views are neighbours


@hooks.register("register_settings_menu_item")
def operations_entry() -> MenuItem:
    return OperationsMenuItem(_("Betrieb"), reverse_lazy("operations"), name="operations", icon_name="cogs", order=90)


@hooks.register("insert_global_admin_css")
def operations_style() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("operations/admin.css"))
