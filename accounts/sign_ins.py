"""
The mark of a sign-in: what was opened on one device can be closed when that device signs out, and nothing else.

The session key cannot serve: it opens the account, and Django changes it within a sign-in (with a new password, or a
new key in the key ring). The random value in the session stays until the session is
emptied, which is when somebody signs out or another person signs in.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Any

from allauth.core import context
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.utils import timezone

from accounts.actions import sessions

KEY = "accounts.sign_in"


def begin(request: HttpRequest) -> None:
    """Give this session its random value, unless it has one."""
    request.session.setdefault(KEY, secrets.token_urlsafe(24))


def mark_of(request: HttpRequest) -> str:
    """
    Return 64 characters that are the same for the whole sign-in and lead nobody to its session, or "" for none.

    No key takes part: the value is random enough that nobody finds it, and marks outlive a change of keys.
    """
    value = request.session.get(KEY, "")
    return sha256(f"{KEY}:{value}".encode()).hexdigest() if value else ""


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]
    """allauth ends the other sessions of whoever asks for it, changes the password or removes the second factor."""

    def end_sessions(self, ended: list[UserSession]) -> None:
        """
        End these sessions, and close what was opened elsewhere, by sessions that the list does not know as well.

        allauth never ends the present one here without signing out as well.
        """
        super().end_sessions(ended)
        request: Any = context.request
        sessions.signed_out(person=request.user, at=timezone.now(), kept=mark_of(request))
