"""
Answering an anonymous survey.

The unit's page makes a ticket; the page of answers knows nothing but that ticket, not even when somebody is signed in.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.actions import surveys
from lms.models import Enrolment
from lms.queries.desk import stage_of
from lms.views.door import own_enrolment
from surveys.actions import answering, rounds
from surveys.answer_forms import AnswerForm


@require_POST
@login_required
def begin(request: HttpRequest, enrolment_id: str, item_id: UUID) -> HttpResponse:
    """Give the person a ticket and lead to the questions."""
    at = timezone.now()
    enrolment = own_enrolment(request, enrolment_id)
    if not stage_of(enrolment, at).may_open_units:
        return redirect("lms:course", enrolment.public_id)
    try:
        ticket = surveys.ticket(enrolment=enrolment, item_id=item_id, at=at)
    except LookupError:
        raise Http404 from None
    except answering.AlreadyAnswered:
        messages.info(request, _("Sie haben schon geantwortet. Danke!"))
    except (answering.RoundIsNotOpen, rounds.NothingToAsk):
        messages.info(request, _("Die Befragung ist zurzeit nicht offen."))
    else:
        return redirect("lms:survey", ticket)
    return redirect("lms:unit", enrolment.public_id, item_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, ticket: str) -> HttpResponse:
    """Show the questions, and take the answers or the wish not to answer."""
    at = timezone.now()
    try:
        survey = answering.survey_of(ticket, at=at)
        form = AnswerForm(
            request.POST if request.method == "POST" else None, survey=survey, language=get_language() or "de"
        )
        if request.method == "POST" and request.POST.get("act") == "stay_away":
            enrolment = surveys.stay_away(ticket=ticket, at=at)
            return _thanks(request, enrolment, _("Sie möchten nicht antworten. Das ist in Ordnung."))
        if request.method == "POST" and form.is_valid():
            enrolment = surveys.hand_in(
                ticket=ticket,
                answers=form.answers(),
                texts=form.texts(),
                code=form.cleaned_data["code"],
                at=at,
            )
            return _thanks(request, enrolment, _("Danke! Ihre Antworten sind angekommen, ohne Ihren Namen."))
    except (answering.TicketIsSpent, answering.RoundIsNotOpen):
        return _without_traces(render(request, "lms/survey_closed.html", status=404))
    return _without_traces(render(request, "lms/survey.html", {"form": form, "survey": survey}))


def _thanks(request: HttpRequest, enrolment: Enrolment | None, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("lms:course", enrolment.public_id) if enrolment else redirect("lms:desk")


def _without_traces(response: HttpResponse) -> HttpResponse:
    """Keep the ticket out of what other pages and machines learn."""
    response["Referrer-Policy"] = "same-origin"  # without any, a form of our own would count as a stranger's
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
