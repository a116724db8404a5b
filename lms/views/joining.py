"""
The page of a session: too early, come in, wait, full, called off, over. No page asks a server while it is drawn.

Into the room it is two steps. The POST opens or finds the room and answers with a small page of ours, which leads on
by itself to a short address of ours that redirects to the server, once. One step would not do: the policy of our pages
(form-action) binds every redirect that follows a form, and which hosts a load balancer redirects to we cannot know.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from courses import queries as courses
from courses.models import RunSession
from live_sessions.models import LIVE, Meeting
from lms.actions import joining
from lms.forms.joining import JoinForm
from lms.queries import consents, recordings, slides
from lms.queries import joining as doors
from lms.queries.attended import own_session
from lms.queries.groups import group_of
from lms.queries.joining import Door, DoorState, Scene
from lms.queries.rooms import ground
from lms.room_choices import BY_KEY, CHOICES, FIRST, LISTEN
from ui.limits import TOO_MANY_REQUESTS

TICKET = "room_ticket"  # in the person's session: which room the next step leads into, once
TICKET_LIFE = timedelta(minutes=2)
UNAVAILABLE = 503
# What a server says when it lets somebody not in after all (BigBlueButton's error keys).
FULL_KEYS = frozenset({"maxParticipantsReached"})


def _found(request: HttpRequest, session_id: str, at: datetime) -> tuple[RunSession, User, Door]:
    """Return session, person and door; for whom it is not, there is none (404)."""
    person = authenticated_user(request)
    session = courses.with_people(RunSession.objects.filter(public_id=session_id)).first()
    if session is None:
        raise Http404
    found = doors.door(session, person, at)
    if found.state == DoorState.NOT_ENROLLED:
        raise Http404
    return session, person, found


@never_cache
@require_safe
@login_required
def page(request: HttpRequest, session_id: str) -> HttpResponse:
    """Show what this person can do about the session now."""
    at = timezone.now()
    session, person, found = _found(request, session_id, at)
    return _page(request, session, person, found, at=at, refusal=_refusal(request))


def _page(
    request: HttpRequest,
    session: RunSession,
    person: User,
    found: Door,
    *,
    at: datetime,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    language = get_language() or "de"
    course = courses.localized(session.run.course, language)
    is_planned_here = any(row.user_id == person.pk for row in session.session_trainers.all())
    question = None if found.is_staff else consents.consent_question(session, person)
    is_unseen = question is not None and not question.lets_record
    room = doors.room_of(session)
    scene = doors.scene(session, found, room, at=at)
    is_open = room is not None and room.state in LIVE
    may_record_no = session.may_be_recorded and not (session.is_cancelled or session.is_over(at) or is_open)
    context = {
        "session": session,
        "date": doors.line_of(session, at=at),
        "door": found,
        "scene": scene,
        "looks_again_in": doors.looks_again_in(scene, found, at=at),
        "outcome": own_session(session, person, at=at) if scene == Scene.OVER and not found.is_staff else None,
        "was_closed": doors.was_closed(room),
        "ground": ground(room.server) if room is not None and room.state in LIVE and found.is_staff else None,
        "course_title": course.title,
        "course_language": course.language,
        "form": JoinForm(),
        "choices": [LISTEN] if is_unseen else CHOICES,
        "chosen": LISTEN.key if is_unseen else request.POST.get("choice", FIRST.key),
        "asks_consent": not found.is_staff and joining.consent_needed(session, person),
        "question": question,
        "recordings": recordings.of_sessions([session], at=at),
        "group": "" if found.is_staff else group_of(session, person),
        "slides": slides.of_sessions([session]).get(session.pk, []),
        "is_planned_here": is_planned_here,
        "may_record_no": may_record_no,
        "refusal_count": consents.refusal_count(session) if found.is_staff and may_record_no else 0,
        "is_mine": is_planned_here or not found.is_staff,  # stands in the person's own calendar
        **more,
    }
    return render(request, "lms/session.html", context, status=status)


def _refusal(request: HttpRequest) -> str:
    """Return why the server sent the person back: "full", "again", or "" when it did not. Its own words stay unread."""
    try:
        keys = {str(error["key"]) for error in json.loads(request.GET.get("errors", "[]"))}
    except (ValueError, TypeError, KeyError):
        return ""
    if not keys:
        return ""
    return "full" if keys & FULL_KEYS else "again"


@never_cache
@require_safe
@login_required
def standing(request: HttpRequest, session_id: str) -> HttpResponse:
    """Say what the page would show now, as in {"scene": "waiting"}: the page of who waits asks for it, no server."""
    at = timezone.now()
    session, _person, found = _found(request, session_id, at)
    return JsonResponse({"scene": doors.scene(session, found, doors.room_of(session), at=at)})


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def join(request: HttpRequest, session_id: str) -> HttpResponse:
    """Open or find the room, and lead the person in. A GET, such as after signing in anew, leads to the page."""
    if request.method == "GET":
        return redirect("lms:session", session_id)
    at = timezone.now()
    session, person, found = _found(request, session_id, at)
    if not ratelimit.consume(request, app="lms", action="join", config=settings.JOIN_RATES, key=person.public_id):
        return _page(request, session, person, found, at=at, status=TOO_MANY_REQUESTS, is_too_often=True)
    asks_consent = not found.is_staff and joining.consent_needed(session, person)
    if found.state != DoorState.OPEN or asks_consent:
        return redirect("lms:session", session.public_id)
    try:
        room = joining.come_to(session=session, person=person, found=found, at=at)
    except joining.NotReachable as away:
        response = _page(request, session, person, found, at=at, status=UNAVAILABLE, next_try_at=away.next_try_at)
        response.headers["Retry-After"] = str(settings.JOIN_PAUSE_SECONDS)
        return response
    except (joining.NoPlaceLeft, joining.NobodyHasOpened):
        return redirect("lms:session", session.public_id)
    request.session[TICKET] = {
        "session": session.public_id,
        "room": room.public_id,
        "choice": JoinForm(request.POST).chosen.key,
        "until": (timezone.now() + TICKET_LIFE).isoformat(),
    }
    response = render(request, "lms/session_enter.html", {"session": session, "course_title": session.run.course.title})
    return _secretive(response)


@never_cache
@require_safe
@login_required
def go_in(request: HttpRequest, session_id: str) -> HttpResponse:
    """Redirect to the server, once; whoever comes here without having pressed the button goes back to the page."""
    at = timezone.now()
    ticket = request.session.pop(TICKET, None)
    back = reverse("lms:session", args=[session_id])
    if ticket is None or ticket["session"] != session_id or (parse_datetime(ticket["until"]) or at) <= at:
        return HttpResponseRedirect(back)
    session, person, found = _found(request, session_id, at)
    room = Meeting.objects.live().select_related("server", "provider").filter(public_id=ticket["room"]).first()
    if found.state != DoorState.OPEN or room is None:
        return HttpResponseRedirect(back)
    address = joining.address_of(
        session=session,
        room=room,
        person=person,
        found=found,
        choice=BY_KEY[ticket["choice"]],
        language=get_language() or "de",
        back=settings.SITE_ORIGIN + back,
        at=at,
    )
    return _secretive(HttpResponseRedirect(address))


def _secretive(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store, private"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def end(request: HttpRequest, session_id: str) -> HttpResponse:
    """Ask whether the session shall end for everybody, then end it."""
    at = timezone.now()
    session, person, found = _found(request, session_id, at)
    if not found.is_staff:
        raise Http404
    back = reverse("lms:session", args=[session_id])
    if request.method == "POST":
        try:
            joining.end_for_everybody(session=session, by=person, at=at)
        except joining.NotReachable as away:
            response = _page(
                request, session, person, found, at=at, status=UNAVAILABLE, next_try_at=away.next_try_at, is_ending=True
            )
            response.headers["Retry-After"] = str(settings.JOIN_PAUSE_SECONDS)
            return response
        messages.success(request, _("Der Raum ist für alle geschlossen."))
        return redirect(back)
    context = {
        "title": _("Für alle beenden?"),
        "text": _("Alle, die im Raum sind, müssen hinaus. Niemand kommt mehr hinein, bis Sie den Raum wieder öffnen."),
        "consequences": [
            _("Die Anwesenheit bis jetzt bleibt gezählt."),
            _("Bis zum Ende des Termins können Sie den Raum wieder öffnen."),
        ],
        "confirm_text": _("Für alle beenden"),
        "cancel_href": back,
        "is_dangerous": True,
    }
    return render(request, "ui/confirm.html", context)
