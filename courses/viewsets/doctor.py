# messages: back office
"""What the check of a package found, on one page, each with what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from scorm import doctor
from scorm.models import PackageVersion

UPLOAD = Permission.UPLOAD_PACKAGES


def version_of(request: HttpRequest, public_id: str, number: int) -> PackageVersion:
    """Return a version of a package of the person's own providers; 404 for all others."""
    mine = PackageVersion.objects.filter(package__owner__in=provider_keys(request.user, [UPLOAD]))
    mine = mine.select_related("package__owner", "phone_check")
    return get_object_or_404(mine, package__public_id=public_id, number=number)


@require_safe
@back_office_view(UPLOAD)
def findings(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show what is known about one version."""
    version = version_of(request, public_id, number)
    title = _("Befund zu Version %(number)s") % {"number": version.number}
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("scorm_office:index"), _("SCORM-Pakete")),
        (reverse("scorm_office:detail", args=[public_id]), version.package.title),
        ("", title),
    ]
    context = {
        "version": version,
        "package": version.package,
        "found": doctor.diagnosis(version),
        "header_title": title,
        "header_icon": "package",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
    }
    return render(request, "courses/admin/package_doctor.html", context)


urlpatterns = [path("<slug:public_id>/<int:number>/befund/", findings, name="findings")]
