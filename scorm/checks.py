"""System checks: what would let package content touch the platform is said before the first request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

DOTTED = ("SCORM_AUDIT", "SCORM_MAY", "SCORM_ENQUEUE")


@register()
def content_has_its_own_origin(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to run packages on the platform's own origin, and say where cookies would still be shared."""
    site, content = urlsplit(settings.SITE_ORIGIN), urlsplit(settings.CONTENT_ORIGIN.replace("{label}", "label"))
    if content.scheme not in ("http", "https") or not content.hostname:
        return [Error("CONTENT_ORIGIN is no origin such as https://{label}.content.example.", id="scorm.E002")]
    if (site.scheme, site.hostname, site.port) == (content.scheme, content.hostname, content.port):
        return [
            Error(
                "SCORM packages would run on the platform's own origin and could act as whoever plays them.",
                hint="Give CONTENT_ORIGIN another host, best on another domain.",
                id="scorm.E001",
            )
        ]
    found: list[CheckMessage] = []
    if site.hostname == content.hostname:  # ports do not keep cookies apart
        found.append(
            Warning(
                "Package content shares the platform's host; its scripts can see cookies that are not HttpOnly.",
                hint="Good enough to try with phones in the own network, not for learners.",
                id="scorm.W001",
            )
        )
    domain = settings.SESSION_COOKIE_DOMAIN or settings.CSRF_COOKIE_DOMAIN
    if domain and f".{content.hostname}".endswith(f".{domain.lstrip('.')}"):
        found.append(
            Error(
                "The platform's cookies are sent to the content host.",
                hint="Leave SESSION_COOKIE_DOMAIN and CSRF_COOKIE_DOMAIN unset.",
                id="scorm.E003",
            )
        )
    return found


@register()
def doors_are_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Find a mistyped wiring at start, not at the first upload."""
    found: list[CheckMessage] = []
    for name in DOTTED:
        try:
            import_string(getattr(settings, name))
        except (AttributeError, ImportError) as error:
            found.append(Error(f"{name} names nothing that exists: {error}", id="scorm.E004"))
    return found


@register(deploy=True)
def each_package_has_a_host(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Advise a host per package: on one host packages share local storage."""
    if "{label}" in settings.CONTENT_ORIGIN:
        return []
    return [Warning("All packages share one content host and its local storage.", id="scorm.W002")]
