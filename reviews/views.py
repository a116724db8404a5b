# messages: back office
"""Whether a provider wants four eyes on what goes public: one page, one button per provider."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries as access
from accounts.back_office import back_office_view
from accounts.models import Provider
from accounts.roles import Permission
from reviews import queries
from reviews.actions import wanting
from reviews.rules import NobodyToReview


@dataclass(frozen=True, slots=True)
class Row:
    """A provider, whether it wants reviews, and who would decide."""

    provider: Provider
    wants_review: bool
    reviewers: list[str]


@back_office_view(Permission.EDIT_PROVIDER)
@require_http_methods(["GET", "POST"])
def setting(request: HttpRequest) -> HttpResponse:
    """Show the own providers, and begin or end to want a review."""
    by = authenticated_user(request)
    own = access.providers_for(by, Permission.EDIT_PROVIDER).order_by("name")
    if request.method == "POST":
        provider = get_object_or_404(own, public_id=request.POST.get("provider", ""))
        _decide(request, provider)
        return redirect(request.path)
    strict = queries.reviewing([provider.pk for provider in own])
    rows = [
        Row(provider, provider.pk in strict, [user.display_name for user in queries.reviewers_of(provider)])
        for provider in own
    ]
    return render(request, "reviews/admin/setting.html", {"rows": rows})


def _decide(request: HttpRequest, provider: Provider) -> None:
    by, at = authenticated_user(request), timezone.now()
    if request.POST.get("act") == "end":
        wanting.end_review(provider=provider, by=by, at=at)
        messages.success(request, _("Ab jetzt veröffentlicht jede Person selbst."))
        return
    try:
        wanting.want_review(provider=provider, by=by, at=at)
    except NobodyToReview:
        messages.error(
            request,
            _(
                "Dafür fehlt eine zweite Person: Für alle, die Kurse oder Seiten schreiben, muss es eine andere "
                "Person geben, die freigeben darf (Kurskoordination oder Verwaltung des Trägers)."
            ),
        )
        return
    messages.success(request, _("Ab jetzt geht nichts ohne Freigabe durch eine zweite Person an die Öffentlichkeit."))
