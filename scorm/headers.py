"""Headers of the content host. The origin is the wall; these keep the content from leaning on it."""

from __future__ import annotations

from django.conf import settings
from django.http.response import HttpResponseBase

# Real packages use inline code, eval, external media and fonts; scripts from elsewhere they do not get.
CONTENT_POLICY = (
    "default-src 'self' data: blob: https:; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline' https:; connect-src 'self' data: blob:; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'self'"
)
PLAYER_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; "
    "form-action 'self' {site}; frame-ancestors {frames}"
)
PERMISSIONS = (
    "unload=(self), fullscreen=(self), autoplay=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()"
)


def seal(response: HttpResponseBase, *, is_player: bool = False, is_framed: bool = False) -> HttpResponseBase:
    """
    Put the content host's headers on an answer and return it.

    A player stands in a frame only where `is_framed`: in previews, which count nothing, on the stage of its own origin.
    """
    policy = CONTENT_POLICY
    if is_player:
        policy = PLAYER_POLICY.format(site=settings.SITE_ORIGIN, frames="'self'" if is_framed else "'none'")
    response.headers["Content-Security-Policy"] = policy
    response.headers["Permissions-Policy"] = PERMISSIONS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Origin-Agent-Cluster"] = "?1"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
