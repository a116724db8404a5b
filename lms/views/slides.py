"""Slides for the server of a room, which has no account: opened by a signed address that holds for an hour."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.actions.slides import ADDRESS_SECONDS, SALT
from courses.models import SessionSlides
from media.responses import serve


@never_cache
@require_safe
def room_slides(request: HttpRequest, signature: str, name: str) -> HttpResponseBase:
    """Hand the file to whoever holds the address; the name in it is for the server alone."""
    try:
        public_id = TimestampSigner(salt=SALT).unsign(signature, max_age=ADDRESS_SECONDS)
    except BadSignature:
        raise Http404 from None
    return serve(get_object_or_404(SessionSlides.objects.select_related("file"), public_id=public_id).file)
