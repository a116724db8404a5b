"""The room of a session: the list kept by hand, the sheet to print, and the code on the wall."""

from __future__ import annotations

import io

import segno
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view
from lms import room_code
from lms.actions import reading, room
from lms.queries import measuring, session_list
from lms.viewsets.attendance import SEE, page_context, refusal, session_of


@require_POST
@back_office_view(SEE)
def tick(request: HttpRequest, session_id: str) -> HttpResponse:
    """Take over who was ticked: the whole session, or so many minutes from its start."""
    session = session_of(request, session_id)
    minutes: dict[int, int | None] = {}
    for enrolment in measuring.concerned(session):
        if request.POST.get(f"da-{enrolment.public_id}"):
            typed = request.POST.get(f"min-{enrolment.public_id}", "").strip()
            minutes[enrolment.pk] = int(typed) if typed.isdecimal() and len(typed) < 5 else None
    try:
        room.tick(session=session, minutes=minutes, by=authenticated_user(request), at=timezone.now())
    except room.NoSuchRoom as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Die Liste ist gespeichert. Bestätigt ist sie damit noch nicht."))
    return redirect("attendance_office:page", session.public_id)


@require_safe
@back_office_view(SEE)
def sheet(request: HttpRequest, session_id: str) -> HttpResponse:
    """Show the list as a sheet of paper to sign, for rooms without any device."""
    session, at = session_of(request, session_id), timezone.now()
    found = session_list.session_list(session, at=at)
    by = authenticated_user(request)
    reading.attendance_read(session=session, count=len(found.lines), by=by, at=at)
    lines = [line for line in found.lines if not line.came_later]
    context = {"lines": lines, **page_context(session, _("Unterschriftenliste"))}
    return render(request, "lms/admin/attendance_sheet.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def code(request: HttpRequest, session_id: str) -> HttpResponse:
    """Show the code large, for the wall: a picture that a small script renews."""
    session = session_of(request, session_id)
    if not session.is_in_a_room:
        raise Http404
    is_on = not session.is_confirmed and not session.is_cancelled and room.may_sign_in_at(session, timezone.now())
    context = {"is_on": is_on, "step": room_code.STEP_SECONDS, **page_context(session, _("Code für den Raum"))}
    return render(request, "lms/admin/room_code.html", context)


@never_cache
@require_safe
@back_office_view(SEE)
def code_picture(request: HttpRequest, session_id: str) -> HttpResponse:
    """Draw the code of this moment."""
    session, at = session_of(request, session_id), timezone.now()
    if not session.is_in_a_room or session.is_confirmed or not room.may_sign_in_at(session, at):
        raise Http404
    address = settings.SITE_ORIGIN + reverse("lms:arrive", args=[session.public_id])
    target = io.BytesIO()
    code_now = room_code.code_for(session, at=at)
    segno.make(f"{address}?code={code_now}", error="m", micro=False).save(target, kind="svg", scale=8, border=4)
    return HttpResponse(target.getvalue(), content_type="image/svg+xml")
