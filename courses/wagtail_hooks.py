"""Courses, units and runs join the back office."""

from __future__ import annotations

from wagtail import hooks
from wagtail.snippets.models import register_snippet

from courses.viewsets import CourseGroup, RunViewSet

register_snippet(CourseGroup)


@hooks.register("register_admin_viewset")
def register_runs() -> RunViewSet:
    return RunViewSet()
