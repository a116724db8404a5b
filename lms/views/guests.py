"""
Guests of an online seminar, without an account: their link, the page of their session, and into the room.

Opening the link keeps nothing, for mail programs look into links before their readers do; the button does. From then
on the browser is known by a secret of its own, and no address says more than which invitation it is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import queries as courses
from courses.calendar_file import MEDIA_TYPE, calendar_file
from courses.models import RunSession
from live_sessions.actions import guests
from live_sessions.models import GuestInvite, Meeting
from lms.actions import guest_signups, joining
from lms.forms.guests import GuestNameForm
from lms.forms.joining import JoinForm
from lms.queries import joining as doors
from lms.queries.joining import Door, DoorState
from lms.room_choices import BY_KEY, CHOICES, FIRST
from ui.limits import TOO_MANY_REQUESTS

COOKIE = "gast-{}"  # with the public id of the invitation; holds this browser's secret
DAYS_AFTER_SESSION = 30  # how long the cookie outlives the session, which may yet move
TICKET = "guest_ticket"
TICKET_LIFE = timedelta(minutes=2)
GONE, TAKEN, UNAVAILABLE = 404, 403, 503


@never_cache
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link is for; the button keeps it for this browser."""
    at = timezone.now()
    try:
        invite = guests.invite_of(token, at=at)
    except guests.InviteIsUnknown:
        return _closed(request, GONE)
    session = _session_of(invite)
    if session is None:
        return _closed(request, GONE)
    browser = request.COOKIES.get(COOKIE.format(invite.public_id), "")
    if invite.browser_digest is not None and not guests.keeps(invite, browser):
        return _closed(request, TAKEN, session=session)
    form = GuestNameForm(request.POST or None) if not invite.name else None
    if request.method == "POST" and (form is None or form.is_valid()):
        name = form.cleaned_data["name"] if form is not None else ""
        try:
            invite, browser = guests.bind(token=token, browser=browser, name=name, at=at)
        except guests.InviteIsUnknown:
            return _closed(request, GONE)
        except guests.InviteIsTaken:
            return _closed(request, TAKEN, session=session)
        return _with_cookie(redirect("lms:guest_session", invite.public_id), invite, browser, at)
    if invite.browser_digest is not None:
        return redirect("lms:guest_session", invite.public_id)
    context = {"invite": invite, "form": form, **_about(session, at)}
    return _secretive(render(request, "lms/guest_link.html", context, status=422 if form and form.errors else 200))


def _with_cookie(response: HttpResponse, invite: GuestInvite, browser: str, at: datetime) -> HttpResponse:
    response.set_cookie(
        COOKIE.format(invite.public_id),
        browser,
        max_age=invite.expires_at - at + timedelta(days=DAYS_AFTER_SESSION),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return _secretive(response)


@never_cache
@require_safe
def page(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Show what the guest can do about their session now."""
    at = timezone.now()
    try:
        invite, session, found = _found(request, invite_id, at)
    except guests.InviteIsUnknown:
        browser = request.COOKIES.get(COOKIE.format(invite_id), "")
        return _closed(request, GONE, has_declined=guests.has_declined(browser, public_id=invite_id))
    return _page(request, invite, session, found, at=at)


@never_cache
@require_safe
def calendar(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Hand out the guest's session for their calendar; the link is not in it, for calendars are shared."""
    try:
        _invite, session, _door = _found(request, invite_id, timezone.now())
    except guests.InviteIsUnknown:
        return _closed(request, GONE)
    language = get_language() or "de"
    entry = replace(courses.calendar_entry(session, language), url="")
    response = HttpResponse(calendar_file([entry], language=language), content_type=MEDIA_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="termin-{session.public_id}.ics"'
    return _secretive(response)


@never_cache
@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Ask whether the guest does not come after all, then end their link."""
    at = timezone.now()
    back = reverse("lms:guest_session", args=[invite_id])
    try:
        invite, _session, found = _found(request, invite_id, at)
    except guests.InviteIsUnknown:
        return HttpResponseRedirect(back)
    if found.state in {DoorState.CANCELLED, DoorState.OVER}:
        return HttpResponseRedirect(back)
    if request.method == "POST":
        guest_signups.decline(invite=invite, at=at)
        return _secretive(HttpResponseRedirect(back))
    context = {
        "title": _("Sie kommen nicht?"),
        "text": _("Sagen Sie ab, dann wissen die Menschen Bescheid, die Sie eingeladen haben."),
        "consequences": [
            _("Ihr persönlicher Link gilt dann nicht mehr."),
            _("Sie bekommen keine Nachrichten mehr zu diesem Termin."),
        ],
        "confirm_text": _("Ja, ich sage ab"),
        "cancel_href": back,
    }
    return _secretive(render(request, "ui/confirm.html", context))


@never_cache
@require_safe
def standing(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Say what the page would show now, as in {"scene": "waiting"}."""
    at = timezone.now()
    try:
        _invite, session, found = _found(request, invite_id, at)
    except guests.InviteIsUnknown:
        return JsonResponse({}, status=GONE)
    return JsonResponse({"scene": doors.scene(session, found, doors.room_of(session), at=at)})


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Find the open room, and lead the guest in."""
    at = timezone.now()
    try:
        invite, session, found = _found(request, invite_id, at)
    except guests.InviteIsUnknown:
        return _closed(request, GONE)
    back = redirect("lms:guest_session", invite.public_id)
    if request.method == "GET":
        return back
    if not ratelimit.consume(request, app="lms", action="join", config=settings.JOIN_RATES, key=invite.public_id):
        return _page(request, invite, session, found, at=at, status=TOO_MANY_REQUESTS, is_too_often=True)
    if found.state != DoorState.OPEN:
        return back
    try:
        room = joining.come_to(session=session, person=None, found=found, at=at)
    except joining.NotReachable as away:
        response = _page(request, invite, session, found, at=at, status=UNAVAILABLE, next_try_at=away.next_try_at)
        response.headers["Retry-After"] = str(settings.JOIN_PAUSE_SECONDS)
        return response
    except joining.NobodyHasOpened:
        return back
    request.session[TICKET] = {
        "invite": invite.public_id,
        "room": room.public_id,
        "choice": JoinForm(request.POST).chosen.key,
        "until": (timezone.now() + TICKET_LIFE).isoformat(),
    }
    return _leading_away(render(request, "lms/guest_enter.html", {"invite": invite, "session": session}))


@never_cache
@require_safe
def go_in(request: HttpRequest, invite_id: str) -> HttpResponse:
    """Redirect to the server, once."""
    at = timezone.now()
    ticket = request.session.pop(TICKET, None)
    try:
        invite, _session, found = _found(request, invite_id, at)
    except guests.InviteIsUnknown:
        return _closed(request, GONE)
    back = reverse("lms:guest_session", args=[invite.public_id])
    if ticket is None or ticket["invite"] != invite_id or (parse_datetime(ticket["until"]) or at) <= at:
        return HttpResponseRedirect(back)
    room = Meeting.objects.live().select_related("server").filter(public_id=ticket["room"]).first()
    if found.state != DoorState.OPEN or room is None:
        return HttpResponseRedirect(back)
    address = joining.guest_address_of(
        room=room,
        guest=invite,
        choice=BY_KEY[ticket["choice"]],
        language=get_language() or "de",
        back=settings.SITE_ORIGIN + back,
        at=at,
    )
    return _leading_away(HttpResponseRedirect(address))


def _found(request: HttpRequest, invite_id: str, at: datetime) -> tuple[GuestInvite, RunSession, Door]:
    """Return what this browser was let into; raise InviteIsUnknown for whoever has no link, or another's."""
    browser = request.COOKIES.get(COOKIE.format(invite_id), "")
    invite = guests.kept_by(browser, public_id=invite_id, at=at)
    session = _session_of(invite)
    if session is None:
        raise guests.InviteIsUnknown
    return invite, session, doors.guest_door(session, at)


def _session_of(invite: GuestInvite) -> RunSession | None:
    session = courses.with_people(RunSession.objects.filter(context_key=invite.context_key)).first()
    return session if session is not None and session.takes_guests else None


def _about(session: RunSession, at: datetime) -> dict[str, Any]:
    course = courses.localized(session.run.course, get_language() or "de")
    return {
        "session": session,
        "date": doors.line_of(session, at=at),
        "course_title": course.title,
        "course_language": course.language,
    }


def _page(
    request: HttpRequest,
    invite: GuestInvite,
    session: RunSession,
    found: Door,
    *,
    at: datetime,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    scene = doors.scene(session, found, doors.room_of(session), at=at)
    context = {
        "invite": invite,
        "door": found,
        "scene": scene,
        "looks_again_in": doors.looks_again_in(scene, found, at=at),
        "choices": CHOICES,
        "chosen": request.POST.get("choice", FIRST.key),
        "was_sent_back": "errors" in request.GET,
        **_about(session, at),
        **more,
    }
    return _secretive(render(request, "lms/guest_session.html", context, status=status))


def _closed(
    request: HttpRequest, status: int, *, session: RunSession | None = None, has_declined: bool = False
) -> HttpResponse:
    """Say that this link does not open anything here, and what to do."""
    context = {"is_taken": status == TAKEN, "session": session, "has_declined": has_declined}
    return _secretive(render(request, "lms/guest_closed.html", context, status=status))


def _secretive(response: HttpResponse) -> HttpResponse:
    """
    Keep a page out of caches and search engines.

    The policy of the site (same-origin) keeps its address from other hosts. A stricter one would take the form away:
    a browser that sends no referrer sends no origin either, and a POST without origin is refused.
    """
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _leading_away(response: HttpResponse) -> HttpResponse:
    """Tell the server that the browser goes to not even where it comes from; for answers without a form."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return _secretive(response)
