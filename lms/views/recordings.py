"""Recordings for learners: the question before, what was released, and the way to it."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import authenticated_user
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from courses import queries as courses
from courses.models import RunSession
from live_sessions.actions import consents
from live_sessions.actions.recording_server import PlaybackUnavailable, address_of
from live_sessions.models import ConsentText
from lms.actions import recording_answers
from lms.forms.recordings import ConsentForm
from lms.queries import joining as doors
from lms.queries import recordings
from lms.queries.joining import DoorState
from lms.views.door import own_enrolment
from ui.limits import TOO_MANY_REQUESTS

UNAVAILABLE = 503


def _asked(request: HttpRequest, session_id: str) -> tuple[RunSession, User, recordings.ConsentQuestion]:
    """Return session, person and question; 404 for whom the session is not, who leads it, or where none is asked."""
    person = authenticated_user(request)
    session = courses.with_people(RunSession.objects.filter(public_id=session_id)).first()
    if session is None:
        raise Http404
    found = doors.door(session, person, timezone.now())
    if found.state == DoorState.NOT_ENROLLED or found.is_staff:
        raise Http404
    question = recordings.consent_question(session, person)
    if question is None:
        raise Http404
    return session, person, question


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def consent(request: HttpRequest, session_id: str) -> HttpResponse:
    """Ask, or show what was answered and let it be changed, before the session and after it."""
    session, person, question = _asked(request, session_id)
    form = ConsentForm(request.POST if request.method == "POST" else None, initial={"text": question.text.public_id})
    if form.is_valid():
        text = get_object_or_404(ConsentText, public_id=form.cleaned_data["text"])
        try:
            recording_answers.answer(
                session=session, person=person, text=text, lets_record=form.lets_record, at=timezone.now()
            )
        except consents.TextHasChanged:
            messages.warning(request, _("Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal."))
            return redirect("lms:recording_consent", session.public_id)
        messages.success(request, _said(question, lets_record=form.lets_record))
        return redirect("lms:session", session.public_id)
    course = courses.localized(session.run.course, get_language() or "de")
    context = {
        "session": session,
        "question": question,
        "form": form,
        "course_title": course.title,
        "course_language": course.language,
        "line": courses.session_line(session),
    }
    return render(request, "lms/recording_consent.html", context, status=422 if form.errors else 200)


def _said(question: recordings.ConsentQuestion, *, lets_record: bool) -> str:
    if lets_record:
        return _("Danke. Sie können Ihre Einwilligung jederzeit zurückziehen.")
    if question.has_given:
        return _(
            "Ihre Einwilligung ist zurückgezogen. Was schon aufgezeichnet ist, wird sofort verborgen. Wenn Sie gerade "
            "im Raum sind, verlassen Sie ihn bitte und kommen Sie neu herein."
        )
    return _("Sie werden nicht aufgezeichnet. Ihre Stunden zählen genauso.")


@require_safe
@login_required
def of_run(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """List what was recorded in the learner's run and released."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    return render(
        request, "lms/recordings.html", {"enrolment": enrolment, "recordings": recordings.of_run(enrolment, at=at)}
    )


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
