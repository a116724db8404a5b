"""The public check: says no more than it must, to anybody who has the number or the code."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from certificates import rules
from certificates.forms import NameForm, NumberForm
from certificates.models import Certificate
from certificates.wording import units

TOO_MANY_REQUESTS = 429


def _may_try(request: HttpRequest, form: Form, *, action: str, key: str) -> bool:
    """Count this attempt; say so at the form when there were too many (settings.CERTIFICATE_RATES)."""
    if ratelimit.consume(request, app="certificates", action=action, config=settings.CERTIFICATE_RATES, key=key):
        return True
    form.add_error(None, _("Das waren zu viele Versuche. Bitte versuchen Sie es in zehn Minuten wieder."))
    return False


def _answer(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Take a number from paper and lead to its page."""
    form = NumberForm(request.POST if request.method == "POST" else None)
    is_number, status = form.is_valid(), 200
    if request.method == "POST" and not _may_try(request, form, action="number", key="all"):
        status = TOO_MANY_REQUESTS  # made-up numbers count too
    elif is_number:
        known = Certificate.objects.public().filter(number=form.cleaned_data["number"]).first()
        if known:
            return redirect("certificates:verify", known.public_id)
        form.add_error("number", NumberForm.unknown)
    return _answer(request, "certificates/lookup.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, public_id: str) -> HttpResponse:
    """
    Say whether the certificate holds: kind, course, period, UE, provider, initials.

    The full name appears only to a visitor who has typed it; a wrong name gets the same page without it.
    """
    certificate = Certificate.objects.public().select_related("provider").filter(public_id=public_id).first()
    if certificate is None:
        return _answer(request, "certificates/unknown.html", {}, status=404)
    form = NameForm(request.POST if request.method == "POST" else None)
    facts = certificate.facts
    verdict, status = "", 200
    if form.is_valid():
        if _may_try(request, form, action="name", key=certificate.public_id):
            verdict = "matches" if rules.name_matches(form.cleaned_data["name"], facts) else "differs"
        else:
            status = TOO_MANY_REQUESTS
    context: dict[str, Any] = {
        "certificate": certificate,
        "kind_title": certificate.kind_class.title,
        "is_for_employer": certificate.kind_class.is_for_employer,
        "facts": facts,
        "units_total": units(facts.minutes_total),
        "units_attended": units(facts.minutes_attended),
        "initials": rules.initials(facts.holder_name),
        "form": form,
        "verdict": verdict,
        "full_name": facts.holder_name if verdict == "matches" else "",
    }
    return _answer(request, "certificates/verify.html", context, status=status)
