"""Signing in without a password: the demo's personas, and holders of a start code."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from accounts import second_factor
from accounts.actions.personas import require_demo
from accounts.models import User
from privacy import audit


def sign_in_persona(
    *, request: HttpRequest, person: User, at: datetime, redirect_url: str | None = None
) -> HttpResponse:
    """
    Sign a visitor of the demo in as this person, counting as both factors. Raises NotTheDemo.

    Exists under the demo settings only; `check --deploy` refuses these (accounts.E001).
    """
    require_demo()
    logout(request, show_message=False)
    adapter = get_adapter()
    adapter.login(request, person)
    second_factor.prove(request, kind="demo")
    audit.record("accounts.demo_signed_in", subject=person, by=person, at=at)
    response: HttpResponse = adapter.post_login(
        request,
        person,
        email_verification="none",
        signal_kwargs=None,
        email=None,
        signup=False,
        redirect_url=redirect_url,
    )
    return response


def sign_in_after_start_code(*, request: HttpRequest, person: User) -> HttpResponse:
    """Sign in who has just set a password with a start code; a second factor is still asked where one is set up."""
    logout(request, show_message=False)
    record_authentication(request, person, method="start_code")
    response: HttpResponse = perform_login(request, Login(user=person))
    return response


def sign_in_after_letter(*, request: HttpRequest, person: User, redirect_url: str) -> HttpResponse:
    """Sign in who has just set the first password by a link that was sent to their address."""
    logout(request, show_message=False)
    record_authentication(request, person, method="letter")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=redirect_url))
    return response
