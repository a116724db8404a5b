"""SCORM packages in the back office: list, upload, report, preview, download."""

from __future__ import annotations

from typing import Any, cast

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.widgets.button import HeaderButton

from accounts import sign_ins
from accounts.back_office import back_office_view, provider_keys
from accounts.models import Provider, User
from accounts.roles import Permission
from courses import queries
from courses.forms import UploadForm
from scorm import report
from scorm.actions import launches, packages, registrations
from scorm.limits import limit
from scorm.models import Package, PackageVersion, VersionState
from scorm.queries import open_zip

UPLOAD = Permission.UPLOAD_PACKAGES
ICON = "package"


def _owner_ids(request: HttpRequest) -> set[int]:
    return provider_keys(request.user, [UPLOAD])


def own_package(request: HttpRequest, public_id: str) -> Package:
    """Return the package of one of the person's providers; a stranger's does not exist (404)."""
    own = Package.objects.for_owners(_owner_ids(request)).select_related("owner")
    return get_object_or_404(own, public_id=public_id)


def _my_version(request: HttpRequest, public_id: str, number: int) -> PackageVersion:
    versions = PackageVersion.objects.select_related("package__owner")
    return get_object_or_404(versions, package=own_package(request, public_id), number=number)


def package_url(package: Package) -> str:
    """Return the address of the package's page."""
    return reverse("scorm_office:detail", args=[package.public_id])


def package_page(title: str, *crumbs: tuple[str, str], buttons: list[Any] | None = None) -> dict[str, Any]:
    """Return what the frame of a page on packages needs: title, way back, buttons."""
    trail = [(reverse("wagtailadmin_home"), _("Start")), (reverse("scorm_office:index"), _("SCORM-Pakete")), *crumbs]
    return {
        "header_title": title,
        "header_icon": ICON,
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "header_buttons": buttons or [],
    }


@require_safe
@back_office_view(UPLOAD)
def index(request: HttpRequest) -> HttpResponse:
    """List the packages of the person's providers; archived ones on demand."""
    with_archived = request.GET.get("archiv") == "1"
    rows = queries.package_rows(_owner_ids(request), with_archived=with_archived)
    button = HeaderButton(_("Paket hochladen"), url=reverse("scorm_office:upload"), icon_name="upload")
    context = {"rows": rows, "with_archived": with_archived, **package_page(_("SCORM-Pakete"), buttons=[button])}
    return render(request, "courses/admin/packages.html", context)


@require_http_methods(["GET", "POST"])
@back_office_view(UPLOAD)
def upload(request: HttpRequest, public_id: str | None = None) -> HttpResponse:
    """Take in a zip: a new package, or the next version of one. The browser may ask for JSON and show progress."""
    package = own_package(request, public_id) if public_id is not None else None
    providers = Provider.objects.filter(pk__in=_owner_ids(request), archived_at__isnull=True)
    is_post = request.method == "POST"
    form = UploadForm(
        request.POST if is_post else None, request.FILES if is_post else None, providers=providers, package=package
    )
    if is_post and form.is_valid():
        try:
            version = packages.receive_upload(
                owner=form.owner,
                title=package.title if package else form.cleaned_data["title"],
                upload=form.cleaned_data["file"],
                by=cast(User, request.user),
                at=timezone.now(),
                package=package,
            )
        except packages.UploadRefused as refused:
            form.add_error("file", refused.sentence)
        else:
            return _answer(request, package_url(version.package))
    if is_post and request.headers.get("Accept") == "application/json":
        return JsonResponse({"errors": form.errors}, status=422)
    title = _("Neue Version hochladen") if package else _("SCORM-Paket hochladen")
    crumbs = [(package_url(package), package.title)] if package else []
    context = {
        "form": form,
        "package": package,
        "limit_bytes": limit("UPLOAD_MAX_BYTES"),
        "limit_mb": limit("UPLOAD_MAX_BYTES") // 1024**2,
        **package_page(title, *crumbs, ("", title)),
    }
    return render(request, "courses/admin/upload.html", context, status=422 if is_post else 200)


def _answer(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"url": url}, status=201)
    return redirect(url)


@require_safe
@back_office_view(UPLOAD)
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a package: its versions with their reports, where it is used, and what can be done."""
    package = own_package(request, public_id)
    context = {
        "package": package,
        "units": queries.units_with(package),
        "new_unit_url": f"{reverse('wagtailsnippets_courses_unit:add')}?package={package.public_id}",
        "is_playable": queries.newest_version(package) is not None,
        "may_see_roster": package.owner_id in provider_keys(request.user, [Permission.SEE_ROSTER]),
        **_versions(package),
        **package_page(package.title, ("", package.title)),
    }
    return render(request, "courses/admin/package.html", context)


@require_safe
@back_office_view(UPLOAD)
def status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Return the table of versions alone, for the page that waits for the check."""
    found = _versions(own_package(request, public_id))
    html = render_to_string("courses/admin/versions.html", found, request)
    return JsonResponse({"html": html, "is_waiting": found["is_waiting"]})


def _versions(package: Package) -> dict[str, Any]:
    versions = list(package.versions.defer("manifest").order_by("-number"))
    waiting = {VersionState.QUEUED, VersionState.CHECKING}
    accepted = {VersionState.READY, VersionState.RETIRED}
    return {
        "package": package,
        "has_several": sum(version.state in accepted for version in versions) > 1,
        "versions": [(version, report.findings(version.report)) for version in versions],
        "is_waiting": any(version.state in waiting for version in versions),
        "unpacked": _unpacked(versions),
    }


def _unpacked(versions: list[PackageVersion]) -> tuple[int, int] | None:
    """Return how many files of the running check are unpacked, and of how many; None before the first."""
    running = next((each for each in versions if each.state == VersionState.CHECKING and each.file_count), None)
    return (running.files.count(), running.file_count or 0) if running else None


@require_POST
@back_office_view(UPLOAD)
def preview(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Open the player as a learner would see it; nothing of it counts."""
    version = _my_version(request, public_id, number)
    person = cast(User, request.user)
    try:
        registration = registrations.register_preview(user=person, version=version, at=timezone.now())
    except registrations.NotPlayable:
        messages.error(request, _("Diese Version ist nicht spielbar."))
        return redirect(package_url(version.package))
    back = request.build_absolute_uri(package_url(version.package))
    address = launches.open_launch(
        registration=registration,
        at=timezone.now(),
        language=get_language() or "de",
        learner_name=person.display_name,
        sign_in=sign_ins.mark_of(request),
        return_url=back,
        replay_url=back,
    )
    return redirect(address)


@require_safe
@back_office_view(UPLOAD)
def download(request: HttpRequest, public_id: str, number: int) -> HttpResponseBase:
    """Give the upload back as it came."""
    version = _my_version(request, public_id, number)
    if not version.zip_key:
        raise Http404
    name = f"{slugify(version.package.title) or version.package.public_id}-v{version.number}.zip"
    return FileResponse(open_zip(version), as_attachment=True, filename=name, content_type="application/zip")


@require_POST
@back_office_view(UPLOAD)
def change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Rename, archive or restore a package; versions are withdrawn on the page that knows who needs them."""
    package = own_package(request, public_id)
    person, at = cast(User, request.user), timezone.now()
    act = request.POST.get("act", "")
    if act == "archive":
        packages.archive(package=package, by=person, at=at)
        messages.success(request, _("Das Paket ist abgelegt. Wer es schon spielt, spielt weiter."))
    elif act == "restore":
        packages.restore(package=package, by=person, at=at)
        messages.success(request, _("Das Paket ist wieder da."))
    elif act == "rename" and request.POST.get("title", "").strip():
        packages.rename(package=package, title=request.POST["title"], by=person, at=at)
        messages.success(request, _("Der Titel ist geändert."))
    return redirect(package_url(package))


urlpatterns = [
    path("", index, name="index"),
    path("hochladen/", upload, name="upload"),
    path("<slug:public_id>/", detail, name="detail"),
    path("<slug:public_id>/stand/", status, name="status"),
    path("<slug:public_id>/neue-version/", upload, name="new_version"),
    path("<slug:public_id>/aendern/", change, name="change"),
    path("<slug:public_id>/<int:number>/vorschau/", preview, name="preview"),
    path("<slug:public_id>/<int:number>/herunterladen/", download, name="download"),
]
