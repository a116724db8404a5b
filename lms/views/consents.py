"""The question whether somebody lets themselves be recorded: before one session, for a run, and all in one place."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from courses import queries as courses
from courses.models import RunSession
from live_sessions.actions.consents import TextHasChanged
from live_sessions.models import ConsentText
from lms.actions import recording_answers
from lms.forms.recordings import FOR_RUN, FOR_SESSION, ConsentForm
from lms.models import Enrolment
from lms.queries import consents, with_course_title
from lms.queries import joining as doors
from lms.queries.consents import Answered, ConsentQuestion
from lms.queries.joining import DoorState


def _asked(request: HttpRequest, session_id: str) -> tuple[RunSession, User, ConsentQuestion]:
    """Return session, person and question; 404 for whom the session is not, who leads it, or where none is asked."""
    person = authenticated_user(request)
    session = courses.with_people(RunSession.objects.filter(public_id=session_id)).first()
    if session is None:
        raise Http404
    found = doors.door(session, person, timezone.now())
    if found.state == DoorState.NOT_ENROLLED or found.is_staff:
        raise Http404
    question = consents.consent_question(session, person)
    if question is None:
        raise Http404
    return session, person, question


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def of_session(request: HttpRequest, session_id: str) -> HttpResponse:
    """
    Ask, or show what was answered and let it be changed, before the session and after it.

    The same form takes an answer for this session alone and one for the whole run.
    """
    session, person, question = _asked(request, session_id)
    form = ConsentForm(
        request.POST if request.method == "POST" else None,
        offered=(*FOR_SESSION, *FOR_RUN) if question.offers_run else FOR_SESSION,
    )
    if form.is_valid():
        given = _given(form, person)
        try:
            if form.is_for_run:
                recording_answers.answer_for_run(run=session.run, **given)
            else:
                recording_answers.answer(session=session, **given)
        except TextHasChanged:
            messages.warning(request, _("Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal."))
            return redirect("lms:recording_consent", session.public_id)
        messages.success(request, _said(question, form))
        return redirect("lms:session", session.public_id)
    course = courses.localized(session.run.course, get_language() or "de")
    mine = Enrolment.objects.learnt_by(person).filter(run=session.run_id)
    context = {
        "session": session,
        "question": question,
        "form": form,
        "course_title": course.title,
        "course_language": course.language,
        "line": courses.session_line(session),
        "enrolment_id": mine.values_list("public_id", flat=True).first(),
    }
    return render(request, "lms/recording_consent.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def of_run(request: HttpRequest, enrolment_id: str) -> HttpResponse:
    """
    Show what somebody answered for a whole run and for single sessions of it, and let it be changed.

    Whoever has left the run takes a consent back here, and gives none.
    """
    language = get_language() or "de"
    mine = with_course_title(Enrolment.objects.learnt_by(request.user), language=language)
    enrolment = get_object_or_404(mine, public_id=enrolment_id)
    has_left = consents.is_left(enrolment)
    person = authenticated_user(request)
    question = consents.run_question(enrolment.run, person)
    if question is None or (has_left and not question.has_given_anything):
        raise Http404
    form = ConsentForm(request.POST if request.method == "POST" else None, offered=("no_all",) if has_left else FOR_RUN)
    if form.is_valid():
        given = _given(form, person)
        try:
            recording_answers.answer_for_run(run=enrolment.run, **given)
        except TextHasChanged:
            messages.warning(request, _("Der Text hat sich geändert. Bitte lesen Sie ihn noch einmal."))
            return redirect("lms:run_consent", enrolment.public_id)
        messages.success(request, _said(question, form))
        return redirect("lms:my_consents" if has_left else "lms:recordings", *([] if has_left else [enrolment_id]))
    context = {"enrolment": enrolment, "question": question, "form": form, "has_left": has_left}
    return render(request, "lms/run_consent.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """List everything that somebody said about being recorded, run by run, with the way to change it."""
    language = get_language() or "de"
    person = authenticated_user(request)
    enrolments = Enrolment.objects.learnt_by(person).order_by("-enrolled_at", "-pk")
    found = consents.answers_of(list(with_course_title(enrolments, language=language)), person)
    return render(request, "lms/my_consents.html", {"answers": found})


class Given(TypedDict):
    """An answer, whatever it is about."""

    person: User
    text: ConsentText
    lets_record: bool
    at: datetime


def _given(form: ConsentForm, person: User) -> Given:
    text = get_object_or_404(ConsentText, public_id=form.cleaned_data["text"])
    return Given(person=person, text=text, lets_record=form.lets_record, at=timezone.now())


def _said(question: Answered, form: ConsentForm) -> str:
    if form.lets_record:
        return _("Danke. Sie können Ihre Einwilligung jederzeit zurückziehen.")
    if question.has_given:
        return _(
            "Ihre Einwilligung ist zurückgezogen. Was schon aufgezeichnet ist, wird sofort verborgen. Wenn Sie gerade "
            "im Raum sind, verlassen Sie ihn bitte und kommen Sie neu herein."
        )
    return _("Sie werden nicht aufgezeichnet. Ihre Stunden zählen genauso.")
