"""Logos in the back office: those of a funding period for the administration, partners for a provider's own."""
# messages: back office

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries
from accounts.back_office import back_office_view
from accounts.models import FundingPeriod, Provider, User
from accounts.roles import Permission
from media.actions import logos as acting
from media.logo_forms import FundingLogoForm, LogoForm, PartnerLogoForm
from media.models import FundingLogo, PartnerLogo

ADMINISTRATION = (Permission.MANAGE_PROVIDERS,)
EDITORS = (Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)


@back_office_view(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def funding_logos(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the logos of a funding period, and add one."""
    period = get_object_or_404(FundingPeriod.objects.select_related("network"), public_id=public_id)
    form = FundingLogoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added(form, acting.add_funding_logo, by=authenticated_user(request), funding_period=period):
        messages.success(request, _("Das Logo ist angelegt."))
        return redirect("media_funding_logos", period.public_id)
    rows = FundingLogo.objects.filter(funding_period=period)
    return _list_page(
        request,
        form,
        title=_("Logos der Förderphase"),
        subtitle=f"{period.network.name}, {period}",
        rows=[_row(logo, logo.alt_text, "media_funding_logo") for logo in rows],
        back=reverse("accounts_funding_periods"),
    )


@back_office_view(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def change_funding_logo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change order and description of a funder's logo."""
    logo = get_object_or_404(FundingLogo.objects.select_related("funding_period"), public_id=public_id)
    form = FundingLogoForm(request.POST or None, instance=logo)
    if form.is_valid():
        acting.change_funding_logo(logo=logo, **form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("media_funding_logos", logo.funding_period.public_id)
    back = reverse("media_funding_logos", args=[logo.funding_period.public_id])
    return _change_page(request, form, title=_("Logo ändern"), back=back)


@back_office_view(*ADMINISTRATION)
@require_http_methods(["GET", "POST"])
def remove_funding_logo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then take a funder's logo away."""
    logo = get_object_or_404(FundingLogo.objects.select_related("funding_period"), public_id=public_id)
    back = reverse("media_funding_logos", args=[logo.funding_period.public_id])
    if request.method == "POST":
        acting.remove_funding_logo(logo=logo, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Das Logo ist entfernt. Ausgestellte Bescheinigungen behalten es."))
        return redirect(back)
    return _remove_page(request, str(logo), back=back)


def _own_partners(by: User) -> QuerySet[PartnerLogo]:
    return PartnerLogo.objects.filter(provider__in=queries.editable_providers(by)).select_related("provider")


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def partners(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the partners of an own provider, and add one."""
    by = authenticated_user(request)
    provider: Provider = get_object_or_404(queries.editable_providers(by), public_id=public_id)
    form = PartnerLogoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _added(form, acting.add_partner_logo, by=by, provider=provider):
        messages.success(request, _("Der Partner ist angelegt."))
        return redirect("media_partners", provider.public_id)
    return _list_page(
        request,
        form,
        title=_("Partner"),
        subtitle=provider.name,
        rows=[_row(logo, logo.name, "media_partner") for logo in _own_partners(by).filter(provider=provider)],
        back=reverse("accounts_organisations"),
    )


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def change_partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name, address and order of a partner."""
    by = authenticated_user(request)
    logo = get_object_or_404(_own_partners(by), public_id=public_id)
    form = PartnerLogoForm(request.POST or None, instance=logo)
    if form.is_valid():
        acting.change_partner_logo(logo=logo, **form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("media_partners", logo.provider.public_id)
    back = reverse("media_partners", args=[logo.provider.public_id])
    return _change_page(request, form, title=_("Partner ändern"), back=back)


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def remove_partner(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then take a partner away."""
    by = authenticated_user(request)
    logo = get_object_or_404(_own_partners(by), public_id=public_id)
    back = reverse("media_partners", args=[logo.provider.public_id])
    if request.method == "POST":
        acting.remove_partner_logo(logo=logo, by=by, at=timezone.now())
        messages.success(request, _("Der Partner ist entfernt."))
        return redirect(back)
    return _remove_page(request, str(logo), back=back)


def _added(form: LogoForm, add: Callable[..., Any], **place: Any) -> bool:
    """Add the logo of a valid form, or say at its field why not."""
    values = dict(form.cleaned_data)
    upload = values.pop("picture")
    try:
        add(upload=upload, **values, **place, at=timezone.now())
    except acting.NotAPicture:
        form.add_error("picture", _("Diese Datei ist kein Bild, das wir lesen können."))
    except acting.LogoIsThere:
        form.add_error("picture", _("Dieses Bild steht hier schon."))
    else:
        return True
    return False


def _row(logo: FundingLogo | PartnerLogo, name: str, key: str) -> dict[str, Any]:
    return {
        "logo": logo,
        "name": name,
        "change_url": reverse(f"{key}_change", args=[logo.public_id]),
        "remove_url": reverse(f"{key}_remove", args=[logo.public_id]),
    }


def _list_page(request: HttpRequest, form: object, **context: Any) -> HttpResponse:
    return render(request, "media/admin/logos.html", {"form": form, "icon": "image", **context})


def _change_page(request: HttpRequest, form: object, *, title: str, back: str) -> HttpResponse:
    return render(request, "media/admin/logo_form.html", {"form": form, "title": title, "back": back})


def _remove_page(request: HttpRequest, name: str, *, back: str) -> HttpResponse:
    return render(request, "media/admin/logo_remove.html", {"name": name, "back": back})
