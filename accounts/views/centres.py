"""Counselling centres in the back office."""
# messages: back office

from __future__ import annotations

from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries
from accounts.actions import centres as acting
from accounts.back_office import back_office_view
from accounts.forms.centres import CentreForm
from accounts.models import CounsellingCentre, User
from accounts.roles import Permission
from accounts.views import desks

EDITORS = (Permission.EDIT_PROVIDER, Permission.MANAGE_PROVIDERS)


def _own(by: User) -> QuerySet[CounsellingCentre]:
    return (
        CounsellingCentre.objects.filter(provider__in=queries.editable_providers(by))
        .select_related("provider")
        .order_by("city", "name", "pk")
    )


@back_office_view(*EDITORS)
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """List the centres of the own providers, closed ones included."""
    rows = _own(authenticated_user(request)).prefetch_related("languages", "areas")
    new = {"new_url": reverse("accounts_found_centre"), "new_title": _("Neue Beratungsstelle")}
    context = {"title": _("Beratungsstellen"), "icon": "help", "rows": rows, **new}
    return render(request, "accounts/admin/centres.html", context)


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def found_centre(request: HttpRequest) -> HttpResponse:
    """Open a centre."""
    by = authenticated_user(request)
    form = CentreForm(request.POST or None, providers=queries.editable_providers(by).order_by("name"))
    if form.is_valid():
        acting.found_centre(**form.cleaned_data, by=by, at=timezone.now())
        messages.success(request, _("Die Beratungsstelle ist angelegt und steht auf der Website."))
        return redirect("accounts_centres")
    return _form_page(request, form, _("Neue Beratungsstelle"))


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def change_centre(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what visitors read about a centre."""
    by = authenticated_user(request)
    centre = get_object_or_404(_own(by), public_id=public_id)
    form = CentreForm(request.POST or None, instance=centre, providers=None)
    if form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        many = {name: values.pop(name) for name in ("languages", "postcode_areas", "modes")}
        acting.change_centre(centre=centre, values=values, **many, by=by, at=timezone.now())
        messages.success(request, _("Die Angaben sind gespeichert."))
        return redirect("accounts_centres")
    return _form_page(request, form, _("Beratungsstelle ändern"))


@back_office_view(*EDITORS)
@require_http_methods(["GET", "POST"])
def archive_centre(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask once, then close a centre or open it again."""
    by = authenticated_user(request)
    centre = get_object_or_404(_own(by), public_id=public_id)
    if request.method == "POST":
        if centre.archived_at is None:
            acting.archive_centre(centre=centre, by=by, at=timezone.now())
            messages.success(request, _("„%(name)s“ ist archiviert.") % {"name": centre})
        else:
            acting.bring_centre_back(centre=centre, by=by, at=timezone.now())
            messages.success(request, _("„%(name)s“ ist zurückgeholt.") % {"name": centre})
        return redirect("accounts_centres")
    return desks.ask_about_archiving(
        request,
        centre,
        icon="help",
        back="accounts_centres",
        consequences=_("Besucherinnen und Besucher finden die Stelle dann nicht mehr."),
    )


def _form_page(request: HttpRequest, form: object, title: str) -> HttpResponse:
    context = {"form": form, "header_title": title, "header_icon": "help", "back": "accounts_centres"}
    return render(request, "accounts/admin/form.html", context)
