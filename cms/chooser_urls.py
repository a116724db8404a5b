"""The page choosers, narrowed; they stand before Wagtail's own under the same names and addresses."""

from typing import Any

from django.urls import path
from django.views import View
from wagtail.admin.auth import require_admin_access

from cms.views.choosing import BrowsePages, ChosenPages, SearchPages


def _guarded(view_class: type[View]) -> Any:
    view = require_admin_access(view_class.as_view())
    view.is_guarded = True
    return view


urlpatterns = [
    path("choose-page/", _guarded(BrowsePages), name="wagtailadmin_choose_page"),
    path("choose-page/<int:parent_page_id>/", _guarded(BrowsePages), name="wagtailadmin_choose_page_child"),
    path("choose-page/search/", _guarded(SearchPages), name="wagtailadmin_choose_page_search"),
    path("choose-page/chosen-multiple/", _guarded(ChosenPages), name="wagtailadmin_choose_page_chosen_multiple"),
]
