"""System checks: what would let package content touch the platform is said before the first request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from scorm.limits import limit

DOTTED = ("SCORM_AUDIT", "SCORM_MAY", "SCORM_ENQUEUE")


@register()
def content_has_its_own_origin(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to run packages on the platform's own origin, and say where cookies would still be shared."""
    site = urlsplit(getattr(settings, "SITE_ORIGIN", ""))
    content = urlsplit(getattr(settings, "CONTENT_ORIGIN", "").replace("{label}", "label"))
    for name, found_there, example in (
        ("SITE_ORIGIN", site, "https://lms.example"),
        ("CONTENT_ORIGIN", content, "https://{label}.content.example"),
    ):
        if found_there.scheme not in ("http", "https") or not found_there.hostname:
            return [Error(f"{name} is no origin such as {example}.", id="scorm.E002")]
    if _origin(site) == _origin(content):
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


def _origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Return an origin as browsers compare it: the port of its scheme is the same as none."""
    return address.scheme, address.hostname, address.port or {"http": 80, "https": 443}.get(address.scheme)


@register()
def doors_are_there(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Find a mistyped wiring at start, not at the first upload."""
    found: list[CheckMessage] = []
    for name in DOTTED:
        try:
            import_string(getattr(settings, name))
        except (AttributeError, ImportError) as error:
            found.append(Error(f"{name} names nothing that exists: {error}", id="scorm.E004"))
    alias = getattr(settings, "SCORM_STORAGE", "")
    if alias not in settings.STORAGES:
        found.append(Error(f"SCORM_STORAGE is no alias in STORAGES: {alias!r}", id="scorm.E004"))
    return found


@register()
def a_commit_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A commit that Django does not read is one that no learner gets rid of."""
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if most is None or limit("COMMIT_MAX_BYTES") <= most:
        return []
    hint = "What stands in front of Django (nginx: client_max_body_size) must take as much as well."
    return [Error("SCORM_COMMIT_MAX_BYTES is more than DATA_UPLOAD_MAX_MEMORY_SIZE.", hint=hint, id="scorm.E005")]


@register(deploy=True)
def each_package_has_a_host(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Advise a host per package: on one host packages share local storage."""
    if "{label}" in getattr(settings, "CONTENT_ORIGIN", ""):
        return []
    return [Warning("All packages share one content host and its local storage.", id="scorm.W002")]
