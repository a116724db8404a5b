"""
Slides on their two ways out: to the server of a room, and to the learners of the run.

A server has no account: it opens them by a signed address that holds for an hour. Learners are asked for at the door.
"""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses import queries as courses
from courses.actions.slides import ADDRESS_SECONDS, SALT
from courses.models import RunSession, SessionSlides
from lms.queries import joining as doors
from lms.queries.joining import DoorState
from media.responses import serve


@never_cache
@require_safe
def room_slides(request: HttpRequest, signature: str, name: str) -> HttpResponseBase:
    """Hand the file to whoever holds the address; the name in it is for the server alone."""
    try:
        public_id = TimestampSigner(salt=SALT).unsign(signature, max_age=ADDRESS_SECONDS)
    except BadSignature:
        raise Http404 from None
    return serve(get_object_or_404(SessionSlides.objects.select_related("file"), public_id=public_id).file)


@never_cache
@require_safe
@login_required
def session_slides(request: HttpRequest, session_id: str, slides_id: str) -> HttpResponseBase:
    """Hand a file to who learns or teaches in the run; what is kept back is for those who lead the session."""
    session = get_object_or_404(courses.with_people(RunSession.objects.all()), public_id=session_id)
    found = doors.door(session, authenticated_user(request), timezone.now())
    if found.state == DoorState.NOT_ENROLLED:
        raise Http404
    rows = session.slides.select_related("file")
    own = rows if found.is_staff else rows.filter(is_for_learners=True)
    return serve(get_object_or_404(own, public_id=slides_id).file)
