"""Who I am here."""

from __future__ import annotations

from copy import copy

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions import people
from accounts.forms import ProfileForm


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change the own names and language."""
    person = authenticated_user(request)
    # A copy: a form with errors must not put a wrong name into the head of the page.
    form = ProfileForm(request.POST or None, instance=copy(person))
    form.initial["preferred_language"] = person.preferred_language or translation.get_language()
    if form.is_valid():
        people.change_profile(person=person, **form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "person": person})
