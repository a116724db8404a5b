# messages: back office
"""Wagtail's page screens as the house wants them; the door of the back office decides who sees them (page_guard)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.listing import ExplorableIndexView
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page


class InOneTransaction:
    """First base of every page screen: what a click changes, its log and its audit row stand or fall together."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act in one transaction."""
        with transaction.atomic():
            response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class HousePageCreateView(CreateView):  # type: ignore[misc]
    """
    The editor of a new page.

    Wagtail puts a page that is to be published into the tree as live before it asks anybody (`before_publish_page`),
    and leaves it there when the answer is no.
    """

    @cached_property
    def action_name_and_method(self) -> tuple[str, Callable[[], HttpResponseBase]]:
        name, method = super().action_name_and_method
        if name == "publish" and getattr(self.parent_page.specific, "needs_review", False):
            messages.warning(self.request, _("Gespeichert. Zum Veröffentlichen braucht es eine zweite Person."))
            return ("save", self.save_action)
        return (name, method)


class HousePageIndexView(ExplorableIndexView):  # type: ignore[misc]
    """The list of pages, without bulk actions: those ask nobody about rows and are closed."""

    template_name = "cms/admin/page_list.html"
    base_columns = [column for column in ExplorableIndexView.base_columns if column.name != "bulk_actions"]


class HousePageViewSet(PageViewSet):  # type: ignore[misc]
    """All page types, as long as none has a viewset of its own."""

    model = Page
    index_view_class = HousePageIndexView
    add_view_class = HousePageCreateView

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        changing = type(view_class.__name__, (InOneTransaction, view_class), {"__module__": view_class.__module__})
        return super().construct_view(changing, **kwargs)
