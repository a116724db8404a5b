"""Pages for what went wrong: plain words, what is safe, what to do next."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError

from ui.full_disk import is_full
from ui.typed import Typed, page_of_form, typed

RETRY_AFTER_SECONDS = 120
AWAY = (OperationalError, InterfaceError, RedisConnectionError, RedisTimeoutError)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that no page can understand (400), or that brings more than we take (413)."""
    if isinstance(exception, TOO_MUCH):
        return _alone(request, "ui/errors/413.html", 413)
    return _alone(request, "ui/errors/400.html", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer somebody who is known and may not (403)."""
    return render(request, "ui/errors/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere, or nowhere for this person (404)."""
    return render(request, "ui/errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """
    Answer after a fault of ours (500); a database or cache that is away is a pause (503), not a fault, and a full
    disk has a page of its own (507).
    """
    error = sys.exc_info()[1]
    if isinstance(error, AWAY):
        return unavailable(request)
    if is_full(error):
        return no_room(request)
    return _alone(request, "ui/errors/500.html", 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer while a service we need is away (503)."""
    response = _alone(request, "ui/errors/503.html", 503)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def no_room(request: HttpRequest) -> HttpResponse:
    """Answer while the disk is full (507); what was typed stays on the screen."""
    context = {"back": page_of_form(request)}
    return _alone(request, "ui/errors/507.html", 507, context | _sending_again(request, typed(request)))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer an address from which too much came (429)."""
    response = _alone(request, "ui/errors/429.html", 429)
    response.headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    Answer a form whose token is gone (403): usually a page that was open for days.

    What was typed into a page of ours stays on the screen and can be sent again, by whoever is named there: meanwhile
    somebody else may have signed in on this device.
    """
    return token_gone(request, typed(request))


def token_gone(request: HttpRequest, kept: Typed | None) -> HttpResponse:
    """Ask for a form once more (403), with what was typed into it."""
    context = {"back": page_of_form(request)}
    return _alone(request, "ui/errors/csrf.html", 403, context | _sending_again(request, kept))


def signed_out(request: HttpRequest, kept: Typed, *, second_factor_at: str = "") -> HttpResponse:
    """Answer a form whose sender has to sign in first, or to show a second factor (403); what was typed stays."""
    back = page_of_form(request)
    way_in = second_factor_at or f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    context = {"back": back, "way_in": way_in, "lacks_second_factor": bool(second_factor_at)}
    return _alone(request, "ui/errors/signed_out.html", 403, context | _sending_again(request, kept))


def _sending_again(request: HttpRequest, kept: Typed | None) -> dict[str, Any]:
    if kept is None:
        return {}
    return {"typed": kept, "csrf_token": get_token(request), "sender": getattr(request, "user", None)}


def _alone(request: HttpRequest, template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    """Show a page without context processors, session and database: any of them may be what failed."""
    language = translation.get_language_from_request(request, check_path=True)
    with translation.override(language):
        html = render_to_string(template, {"request": request} | (context or {}))
    return HttpResponse(html, status=status, headers={"Content-Language": language, "Cache-Control": "no-store"})
