"""Signing up for an online seminar without an account: ask, confirm, leave, and what was certified afterwards."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from admissions import actions as admissions
from admissions import queries as places
from certificates.models import Certificate
from courses import queries as courses
from courses.models import Run
from lms.actions import guest_signups as actions
from lms.actions.certifying import GUEST_LINK
from lms.forms.guest_signup import GuestSignupForm
from lms.links import opens
from lms.models import GuestSignup
from lms.queries import guest_signups as queries
from lms.queries.joining import line_of
from media.responses import serve
from ui.limits import TOO_MANY_REQUESTS, may_send


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, run_id: str) -> HttpResponse:
    """Take name and address; the letter brings the link that confirms."""
    run = _run(run_id)
    at, status = timezone.now(), 200
    form = GuestSignupForm(request.POST if request.method == "POST" else None)
    is_open = queries.takes_guests(run, at=at)
    if request.method == "POST" and is_open and form.is_valid():
        data = form.cleaned_data
        if may_send(request, form, name="guest_signup", key=data["address"].lower()):
            try:
                actions.ask(run=run, **data, language=get_language() or "de", at=at)
                return redirect("lms:guest_signup_sent", run.public_id)
            except actions.NothingToSignUpFor:
                is_open = False
        else:
            status = TOO_MANY_REQUESTS
    if request.method == "POST" and status == 200:
        status = 422 if is_open else 409
    context = {**_about(run), "form": form, "is_open": is_open, "free": places.free_places(run, at)}
    return _secretive(render(request, "lms/guest_signup_ask.html", context, status=status))


@never_cache
@require_safe
def sent(request: HttpRequest, run_id: str) -> HttpResponse:
    """Say that a letter is on its way, whoever asked."""
    return _secretive(render(request, "lms/guest_signup_sent.html", _about(_run(run_id))))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest, signup_id: str, secret: str) -> HttpResponse:
    """
    Show a sign-up to whoever has its letter; the buttons confirm it, or take it back.

    Opening the link does nothing: mail programs look into links before their readers do.
    """
    if not opens(actions.LINK, signup_id, secret):
        raise Http404
    rows = GuestSignup.objects.select_related("run__course__provider", "run__course__locale")
    found = get_object_or_404(rows, public_id=signup_id)
    at, refusal, status = timezone.now(), "", 200
    if request.method == "POST":
        try:
            if request.POST.get("act") == "leave":
                actions.leave(signup=found, at=at)
            else:
                actions.confirm(signup=found, at=at)
            return redirect("lms:guest_signup", signup_id, secret)
        except admissions.RunIsFull:
            refusal = _("Alle Plätze sind inzwischen vergeben. Schauen Sie bei den anderen Terminen.")
        except (admissions.PlaceRefused, actions.NothingToSignUpFor, actions.SignupIsExpired):
            refusal = _("Zu diesem Seminar kann man sich nicht mehr anmelden.")
        status = 409
    sessions = queries.open_sessions(found.run, at=at)
    if found.left_at is not None:
        scene = "left"
    elif queries.is_expired(found, at=at) or (found.confirmed_at is None and not sessions):
        scene = "expired"
    else:
        scene = "confirmed" if found.confirmed_at is not None else "waiting"
    context = {
        **_about(found.run),
        "signup": found,
        "scene": scene,
        "refusal": refusal,
        "may_leave": scene == "confirmed" and bool(sessions),
    }
    return _secretive(render(request, "lms/guest_signup.html", context, status=status))


@never_cache
@require_safe
def certificate(request: HttpRequest, certificate_id: str, secret: str) -> HttpResponseBase:
    """Show a guest the confirmation of their attendance; with `?pdf` the document itself."""
    if not opens(GUEST_LINK, certificate_id, secret):
        raise Http404
    rows = Certificate.objects.filter(kind="seminar", holder=None).select_related("pdf", "provider")
    found = get_object_or_404(rows, public_id=certificate_id)
    if "pdf" in request.GET and found.is_valid and found.pdf is not None:
        return serve(found.pdf, as_attachment=True)
    context = {"certificate": found, "facts": found.facts}
    return _secretive(render(request, "lms/guest_certificate.html", context))


def _run(run_id: str) -> Run:
    """Return a public online seminar's run; everything else is not found."""
    rows = Run.objects.filter(
        announced_at__isnull=False,
        archived_at__isnull=True,
        course__live=True,
        course__offer_kind="online_seminar",
        course__provider__archived_at__isnull=True,
    )
    return get_object_or_404(rows.select_related("course__provider", "course__locale"), public_id=run_id)


def _about(run: Run) -> dict[str, Any]:
    at = timezone.now()
    sessions = courses.with_people(queries.sessions_of(run, at=at))
    return {
        "run": run,
        "course": courses.localized(run.course, get_language() or "de"),
        "dates": [line_of(session, at=at) for session in sessions],
    }


def _secretive(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    return response
