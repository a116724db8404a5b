"""People without an account come to an online seminar: they ask, confirm by mail, and may leave again."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from admissions import actions as admissions
from courses.actions import guests as inviting
from courses.models import Run
from live_sessions.actions import guests
from live_sessions.models import GuestInvite
from lms.links import secret_of
from lms.models import GuestSignup
from lms.queries import guest_signups as queries
from notifications import actions as letters
from privacy import audit

LINK = "lms.guest_signup"


class NothingToSignUpFor(Exception):
    """Enrolment is not open, or there is no date to come to."""


class SignupIsExpired(Exception):
    """It was not confirmed in time, or the guest has left."""


@transaction.atomic
def ask(*, run: Run, name: str, address: str, organisation: str, language: str, at: datetime) -> GuestSignup:
    """
    Write to an address so that its owner confirms; asking again brings the same link again (run with course loaded).

    Nothing is taken and nobody is invited before that, and the answer is the same for an address that is known. Raises
    NothingToSignUpFor.
    """
    if not queries.takes_guests(run, at=at):
        raise NothingToSignUpFor
    last = max(session.ends_at for session in queries.open_sessions(run, at=at))
    until = min(at + timedelta(hours=settings.GUEST_SIGNUP_HOURS), last)
    wanted = GuestSignup(
        run=run,
        name=name,
        address=address.lower(),
        organisation=organisation,
        language=language,
        asked_at=at,
        confirm_until=until,
    )
    GuestSignup.objects.bulk_create([wanted], ignore_conflicts=True)
    signup = GuestSignup.objects.select_for_update(of=("self",)).get(run=run, address=wanted.address, left_at=None)
    if signup.confirmed_at is None and signup.public_id != wanted.public_id:
        # Who types another's address changes nothing that somebody has confirmed.
        signup.name, signup.organisation, signup.language = name, organisation, language
        signup.asked_at, signup.confirm_until = at, until
        signup.save(update_fields=["name", "organisation", "language", "asked_at", "confirm_until"])
    _write(signup, at=at)
    return signup


def _write(signup: GuestSignup, *, at: datetime) -> None:
    run = signup.run
    with translation.override(signup.language):
        path = reverse("lms:guest_signup", args=[signup.public_id, secret_of(LINK, signup.public_id)])
    letters.write_to_guest(
        key=f"guest_signup:{signup.public_id}:{at.isoformat(timespec='seconds')}",
        name=signup.name,
        address=signup.address,
        language=signup.language,
        event="guest_signup",
        context={
            "course_title": run.course.title,
            "is_confirmed": signup.confirmed_at is not None,
            "link": settings.SITE_ORIGIN + path,
        },
        provider=run.course.provider,
        at=at,
    )


@transaction.atomic
def confirm(*, signup: GuestSignup, at: datetime) -> GuestSignup:
    """
    Take a place and invite the guest to the dates; confirming twice is confirming once.

    Raises SignupIsExpired, NothingToSignUpFor, and the refusals of admissions: RunIsFull, RunIsClosed.
    """
    signup = _locked(signup)
    if signup.left_at is not None or queries.is_expired(signup, at=at):
        raise SignupIsExpired
    if signup.confirmed_at is not None:
        return signup
    sessions = queries.open_sessions(signup.run, at=at)
    if not sessions:
        raise NothingToSignUpFor
    until = queries.place_until(signup.run, sessions)
    signup.place = admissions.hold(run=signup.run, person=None, until=until, by=None, at=at)
    signup.confirmed_at = at
    signup.save(update_fields=["place", "confirmed_at"])
    provider = signup.run.course.provider
    audit.record("lms.guest_signed_up", subject=signup, by=None, at=at, provider=provider)
    for session in sessions:
        if GuestInvite.objects.filter(
            context_key=session.context_key, address=signup.address, revoked_at=None
        ).exists():
            continue  # staff had invited them before: that link stays theirs
        inviting.invite_guest(
            session=session,
            name=signup.name,
            address=signup.address,
            organisation=signup.organisation,
            language=signup.language,
            by=None,
            at=at,
        )
    return signup


@transaction.atomic
def leave(*, signup: GuestSignup, at: datetime, by: User | None = None) -> None:
    """
    Give the place back and end the links to the dates that are still to come; leaving twice is leaving once.

    `by` None: the guest does it; else staff.
    """
    signup = _locked(signup)
    if signup.confirmed_at is None or signup.left_at is not None or signup.place is None:
        return
    signup.left_at = at
    signup.save(update_fields=["left_at"])
    admissions.release(place=signup.place, by=by, at=at)
    keys = [session.context_key for session in queries.open_sessions(signup.run, at=at)]
    for invite in GuestInvite.objects.filter(context_key__in=keys, address=signup.address, revoked_at=None):
        guests.revoke(invite=invite, by=by, at=at)
    audit.record("lms.guest_left", subject=signup, by=by, at=at, provider=signup.run.course.provider)


@transaction.atomic
def decline(*, invite: GuestInvite, at: datetime) -> None:
    """Let a guest say that they do not come to one date; with the last one their place is free again."""
    guests.decline(invite=invite, at=at)
    give_back_unused_place(invite=invite, by=None, at=at)


@transaction.atomic
def give_back_unused_place(*, invite: GuestInvite, by: User | None, at: datetime) -> None:
    """Give back the place of a guest whose invitation to this date has just ended, if it was the last one to come."""
    signups = GuestSignup.objects.filter(address=invite.address, left_at=None, confirmed_at__isnull=False)
    for signup in signups.filter(run__sessions__context_key=invite.context_key):
        keys = [session.context_key for session in queries.open_sessions(signup.run, at=at)]
        if not GuestInvite.objects.filter(context_key__in=keys, address=invite.address, revoked_at=None).exists():
            leave(signup=signup, by=by, at=at)


def _locked(signup: GuestSignup) -> GuestSignup:
    rows = GuestSignup.objects.select_for_update(of=("self",)).select_related("run__course__provider", "place")
    return rows.get(pk=signup.pk)


@transaction.atomic
def remove_old(*, at: datetime) -> int:
    """Remove those that nobody confirmed in time, and a year after the run the others; part of settings.RETENTION."""
    before = timezone.localdate(at) - timedelta(days=settings.ATTENDANCE_INTERVAL_DAYS)
    unconfirmed, _ = GuestSignup.objects.filter(confirmed_at=None, confirm_until__lt=at).delete()
    old, _ = GuestSignup.objects.filter(run__ends_on__lt=before).delete()
    return unconfirmed + old
