"""The operator's page in the back office; security.txt and robots.txt for everybody."""
# messages: back office

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.back_office import back_office_view
from accounts.roles import Permission
from jobs.models import Job, JobState
from operations import actions, board, contact, queries
from operations.logs import mask
from operations.probes import PROBES

JOBS_SHOWN = 20
LIST_SECONDS = 1.0  # the cards have waited already


@never_cache
@back_office_view(Permission.SEE_JOBS)
@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    """Show the state of everything the house leans on, the worst first, and the jobs that were given up."""
    at = timezone.now()
    cards = board.cards(PROBES, at=at)
    return render(
        request,
        "operations/admin/operations.html",
        {
            "cards": cards,
            "failed": _failed_jobs(),
            "at": at,
            "may_write": bool(authenticated_user(request).email),
            "is_well": all(card.finding.state == "good" for card in cards),
        },
    )


def _failed_jobs() -> list[dict[str, object]]:
    """Return the jobs that were given up; none while the database hangs, which a card says."""
    try:
        with board.limited(LIST_SECONDS):
            jobs = list(queries.failed_jobs(JOBS_SHOWN))
    except DatabaseError:
        return []
    return [{"job": job, "error": mask(job.last_error.splitlines()[0] if job.last_error else "")} for job in jobs]


@back_office_view(Permission.SEE_JOBS)
@require_POST
def send_test_letter(request: HttpRequest) -> HttpResponse:
    """Send the operator a letter the way all letters go."""
    letter = actions.send_test_letter(to=authenticated_user(request), at=timezone.now())
    if letter is None:
        messages.error(request, _("In Ihrem Konto steht keine E-Mail-Adresse."))
    else:
        messages.success(request, _("Der Probebrief an %(address)s ist auf dem Weg.") % {"address": letter.address})
    return redirect("operations")


@back_office_view(Permission.SEE_JOBS)
@require_POST
def retry_job(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let a failed job try again."""
    job = get_object_or_404(Job, public_id=public_id, state=JobState.FAILED)
    actions.retry(job=job, by=authenticated_user(request), at=timezone.now())
    messages.success(request, _("Die Aufgabe wird neu versucht."))
    return redirect("operations")


@cache_control(public=True, max_age=3600)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where to report a hole (RFC 9116); 404 while the operator has named nobody."""
    text = contact.security_txt()
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


@cache_control(public=True, max_age=3600)
@require_safe
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Say what search engines may read."""
    return HttpResponse(contact.robots_txt(), content_type="text/plain; charset=utf-8")
