"""Accounts that nobody uses any more: two reminders, then erasure, as the retention rules say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone, translation

from accounts.actions.erase import erase
from accounts.models import Membership, User
from notifications import actions
from notifications.models import Letter


def remind_and_erase(*, at: datetime) -> int:
    """
    Remind people who have long not signed in, and erase those who were reminded in vain; return how many were erased.

    Days count from the last sign-in, or from the making of the account. Nobody with a role that counts is touched.
    Who has an address is erased 30 days after the last reminder at the earliest, however late that one was written.
    """
    first_reminder = min(settings.INACTIVE_REMINDER_DAYS)
    working_here = Membership.objects.active().values("user_id")
    quiet = (
        User.objects.filter(erased_at=None, is_active=True, is_superuser=False)
        .exclude(pk__in=working_here)
        .annotate(seen_at=Coalesce("last_login", "date_joined"))
        .filter(seen_at__lte=at - timedelta(days=first_reminder))
    )
    return sum(_remind_or_erase(person, at) for person in quiet.order_by("pk"))


@transaction.atomic
def _remind_or_erase(person: User, at: datetime) -> bool:
    seen_at: datetime = person.last_login or person.date_joined
    days = (at - seen_at).days
    if person.email:
        number = sum(days >= limit for limit in settings.INACTIVE_REMINDER_DAYS)
        letter = _remind(person, seen_at, number, at)
        waited = letter is not None and letter.written_at <= at - timedelta(days=30)
        if number < len(settings.INACTIVE_REMINDER_DAYS) or not waited:
            return False
    if days < settings.INACTIVE_ACCOUNT_DAYS:
        return False
    erase(person=person, by=None, at=at)
    return True


def _remind(person: User, seen_at: datetime, number: int, at: datetime) -> Letter | None:
    last_day = max(seen_at + timedelta(days=settings.INACTIVE_ACCOUNT_DAYS), at + timedelta(days=30))
    with translation.override(actions.language_of(person)):
        url = settings.SITE_ORIGIN + reverse("account_login")
    return actions.write(
        key=f"inactive:{person.public_id}:{seen_at:%Y%m%d}:{number}",
        recipient=person,
        event="inactive_account",
        context={"url": url, "last_day": timezone.localdate(last_day).isoformat()},
        at=at,
    )
