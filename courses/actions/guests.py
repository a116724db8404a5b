"""Guests of an online seminar: invited by staff to one session, each by a link of their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.models import User
from courses.actions import session_letters
from courses.actions.session_plan import SessionIsCancelled, SessionIsOver
from courses.models import RunSession
from live_sessions.actions import guests
from live_sessions.models import GuestInvite

# A guest who signed up has a place of the run, which a floor above counts; it names what it does when it starts.
Revoked = Callable[..., None]  # (invite, by, at)
_revoked: list[Revoked] = []


class TakesNoGuests(Exception):
    """Guests come to online seminars only, and not into a room of stone."""


def on_revoking(freed: Revoked) -> None:
    """Let `freed` know, in the same transaction, that staff took an invitation back. Naming it twice is once."""
    if freed not in _revoked:
        _revoked.append(freed)


def link_expires_at(session: RunSession) -> datetime:
    """Return until when the links of a session's guests work: as long as somebody is let in."""
    return session.ends_at + timedelta(minutes=settings.SESSION_CLOSES_AFTER_MINUTES)


@transaction.atomic
def invite_guest(
    *,
    session: RunSession,
    name: str,
    address: str,
    language: str,
    by: User | None,
    at: datetime,
    organisation: str = "",
) -> tuple[GuestInvite, str]:
    """
    Invite somebody without an account; with an address, their letter brings the link. `by` None: they signed up.

    Returns the invitation and the secret of its link. Raises TakesNoGuests, SessionIsCancelled, SessionIsOver,
    IsInvitedAlready (of the engine).
    """
    locked = _ready(session, at)
    invite, token = guests.invite(
        context_key=locked.context_key,
        provider=locked.provider,
        name=name,
        address=address,
        language=language,
        organisation=organisation,
        expires_at=link_expires_at(locked),
        by=by,
        at=at,
    )
    session_letters.guest_invited(locked, invite=invite, at=at)
    return invite, token


@transaction.atomic
def renew_link(*, session: RunSession, invite: GuestInvite, by: User, at: datetime) -> str:
    """
    Give the guest a new link in place of the old one, such as for another device; return its secret.

    Raises what invite_guest raises, and InviteIsUnknown for one that was taken back.
    """
    locked = _ready(session, at)
    token = guests.renew(invite=invite, by=by, at=at)
    invite.refresh_from_db()
    session_letters.guest_invited(locked, invite=invite, at=at)
    return token


@transaction.atomic
def revoke_guest(*, invite: GuestInvite, by: User, at: datetime) -> None:
    """Take the invitation back, and with the last one of a guest who signed up their place. Twice is once."""
    guests.revoke(invite=invite, by=by, at=at)
    for freed in _revoked:
        freed(invite=invite, by=by, at=at)


def _ready(session: RunSession, at: datetime) -> RunSession:
    rows = RunSession.objects.select_for_update(of=("self",)).select_related("run__course__provider")
    locked = rows.get(pk=session.pk)
    if not locked.takes_guests:
        raise TakesNoGuests
    if locked.is_cancelled or locked.run.cancelled_at is not None:
        raise SessionIsCancelled
    if link_expires_at(locked) <= at:
        raise SessionIsOver
    return locked
