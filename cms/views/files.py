"""Handouts and films: private until a live page shows them, and never at an address that could be guessed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.queries import files
from media.models import Document, Film
from media.ranges import partial
from media.responses import serve

KEPT_SECONDS = 3600  # in the reader's browser: nobody pays twice for the same film


@require_safe
def document(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Open a handout; a PDF in the browser, everything else as a download."""
    found = get_object_or_404(Document.objects.select_related("provider"), public_id=public_id)
    if not files.may_open(request.user, found):
        raise Http404
    return _kept(serve(found, as_attachment=False))


@require_safe
def film(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Play a film, piece by piece."""
    found = _film(request, public_id)
    return _kept(partial(request, serve(found, as_attachment=False), size=found.size))


@require_safe
def film_captions(request: HttpRequest, public_id: str, language: str = "") -> HttpResponseBase:
    """Return the captions of a film in this language; without one in the film's own."""
    found = _film(request, public_id)
    text = found.captions_in(language or found.language)
    if text is None:
        raise Http404
    return _kept(HttpResponse(text, content_type="text/vtt; charset=utf-8"))


def _film(request: HttpRequest, public_id: str) -> Film:
    found = get_object_or_404(Film, public_id=public_id)
    if not files.may_open(request.user, found):
        raise Http404
    return found


def _kept(answer: HttpResponseBase) -> HttpResponseBase:
    del answer["Cache-Control"]
    patch_cache_control(answer, private=True, max_age=KEPT_SECONDS)
    return answer
