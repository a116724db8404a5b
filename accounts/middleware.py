"""The door of the back office: what is neither guarded nor listed here does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from django.utils.module_loading import import_string
from wagtail.permissions import policy_registry

from accounts.back_office import POLICIES, RowGuard, is_key, visible
from accounts.rules import is_staff

# Wagtail's own screens that hold no provider's rows, or only the signed-in person's. Everything else of Wagtail
# (reports, users, groups, collections, workflow set-up, bulk actions, its API) answers 404 to everybody:
# those screens ask about models, not rows. A new version of Wagtail brings new screens closed, not open.
OPEN_SCREENS = {
    "wagtailadmin_home": "start page; its panels ask the policies",
    "wagtailadmin_account": "own settings of the signed-in person",
    "wagtailadmin_login": "leads to our sign-in",
    "wagtailadmin_logout": "ends the session",
    "wagtailadmin_javascript_catalog": "words of the editor",
    "wagtailadmin_sprite": "icons",
    "wagtailadmin_dismissibles": "which hints the signed-in person has closed",
    "wagtailadmin_block_preview": "draws a block type with sample content",
    "wagtailadmin_choose_page_external_link": "link form of the rich-text editor",
    "wagtailadmin_choose_page_email_link": "link form of the rich-text editor",
    "wagtailadmin_choose_page_phone_link": "link form of the rich-text editor",
    "wagtailadmin_choose_page_anchor_link": "link form of the rich-text editor",
    "wagtail_localize:javascript_catalog": "words of the translation screens",
}
# Screens that name a row by app, model and key: open for guarded models and visible rows only.
ROW_SCREENS = {
    "wagtailadmin_editing_sessions:ping": ("app_label", "model_name", "object_id"),
    "wagtail_localize:submit_snippet_translation": ("app_label", "model_name", "pk"),
}
# Ends the signed-in person's own editing session, found by that person's session row.
OPEN_SCREENS["wagtailadmin_editing_sessions:release"] = "ends an editing session of the signed-in person"


def is_open(match: ResolverMatch, request: HttpRequest) -> bool:
    """Return whether the back office shows this screen to the person at all."""
    user = request.user
    view = getattr(match.func, "view_class", None)
    if (view is not None and issubclass(view, RowGuard)) or getattr(match.func, "is_guarded", False):
        return True
    if match.view_name in OPEN_SCREENS:
        return True
    if match.view_name in ROW_SCREENS and _row_is_visible(match, user):
        return True
    # Apps above open screens of rows that only they know, such as pages.
    return any(import_string(guard)(match, request) for guard in settings.BACK_OFFICE_GUARDS)


def _row_is_visible(match: ResolverMatch, user: Any) -> bool:
    app_label, model_name, key = (match.kwargs.get(name, "") for name in ROW_SCREENS[match.view_name])
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        return False
    if model not in POLICIES:
        return False
    row = visible(user, model).filter(pk=key).first() if is_key(key) else None
    return row is not None and policy_registry.get_by_type(model).user_has_permission_for_instance(user, "change", row)


class BackOfficeDoor:
    """Let only guarded and listed screens of the back office answer. Stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or not request.path.startswith(settings.BACK_OFFICE_PATH):
            return None
        if not request.user.is_authenticated:
            return None  # Wagtail leads strangers to our sign-in
        # Who does not work here meets a closed door, not a sign-in that sends the signed-in back and forth.
        if not is_staff(request.user) or not is_open(match, request):
            raise Http404
        return None
