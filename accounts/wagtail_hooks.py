"""What of Wagtail's own screens the back office shows: only what the door lets through."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, URLResolver, include, path, resolve, reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.back_office import may_anywhere
from accounts.middleware import is_open
from accounts.roles import Permission


def _leads_somewhere(item: Any, request: HttpRequest) -> bool:
    submenu = getattr(item, "menu", None)
    if submenu is not None:
        return any(_leads_somewhere(child, request) for child in submenu.menu_items_for_request(request))
    try:
        return is_open(resolve(urlsplit(str(item.url)).path), request)
    except Resolver404:
        return False


@hooks.register("construct_main_menu", order=1000)
@hooks.register("construct_settings_menu", order=1000)
@hooks.register("construct_reports_menu", order=1000)
@hooks.register("construct_help_menu", order=1000)
def show_only_what_opens(request: HttpRequest, menu_items: list[Any]) -> None:
    """Leave out of the menu what the door would answer with 404."""
    menu_items[:] = [item for item in menu_items if _leads_somewhere(item, request)]


@hooks.register("construct_homepage_panels", order=-1000)
@hooks.register("construct_homepage_summary_items", order=-1000)
def start_with_an_empty_home(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail's own panels speak of pages and site-wide figures; apps add theirs after this."""
    items.clear()


class PermittedMenuItem(MenuItem):  # type: ignore[misc]
    """A menu entry for whoever holds one of these permissions anywhere."""

    def __init__(self, *args: Any, permissions: tuple[Permission, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        return may_anywhere(request.user, self.permissions)


@hooks.register("register_admin_urls")
def register_people_and_organisations() -> list[URLResolver]:
    return [path("", include("accounts.admin_urls"))]  # by name: hooks and views are neighbours


@hooks.register("register_settings_menu_item")
def staff_entry() -> MenuItem:
    return PermittedMenuItem(
        _("Mitarbeitende"),
        reverse("accounts_staff"),
        name="staff",
        icon_name="group",
        order=100,
        permissions=(Permission.MANAGE_STAFF,),
    )


@hooks.register("register_settings_menu_item")
def organisations_entry() -> MenuItem:
    return _entry(_("Träger"), "organisations", 110, Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)


@hooks.register("register_settings_menu_item")
def centres_entry() -> MenuItem:
    words = _("Beratungsstellen")
    return _entry(words, "centres", 115, Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS, icon="help")


def _entry(words: StrOrPromise, key: str, order: int, *permissions: Permission, icon: str = "home") -> MenuItem:
    url = reverse(f"accounts_{key}")
    return PermittedMenuItem(words, url, name=key, icon_name=icon, order=order, permissions=permissions)


# By name: hooks and views are neighbours.
for _order, (_key, _words, _icon) in enumerate(
    (
        ("networks", _("Netzwerke"), "home"),
        ("funding_periods", _("Förderphasen"), "date"),
        ("regions", _("Regionen"), "site"),
        ("languages", _("Sprachen der Beratung"), "globe"),
        ("employers", _("Arbeitgeber"), "group"),
        ("programmes", _("Förderprogramme"), "home"),
    ),
    start=120,
):
    hooks.register(
        "register_settings_menu_item",
        partial(_entry, _words, _key, _order, Permission.MANAGE_PROVIDERS, icon=_icon),
    )
