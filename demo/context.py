"""What every page of the demo knows about it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def sharing(request: HttpRequest) -> dict[str, bool]:
    """Tell the banner whether phones of the network may come in (`make demo HOST=…`)."""
    return {"demo_is_shared": settings.DEMO_IS_SHARED}
