# messages: back office
"""Looking at a package in a frame as large as a phone, and saying what learners are told."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.models import User
from accounts.roles import Permission
from courses.viewsets.doctor import version_of
from scorm.actions import launches, phones, registrations
from scorm.models import PackageVersion, PhoneCheck, PhoneFit

UPLOAD = Permission.UPLOAD_PACKAGES


def _findings_url(version: PackageVersion) -> str:
    return reverse("scorm_office:findings", args=[version.package.public_id, version.number])


@require_POST
@back_office_view(UPLOAD)
def look(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Open a preview inside a frame of a phone's size; its player measures the pages."""
    version = version_of(request, public_id, number)
    person, at = cast(User, request.user), timezone.now()
    try:
        registration = registrations.register_preview(user=person, version=version, at=at)
    except registrations.NotPlayable:
        messages.error(request, _("Diese Version ist nicht spielbar."))
        return redirect(_findings_url(version))
    back = request.build_absolute_uri(_findings_url(version))
    address = launches.open_launch(
        registration=registration,
        at=at,
        language=get_language() or "de",
        learner_name=person.display_name,
        return_url=back,
        replay_url=back,
    )
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
        "address": address,
        "choices": PhoneFit.choices,
        "header_title": title,
        "header_icon": "package",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }
    return render(request, "courses/admin/package_phone.html", context)


@require_safe
@back_office_view(UPLOAD)
def measures(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Return what was measured so far, for the page that shows the frame."""
    check = PhoneCheck.objects.filter(version=version_of(request, public_id, number)).first()
    return JsonResponse(
        {
            "portrait": check.portrait_px if check else None,
            "landscape": check.landscape_px if check else None,
            "suggestion": check.suggestion if check else "",
        }
    )


@require_POST
@back_office_view(UPLOAD)
def decide(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Tell learners how the version plays on a phone."""
    version = version_of(request, public_id, number)
    fit = request.POST.get("fit", "")
    if fit not in PhoneFit.values:
        messages.error(request, _("Bitte wählen Sie, was die Lernenden lesen sollen."))
    else:
        phones.decide(version=version, fit=PhoneFit(fit), by=cast(User, request.user), at=timezone.now())
        messages.success(request, _("Gespeichert. Die Lernenden lesen es, bevor sie starten."))
    return redirect(_findings_url(version))


urlpatterns = [
    path("<slug:public_id>/<int:number>/telefon/", look, name="phone"),
    path("<slug:public_id>/<int:number>/telefon/masse/", measures, name="phone_measures"),
    path("<slug:public_id>/<int:number>/telefon/sagen/", decide, name="phone_decide"),
]
