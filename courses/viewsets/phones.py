# messages: back office
"""Looking at a package as a phone shows it, and saying what learners are told."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts import sign_ins
from accounts.back_office import back_office_view
from accounts.models import User
from accounts.roles import Permission
from courses.viewsets.doctor import version_of
from scorm.actions import phones, registrations
from scorm.models import PackageVersion, PhoneCheck, PhoneFit

UPLOAD = Permission.UPLOAD_PACKAGES


def _findings_url(version: PackageVersion) -> str:
    return reverse("scorm_office:findings", args=[version.package.public_id, version.number])


def _page_url(version: PackageVersion) -> str:
    return reverse("scorm_office:phone", args=[version.package.public_id, version.number])


@require_safe
@back_office_view(UPLOAD)
def page(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Offer the window with the phone, show what was measured in it, and ask what learners shall read."""
    version = version_of(request, public_id, number)
    told = _measured(version)
    title = _("Auf dem Telefon")
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("scorm_office:index"), _("SCORM-Pakete")),
        (reverse("scorm_office:detail", args=[public_id]), version.package.title),
        (_findings_url(version), _("Befund zu Version %(number)s") % {"number": version.number}),
        ("", title),
    ]
    context = {
        "version": version,
        "package": version.package,
        "chosen": told["check"].fit or told["check"].suggestion,
        "choices": PhoneFit.choices,
        "header_title": title,
        "header_icon": "package",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }
    return render(request, "courses/admin/package_phone.html", context | told)


def _measured(version: PackageVersion) -> dict[str, Any]:
    """Return what the list of measures shows; before the first, measures of nothing."""
    check = PhoneCheck.objects.filter(version=version).first() or PhoneCheck(version=version)
    return {"check": check, "suggested": PhoneFit(check.suggestion).label if check.suggestion else ""}


@require_POST
@back_office_view(UPLOAD)
def look(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Lead to a preview in a frame of a phone's size, on the content origin; its player measures the pages."""
    version = version_of(request, public_id, number)
    person = cast(User, request.user)
    try:
        address = phones.open_stage(
            version=version,
            by=person,
            at=timezone.now(),
            language=get_language() or "de",
            learner_name=person.display_name,
            sign_in=sign_ins.mark_of(request),
            return_url=request.build_absolute_uri(_page_url(version)),
        )
    except registrations.NotPlayable:
        messages.error(request, _("Diese Version ist nicht spielbar."))
        return redirect(_findings_url(version))
    return redirect(address)


@require_safe
@back_office_view(UPLOAD)
def measures(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Return what was measured so far, for the page that asks while the window is open."""
    found = _measured(version_of(request, public_id, number))
    html = render_to_string("courses/admin/phone_measures.html", found, request)
    return JsonResponse({"html": html, "suggestion": found["check"].suggestion})


@require_POST
@back_office_view(UPLOAD)
def decide(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Tell learners how the version plays on a phone."""
    version = version_of(request, public_id, number)
    fit = request.POST.get("fit", "")
    if fit not in PhoneFit.values:
        messages.error(request, _("Bitte wählen Sie, was die Lernenden lesen sollen."))
        return redirect(_page_url(version))
    phones.decide(version=version, fit=PhoneFit(fit), by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Gespeichert. Die Lernenden lesen es, bevor sie starten."))
    return redirect(_findings_url(version))


urlpatterns = [
    path("<slug:public_id>/<int:number>/telefon/", page, name="phone"),
    path("<slug:public_id>/<int:number>/telefon/ansehen/", look, name="phone_window"),
    path("<slug:public_id>/<int:number>/telefon/masse/", measures, name="phone_measures"),
    path("<slug:public_id>/<int:number>/telefon/sagen/", decide, name="phone_decide"),
]
