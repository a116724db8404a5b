"""Who works here: giving and ending roles, in the back office."""
# messages: back office

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries, rules
from accounts.actions import memberships, people, second_factor
from accounts.back_office import back_office_view
from accounts.forms.back_office import RoleForm
from accounts.roles import Permission
from privacy import audit


@back_office_view(Permission.MANAGE_STAFF)
@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """List the active roles at the own providers, or all."""
    by = authenticated_user(request)
    managed = list(queries.managed_memberships(by).order_by("provider__name", "role", "pk"))
    audit.record("accounts.staff_read", subject=by, by=by, at=timezone.now(), details={"count": len(managed)})
    rows = [
        {
            "membership": membership,
            "place": membership.provider or membership.employer or membership.network or "",
            "name": membership.user.display_name if queries.has_come(membership) else "",
            "address": membership.user.email or membership.user.username,
        }
        for membership in managed
    ]
    context = {
        "title": _("Mitarbeitende"),
        "icon": "group",
        "new_url": reverse("accounts_give_role"),
        "new_title": _("Rolle geben"),
        "rows": rows,
        "may_remove_factor": rules.may(by, Permission.MANAGE_PROVIDERS),
    }
    return render(request, "accounts/admin/staff.html", context)


@back_office_view(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def give_role(request: HttpRequest) -> HttpResponse:
    """Give a role to whoever has this address; the answer is the same whether the house knew them or not."""
    by = authenticated_user(request)
    form = RoleForm(request.POST or None, by=by, initial={"preferred_language": translation.get_language()})
    if form.is_valid():
        values = form.cleaned_data
        at = timezone.now()
        try:
            with transaction.atomic():
                person = people.invite(
                    full_name=values["full_name"],
                    email=values["email"],
                    language=values["preferred_language"],
                    provider=values["provider"],
                    by=by,
                    at=at,
                )
                memberships.grant(
                    user=person,
                    role=values["role"],
                    provider=values["provider"],
                    employer=values.get("employer"),
                    network=values.get("network"),
                    by=by,
                    at=at,
                )
        except memberships.MayNotManageRoles:
            form.add_error("role", _("Diese Rolle können Sie hier nicht geben."))
        else:
            messages.success(request, _("Die Rolle ist eingetragen."))
            return redirect("accounts_staff")
    return render(
        request,
        "accounts/admin/form.html",
        {"form": form, "header_title": _("Rolle geben"), "header_icon": "group", "back": "accounts_staff"},
    )


@back_office_view(Permission.MANAGE_STAFF)
@require_http_methods(["GET", "POST"])
def end_role(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then end the role."""
    by = authenticated_user(request)
    membership = get_object_or_404(queries.managed_memberships(by), public_id=public_id)
    if request.method == "POST":
        try:
            memberships.end(membership=membership, by=by, at=timezone.now())
        except memberships.LastAdministration:
            messages.error(
                request, _("Das ist die letzte Person mit dieser Rolle. Geben Sie sie zuerst jemand anderem.")
            )
        else:
            messages.success(request, _("Die Rolle ist beendet. Alle Anmeldungen der Person sind beendet."))
        return redirect("accounts_staff")
    address = membership.user.email or membership.user.username
    return render(
        request,
        "accounts/admin/confirm.html",
        {
            "header_title": _("Rolle beenden"),
            "header_icon": "group",
            "question": _("Soll %(address)s die Rolle „%(role)s“ nicht mehr haben?")
            % {"address": address, "role": membership.get_role_display()},
            "answer": _("Ja, Rolle beenden"),
            "back": "accounts_staff",
        },
    )


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def remove_factor(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then take away the second factor of somebody who lost phone and recovery codes."""
    by = authenticated_user(request)
    membership = get_object_or_404(queries.managed_memberships(by), public_id=public_id)
    if request.method == "POST":
        try:
            second_factor.remove(person=membership.user, by=by, at=timezone.now())
        except second_factor.MayNotRemoveFactor:
            messages.error(request, _("Das geht nicht für das eigene Konto."))
        else:
            messages.success(request, _("Bei der nächsten Anmeldung wird ein neuer zweiter Faktor eingerichtet."))
        return redirect("accounts_staff")
    return render(
        request,
        "accounts/admin/confirm.html",
        {
            "header_title": _("Zweiten Faktor entfernen"),
            "header_icon": "lock",
            "question": _(
                "Hat %(address)s Handy und Notfall-Codes verloren? Haben Sie sich überzeugt, wer darum bittet?"
            )
            % {"address": membership.user.email or membership.user.username},
            "answer": _("Ja, zweiten Faktor entfernen"),
            "back": "accounts_staff",
        },
    )
