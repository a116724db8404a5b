"""The base of the viewsets of courses and units: guarded, with the pages that release, review and translate."""

from __future__ import annotations

from typing import Any

from django.urls import path

from accounts.back_office import ProviderViewSet
from courses.viewsets.editing import ContentCreateView, ContentEditView, ContentIndexView
from courses.viewsets.release import ReleaseView
from courses.viewsets.reviewing import CompareView, DecisionView, ReviewView, VersionView
from courses.viewsets.translating import TranslateView


class ContentViewSet(ProviderViewSet):
    """What courses and units have in common in the back office."""

    add_view_class = ContentCreateView
    edit_view_class = ContentEditView
    index_view_class = ContentIndexView
    revisions_view_class = VersionView
    revisions_compare_view_class = CompareView
    workflow_action_view_class = DecisionView
    list_per_page = 30
    search_backend_name = None  # SQLite's search index knows no single fields; these lists are short

    def get_urlpatterns(self) -> list[Any]:
        pages = [
            path("release/<int:pk>/", self.construct_view(ReleaseView), name="release"),
            path("review/<int:pk>/", self.construct_view(ReviewView), name="review"),
            path("translate/<int:pk>/", self.construct_view(TranslateView), name="translate"),
        ]
        return [*super().get_urlpatterns(), *pages]
