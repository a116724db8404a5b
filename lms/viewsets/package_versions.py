# messages: back office
"""A version of a SCORM package: what is different from the one before, who moves to it, and who still needs it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core.internal.httpkit import authenticated_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from accounts.back_office import back_office_view, provider_keys
from accounts.roles import Permission
from lms.actions import package_moves
from lms.actions.package_moves import Scope, StillNeeded
from lms.forms.package_moves import MoveForm
from lms.queries import package_moves as queries
from scorm import structure
from scorm.actions.packages import NotReady
from scorm.models import PackageVersion, VersionState

UPLOAD = Permission.UPLOAD_PACKAGES
DECIDED = {
    Scope.NOBODY: gettext_lazy("Niemand wechselt."),
    Scope.NOT_STARTED: gettext_lazy("Es wechselt, wer noch nicht begonnen hat."),
    Scope.NOT_FINISHED: gettext_lazy("Es wechselt, wer noch nicht fertig ist."),
    Scope.ALL: gettext_lazy("Alle wechseln."),
}
ACCEPTED = [VersionState.READY, VersionState.RETIRED]


def version_of(request: HttpRequest, public_id: str, number: int) -> PackageVersion:
    """Return an accepted version of a package that the person looks after; 404 for all others."""
    own = PackageVersion.objects.filter(package__owner__in=provider_keys(request.user, [UPLOAD]), state__in=ACCEPTED)
    return get_object_or_404(own.select_related("package__owner"), package__public_id=public_id, number=number)


@require_safe
@back_office_view(UPLOAD)
def version(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Show the version. At most a fixed number of statements, however many people play it."""
    return _page(request, version_of(request, public_id, number))


def _page(request: HttpRequest, found: PackageVersion, form: MoveForm | None = None) -> HttpResponse:
    at = timezone.now()
    before = queries.version_before(found)
    package = found.package
    title = _("Version %(number)s") % {"number": found.number}
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("scorm_office:index"), _("SCORM-Pakete")),
        (reverse("scorm_office:detail", args=[package.public_id]), package.title),
        ("", title),
    ]
    context: dict[str, Any] = {
        "package": package,
        "version": found,
        "before": before,
        "changes": structure.changes(before, found) if before else [],
        "audience": queries.audience(found, at=at),
        "needs": queries.needs(found, at=at),
        "is_only": before is None and not package.versions.filter(state__in=ACCEPTED).exclude(pk=found.pk).exists(),
        "decided": DECIDED[Scope(found.movers)] if found.movers else "",
        "is_ready": found.state == VersionState.READY,
        "is_newest": not package.versions.filter(state__in=ACCEPTED, number__gt=found.number).exists(),
        "form": form,
        "header_title": f"{package.title}: {title}",
        "header_icon": "package",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": [],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form is not None else HTTPStatus.OK
    return render(request, "lms/admin/package_version.html", context, status=status)


@require_POST
@back_office_view(UPLOAD)
def move(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take the decision on who moves."""
    found = version_of(request, public_id, number)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form)
    scope = Scope(form.cleaned_data["scope"])
    person, at = authenticated_user(request), timezone.now()
    try:
        is_moving = package_moves.decide(version=found, scope=scope, by=person, at=at)
    except NotReady:
        messages.error(request, _("Zu einer zurückgezogenen Version kann niemand wechseln."))
    else:
        if is_moving:
            text = _("Entschieden. Die Lernenden wechseln nach und nach; das dauert höchstens ein paar Minuten.")
        elif scope is Scope.NOBODY:
            text = _("Entschieden. Alle bleiben, wo sie sind; neue Durchgänge bekommen die neueste Version.")
        else:
            text = _("Entschieden. Wer jetzt beginnt, bekommt diese Version.")
        messages.success(request, text)
    return redirect("package_versions:version", public_id, number)


@require_POST
@back_office_view(UPLOAD)
def retire(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Withdraw the version, unless somebody still needs it."""
    found = version_of(request, public_id, number)
    try:
        package_moves.retire(version=found, by=authenticated_user(request), at=timezone.now())
        messages.success(request, _("Die Version wird neuen Durchgängen nicht mehr gegeben."))
    except NotReady:
        messages.error(request, _("Nur eine spielbare Version kann zurückgezogen werden."))
    except StillNeeded:
        messages.error(request, _("Diese Version wird noch gebraucht. Unten steht, von wie vielen."))
    return redirect("package_versions:version", public_id, number)


urlpatterns = [
    path("<slug:public_id>/<int:number>/", version, name="version"),
    path("<slug:public_id>/<int:number>/wechsel/", move, name="move"),
    path("<slug:public_id>/<int:number>/zurueckziehen/", retire, name="retire"),
]
