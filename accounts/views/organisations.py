"""Providers and networks, in the back office."""
# messages: back office

from __future__ import annotations

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries, rules
from accounts.actions import organisations as acting
from accounts.back_office import back_office_view
from accounts.forms.back_office import NetworkForm, NewProviderForm, ProviderForm
from accounts.models import Network
from accounts.roles import Permission


@back_office_view(Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """List the providers whose details one may change, and for the administration the networks."""
    by = authenticated_user(request)
    manages_all = rules.may(by, Permission.MANAGE_PROVIDERS)
    networks = Network.objects.filter(archived_at=None).select_related("parent", "programme").order_by("name")
    return render(
        request,
        "accounts/admin/organisations.html",
        {
            "providers": queries.editable_providers(by).select_related("network").order_by("name"),
            "networks": networks if manages_all else [],
            "manages_all": manages_all,
        },
    )


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
def found_network(request: HttpRequest) -> HttpResponse:
    """Set up a network."""
    form = NetworkForm(request.POST or None)
    if form.is_valid():
        acting.found_network(**form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Das Netzwerk ist angelegt."))
        return redirect("accounts_organisations")
    return _form_page(request, form, _("Neues Netzwerk"))


def _form_page(request: HttpRequest, form: object, title: str) -> HttpResponse:
    context = {"form": form, "header_title": title, "header_icon": "home", "back": "accounts_organisations"}
    return render(request, "accounts/admin/form.html", context)
