"""Ending the sessions of a person, wherever they are signed in."""

from __future__ import annotations

from allauth.usersessions.models import UserSession

from accounts.models import User


def end_all(*, person: User) -> int:
    """
    End every session of the person; return how many.

    Who sets or takes a password ends sessions this list may not know as well: Django binds each to the password.
    """
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    return len(sessions)
