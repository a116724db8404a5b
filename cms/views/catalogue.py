"""The catalogue as a list and as a month, open to everybody; its whole state stands in the address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms import queries
from cms.page_cache import cached_page
from cms.queries import pages
from courses.queries.catalogue import Search, page_number

YEARS_AHEAD = 5
YEARS_BACK = 2


@cached_page
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what fits, why, and how to narrow it down or loosen it."""
    at, search = timezone.now(), Search.from_query(request.GET)
    language = get_language() or "de"
    context = {
        "page": pages.catalogue(language),
        "part": queries.catalogue_part(search, page=page_number(request.GET), language=language, at=at),
    }
    return render(request, "cms/catalogue.html", context)


@cached_page
@require_safe
def catalogue_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """Show which of the courses that fit begin in this month."""
    at, search = timezone.now(), Search.from_query(request.GET)
    this_year = timezone.localdate(at).year
    if not (this_year - YEARS_BACK <= year <= this_year + YEARS_AHEAD and 1 <= month <= 12):
        raise Http404
    language = get_language() or "de"
    context = {
        "page": pages.catalogue(language),
        "part": queries.month_part(search, year=year, month=month, language=language, at=at),
    }
    return render(request, "cms/catalogue_month.html", context)
