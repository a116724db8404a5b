"""
What the administration of the platform sets up, changes and archives: one desk per noun, all of one shape.

Providers have a desk of their own (`views.organisations`), because their administration shares it.
"""
# messages: back office

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe
from django_stubs_ext import StrOrPromise

from accounts.actions import changing
from accounts.actions import organisations as founding
from accounts.back_office import back_office_view
from accounts.forms import desks as forms
from accounts.models import Employer, FundingPeriod, Language, Network, Programme, Region
from accounts.roles import Permission


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list: its head, and what stands in a row."""

    head: StrOrPromise
    cell: Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Desk:
    """One noun: how it is listed, founded and changed. `key` names its URLs: accounts_<key>, …_new, …_change."""

    key: str
    path: str
    title: StrOrPromise
    new_title: StrOrPromise
    change_title: StrOrPromise
    rows: Callable[[], QuerySet[Any]]
    columns: tuple[Column, ...]
    form: type[ModelForm[Any]]
    found: Callable[..., Any]
    icon: str = "home"
    is_archivable: bool = False
    # Screens of apps above: (words, name of a URL that takes the public id of a row).
    links: tuple[tuple[StrOrPromise, str], ...] = ()

    def url(self, what: str = "", *args: str) -> str:
        return reverse(f"accounts_{self.key}{what}", args=args)


def _day(value: Any) -> str:
    return date_format(value, "SHORT_DATE_FORMAT")


DESKS = (
    Desk(
        key="programmes",
        path="foerderprogramme",
        title=gettext_lazy("Förderprogramme"),
        new_title=gettext_lazy("Neues Förderprogramm"),
        change_title=gettext_lazy("Förderprogramm ändern"),
        rows=lambda: Programme.objects.order_by("name"),
        columns=(),
        form=forms.ProgrammeForm,
        found=founding.found_programme,
    ),
    Desk(
        key="networks",
        path="netzwerke",
        title=gettext_lazy("Netzwerke"),
        new_title=gettext_lazy("Neues Netzwerk"),
        change_title=gettext_lazy("Netzwerk ändern"),
        rows=lambda: Network.objects.select_related("parent", "programme").order_by("name"),
        columns=(
            Column(gettext_lazy("Kürzel"), lambda network: network.code),
            Column(gettext_lazy("Art"), lambda network: network.get_kind_display()),
            Column(gettext_lazy("gehört zu"), lambda network: network.parent or "–"),
            Column(gettext_lazy("Förderprogramm"), lambda network: network.programme),
        ),
        form=forms.NetworkForm,
        found=founding.found_network,
        is_archivable=True,
    ),
    Desk(
        key="funding_periods",
        path="foerderphasen",
        title=gettext_lazy("Förderphasen"),
        new_title=gettext_lazy("Neue Förderphase"),
        change_title=gettext_lazy("Förderphase ändern"),
        rows=lambda: FundingPeriod.objects.select_related("network").order_by("network__name", "-starts_on"),
        columns=(
            Column(gettext_lazy("Netzwerk"), lambda period: period.network),
            Column(gettext_lazy("ab"), lambda period: _day(period.starts_on)),
            Column(gettext_lazy("bis"), lambda period: _day(period.ends_on)),
            Column(gettext_lazy("Förderhinweis"), lambda period: period.statement),
        ),
        form=forms.FundingPeriodForm,
        found=founding.add_funding_period,
        icon="date",
        links=((gettext_lazy("Logos"), "media_funding_logos"),),
    ),
    Desk(
        key="regions",
        path="regionen",
        title=gettext_lazy("Regionen"),
        new_title=gettext_lazy("Neue Region"),
        change_title=gettext_lazy("Region ändern"),
        rows=lambda: Region.objects.order_by("name"),
        columns=(Column(gettext_lazy("Land"), lambda region: region.get_land_display()),),
        form=forms.RegionForm,
        found=founding.found_region,
        icon="site",
        is_archivable=True,
    ),
    Desk(
        key="languages",
        path="sprachen",
        title=gettext_lazy("Sprachen der Beratung"),
        new_title=gettext_lazy("Neue Sprache"),
        change_title=gettext_lazy("Sprache ändern"),
        rows=lambda: Language.objects.order_by("name_de"),
        columns=(
            Column(gettext_lazy("Kürzel"), lambda language: language.code),
            Column(gettext_lazy("Name in der Sprache selbst"), lambda language: language.own_name),
        ),
        form=forms.LanguageForm,
        found=founding.add_language,
        icon="globe",
    ),
    Desk(
        key="employers",
        path="arbeitgeber",
        title=gettext_lazy("Arbeitgeber"),
        new_title=gettext_lazy("Neuer Arbeitgeber"),
        change_title=gettext_lazy("Arbeitgeber ändern"),
        rows=lambda: Employer.objects.order_by("name"),
        columns=(
            Column(gettext_lazy("Größe"), lambda employer: employer.get_size_class_display() or "–"),
            Column(gettext_lazy("Branche"), lambda employer: employer.sector or "–"),
            Column(gettext_lazy("Ort"), lambda employer: employer.city or "–"),
        ),
        form=forms.EmployerForm,
        found=founding.found_employer,
        icon="group",
        is_archivable=True,
    ),
)


def urlpatterns() -> list[URLPattern]:
    """Return the addresses of all desks."""
    patterns = []
    for desk in DESKS:
        given = {"desk": desk}
        patterns += [
            path(f"{desk.path}/", rows, given, name=f"accounts_{desk.key}"),
            path(f"{desk.path}/neu/", found, given, name=f"accounts_{desk.key}_new"),
            path(f"{desk.path}/<str:public_id>/", change, given, name=f"accounts_{desk.key}_change"),
        ]
        if desk.is_archivable:
            patterns.append(
                path(f"{desk.path}/<str:public_id>/archiv/", archive, given, name=f"accounts_{desk.key}_archive")
            )
    return patterns


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_safe
def rows(request: HttpRequest, desk: Desk) -> HttpResponse:
    """List all rows of the noun."""
    shown = [
        {
            "name": str(row),
            "cells": [column.cell(row) for column in desk.columns],
            "change_url": desk.url("_change", row.public_id),
            "links": [(words, reverse(name, args=[row.public_id])) for words, name in desk.links],
            "archive_url": desk.url("_archive", row.public_id) if desk.is_archivable else "",
            "is_archived": desk.is_archivable and row.archived_at is not None,
        }
        for row in desk.rows()
    ]
    heads = [column.head for column in desk.columns]
    new = {"new_url": desk.url("_new"), "new_title": desk.new_title}
    context = {"title": desk.title, "icon": desk.icon, "rows": shown, "heads": heads, **new}
    return render(request, "accounts/admin/desk.html", context)


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Set up a new row."""
    form = desk.form(request.POST or None)
    if form.is_valid():
        try:
            desk.found(**form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        except changing.PeriodsOverlap:
            form.add_error("starts_on", OVERLAP)
        else:
            messages.success(request, _("„%(name)s“ ist angelegt.") % {"name": form.instance})
            return redirect(desk.url())
    return _form_page(request, desk, form, desk.new_title)


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, desk: Desk, public_id: str) -> HttpResponse:
    """Change a row."""
    row = get_object_or_404(desk.rows(), public_id=public_id)
    form = desk.form(request.POST or None, instance=row)
    if form.is_valid():
        try:
            changing.change(subject=row, values=form.cleaned_data, by=authenticated_user(request), at=timezone.now())
        except changing.PeriodsOverlap:
            form.add_error("starts_on", OVERLAP)
        except changing.NetworkBelowItself:
            form.add_error("parent", _("Dieses Netzwerk steht selbst unter dem Netzwerk, das Sie ändern."))
        else:
            messages.success(request, _("Die Angaben sind gespeichert."))
            return redirect(desk.url())
    return _form_page(request, desk, form, desk.change_title)


OVERLAP = gettext_lazy("In dieser Zeit hat das Netzwerk schon eine Förderphase. Zwei dürfen sich nicht überschneiden.")


@back_office_view(Permission.MANAGE_PROVIDERS)
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, desk: Desk, public_id: str) -> HttpResponse:
    """Ask once, then archive a row or bring it back."""
    row = get_object_or_404(desk.rows(), public_id=public_id)
    if not desk.is_archivable:
        raise Http404
    if request.method == "POST":
        archive_or_bring_back(request, row)
        return redirect(desk.url())
    return ask_about_archiving(request, row, icon=desk.icon, back=f"accounts_{desk.key}")


def archive_or_bring_back(request: HttpRequest, row: Any) -> None:
    """Do the one or the other, and say so."""
    by, at = authenticated_user(request), timezone.now()
    try:
        if row.archived_at is None:
            changing.archive(subject=row, by=by, at=at)
            messages.success(request, _("„%(name)s“ ist archiviert.") % {"name": row})
        else:
            changing.bring_back(subject=row, by=by, at=at)
            messages.success(request, _("„%(name)s“ ist zurückgeholt.") % {"name": row})
    except changing.StillInUse:
        messages.error(
            request,
            _("Zu „%(name)s“ gehören noch Träger oder Netzwerke. Archivieren Sie zuerst diese.") % {"name": row},
        )


def ask_about_archiving(
    request: HttpRequest, row: Any, *, icon: str, back: str, consequences: str = ""
) -> HttpResponse:
    """Show the question before archiving a row, or before bringing it back."""
    is_archived = row.archived_at is not None
    question = _("Soll „%(name)s“ wieder erscheinen?") if is_archived else _("Soll „%(name)s“ archiviert werden?")
    context = {
        "header_title": _("Zurückholen") if is_archived else _("Archivieren"),
        "header_icon": icon,
        "question": question % {"name": row},
        "consequences": "" if is_archived else consequences,
        "answer": _("Ja, zurückholen") if is_archived else _("Ja, archivieren"),
        "back": back,
    }
    return render(request, "accounts/admin/confirm.html", context)


def _form_page(request: HttpRequest, desk: Desk, form: object, title: StrOrPromise) -> HttpResponse:
    context = {"form": form, "header_title": title, "header_icon": desk.icon, "back": f"accounts_{desk.key}"}
    return render(request, "accounts/admin/form.html", context)
