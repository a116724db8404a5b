# messages: back office
"""Slides of a session in the back office."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from PIL import Image, UnidentifiedImageError
from wagtail.admin import messages

from accounts.back_office import back_office_view
from accounts.models import User
from accounts.roles import Permission
from courses import queries
from courses.actions import slides as actions
from courses.models import RunSession, SessionSlides
from media.file_types import media_type_of


class SlidesForm(forms.Form):
    """One presentation, known by its content."""

    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy("PDF, PowerPoint (PPTX), LibreOffice (ODP), PNG oder JPEG, höchstens 30 MB."),
    )
    is_for_learners = forms.BooleanField(
        label=gettext_lazy("Lernende können die Datei herunterladen"),
        help_text=gettext_lazy("Auf der Seite des Termins, auch danach. Nur wer im Durchgang ist, sieht sie."),
        required=False,
        initial=True,
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file = cast("UploadedFile[bytes]", self.cleaned_data["file"])
        if (file.size or 0) > settings.SESSION_SLIDES_MAX_BYTES:
            most = filesizeformat(settings.SESSION_SLIDES_MAX_BYTES)
            raise forms.ValidationError(_("Die Datei ist zu groß. Höchstens %(most)s.") % {"most": most})
        self.media_type = media_type_of(cast(Any, file)) or _picture_type(file)
        if self.media_type not in actions.TAKEN:
            raise forms.ValidationError(_("Diese Datei ist weder eine Präsentation noch ein PDF oder ein Bild."))
        return file


def _picture_type(file: UploadedFile[bytes]) -> str:
    file.seek(0)
    try:
        with Image.open(cast(Any, file)) as picture:
            picture.verify()
            return str(Image.MIME.get(picture.format or "", ""))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return ""
    finally:
        file.seek(0)


def _mine(request: HttpRequest, session_id: str) -> RunSession:
    own = queries.with_people(RunSession.objects.visible_to(request.user))
    return get_object_or_404(own, public_id=session_id)


@require_http_methods(["GET", "POST"])
@back_office_view(Permission.PLAN_RUNS)
def slides(request: HttpRequest, session_id: str) -> HttpResponse:
    """List the presentations of a session, and take another."""
    session = _mine(request, session_id)
    form = SlidesForm(request.POST or None, request.FILES or None) if request.method == "POST" else SlidesForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            actions.add_slides(
                session=session,
                content=file.read(),
                media_type=form.media_type,
                name=file.name,
                is_for_learners=form.cleaned_data["is_for_learners"],
                by=cast(User, request.user),
                at=timezone.now(),
            )
        except actions.TooManySlides:
            most = settings.SESSION_SLIDES_MOST
            text = ngettext(
                "Ein Termin hat höchstens %(most)s Datei.", "Ein Termin hat höchstens %(most)s Dateien.", most
            )
            form.add_error("file", text % {"most": most})
        else:
            messages.success(request, _("Die Datei ist hochgeladen."))
            return redirect("session_office:slides", session.public_id)
    trail = [
        (reverse("wagtailadmin_home"), _("Start")),
        (reverse("session_office:index"), _("Termine")),
        (reverse("session_office:run", args=[session.run.public_id]), _("Termine des Durchgangs")),
        ("", _("Folien")),  # the header shows the last of these
    ]
    context = {
        "header_title": _("Folien"),
        "header_icon": "doc-full",
        "breadcrumbs_items": [{"url": url, "label": label} for url, label in trail],
        "session": session,
        "line": queries.session_line(session),
        "rows": session.slides.select_related("file"),
        "form": form,
        "most": settings.SESSION_SLIDES_MOST,
    }
    return render(request, "courses/admin/slides.html", context, status=422 if form.errors else 200)


@require_POST
@back_office_view(Permission.PLAN_RUNS)
def share(request: HttpRequest, session_id: str, slides_id: str) -> HttpResponse:
    """Let learners download a presentation, or no longer."""
    session = _mine(request, session_id)
    found = get_object_or_404(SessionSlides.objects.select_related("file"), session=session, public_id=slides_id)
    is_for_learners = request.POST.get("is_for_learners") == "1"
    actions.share_slides(slides=found, is_for_learners=is_for_learners, by=cast(User, request.user), at=timezone.now())
    if is_for_learners:
        messages.success(request, _("Lernende können die Datei jetzt herunterladen."))
    else:
        messages.success(request, _("Lernende können die Datei nicht mehr herunterladen."))
    return redirect("session_office:slides", session.public_id)


@require_POST
@back_office_view(Permission.PLAN_RUNS)
def remove(request: HttpRequest, session_id: str, slides_id: str) -> HttpResponse:
    """Take a presentation away."""
    session = _mine(request, session_id)
    found = get_object_or_404(SessionSlides.objects.select_related("file"), session=session, public_id=slides_id)
    actions.remove_slides(slides=found, by=cast(User, request.user), at=timezone.now())
    messages.success(request, _("Entfernt."))
    return redirect("session_office:slides", session.public_id)


urlpatterns = [
    path("<slug:session_id>/folien/", slides, name="slides"),
    path("<slug:session_id>/folien/<slug:slides_id>/freigeben/", share, name="slides_share"),
    path("<slug:session_id>/folien/<slug:slides_id>/entfernen/", remove, name="slides_remove"),
]
