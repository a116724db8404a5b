"""Choosing a page to link to: own pages, and those that everybody can read."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views import chooser
from wagtail.models import Page

from accounts.back_office import may_anywhere
from accounts.roles import Permission
from cms.page_rights import choosable

CHOOSERS = (Permission.EDIT_PAGES, Permission.EDIT_COURSES, Permission.EDIT_PLATFORM_PAGES)


class ChooserGuard:
    """First base of each: a page that the person may not see does not exist."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer those who write, and only below what they may see."""
        parent = kwargs.get("parent_page_id")
        if not may_anywhere(request.user, CHOOSERS):
            raise Http404
        if parent is not None and not (
            Page.objects.filter(pk=parent, depth=1).exists() or choosable(request.user).filter(pk=parent).exists()
        ):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class BrowsePages(ChooserGuard, chooser.BrowseView):  # type: ignore[misc]
    """The tree."""

    def get(self, request: HttpRequest, parent_page_id: int | None = None) -> HttpResponse:
        # Wagtail would begin at what all pages of the type have above them, whosever that is.
        response: HttpResponse = super().get(request, parent_page_id or Page.get_first_root_node().pk)
        return response

    def get_object_list(self) -> Any:
        return super().get_object_list().filter(pk__in=choosable(self.request.user).values("pk"))


class SearchPages(ChooserGuard, chooser.SearchView):  # type: ignore[misc]
    """The search; hooks narrow what it finds. Without the column that names the parent, which may be a draft."""

    @property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if column.name != "parent"]


class ChosenPages(ChooserGuard, chooser.ChosenMultipleView):  # type: ignore[misc]
    """What was chosen, as the editor takes it."""

    def get(self, request: HttpRequest) -> HttpResponse:
        keys = {key for key in request.GET.getlist("id") if key.isdecimal()}
        if choosable(request.user).filter(pk__in=keys).count() != len(request.GET.getlist("id")):
            raise Http404
        response: HttpResponse = super().get(request)
        return response
