"""The holder's own certificates, and the document itself for holder and staff."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from certificates.actions.reading import note_reading
from certificates.models import Certificate
from media.responses import serve


@never_cache
@require_safe
@login_required
def own(request: HttpRequest) -> HttpResponse:
    """List what the signed-in person has been certified."""
    certificates = list(Certificate.objects.held_by(request.user).select_related("provider"))
    return render(request, "certificates/own.html", {"certificates": certificates})


@require_safe
@login_required
def download(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Hand out the document as it was issued; with `?ansehen` in the browser, otherwise as a download."""
    issued = Certificate.objects.visible_to(request.user).public().select_related("pdf", "provider")
    certificate = get_object_or_404(issued, public_id=public_id)
    assert certificate.pdf  # noqa: S101  the database ties number and document
    if certificate.holder_id != request.user.pk:
        note_reading(certificate=certificate, by=cast(User, request.user), at=timezone.now())
    return serve(certificate.pdf, as_attachment="ansehen" not in request.GET)
