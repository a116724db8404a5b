"""One number and one line for each request, and the numbers that metrics add up."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import monotonic

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from operations import metrics, numbers
from operations.logs import mask

logger = logging.getLogger("operations.request")
SILENT = frozenset({"/healthz", "/readyz", "/metrics"})  # asked every few seconds


class RequestLog:
    """
    Give the request a number, answer with it in X-Request-ID, write one line and count.

    A proxy that is trusted may bring the number, so that its lines and ours meet. The line names the route, never the
    address: `l/<str:token>/` instead of somebody's token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get("X-Request-ID") if settings.TRUSTS_PROXY else None
        begin = monotonic()
        with numbers.numbered(numbers.accept(given)) as number:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = number
            if request.path_info not in SILENT:
                _write(request, response, monotonic() - begin)
        return response


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    view, route = _view_and_route(request)
    metrics.count_request(view=view, method=request.method or "", status=response.status_code, seconds=seconds)
    if view == "static" and response.status_code < 400:
        return
    level = logging.ERROR if response.status_code >= 500 else logging.INFO
    logger.log(
        level,
        "%s /%s %s",
        request.method,
        route,
        response.status_code,
        extra={"view": view, "status": response.status_code, "ms": round(seconds * 1000, 1)},
    )


def _view_and_route(request: HttpRequest) -> tuple[str, str]:
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed", match.route
    if request.path_info.startswith(settings.STATIC_URL):
        return "static", request.path_info.lstrip("/")
    return "unknown", mask(request.path_info.lstrip("/"))[:100]
