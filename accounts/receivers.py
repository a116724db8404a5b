"""What Django and allauth tell: who signed in or out, a second factor, a password set by way of a letter."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.account.signals import password_changed, password_reset, password_set, user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import second_factor, sign_ins
from accounts.actions import sessions
from accounts.models import User
from privacy import audit


@receiver(authenticator_added, dispatch_uid="accounts.app_set_up")
def app_set_up(*, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Count the code that set up the app as this session's second factor: it was just read from the app."""
    if authenticator.type == Authenticator.Type.TOTP:
        second_factor.prove(request, kind=authenticator.type)
    audit.record(
        "accounts.second_factor_added",
        subject=user,
        by=user,
        at=timezone.now(),
        details={"kind": str(authenticator.type)},
    )


@receiver(authenticator_removed, dispatch_uid="accounts.app_removed")
def app_removed(*, request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Forget what a removed factor has proven, here and in all other sessions."""
    records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa"]
    end_other_sessions(request, user)
    audit.record(
        "accounts.second_factor_removed",
        subject=user,
        by=user,
        at=timezone.now(),
        details={"kind": str(authenticator.type)},
    )


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def signed_in(*, request: HttpRequest, **_kwargs: Any) -> None:
    """Give the sign-in its mark."""
    sign_ins.begin(request)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def signed_out(*, request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Close what the session had opened: the next person at this device must not find it in the history."""
    if user is not None:
        sessions.signed_out(person=user, at=timezone.now(), ended=sign_ins.mark_of(request))


@receiver(user_signed_up, dispatch_uid="accounts.signed_up")
def signed_up(*, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Record that somebody made their own account."""
    audit.record("accounts.signed_up", subject=user, by=user, at=timezone.now())


@receiver(password_reset, dispatch_uid="accounts.password_reset")
def password_was_reset(*, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """End all sessions, and count the only address of the account as confirmed: the letter was read there."""
    sessions.end_all(person=user, at=timezone.now())
    addresses = list(EmailAddress.objects.filter(user=user))
    if len(addresses) == 1 and addresses[0].email == user.email.lower():
        addresses[0].set_verified()
    audit.record("accounts.password_reset", subject=user, by=user, at=timezone.now())


@receiver([password_changed, password_set], dispatch_uid="accounts.password_changed")
def password_was_changed(*, request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Who changes the password stays signed in here only."""
    end_other_sessions(request, user)
    audit.record("accounts.password_changed", subject=user, by=user, at=timezone.now())
