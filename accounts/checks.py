"""What must not go into production."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.security, deploy=True)
def no_demo_in_production(**_kwargs: Any) -> list[CheckMessage]:
    """The demo signs anybody in as anybody, past the second factor."""
    if settings.DEMO or apps.is_installed("demo"):
        return [
            Error(
                "The demo settings sign anybody in as anybody.",
                hint="Start with DJANGO_SETTINGS_MODULE=lms.config.settings.",
                id="accounts.E001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def rate_limits_are_shared(**_kwargs: Any) -> list[CheckMessage]:
    """Limits on sign-in count in the cache; one cache per process multiplies them by the number of processes."""
    backend = settings.CACHES["default"]["BACKEND"]
    if backend.endswith(("LocMemCache", "DummyCache")):
        return [
            Error(
                "Rate limits on sign-in need a cache that all processes share.",
                hint="Set LB_REDIS_URL, or use the file cache of the embedded mode.",
                id="accounts.E002",
            )
        ]
    return []
