"""Recordings for learners: what was released to their run, and the way to it."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import RunSession
from live_sessions.actions.recording_server import PlaybackUnavailable, address_of
from lms.queries import consents, recordings
from lms.views.door import own_enrolment
from ui.limits import TOO_MANY_REQUESTS

UNAVAILABLE = 503


@require_safe
@login_required
def of_run(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """List what was recorded in the learner's run and released."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    context = {
        "enrolment": enrolment,
        "recordings": recordings.of_run(enrolment, at=at),
        "question": consents.run_question(enrolment.run, authenticated_user(request)),
    }
    return render(request, "lms/recordings.html", context)


@never_cache
@require_safe
@login_required
def play(request: HttpRequest, recording_id: str, kind: str) -> HttpResponse:
    """
    Lead to where the recording plays, after asking whether this person may see it; the address stands nowhere else.

    The server is asked now: one that protects its recordings gives addresses that hold for a while only.
    """
    at, person = timezone.now(), authenticated_user(request)
    found = recordings.to_play(person, recording_id, kind, at=at)
    if found is None:
        raise Http404
    recording, session = found
    rates = settings.JOIN_RATES
    if not ratelimit.consume(request, app="lms", action="play", config=rates, key=person.public_id, limit_get=True):
        return _away(request, session, status=TOO_MANY_REQUESTS)
    try:
        address = address_of(recording=recording, kind=kind)
    except PlaybackUnavailable:
        return _away(request, session, status=UNAVAILABLE)
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store, private"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _away(request: HttpRequest, session: RunSession, *, status: int) -> HttpResponse:
    context = {
        "is_too_often": status == TOO_MANY_REQUESTS,
        "again": request.path,
        "back": reverse("lms:session", args=[session.public_id]),
    }
    response = render(request, "lms/recording_away.html", context, status=status)
    response.headers["Retry-After"] = "300"
    return response
