"""The addresses for machines that watch the house."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase

from operations import readiness

Handler = Callable[[HttpRequest], HttpResponseBase]


class OperatorsDoor:
    """
    Answer `/healthz` and `/readyz` before anything else looks at the request.

    Probes come from inside, by address and without https: neither the list of allowed hosts nor the redirect may turn
    them away, and no session, cookie or language belongs to them. The answers name parts, no versions and no secrets.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.doors: dict[str, Handler] = {"/healthz": health, "/readyz": ready}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        door = self.doors.get(request.path_info)
        if door is None:
            return self.get_response(request)
        if request.method not in {"GET", "HEAD"}:
            return _sealed(HttpResponseNotAllowed(["GET", "HEAD"]))
        return _sealed(door(request))


def health(request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Touches nothing: a sick database is no reason to kill a healthy process."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> HttpResponse:
    """Say part by part whether this process can serve people; 503 if one part cannot."""
    parts = readiness.report()
    is_ready = set(parts.values()) == {"ok"}
    body = {"status": "ok" if is_ready else "unavailable", "parts": parts}
    return JsonResponse(body, status=200 if is_ready else 503)


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
