"""Pages for employers, open to everybody."""

from __future__ import annotations

from uuid import uuid4

from csp.constants import SELF
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Employer, User
from courses import queries as courses
from diversity_training.actions import requests
from diversity_training.forms import AdviceForm, RequestForm
from diversity_training.models import Topic, TrainingOffer, TrainingRequest
from diversity_training.queries import offers as offer_queries
from diversity_training.queries.desk import employers_of
from diversity_training.queries.network import NEEDS, connections
from diversity_training.queries.open_dates import open_dates
from diversity_training.queries.replies import Promise, advisers, promised_on
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
    cards = offer_queries.offer_cards(_language())
    context = {"cards": cards, "may_compare": {Topic.BASIC, Topic.ADVANCED} <= {card.offer.topic for card in cards}}
    return render(request, "diversity_training/employers.html", context)


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
        "dates": open_dates(found.course, at=timezone.now()),
    }
    return render(request, "diversity_training/offer.html", context)


@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """Set basic and advanced training side by side, so that whoever books knows which one fits."""
    cards = offer_queries.offer_cards(_language())
    chosen = [
        next((card for card in cards if card.offer.topic == topic), None) for topic in (Topic.BASIC, Topic.ADVANCED)
    ]
    if None in chosen:
        raise Http404
    return render(request, "diversity_training/comparison.html", {"cards": chosen})


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
                offer=found,
                form_key=form.cleaned_data["form_key"],
                language=_language(),
                at=at,
                by=request.user if isinstance(request.user, User) else None,
                employer=_only_employer(request.user),
                **form.wishes(),
            )
            return redirect("diversity_training:requested", stored.public_id)
        status = TOO_MANY_REQUESTS
    context = {
        "form": form,
        "offer": found,
        "course": courses.localized(found.course, _language()),
        "reply_due_on": promised_on(found.course.provider, timezone.localdate(at)),
    }
    return render(request, "diversity_training/request.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def request_advice(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Take the wish for a talk, beside a training or on its own; says beforehand by which day somebody answers."""
    found = _published(slug) if slug else None
    at, status = timezone.now(), 200
    today = timezone.localdate(at)
    known = [Promise(found.course.provider, promised_on(found.course.provider, today))] if found else advisers(today)
    form = AdviceForm(request.POST if request.method == "POST" else None, initial={"form_key": uuid4()}, advisers=known)
    if known and request.method == "POST" and form.is_valid():
        if may_send(request, form, name="training_request", key=form.cleaned_data["contact_email"].lower()):
            stored = requests.receive_advice(
                provider=form.adviser,
                offer=found,
                form_key=form.cleaned_data["form_key"],
                language=_language(),
                at=at,
                by=request.user if isinstance(request.user, User) else None,
                employer=_only_employer(request.user),
                **form.wishes(),
            )
            return redirect("diversity_training:requested", stored.public_id)
        status = TOO_MANY_REQUESTS
    context = {
        "form": form,
        "offer": found,
        "course": courses.localized(found.course, _language()) if found else None,
        "is_possible": bool(known),
        "adviser": known[0] if len(known) == 1 else None,
    }
    return render(request, "diversity_training/advice.html", context, status=status)


def _only_employer(user: User | AnonymousUser) -> Employer | None:
    """Return at whose desk the person sits, if it is one; who sits at several says which by the link in the letter."""
    employers = list(employers_of(user)[:2])
    return employers[0] if len(employers) == 1 else None


@never_cache
@require_safe
def requested(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say what happens next; the address holds no more than the reference, and shows nobody's contact."""
    stored = get_object_or_404(TrainingRequest.objects.select_related("provider"), public_id=public_id)
    response = render(request, "diversity_training/requested.html", {"stored": stored})
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@require_safe
def network_test(request: HttpRequest) -> HttpResponse:
    """Let somebody try from their workplace whether the network of their employer lets everything through."""
    found = connections()
    response = render(request, "diversity_training/network_test.html", {"connections": found, "needs": NEEDS})
    # The page's script may knock at these doors, on this page alone.
    response._csp_update = {"connect-src": [SELF, *(line.probe for line in found if line.probe)]}  # type: ignore[attr-defined]
    response["X-Robots-Tag"] = "noindex"
    return response
