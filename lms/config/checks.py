"""What must never go into production: `manage.py check --deploy` refuses it."""

from __future__ import annotations

import shutil
import tempfile
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register(deploy=True)
def no_demo(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the demo: its log-ins are public and skip the second factor."""
    if not (apps.is_installed("demo") or getattr(settings, "DEMO", False)):
        return []
    return [
        Error(
            "The demo is installed: anybody could sign in as anybody.",
            hint="Run with DJANGO_SETTINGS_MODULE=lms.config.settings.",
            id="wiring.E001",
        )
    ]


@register(deploy=True)
def real_services(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse embedded mode: its broker loses running messages and its letters reach nobody."""
    if not settings.IS_EMBEDDED:
        return []
    return [
        Error(
            "Embedded mode is for trying: no letter leaves the machine, and SQLite serves one machine only.",
            hint="Set LB_MODE=services; a missing variable is named at start-up.",
            id="wiring.E002",
        )
    ]


@register(deploy=True)
def content_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse package content on the platform's own host or domain: it is foreign code (ADR 0012)."""
    site, content = urlsplit(settings.SITE_ORIGIN), urlsplit(settings.CONTENT_ORIGIN)
    site_host = site.hostname or ""
    content_host = (content.hostname or "").removeprefix("{label}.")
    found: list[CheckMessage] = []
    if _is_same_or_below(content_host, site_host) or _is_same_or_below(site_host, content_host):
        found.append(
            Error(
                f"Package content would run on {content_host}, which shares cookies with {site_host}.",
                hint="Give LB_CONTENT_ORIGIN a domain of its own, such as https://{label}.inhalt.example.",
                id="wiring.E003",
            )
        )
    elif site_host.split(".")[-2:] == content_host.split(".")[-2:]:
        found.append(
            Warning(
                f"{content_host} and {site_host} are one site to a browser, which then sends along the platform's "
                "cookies when package content asks for its pages.",
                hint="Unless the last two words are a public suffix, give LB_CONTENT_ORIGIN a registered domain apart.",
                id="wiring.W006",
            )
        )
    if {site.scheme, content.scheme} != {"https"}:
        found.append(Error("Both origins must be https.", hint="LB_SITE_ORIGIN, LB_CONTENT_ORIGIN", id="wiring.E004"))
    if "{label}" not in (content.hostname or ""):
        found.append(
            Warning(
                "All packages share one origin, so one package can read what another keeps in the browser.",
                hint="Put {label} into LB_CONTENT_ORIGIN and let a wildcard name and certificate serve it.",
                id="wiring.W005",
            )
        )
    return found


@register(deploy=True)
def room_for_uploads(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn where the largest package would find no room on its way in: each process writes it there first."""
    folder = settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()
    try:
        with tempfile.TemporaryFile(dir=folder):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return [
            Warning(
                f"Uploads on their way cannot be written to {folder} ({error.strerror}).",
                hint="Give LB_DATA_DIR to the user that the web processes run as.",
                id="wiring.W007",
            )
        ]
    most = int(settings.SCORM_UPLOAD_MAX_BYTES)
    if free >= most:
        return []
    return [
        Warning(
            f"{folder} has {free // 1024**2} MiB left, and a package may have {most // 1024**2}.",
            hint="Make the disk of LB_DATA_DIR larger: whoever uploads reads that there is no room.",
            id="wiring.W008",
        )
    ]


def _is_same_or_below(host: str, other: str) -> bool:
    return host == other or host.endswith(f".{other}")
