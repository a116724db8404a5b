"""The back office of courses, units and runs."""

from courses.viewsets.courses import CourseViewSet
from courses.viewsets.group import CourseGroup
from courses.viewsets.runs import RunViewSet
from courses.viewsets.units import UnitViewSet

__all__ = ["CourseGroup", "CourseViewSet", "RunViewSet", "UnitViewSet"]
