# messages: back office
"""Who accompanies the employer: invited by its HR, and ended by either side."""

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from opening_process.actions import advising
from opening_process.forms import InviteForm
from opening_process.models import Adviser
from opening_process.queries.people import invitations_for
from opening_process.views.door import enter, page

STANDING = (Adviser.State.INVITED, Adviser.State.ACTIVE)


@page("GET", "HEAD", "POST")
def advisers(request: HttpRequest, process_id: str) -> HttpResponse:
    """Show who accompanies the process; invite somebody."""
    inside = enter(request, process_id, as_hr=True)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        advising.invite(process=inside.process, by=inside.user, at=timezone.now(), **form.cleaned_data)
        messages.success(
            request,
            _("Die Einladung steht bereit. Gehört die Adresse zu einem Dozentenkonto, haben wir dorthin geschrieben."),
        )
        return redirect("opening_process:advisers", process_id)
    known = inside.process.advisers.filter(state__in=STANDING).select_related("user")
    return render(request, "opening_process/advisers.html", inside.context(form=form, advisers=known))


@page("POST")
def adviser_end(request: HttpRequest, process_id: str, adviser_id: str) -> HttpResponse:
    """Withdraw an invitation, or end the company; the adviser may do that too."""
    inside = enter(request, process_id)
    found = inside.process.advisers.filter(state__in=STANDING)
    if not inside.is_hr:
        found = found.filter(user=inside.user)
    adviser = get_object_or_404(found, public_id=adviser_id)
    advising.end(adviser=adviser, by=inside.user, at=timezone.now())
    messages.success(request, _("Beendet. Ab sofort sieht diese Person nichts mehr von Ihrem Prozess."))
    if inside.is_hr:
        return redirect("opening_process:advisers", process_id)
    return redirect("opening_process:start")


@page("POST")
def answer(request: HttpRequest, adviser_id: str) -> HttpResponse:
    """Accept an invitation, or decline it."""
    user, at = authenticated_user(request), timezone.now()
    adviser = get_object_or_404(invitations_for(user), public_id=adviser_id)
    try:
        if request.POST.get("answer") == "yes":
            process = advising.accept(adviser=adviser, by=user, at=at)
            return redirect("opening_process:process", process.public_id)
        advising.decline(adviser=adviser, by=user, at=at)
    except advising.NotInvited:
        messages.warning(request, _("Diese Einladung gilt nicht mehr."))
    else:
        messages.success(request, _("Sie haben abgesagt."))
    return redirect("opening_process:start")
