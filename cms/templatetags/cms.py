"""Words for templates of the public side."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.template import Context
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.templatetags.wagtailuserbar import wagtailuserbar

from accounts.rules import is_staff
from cms import queries
from courses.models import Run
from courses.queries.catalogue import Search
from ui.parts import Badge, Choice

register = template.Library()


@register.simple_tag
def occupation_choices() -> list[Choice]:
    """Return the occupations that there are courses for, each with its way into the catalogue."""
    return queries.occupation_choices(language=get_language() or "de", at=timezone.now())


@register.simple_tag
def first_catalogue_part() -> queries.CataloguePart:
    """Return the first page of the whole catalogue, for the preview of the page around it."""
    return queries.catalogue_part(Search(), page=1, language=get_language() or "de", at=timezone.now())


@register.simple_tag
def absolute_url(path: str) -> str:
    """Return the address that a search engine or a messenger can use."""
    return f"{settings.SITE_ORIGIN}{path}"


@register.simple_tag(takes_context=True)
def editors_bar(context: Context) -> str:
    """
    Return Wagtail's bar with the content checker, for people who work here; nothing for visitors and learners.

    Pages that are kept for strangers never hold it: a stranger is nobody here.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not is_staff(user):
        return ""
    return str(wagtailuserbar(context))


@register.filter
def run_badge(found: queries.PublicRun[Run]) -> Badge:
    """Return the run's state as cards and the course's first lines show it, too."""
    return queries.state_badge(found)
