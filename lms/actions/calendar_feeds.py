"""The secret address of a person's calendar: made, renewed, taken back, found."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from lms.models import CalendarFeed
from privacy import audit
from privacy.keys import all_digests, keyed_digest
from privacy.public_ids import ALPHABET

PURPOSE = "lms.calendar_feed"
LENGTH = 32  # x 5 bits = 160 random bits


@transaction.atomic
def renew(*, person: User, at: datetime) -> str:
    """Return a new secret for the person's calendar; the one before no longer opens anything."""
    User.objects.select_for_update().get(pk=person.pk)
    token = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    digest = keyed_digest(PURPOSE, token)
    feed, is_new = CalendarFeed.objects.update_or_create(person=person, defaults={"digest": digest, "created_at": at})
    audit.record("lms.calendar_feed_made" if is_new else "lms.calendar_feed_renewed", subject=feed, by=person, at=at)
    return token


@transaction.atomic
def revoke(*, person: User, at: datetime) -> None:
    """Take the address back. Twice is once."""
    feed = CalendarFeed.objects.select_for_update().filter(person=person).first()
    if feed is not None:
        audit.record("lms.calendar_feed_revoked", subject=feed, by=person, at=at)
        feed.delete()


def person_of(token: str) -> User | None:
    """Return whose calendar this secret opens; None for a wrong or old one, and for closed accounts."""
    digests = all_digests(PURPOSE, token)
    feed = CalendarFeed.objects.select_related("person").filter(digest__in=digests, person__is_active=True).first()
    return feed.person if feed is not None else None
