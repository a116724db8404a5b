"""What of Wagtail's own screens the back office shows: only what the door lets through."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from wagtail import hooks

from accounts.middleware import is_open


def _leads_somewhere(item: Any, request: HttpRequest) -> bool:
    submenu = getattr(item, "menu", None)
    if submenu is not None:
        return any(_leads_somewhere(child, request) for child in submenu.menu_items_for_request(request))
    try:
        return is_open(resolve(urlsplit(str(item.url)).path), request.user)
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
