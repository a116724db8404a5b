"""Ending the sessions of a person, wherever they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from allauth.usersessions.models import UserSession

from accounts.models import User


class Told(Protocol):
    """
    Ends, on a floor above, what sessions had opened and what lives on without them.

    `ended` and `kept` are marks of sign-ins (accounts.sign_ins): the only one that ended, the only one that goes on;
    with neither, all have ended.
    """

    def __call__(self, *, person: User, at: datetime, ended: str | None, kept: str | None) -> None: ...


_told: list[Told] = []


def on_signing_out(told: Told) -> None:
    """Let `told` know when a person signs out or is signed out. Naming it twice is once."""
    if told not in _told:
        _told.append(told)


def signed_out(*, person: User, at: datetime, ended: str | None = None, kept: str | None = None) -> None:
    """Tell those who asked that all sessions of the person have ended, that of one sign-in, or all but one."""
    for told in _told:
        told(person=person, at=at, ended=ended, kept=kept)


def end_all(*, person: User, at: datetime) -> int:
    """
    End every session of the person; return how many.

    Who sets or takes a password ends sessions this list may not know as well: Django binds each to the password.
    """
    sessions = list(UserSession.objects.filter(user=person))
    for session in sessions:
        session.end()
    signed_out(person=person, at=at)
    return len(sessions)
