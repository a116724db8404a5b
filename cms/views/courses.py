"""The page of a course and its share image, open to everybody."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms import queries, share_image, structured_data
from cms.page_cache import cached_page
from courses import queries as courses
from courses.calendar_file import MEDIA_TYPE, calendar_file
from courses.models import Course, Run
from courses.queries import RunState
from courses.queries.catalogue import related
from lms.queries.desk import stage_of
from lms.queries.entry import entry_course

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
    enrolment = queries.own_enrolment(request.user, source, leading=leading.action if leading else None, at=at)
    address = f"{settings.SITE_ORIGIN}{reverse('cms:course', args=[source.slug])}"
    entry = entry_course(source) if enrolment is None else None
    context = {
        "course": shown,
        "source": source,
        "picture": shown.image or source.image,
        "funding_provider": source.provider,
        "curriculum": plan,
        "runs": runs,
        "leading": leading,
        "leading_badge": queries.state_badge(leading) if leading else None,
        "enrolment": enrolment,
        "entry": courses.localized(entry, language) if entry is not None else None,
        "entry_slug": entry.slug if entry is not None and entry.live else "",
        "stage": stage_of(enrolment, at) if enrolment else None,
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


@cached_page
@require_safe
def enrolment_opening(request: HttpRequest, slug: str, run_id: str) -> HttpResponse:
    """
    Hand out the first day of enrolment in an announced run, for calendars, in the language of the address.

    Who follows an older link when the run has moved on is led to what can be done about it now.
    """
    at, language = timezone.now(), get_language() or "de"
    runs = Run.objects.visible_to(request.user).filter(course__in=courses.published().filter(slug=slug))
    run = get_object_or_404(runs.select_related("course__locale"), public_id=run_id)
    page = f"{reverse('cms:course', args=[slug])}?termin={run.public_id}"
    # Places do not matter before enrolment begins.
    if courses.run_state(run, at, free_places=1) != RunState.ANNOUNCED:
        return redirect(page)
    shown = courses.localized(run.course, language)
    entry = courses.opening_entry(run, shown=shown, language=language, url=f"{settings.SITE_ORIGIN}{page}")
    answer = HttpResponse(calendar_file([entry], language=language), content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="anmeldung-{run.public_id}.ics"'
    return answer


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
