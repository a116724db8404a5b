# messages: back office
"""Choosing a course for the home page: what everybody can read, and nothing else, whosever it is."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.chooser import ChooserViewSet

from accounts.back_office import RowGuard, may_anywhere
from accounts.roles import Permission
from media.rules import open_providers


class PublishedCourseGuard(RowGuard):
    """First base of each view: for editors of the platform's pages, and about published courses only."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if not may_anywhere(request.user, [Permission.EDIT_PLATFORM_PAGES]):
            raise Http404
        key = str(kwargs.get("pk", ""))
        if key and not (key.isdecimal() and self.get_object_list().filter(pk=key).exists()):
            raise Http404
        super(RowGuard, self).setup(request, *args, **kwargs)  # type: ignore[misc]  # RowGuard itself asks whose row it is

    def get_object_list(self) -> QuerySet[Any]:
        """Return what `courses.queries.published` means, in columns that the search of the chooser can filter."""
        rows: QuerySet[Any] = self._model()._default_manager.filter(
            live=True, translation_of__isnull=True, provider__in=open_providers()
        )
        return rows.select_related("provider")

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=[pk for pk in pks if pk.isdecimal()])

    @property
    def columns(self) -> list[Any]:
        return [*super().columns, Column("provider", label=_("Träger"))]  # type: ignore[misc]


class PublishedCourseChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    model = "courses.Course"
    name = "published_course_chooser"
    url_prefix = "startseite/kurs-auswahl"
    icon = "openquote"
    choose_one_text = _("Kurs auswählen")
    choose_another_text = _("Anderen Kurs auswählen")
    edit_item_text = _("Diesen Kurs bearbeiten")
    per_page = 20
    register_widget = False  # courses have their own chooser elsewhere

    def construct_view(self, view_class: type, **kwargs: Any) -> Any:
        return super().construct_view(type(view_class.__name__, (PublishedCourseGuard, view_class), {}), **kwargs)

    def get_urlpatterns(self) -> list[Any]:
        patterns: list[Any] = super().get_urlpatterns()
        return [pattern for pattern in patterns if pattern.name != "create"]


published_course_chooser = PublishedCourseChooserViewSet()
