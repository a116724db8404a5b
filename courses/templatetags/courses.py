"""What templates of courses ask for."""

from django import template

from courses import queries
from courses.models import Course

register = template.Library()


@register.simple_tag
def curriculum_of(course: Course) -> queries.Curriculum:
    """Return the curriculum of a course, published or as typed in a preview."""
    return queries.curriculum(course)
