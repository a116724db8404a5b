"""Our own WSGI application on a real port: platform and content host, served by threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings


@dataclass(frozen=True)
class Site:
    """Where the live site is."""

    port: int

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def content_origin(self) -> str:
        return f"http://{{label}}.scorm.localhost:{self.port}"

    def url(self, path: str) -> str:
        return f"{self.origin}{path}"


class QuietHandler(WSGIRequestHandler):
    """Keeps the report free of a line per request."""

    def log_message(self, *arguments: object) -> None:
        pass


class LiveServer(ThreadedWSGIServer):
    """Serves until stopped; a browser that hangs up early is no error."""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


def _policy_for(site: Site) -> dict:
    """Return the site's policy with the live content origin, which has a port of its own."""
    policy = deepcopy(settings.CONTENT_SECURITY_POLICY)
    old, new = settings.CONTENT_ORIGIN.replace("{label}", "*"), site.content_origin.replace("{label}", "*")
    for directive, values in policy["DIRECTIVES"].items():
        policy["DIRECTIVES"][directive] = [
            new if isinstance(value, str) and "scorm.localhost" in value else value for value in values
        ]
    assert old != new
    return policy


@contextmanager
def serve() -> Iterator[Site]:
    """Run the site on a free port; its database is the one of the test."""
    server = LiveServer(("127.0.0.1", 0), QuietHandler)
    site = Site(server.server_port)
    with override_settings(
        SITE_ORIGIN=site.origin,
        CONTENT_ORIGIN=site.content_origin,
        CSRF_TRUSTED_ORIGINS=[site.origin],
        CONTENT_SECURITY_POLICY=_policy_for(site),
        WAGTAILADMIN_BASE_URL=site.origin,
    ):
        server.set_app(get_wsgi_application())
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
