"""What is held about me: take it along, or have it erased."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.logout import logout
from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import erase as erasing
from accounts.forms import ErasureForm
from privacy import actions as privacy_actions


@login_required
@never_cache
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Explain both rights."""
    return render(request, "accounts/data.html")


@login_required
@reauthentication_required
@never_cache
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """Hand out everything held about the signed-in person as one JSON file."""
    person = authenticated_user(request)
    held = privacy_actions.export_person(person=person, by=person, at=timezone.now())
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@login_required
@reauthentication_required
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Say what goes and what must stay, and after a clear yes erase the signed-in person's data."""
    person = authenticated_user(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            erasing.erase(person=person, by=person, at=timezone.now())
        except erasing.HoldsRoles:
            form.add_error(
                None, _("Sie haben hier noch eine Aufgabe. Die Verwaltung Ihres Trägers muss sie zuerst beenden.")
            )
        else:
            logout(request, show_message=False)
            return redirect("accounts:erased")
    kept = privacy_actions.kept_after_erasure(person=person)
    return render(request, "accounts/erase.html", {"form": form, "kept": kept})


@never_cache
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "accounts/erased.html")
