"""Who I am here."""

from __future__ import annotations

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
from accounts.models import User


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change the own names and language."""
    # A copy: a form with errors must not show the wrong name in the head of the page.
    person = User.objects.get(pk=authenticated_user(request).pk)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if "preferred_language" in form.initial:
        form.initial["preferred_language"] = form.initial["preferred_language"] or translation.get_language()
    if form.is_valid():
        people.change_profile(person=person, **form.cleaned_data, by=person, at=timezone.now())
        messages.success(request, _("Ihre Angaben sind gespeichert."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "person": person})
