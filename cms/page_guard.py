"""
Which of Wagtail's page screens open for whom (settings.BACK_OFFICE_GUARDS).

The door of the back office asks here about every screen with pages: the page in the address, the place a page is to
be put, and the workflow task must all be within the person's reach; else the screen does not exist. What is not named
here stays closed: privacy settings, aliases, lists by type, reports, bulk actions, Wagtail's API, translations by
wagtail-localize.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.models import Page, TaskState
from wagtail.permissions import policy_registry

from accounts.back_office import is_key
from cms.models import SitePage
from cms.page_rights import EXPLORING

# Lists that ask the policy themselves, and answer with nothing to who has no pages.
LISTS = {
    "wagtailadmin_explore_root",
    "wagtailadmin_pages:search",
    "wagtailadmin_pages:search_results",
}
EXPLORER = {"wagtailadmin_explore", "wagtailadmin_explore_results"}
# Screens of one page.
SCREENS = {
    f"wagtailadmin_pages:{name}"
    for name in (
        "add", "preview_on_add", "add_subpage", "edit", "preview_on_edit", "view_draft", "usage", "delete",
        "unpublish", "move", "move_confirm", "set_page_position", "copy", "workflow_action",
        "collect_workflow_action_data", "confirm_workflow_cancellation", "workflow_preview", "lock", "unlock",
        "revisions_index", "revisions_view", "revisions_revert", "revisions_unschedule", "revisions_compare",
        "workflow_history", "workflow_history_detail", "history", "history_results",
    )
}  # fmt: skip
# Nobody takes away the roots of the tree by hand: actions made them, and addresses of others hang on them.
UPROOTING = {f"wagtailadmin_pages:{name}" for name in ("delete", "move", "move_confirm", "set_page_position", "copy")}
COPYING = "wagtailadmin_pages:copy"
PAGE_KEYS = ("page_id", "parent_page_id", "page_to_move_id", "pk", "destination_id")
POSTED_KEYS = ("new_parent_page", "parent_page")


def opens(match: ResolverMatch, request: HttpRequest) -> bool:
    """Return whether this is a page screen that the person may open."""
    name, user = match.view_name, request.user
    policy = policy_registry.get_by_type(Page)
    if name in LISTS:
        return bool(policy.get_cached_permissions_for_user(user))
    if name in EXPLORER:
        return bool(policy.explorable_instances(user).filter(pk=match.kwargs["parent_page_id"]).exists())
    if name == "wagtailadmin_editing_sessions:ping":
        return match.kwargs["app_label"] == "wagtailcore" and _is_within_reach(user, match.kwargs["object_id"])
    if name not in SCREENS:
        return False
    return _opens_for_page(match, request)


def _opens_for_page(match: ResolverMatch, request: HttpRequest) -> bool:
    named = [match.kwargs[key] for key in PAGE_KEYS if key in match.kwargs]
    named += [value for key in POSTED_KEYS for value in request.POST.getlist(key) + request.GET.getlist(key) if value]
    if not named or not all(_is_within_reach(request.user, key) for key in named):
        return False
    if match.view_name == COPYING and request.method == "POST" and not request.POST.get("new_parent_page"):
        return False  # Wagtail reads it without asking whether it is there
    page = Page.objects.get(pk=named[0])
    kind = page.specific_class
    if match.view_name in UPROOTING and kind is not None and issubclass(kind, SitePage) and kind.is_fixed:
        return False
    if "task_state_id" in match.kwargs:
        # Wagtail never compares the two: own page, another provider's workflow task.
        states = TaskState.objects.for_instance(page.specific)
        return bool(states.filter(pk=match.kwargs["task_state_id"]).exists())
    return True


def _is_within_reach(user: Any, key: Any) -> bool:
    if not is_key(key):
        return False
    page = Page.objects.filter(pk=key, depth__gt=1).first()
    if page is None:
        return False
    policy = policy_registry.get_by_type(Page)
    return bool(policy.user_has_any_permission_for_instance(user, EXPLORING, page))
