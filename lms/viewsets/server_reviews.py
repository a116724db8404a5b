"""Deciding between two analytics of a server that differ, on the list of their session."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from accounts.back_office import back_office_view
from live_sessions.actions import reviewing
from lms.queries import server_reviews
from lms.viewsets.attendance import SEE, session_of

ACTS = {"accept": reviewing.accept, "dismiss": reviewing.dismiss}


@require_POST
@back_office_view(SEE)
def decide(request: HttpRequest, session_id: str) -> HttpResponse:
    """Let the later analytics count, or stay with the first: what `act` says about the ones that `key` names."""
    session = session_of(request, session_id)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    receipt = server_reviews.to_decide(session, request.POST.get("key", ""))
    try:
        if receipt is None:
            raise reviewing.AlreadyDecided
        act(receipt=receipt, by=authenticated_user(request), at=timezone.now())
    except reviewing.AlreadyDecided:
        messages.error(request, _("Das ist schon entschieden."))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("attendance_office:page", session.public_id)
