"""The page of a course and its share image, open to everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import queries, share_image, structured_data
from cms.page_cache import cached_page
from courses import queries as courses
from courses.models import Course
from courses.queries.catalogue import related

SHARE_IMAGE_SECONDS = 24 * 3600


@cached_page
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything DIN ISO 29993 wants known before enrolment, and exactly one next action."""
    at, language = timezone.now(), get_language() or "de"
    source = courses.published().filter(slug=slug).first()
    if source is None:
        return _to_source(slug)
    runs = queries.with_dates(queries.public_runs(queries.runs_to_show(source, at=at), at=at), at=at)
    asked = next((found for found in runs if found.run.public_id == request.GET.get("termin")), None)
    shown = courses.localized(source, language)
    plan = courses.curriculum(shown)
    leading = asked or queries.leading(runs)
    address = f"{settings.SITE_ORIGIN}{reverse('cms:course', args=[source.slug])}"
    context = {
        "course": shown,
        "source": source,
        "picture": shown.image or source.image,
        "funding_provider": source.provider,
        "curriculum": plan,
        "runs": runs,
        "leading": leading,
        "leading_badge": queries.state_badge(leading) if leading else None,
        "enrolment": queries.own_enrolment(request.user, source),
        "related": queries.cards(related(source, at=at, language=language), at=at),
        "structured_data": structured_data.script(
            structured_data.course_data(shown, source, runs, teaching_units=plan.teaching_units, url=address),
            structured_data.breadcrumb_data(
                [
                    (_("Startseite"), f"{settings.SITE_ORIGIN}{reverse('cms:home')}"),
                    (_("Kurse"), f"{settings.SITE_ORIGIN}{reverse('cms:catalogue')}"),
                    (shown.title, address),
                ]
            ),
        ),
        "share_image": _share_image_address(shown, source) if share_image.is_possible() else "",
    }
    return render(request, "cms/course.html", context)


@require_safe
def course_image(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the picture that messengers put beside a link to the course."""
    source = courses.published().filter(slug=slug).first()
    if source is None:
        raise Http404
    try:
        picture = share_image.png(_share_image(courses.localized(source, get_language() or "de"), source))
    except share_image.FontsMissing as problem:
        raise Http404 from problem
    answer = HttpResponse(picture, content_type="image/png")
    answer["Cache-Control"] = f"public, max-age={SHARE_IMAGE_SECONDS}"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # it is made to be shown elsewhere
    return answer


def _share_image(shown: Course, source: Course) -> share_image.ShareImage:
    price = _("kostenpflichtig") if source.is_paid else _("kostenfrei")
    return share_image.ShareImage(
        title=shown.title,
        lines=(str(source.get_format_display()), price, source.provider.name),
        language=shown.language,
        direction=shown.text_direction,
    )


def _share_image_address(shown: Course, source: Course) -> str:
    """Return the absolute address of the picture; its digest makes networks fetch a changed one anew."""
    path = reverse("cms:course_image", args=[source.slug])
    return f"{settings.SITE_ORIGIN}{path}?v={_share_image(shown, source).digest}"


def _to_source(slug: str) -> HttpResponse:
    """Lead from a translation's own address to the one page that shows all languages."""
    translated = Course.objects.filter(slug=slug, live=True, translation_of__isnull=False).first()
    source = courses.published().filter(translated_copies=translated).first() if translated else None
    if source is None:
        raise Http404
    return redirect("cms:course", source.slug)
