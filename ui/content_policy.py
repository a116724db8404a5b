"""The Content-Security-Policy of the platform: strict on the site, as Wagtail needs it in the back office."""

from __future__ import annotations

from typing import Any

from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentPolicyMiddleware(CSPMiddleware):  # type: ignore[misc]
    """Widen the policy under the back office's path only: Wagtail's editor widgets carry inline scripts."""

    def get_policy_parts(self, request: HttpRequest, response: HttpResponseBase, **options: Any) -> PolicyParts:
        parts = super().get_policy_parts(request, response, **options)
        if request.path.startswith(settings.BACK_OFFICE_PATH):
            parts.replace = {**(parts.replace or {}), **settings.ADMIN_CONTENT_SECURITY_POLICY}
        return parts
