# messages: back office – pages of an employer's HR
"""An employer's HR among themselves: who is there, departments, who stands in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions import employers
from accounts.models import Employer, User
from diversity_training.actions import desk_access, team
from diversity_training.desk_forms import ColleagueForm, DepartmentForm, SubstitutionForm
from diversity_training.models import DeskAccess
from diversity_training.queries.desk import employers_of
from diversity_training.queries.team import seats_at_desk
from ui.limits import may_send

Answer = dict[str, Any] | None  # forms that were refused; None: done


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_team(request: HttpRequest, employer_id: str) -> HttpResponse:
    """Show and change who sits at the desk of an employer."""
    employer = get_object_or_404(employers_of(request.user), public_id=employer_id)
    refused: Answer = {}
    if request.method == "POST":
        act = ACTS.get(request.POST.get("act", ""))
        refused = act(request, employer) if act is not None else None
        if refused is None:
            return _to_team(employer)
    at = timezone.now()
    open_ones = DeskAccess.objects.filter(employer=employer, request=None, used_at=None, expires_at__gt=at)
    context = {
        "employer": employer,
        "seats": list(seats_at_desk(employer)),
        "invited": list(open_ones.order_by("created_at", "pk")),
        "departments": list(employer.departments.all()),
        "substitutions": list(
            employer.substitutions.filter(until_on__gte=timezone.localdate(at)).select_related("person", "deputy")
        ),
        "colleague_form": ColleagueForm(),
        "department_form": DepartmentForm(),
        "substitution_form": SubstitutionForm(employer=employer),
    }
    return render(request, "diversity_training/desk/team.html", context | (refused or {}))


def _invite(request: HttpRequest, employer: Employer) -> Answer:
    form = ColleagueForm(request.POST)
    if not form.is_valid() or not may_send(request, form, name="desk_invite"):
        return {"colleague_form": form}
    desk_access.invite(employer=employer, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Die Einladung ist unterwegs. Der Link gilt 30 Tage."))
    return None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_uninvite(request: HttpRequest, employer_id: str, access_id: str) -> HttpResponse:
    """Ask whether a colleague's invitation shall be taken back, then do it."""
    employer = get_object_or_404(employers_of(request.user), public_id=employer_id)
    access = get_object_or_404(DeskAccess.objects.filter(employer=employer, request=None), public_id=access_id)
    if request.method == "POST":
        desk_access.withdraw(access=access, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Die Einladung gilt nicht mehr."))
        return _to_team(employer)
    if access.used_at is not None or access.expires_at <= timezone.now():
        return _to_team(employer)
    happens = [
        _("Der Link in der Einladung öffnet dann nichts mehr."),
        _("Sie können die Person jederzeit neu einladen."),
    ]
    return _asked(request, employer, _("Einladung zurückziehen?"), access.name, happens, _("Einladung zurückziehen"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_unseat(request: HttpRequest, employer_id: str, seat_id: str) -> HttpResponse:
    """Ask whether somebody's access to the desk shall end, then end it; whoever ends their own is signed out."""
    employer = get_object_or_404(employers_of(request.user), public_id=employer_id)
    held = get_object_or_404(seats_at_desk(employer), public_id=seat_id)
    is_own = held.user_id == request.user.pk
    if request.method == "POST":
        try:
            employers.unseat(membership=held, by=cast(User, request.user), at=timezone.now())
        except employers.LastOfTheDesk:
            messages.error(
                request, _("Mindestens eine Person muss den Betrieb verwalten. Laden Sie zuerst jemanden ein.")
            )
            return _to_team(employer)
        if is_own:
            messages.success(request, _("Ihr Zugang ist beendet."))
            return redirect("front")
        messages.success(request, _("Der Zugang ist beendet: %(name)s") % {"name": held.user.display_name})
        return _to_team(employer)
    if is_own:
        title = _("Den eigenen Zugang beenden?")
        happens = [
            _("Sie sehen Buchungen, Plätze und Nachrichten dieses Betriebs dann nicht mehr und werden abgemeldet."),
            _("Das eigene Konto bleibt, auch alles, was Sie selbst gelernt haben."),
        ]
    else:
        title = _("Zugang beenden?")
        happens = [
            _("Die Person sieht Buchungen, Plätze und Nachrichten dieses Betriebs dann nicht mehr."),
            _("Ihr Konto bleibt, auch alles, was sie selbst gelernt hat."),
        ]
    happens.append(_("Wer danach wieder Zugang braucht, wird von der Personalabteilung neu eingeladen."))
    return _asked(request, employer, title, held.user.display_name, happens, _("Zugang beenden"))


def _asked(
    request: HttpRequest, employer: Employer, title: str, name: str, happens: list[str], confirm_text: str
) -> HttpResponse:
    context = {
        "title": title,
        "text": f"{name} · {employer.name}",
        "consequences": happens,
        "confirm_text": confirm_text,
        "cancel_href": reverse("diversity_training:desk_team", args=[employer.public_id]),
        "is_dangerous": True,
    }
    return render(request, "ui/confirm.html", context)


def _to_team(employer: Employer) -> HttpResponse:
    return redirect("diversity_training:desk_team", employer.public_id)


def _add_department(request: HttpRequest, employer: Employer) -> Answer:
    form = DepartmentForm(request.POST)
    if not form.is_valid():
        return {"department_form": form}
    name = form.cleaned_data["department_name"]
    team.add_department(employer=employer, name=name, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Gespeichert."))
    return None


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk_remove_department(request: HttpRequest, employer_id: str, department_id: str) -> HttpResponse:
    """Ask whether a department shall go, then remove it."""
    employer = get_object_or_404(employers_of(request.user), public_id=employer_id)
    found = get_object_or_404(employer.departments.all(), public_id=department_id)
    if request.method == "POST":
        team.remove_department(department=found, by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Die Abteilung ist entfernt."))
        return _to_team(employer)
    happens = [
        _("Ihre Buchungen bleiben; sie gehören dann zu keiner Abteilung mehr."),
        _("Sie können die Abteilung jederzeit neu anlegen."),
    ]
    return _asked(request, employer, _("Abteilung entfernen?"), found.name, happens, _("Abteilung entfernen"))


def _stand_in(request: HttpRequest, employer: Employer) -> Answer:
    form = SubstitutionForm(request.POST, employer=employer)
    if not form.is_valid():
        return {"substitution_form": form}
    team.stand_in(employer=employer, by=cast(User, request.user), at=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Gespeichert."))
    return None


def _end_substitution(request: HttpRequest, employer: Employer) -> Answer:
    found = get_object_or_404(employer.substitutions.all(), public_id=request.POST.get("substitution", ""))
    team.end_substitution(substitution=found, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Die Vertretung ist beendet."))
    return None


ACTS: dict[str, Callable[[HttpRequest, Employer], Answer]] = {
    "invite": _invite,
    "add_department": _add_department,
    "stand_in": _stand_in,
    "end_substitution": _end_substitution,
}
