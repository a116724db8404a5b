"""„Meine Termine“: list, month, files and the address that a calendar app subscribes to."""

from __future__ import annotations

import hashlib
from datetime import date

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import queries as courses
from courses.calendar_file import MEDIA_TYPE, calendar_file
from lms.actions import calendar_feeds
from lms.models import CalendarFeed
from lms.queries import calendar as calendars
from lms.queries.attended import recent_sessions
from lms.queries.consents import has_said_anything
from notifications.actions import language_of
from ui.limits import TOO_MANY_REQUESTS
from ui.parts import Choice, DayEntry, MonthPage

FIRST_YEAR, LAST_YEAR = 2020, 2099  # beyond, nobody has dates, and a calendar has no neighbours


@require_safe
@login_required
def agenda(request: HttpRequest) -> HttpResponse:
    """List what is to come."""
    at = timezone.now()
    person = authenticated_user(request)
    found = calendars.agenda(person, language=get_language() or "de", at=at)
    today = timezone.localdate(at)
    past = recent_sessions(person, at=at)
    context = {
        "agenda": found,
        "today": today,
        "views": _views(today),
        "past": past,
        "has_consents": has_said_anything(person),
    }
    return render(request, "lms/calendar.html", context)


@require_safe
@login_required
def month(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """Show one month, what is over included."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404
    at = timezone.now()
    days = calendars.month(authenticated_user(request), year=year, number=number, language=get_language() or "de")
    page = MonthPage(
        first=date(year, number, 1),
        days=tuple((day.day, tuple(_entries(day))) for day in days),
        previous=_beside(year, number, -1),
        following=_beside(year, number, 1),
    )
    return render(request, "lms/calendar_month.html", {"month": page, "views": _views(timezone.localdate(at), page)})


def _entries(day: calendars.Day) -> list[DayEntry]:
    entries = []
    if day.holiday is not None:
        entries.append(DayEntry(label=day.holiday.name, href="", hint=_("Feiertag"), language=day.holiday.language))
    for one in day.appointments:
        hint = _("abgesagt") if one.is_cancelled else one.time or one.words
        href = reverse("lms:session", args=[one.session.public_id]) if one.session else ""
        entries.append(DayEntry(label=one.course_title, href=href, hint=hint, language=one.course_language))
    return entries


def _views(today: date, shown: MonthPage | None = None) -> list[Choice]:
    this_month = reverse("lms:calendar_month", args=[today.year, today.month])
    return [
        Choice(_("Liste"), reverse("lms:calendar"), shown is None),
        Choice(_("Monat"), this_month, shown is not None),
    ]


def _beside(year: int, number: int, step: int) -> str:
    months = year * 12 + number - 1 + step
    if not FIRST_YEAR <= months // 12 <= LAST_YEAR:
        return ""
    return reverse("lms:calendar_month", args=[months // 12, months % 12 + 1])


@require_safe
@login_required
def session_file(request: HttpRequest, session_id: str) -> HttpResponse:
    """Hand out one of the person's own sessions for their calendar."""
    mine = calendars.sessions_of(authenticated_user(request)).select_related("run__course__provider")
    session = get_object_or_404(mine, public_id=session_id)
    language = get_language() or "de"
    text = calendar_file([courses.calendar_entry(session, language)], language=language)
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="termin-{session.public_id}.ics"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def subscription(request: HttpRequest) -> HttpResponse:
    """Make, renew or take back the secret address; it is shown in the answer that makes it and never again."""
    person, at = authenticated_user(request), timezone.now()
    if request.method == "POST" and request.POST.get("act") == "revoke":
        calendar_feeds.revoke(person=person, at=at)
        messages.success(request, _("Die Adresse gilt nicht mehr."))
        return redirect("lms:calendar_feed")
    address = ""
    if request.method == "POST":
        token = calendar_feeds.renew(person=person, at=at)
        address = settings.SITE_ORIGIN + reverse("calendar_feed", args=[token])
    context = {
        "address": address,
        "subscribe": f"webcal://{address.partition('://')[2]}" if address else "",
        "feed": CalendarFeed.objects.filter(person=person).first(),
    }
    return render(request, "lms/calendar_feed.html", context)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponseBase:
    """
    Answer a calendar app: no cookie, no sign-in, the secret in the address is all.

    The entity tag is that of the content, so an app that asks every hour mostly hears that nothing changed.
    """
    person = calendar_feeds.person_of(token)
    limit, key = ("unknown", None) if person is None else ("feed", person.public_id)
    rates = settings.CALENDAR_RATES
    if not ratelimit.consume(request, app="calendar", action=limit, config=rates, key=key, limit_get=True):
        return HttpResponse(status=TOO_MANY_REQUESTS, headers={"Retry-After": "3600"})
    if person is None:
        raise Http404
    language = language_of(person)
    entries = calendars.feed_entries(person, language=language, at=timezone.now())
    with override(language):
        text = calendar_file(entries, language=language, name=_("Meine Termine"))
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Language"] = language
    return get_conditional_response(request, etag=tag, response=response) or response
