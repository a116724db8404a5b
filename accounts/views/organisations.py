"""Providers in the back office: their own administration changes details, the platform's founds and archives."""
# messages: back office

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries, rules
from accounts.actions import organisations as acting
from accounts.back_office import back_office_view
from accounts.forms.back_office import NewProviderForm, ProviderForm
from accounts.models import Provider
from accounts.roles import Permission
from accounts.views import desks


@back_office_view(Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the providers whose details one may change; the administration of the platform also sees archived ones."""
    by = authenticated_user(request)
    manages_all = rules.may(by, Permission.MANAGE_PROVIDERS)
    rows = Provider.objects.all() if manages_all else queries.editable_providers(by)
    new = {"new_url": reverse("accounts_found_provider"), "new_title": _("Neuer Träger")} if manages_all else {}
    rows = rows.select_related("network", "region").order_by("name")
    context = {"title": _("Träger"), "icon": "home", "rows": rows, "manages_all": manages_all, **new}
    return render(request, "accounts/admin/organisations.html", context)


@back_office_view(Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def change_provider(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change the details of a provider."""
    by = authenticated_user(request)
    provider = get_object_or_404(queries.editable_providers(by), public_id=public_id)
    form = ProviderForm(request.POST or None, instance=provider)
    if form.is_valid():
        acting.change_provider(provider=provider, values=form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("accounts_organisations")
    return _form_page(request, form, _("Träger ändern"))


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def found_provider(request: HttpRequest) -> HttpResponse:
    """Set up a provider."""
    form = NewProviderForm(request.POST or None)
    if form.is_valid():
        acting.found_provider(**form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Der Träger ist angelegt. Geben Sie jetzt jemandem die Rolle der Verwaltung."))
        return redirect("accounts_organisations")
    return _form_page(request, form, _("Neuer Träger"))


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def archive_provider(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then archive a provider or bring it back."""
    provider = get_object_or_404(Provider, public_id=public_id)
    if request.method == "POST":
        desks.archive_or_bring_back(request, provider)
        return redirect("accounts_organisations")
    consequences = _(
        "Alle Mitarbeitenden verlieren sofort ihre Rechte bei diesem Träger. Seine Kurse und Beratungsstellen stehen "
        "nicht mehr auf der Website. Lernende behalten ihre Kurse und Bescheinigungen. Sie können den Träger "
        "jederzeit zurückholen; die Rollen gelten dann wieder."
    )
    return desks.ask_about_archiving(
        request, provider, icon="home", back="accounts_organisations", consequences=consequences
    )


def _form_page(request: HttpRequest, form: object, title: str) -> HttpResponse:
    context = {"form": form, "header_title": title, "header_icon": "home", "back": "accounts_organisations"}
    return render(request, "accounts/admin/form.html", context)
