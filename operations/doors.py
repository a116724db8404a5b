"""The addresses for machines that watch the house."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseNotFound, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.log import log_response
from prometheus_client import CONTENT_TYPE_LATEST

from operations import gauges, metrics, probing, readiness

logger = logging.getLogger(__name__)
METRICS_SECONDS = 3.0
Handler = Callable[[HttpRequest], HttpResponseBase]


class OperatorsDoor:
    """
    Answer `/healthz`, `/readyz` and `/metrics` before anything else looks at the request.

    Probes come from inside, by address and without https: neither the list of allowed hosts nor the redirect may turn
    them away, and no session, cookie or language belongs to them. The answers name parts, no versions and no secrets.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.doors: dict[str, Handler] = {"/healthz": health, "/readyz": ready, "/metrics": numbers}

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
    answer = JsonResponse(body, status=200 if is_ready else 503)
    if not is_ready:
        # Nobody's request failed: said here with the parts, it is not counted as an error of the house.
        missing = ", ".join(sorted(name for name, state in parts.items() if state != "ok"))
        log_response("not ready: %s", missing, response=answer, request=request, logger=logger, level="warning")
    return answer


def numbers(request: HttpRequest) -> HttpResponse:
    """Tell the metrics to whoever may know them; to anybody else this address does not exist."""
    if not _may_see_numbers(request):
        return HttpResponseNotFound("404", content_type="text/plain")
    at = timezone.now()
    asked = probing.ask({"gauges": lambda: gauges.exposition(at)}, seconds=METRICS_SECONDS)["gauges"]
    return HttpResponse(metrics.exposition() + (asked.value or b""), content_type=CONTENT_TYPE_LATEST)


def _may_see_numbers(request: HttpRequest) -> bool:
    """
    Return whether the request brings the token; without a token set, whether it comes from this very machine.

    A proxy on the same machine speaks for somebody else, and says so by X-Forwarded-For.
    """
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}")
    if any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Host", "Forwarded", "X-Real-IP")):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False  # a Unix socket: there is a proxy in front


def _sealed(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
