"""The learner's phone in the room: the code on the wall leads here, one button says "I am here" or "I am leaving"."""

from __future__ import annotations

from datetime import datetime

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from courses import queries as courses
from courses.models import RunSession
from lms import room_code
from lms.actions import room
from lms.models import Enrolment, RoomStay
from lms.queries import calendar as calendars


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def arrive(request: HttpRequest, session_id: str) -> HttpResponse:
    """
    Show the button to whoever read the code within the last minute; pressing it notes that they come or leave.

    The moment that counts is the one at which the code was read, not the one at which the button was found.
    """
    at, person = timezone.now(), authenticated_user(request)
    learning = Enrolment.objects.learnt_by(person).exclude(state=Enrolment.State.WITHDRAWN).values("run")
    mine = calendars.sessions_of(person).filter(run__in=learning).select_related("run__course__provider")
    session = get_object_or_404(mine, public_id=session_id)
    if request.method == "POST":
        return _note(request, session, room_code.opened(session, person, request.POST.get("seal", ""), at=at))
    if not room_code.is_code(session, request.GET.get("code", ""), at=at):
        return _answer(request, session, "stale", status=410)
    is_in = RoomStay.objects.filter(
        session=session, enrolment__learner=person, way=RoomStay.Way.CODE, left_at=None
    ).exists()
    return _answer(request, session, "leave" if is_in else "come", seal=room_code.seal(session, person, at=at))


def _note(request: HttpRequest, session: RunSession, read_at: datetime | None) -> HttpResponse:
    if read_at is None:
        return _answer(request, session, "stale", status=410)
    try:
        noted = room.scan(session=session, learner=authenticated_user(request), at=read_at)
    except (room.NoSuchRoom, room.NotNow, room.NotOnTheList):
        return _answer(request, session, "closed", status=409)
    return _answer(request, session, noted.value, moment=read_at)


def _answer(
    request: HttpRequest, session: RunSession, scene: str, *, status: int = 200, **more: object
) -> HttpResponse:
    course = courses.localized(session.run.course, get_language() or "de")
    context = {
        "session": session,
        "scene": scene,
        "course_title": course.title,
        "course_language": course.language,
        "day": courses.session_day(session),
        "time": courses.session_time(session),
        **more,
    }
    return render(request, "lms/arrive.html", context, status=status)
