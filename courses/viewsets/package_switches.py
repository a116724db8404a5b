# messages: back office
"""The switches of a SCORM package in the back office."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.models import User
from courses.package_forms import SwitchesForm
from courses.viewsets.packages import UPLOAD, own_package, package_page, package_url
from scorm.actions import packages


@require_http_methods(["GET", "HEAD", "POST"])
@back_office_view(UPLOAD)
def switches(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the switches with what each does, and set them."""
    package = own_package(request, public_id)
    form = SwitchesForm(request.POST if request.method == "POST" else None, instance=package)
    if request.method == "POST" and form.is_valid():
        package = own_package(request, public_id)  # the form has changed its own copy
        person = cast(User, request.user)
        packages.configure(package=package, switches=form.switches(), by=person, at=timezone.now())
        messages.success(request, _("Gespeichert. Es gilt, sobald jemand das Paket das nächste Mal öffnet."))
        return redirect(package_url(package))
    title = _("Einstellungen des Pakets")
    context = {"form": form, **package_page(title, (package_url(package), package.title), ("", title))}
    return render(request, "courses/admin/package_switches.html", context)


urlpatterns = [path("<slug:public_id>/einstellungen/", switches, name="switches")]
