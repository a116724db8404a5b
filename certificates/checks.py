"""System checks: what set-up forgot is said at start, not when the first certificate is due."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Warning, register

from certificates import fonts


@register()
def fonts_are_ready(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn when certificates could not be set."""
    if fonts.are_ready():
        return []
    return [
        Warning(
            "The fonts of certificates are missing; certificates wait until they are there.",
            hint="`start prepare` makes them; by itself: npm ci --ignore-scripts && python manage.py prepare_fonts",
            id="certificates.W001",
        )
    ]
