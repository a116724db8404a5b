"""„Kurse“ in the menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from courses.viewsets.courses import CourseViewSet
from courses.viewsets.units import UnitViewSet


class CourseGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """Courses and their units, first in the menu: what a trainer came for."""

    items = (CourseViewSet, UnitViewSet)
    menu_label = _("Kurse")
    menu_icon = "openquote"
    menu_order = 200
