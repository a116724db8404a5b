"""Which host is asked: the platform, or the content host where package content runs apart from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

Handler = Callable[[HttpRequest], HttpResponseBase]


def content_host_pattern() -> re.Pattern[str]:
    """Return what the Host header of the content origin looks like, port included when the origin has one."""
    authority = settings.CONTENT_ORIGIN.split("://", 1)[1]
    host, _, port = authority.partition(":")
    escaped = re.escape(host).replace(re.escape("{label}"), "[a-z0-9-]{1,63}")
    # With a host of its own the port is no mark; on one address (phones in the network) only the port tells.
    own_host = "{label}" in host or host != settings.SITE_ORIGIN.split("://", 1)[1].partition(":")[0]
    return re.compile(f"^{escaped}(:[0-9]+)?$" if own_host else f"^{escaped}:{port}$")


def is_reserved_for_content(host: str) -> bool:
    """
    Return whether this Host header lies within the content domain, though it names no content origin.

    Its bare name, names further down, and any of them with a dot at the end are other origins to a browser. The
    platform must not show its sign-in there, next to foreign code.
    """
    authority = settings.CONTENT_ORIGIN.split("://", 1)[1]
    name, _, port = host.partition(":")
    domain, _, content_port = authority.replace("{label}.", "").partition(":")
    name = name.rstrip(".")
    if domain == settings.SITE_ORIGIN.split("://", 1)[1].partition(":")[0]:
        return name == domain and port == content_port
    return name == domain or name.endswith(f".{domain}")


def _content_chain() -> Handler:
    """Build the short chain of the content host around Django's own resolving of URL and view."""
    core: Any = BaseHandler()
    core._view_middleware, core._template_response_middleware, core._exception_middleware = [], [], []
    chain = cast(Handler, convert_exception_to_response(core._get_response))
    for dotted in reversed(settings.CONTENT_MIDDLEWARE):
        try:
            chain = cast(Handler, convert_exception_to_response(import_string(dotted)(chain)))
        except MiddlewareNotUsed:
            continue
    return chain


class ContentHostMiddleware:
    """
    Answer content hosts by their own chain and URLs; everything else goes on as usual.

    Stands first, so that no session, cookie, CSRF token or message ever touches the origin of package content.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response
        self.content_response = _content_chain()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        host = request.get_host().lower()
        if content_host_pattern().match(host):
            request.urlconf = settings.CONTENT_URLCONF  # type: ignore[attr-defined]
            return self.content_response(request)
        if is_reserved_for_content(host):
            return HttpResponseNotFound("404", content_type="text/plain")
        return self.get_response(request)
