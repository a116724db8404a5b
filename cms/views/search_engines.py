"""What search engines ask for."""

from __future__ import annotations

from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from cms.page_cache import cached_page
from cms.sitemaps import SITEMAPS


@cached_page
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page in every language, each with its alternates."""
    return views.sitemap(request, sitemaps=SITEMAPS)
