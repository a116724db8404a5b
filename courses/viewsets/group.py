"""„Kurse“ in the menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from courses.viewsets.courses import CourseViewSet
from courses.viewsets.units import UnitViewSet
from surveys.viewsets import QuestionnaireViewSet


class CourseGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """Courses, their units and what is asked about them, first in the menu: what a trainer came for."""

    items = (CourseViewSet, UnitViewSet, QuestionnaireViewSet)
    menu_label = _("Kurse")
    menu_icon = "openquote"
    menu_order = 200
