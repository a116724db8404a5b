"""Personal links of guests: made, renewed, taken back, and kept by the first browser that opens them."""

from __future__ import annotations

import secrets
from datetime import datetime
from hmac import compare_digest
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Provider, User
from live_sessions import guest_links
from live_sessions.models import GuestInvite
from privacy import audit
from privacy.keys import all_digests, keyed_digest
from privacy.public_ids import ALPHABET

LINK, BROWSER = "live_sessions.guest_link", "live_sessions.guest_browser"
LENGTH = 32  # x 5 bits = 160 random bits


class InviteIsUnknown(Exception):
    """No such link, or it was taken back, replaced, or has expired."""


class InviteIsTaken(Exception):
    """Another browser opened the link first."""


class IsInvitedAlready(Exception):
    """This address has a link to this session."""


@transaction.atomic
def invite(
    *,
    context_key: UUID,
    provider: Provider,
    name: str,
    address: str,
    language: str,
    expires_at: datetime,
    by: User | None,
    at: datetime,
    organisation: str = "",
) -> tuple[GuestInvite, str]:
    """
    Return a new invitation and the secret of its link; `by` None: the guest asked for it.

    Raises IsInvitedAlready.
    """
    wanted = GuestInvite(
        provider=provider,
        context_key=context_key,
        name=name,
        address=address.lower(),
        organisation=organisation,
        language=language,
        expires_at=expires_at,
        created_at=at,
        created_by=by,
    )
    GuestInvite.objects.bulk_create([wanted], ignore_conflicts=True)
    made = GuestInvite.objects.filter(public_id=wanted.public_id).first()
    if made is None:
        raise IsInvitedAlready
    audit.record("live_sessions.guest_invited", subject=made, by=by, at=at, provider=provider)
    return made, token_of(made)


def token_of(invite: GuestInvite) -> str:
    """Return the secret of the link that opens the invitation now: always the same, until it is renewed."""
    return guest_links.token_of(invite.public_id, invite.link_serial)


@transaction.atomic
def renew(*, invite: GuestInvite, by: User, at: datetime) -> str:
    """Return a new secret; the link before opens nothing more, and no browser keeps it. Raises InviteIsUnknown."""
    locked = _locked(invite)
    locked.link_serial, locked.digest = locked.link_serial + 1, None
    locked.browser_digest, locked.bound_at = None, None
    locked.save(update_fields=["link_serial", "digest", "browser_digest", "bound_at"])
    audit.record("live_sessions.guest_link_renewed", subject=locked, by=by, at=at, provider=locked.provider)
    return token_of(locked)


@transaction.atomic
def revoke(*, invite: GuestInvite, by: User | None, at: datetime) -> None:
    """Take the invitation back: whoever is in the room stays until the trainer sends them out. Twice is once."""
    if GuestInvite.objects.filter(pk=invite.pk, revoked_at=None).update(revoked_at=at):
        audit.record("live_sessions.guest_revoked", subject=invite, by=by, at=at, provider=invite.provider)


@transaction.atomic
def decline(*, invite: GuestInvite, at: datetime) -> None:
    """Let the guest say that they do not come: their link ends, and no letter follows. Twice is once."""
    if GuestInvite.objects.filter(pk=invite.pk, revoked_at=None).update(revoked_at=at, declined_at=at):
        audit.record("live_sessions.guest_declined", subject=invite, by=None, at=at, provider=invite.provider)


def has_declined(browser: str, *, public_id: str) -> bool:
    """Return whether the guest of this browser has said that they do not come."""
    invite = GuestInvite.objects.filter(public_id=public_id, declined_at__isnull=False).first()
    return invite is not None and keeps(invite, browser)


def move(*, context_key: UUID, expires_at: datetime) -> None:
    """Let the links of a session expire at another moment, because the session moved; in the caller's transaction."""
    GuestInvite.objects.filter(context_key=context_key).update(expires_at=expires_at)


def invite_of(token: str, *, at: datetime) -> GuestInvite:
    """Return the invitation of this link. Raises InviteIsUnknown."""
    found = _opened_by(token, _valid(at).select_related("provider"))
    if found is None:
        raise InviteIsUnknown
    return found


def _opened_by(token: str, rows: QuerySet[GuestInvite]) -> GuestInvite | None:
    found = rows.filter(public_id=guest_links.named_in(token)).first()
    if found is not None and guest_links.opens(token, public_id=found.public_id, serial=found.link_serial):
        return found
    return rows.filter(digest__in=all_digests(LINK, token)).first()


@transaction.atomic
def bind(*, token: str, browser: str, name: str, at: datetime) -> tuple[GuestInvite, str]:
    """
    Let the first browser that asks keep the link; return the invitation and the secret for this browser.

    `browser` is the secret it has already, if any: whoever opens their own link again comes in again. `name` counts
    where staff gave none. Raises InviteIsUnknown, InviteIsTaken.
    """
    valid = _valid(at).select_for_update(of=("self",)).select_related("provider")
    invite = _opened_by(token, valid)
    if invite is None or not (invite.name or name):
        raise InviteIsUnknown
    if invite.browser_digest is not None:
        if not keeps(invite, browser):
            raise InviteIsTaken
        return invite, browser
    browser = _secret()
    invite.browser_digest, invite.bound_at = keyed_digest(BROWSER, browser), at
    invite.name = invite.name or name
    invite.save(update_fields=["browser_digest", "bound_at", "name"])
    audit.record("live_sessions.guest_came", subject=invite, by=None, at=at, provider=invite.provider)
    return invite, browser


def kept_by(browser: str, *, public_id: str, at: datetime) -> GuestInvite:
    """Return the invitation this browser keeps. Raises InviteIsUnknown."""
    invite = _valid(at).select_related("provider").filter(public_id=public_id).first()
    if invite is None or not keeps(invite, browser):
        raise InviteIsUnknown
    return invite


def keeps(invite: GuestInvite, browser: str) -> bool:
    """Return whether this is the secret of the browser that opened the link first."""
    if invite.browser_digest is None or not browser:
        return False
    known = bytes(invite.browser_digest)
    return any(compare_digest(known, digest) for digest in all_digests(BROWSER, browser))


def _valid(at: datetime) -> QuerySet[GuestInvite]:
    return GuestInvite.objects.filter(revoked_at=None, expires_at__gt=at)


def _locked(invite: GuestInvite) -> GuestInvite:
    rows = GuestInvite.objects.select_for_update(of=("self",)).select_related("provider")
    found = rows.filter(pk=invite.pk, revoked_at=None).first()
    if found is None:
        raise InviteIsUnknown
    return found


def _secret() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
