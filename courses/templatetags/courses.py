"""What templates of courses ask for."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses import queries
from courses.models import Course

register = template.Library()


@register.simple_tag
def curriculum_of(course: Course) -> queries.Curriculum:
    """Return the curriculum of a course, published or as typed in a preview."""
    return queries.curriculum(course)


@register.simple_tag
def language_of(course: Course, field: str) -> SafeString:
    """Return `lang` and `dir` of one text of a course, for the element that shows it."""
    language = course.language_of(field)
    return format_html('lang="{}" dir="{}"', language, queries.direction_of(language))
