"""Forms whose sender is no longer signed in: the way back in, without losing what was typed (ADR 0025)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from ui.typed import typed
from ui.views import errors


class SignedOutForms:
    """
    Answer a form that would only be led to the sign-in with a page that keeps it.

    The redirect of `login_required` and of the back office drops what was sent. Stands after authentication. The token
    was right, or the answer would not be a redirect: the form came from a page of ours.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method != "POST" or not isinstance(response, HttpResponseRedirect):
            return response
        if not _leads_to_sign_in(response.url) or request.user.is_authenticated:
            return response
        kept = typed(request)
        return response if kept is None else errors.signed_out(request, kept)


def _leads_to_sign_in(address: str) -> bool:
    parts = urlsplit(address)
    if REDIRECT_FIELD_NAME not in parse_qs(parts.query):
        return False
    try:
        return resolve(parts.path).view_name == settings.LOGIN_URL
    except Resolver404:
        return False
