"""Pages of the website, open to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.contrib.routable_page.models import RoutablePageMixin

from cms.page_cache import cached_page
from cms.queries import pages


@cached_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the start page."""
    return show(request, "")


@cached_page
@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """Show the page at this path of the German tree."""
    return show(request, path)


def show(request: HttpRequest, path: str) -> HttpResponse:
    """
    Answer with the live page at `path`, in the language of the interface where translated, else in German.

    Only pages with routes of their own (Wagtail's RoutablePageMixin) take what lies below their path.
    """
    found = pages.find(path, language=get_language() or "de")
    if found is None or (found.rest and not isinstance(found.page, RoutablePageMixin)):
        raise Http404
    route = found.page.route(request, list(found.rest))
    response: HttpResponse = route.page.serve(request, *route.args, **route.kwargs)
    return response
