"""Course pages, open to everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from cms import queries
from cms.page_cache import cached_page
from courses import queries as courses
from courses.models import Course


@cached_page
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything DIN ISO 29993 wants known before enrolment, and exactly one next action."""
    at = timezone.now()
    source = courses.published().filter(slug=slug).first()
    if source is None:
        return _to_source(slug)
    runs = queries.public_runs(courses.current_runs(source, at=at), at=at)
    chosen = next((found for found in runs if found.run.public_id == request.GET.get("termin")), None)
    context = {
        "course": courses.localized(source, get_language() or "de"),
        "source": source,
        "funding_provider": source.provider,
        "curriculum": courses.curriculum(source),
        "runs": runs,
        "leading": chosen or queries.leading(runs),
        "enrolment": queries.own_enrolment(request.user, source),
    }
    return render(request, "cms/course.html", context)


def _to_source(slug: str) -> HttpResponse:
    """Lead from a translation's own address to the one page that shows all languages."""
    translated = Course.objects.filter(slug=slug, live=True, translation_of__isnull=False).first()
    source = courses.published().filter(translated_copies=translated).first() if translated else None
    if source is None:
        raise Http404
    return redirect("cms:course", source.slug)
