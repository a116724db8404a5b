"""Pages of the website, open to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

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
    """Answer with the live page at `path`, in the language of the interface where translated, else in German."""
    page = pages.find(path, language=get_language() or "de")
    if page is None:
        raise Http404
    return page.serve(request)
