"""Which language a visitor gets where the address does not say: the remembered choice, then the browser's wish."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ui.languages import in_language

ONE_YEAR = 365 * 24 * 3600  # seconds


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Lead from the bare address to the start page in the visitor's language."""
    language = get_language_from_request(request)
    response = HttpResponseRedirect(f"/{language}/{settings.FRONT_PATH}")
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


@never_cache
@require_safe
def choose(request: HttpRequest, code: str) -> HttpResponse:
    """
    Remember a language and go on with the same page in it.

    A link and no form, so that a page cached whole needs no token; nothing but the visitor's own cookie changes.
    Raises Http404 for a language that the platform does not speak.
    """
    if code not in dict(settings.LANGUAGES):
        raise Http404
    onward = request.GET.get("weiter", "/")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = "/"
    response = HttpResponseRedirect(in_language(onward, code))
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=ONE_YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
