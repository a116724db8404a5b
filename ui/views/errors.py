"""Pages for what went wrong: plain words, what is safe, what to do next."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

RETRY_AFTER_SECONDS = 120
AWAY = (OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no page can understand (400)."""
    return _alone(request, "ui/errors/400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who is known and may not (403)."""
    return render(request, "ui/errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or nowhere for this person (404)."""
    return render(request, "ui/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours (500); a database or cache that is away is a pause (503), not a fault."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    return _alone(request, "ui/errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while a service we need is away (503)."""
    response = _alone(request, "ui/errors/503.html", 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is gone (403): usually a page that was open for days."""
    return _alone(request, "ui/errors/csrf.html", 403)


def _alone(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Show a page without context processors, session and database: any of them may be what failed."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        html = render_to_string(template, {"request": request})
    return HttpResponse(html, status=status, headers={"Content-Language": language, "Cache-Control": "no-store"})
