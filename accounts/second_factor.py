"""The second factor of everybody who works here: without it, no page but the way to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseForbidden
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts import rules
from ui.typed import typed
from ui.views import errors

# The way to the second factor, and the way out. Reached by name, so that no other URL of the same view slips in.
ALLOWED = {
    "mfa_activate_totp",
    "mfa_reauthenticate",
    "account_reauthenticate",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "set_language",
}


def is_proven(request: HttpRequest) -> bool:
    """Return whether this session has shown a second factor of the person it belongs to."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def prove(request: HttpRequest, *, kind: str) -> None:
    """Note that the signed-in person has shown a second factor in this session."""
    record_authentication(request, request.user, "mfa", type=kind)


def has_app(request: HttpRequest) -> bool:
    """Return whether the person has an authenticator app that could be asked for a code."""
    return bool(Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists())


class SecondFactorDoor:
    """
    Lead whoever works here, and has shown one factor only, to the second one before anything else.

    Holds for every URL, not only for the back office: what a role opens lies in many places. Stands after allauth's
    middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.view_name in ALLOWED:
            return None
        if not rules.is_staff(request.user) or is_proven(request):
            return None
        if request.method not in {"GET", "HEAD"}:
            if (kept := typed(request)) is not None:
                return errors.signed_out(request, kept, second_factor_at=settings.BACK_OFFICE_PATH)
            return HttpResponseForbidden(_("Bitte zeigen Sie zuerst Ihren zweiten Faktor."), content_type="text/plain")
        if has_app(request):
            back = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{back}")
        messages.info(
            request, _("Wer hier arbeitet, meldet sich mit zwei Schritten an. Bitte richten Sie das jetzt ein.")
        )
        return HttpResponseRedirect(reverse("mfa_activate_totp"))
