"""The content origin of a version: a host of its own per version where {label} allows it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from scorm.models import PackageVersion


def content_origin(version: PackageVersion) -> str:
    """Return scheme, host and port under which this version's content runs."""
    return str(settings.CONTENT_ORIGIN).replace("{label}", str(version.public_id))


def own_origin(request: HttpRequest) -> str:
    """Return the origin the browser itself must name when the player of this host posts."""
    return f"{request.scheme}://{request.get_host()}"


def host_label(request: HttpRequest) -> str | None:
    """Return the label a content host carries; None where one fixed host serves all packages."""
    before, mark, _ = str(settings.CONTENT_ORIGIN).split("://", 1)[1].partition("{label}")
    if not mark:
        return None
    return request.get_host().lower()[len(before) :].partition(".")[0]


def is_content_origin(origin: str) -> bool:
    """Return whether this is an origin of package content: the fixed one, or the one of any version."""
    before, mark, after = str(settings.CONTENT_ORIGIN).partition("{label}")
    if not mark:
        return origin == before
    label = origin[len(before) : len(origin) - len(after)]
    return origin == f"{before}{label}{after}" and label.isalnum()
