"""Pages for employers, open to everybody."""

from __future__ import annotations

from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from courses import queries as courses
from diversity_training import rules
from diversity_training.actions import requests
from diversity_training.forms import RequestForm
from diversity_training.models import TrainingOffer, TrainingRequest
from diversity_training.queries import offers as offer_queries
from diversity_training.queries.seminars import seminars as coming_seminars
from ui.limits import TOO_MANY_REQUESTS, may_send


def _language() -> str:
    return get_language() or "de"


def _published(slug: str) -> TrainingOffer:
    found = next((offer for offer in offer_queries.published_offers() if offer.course.slug == slug), None)
    if found is None:
        raise Http404
    return found


@require_safe
def employers(request: HttpRequest) -> HttpResponse:
    """Show what employers can book, and where to begin."""
    return render(request, "diversity_training/employers.html", {"cards": offer_queries.offer_cards(_language())})


@require_safe
def offer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one training with everything a decision needs, and the way to ask for it."""
    found = _published(slug)
    shown = courses.localized(found.course, _language())
    required = found.requires.course if found.requires else None
    context = {
        "offer": found,
        "course": shown,
        "plan": courses.curriculum(shown),
        "requires": courses.localized(required, _language()) if required and required.live else None,
    }
    return render(request, "diversity_training/offer.html", context)


@require_safe
def seminars(request: HttpRequest) -> HttpResponse:
    """List the coming online seminars."""
    found = coming_seminars(language=_language(), at=timezone.now())
    return render(request, "diversity_training/seminars.html", {"seminars": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_training(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a request; no account is needed."""
    found = _published(slug)
    at, status = timezone.now(), 200
    form = RequestForm(request.POST if request.method == "POST" else None, initial={"form_key": uuid4()})
    if request.method == "POST" and form.is_valid():
        if may_send(request, form, name="training_request", key=form.cleaned_data["contact_email"].lower()):
            stored = requests.receive(
                offer=found, form_key=form.cleaned_data["form_key"], language=_language(), at=at, **form.wishes()
            )
            return redirect("diversity_training:requested", stored.public_id)
        status = TOO_MANY_REQUESTS
    context = {
        "form": form,
        "offer": found,
        "course": courses.localized(found.course, _language()),
        "reply_due_on": rules.reply_due_on(timezone.localdate(at)),
    }
    return render(request, "diversity_training/request.html", context, status=status)


@never_cache
@require_safe
def requested(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what happens next; the address holds no more than the reference, and shows nobody's contact."""
    stored = get_object_or_404(TrainingRequest.objects.select_related("provider"), public_id=public_id)
    response = render(request, "diversity_training/requested.html", {"stored": stored})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
