# messages: back office – read by the coordination of a network
"""The coordination of a network reads how many people its providers trained, and nobody's name."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diversity_training.queries.network_figures import figures_of


@never_cache
@login_required
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """Show the figures of the person's network; nobody else finds the page."""
    found = figures_of(authenticated_user(request), language=get_language() or "de")
    if found is None:
        raise Http404
    return render(request, "diversity_training/network.html", {"found": found})
