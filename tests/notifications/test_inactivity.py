"""Accounts that nobody uses end after two reminders."""

from datetime import timedelta

import pytest

from accounts.models import User
from notifications.inactivity import remind_and_erase
from notifications.models import Letter
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def quiet_for(days, at, **values):
    return UserFactory(last_login=at - timedelta(days=days), date_joined=at - timedelta(days=days), **values)


def is_erased(person):
    return User.objects.get(pk=person.pk).erased_at is not None


def test_nobody_is_reminded_too_early(at):
    quiet_for(669, at)
    assert (remind_and_erase(at=at), Letter.objects.count()) == (0, 0)


def test_two_reminders_come_once_each_and_then_the_account_ends(at):
    person = quiet_for(670, at)
    erased_after = []
    for day in (0, 0, 29, 30, 59, 60):
        erased_after.append(remind_and_erase(at=at + timedelta(days=day)))
        if day < 60:
            assert Letter.objects.count() == (1 if day < 30 else 2)
    assert erased_after == [0, 0, 0, 0, 0, 1]
    assert is_erased(person)


def test_the_letter_names_the_last_day(at, run_jobs):
    from django.core import mail

    quiet_for(670, at)
    remind_and_erase(at=at)
    run_jobs(at)
    assert "Am 1. Mai 2026 löschen wir Ihr Konto." in mail.outbox[0].body


def test_after_a_long_standstill_a_reminder_still_comes_thirty_days_ahead(at):
    person = quiet_for(2000, at)
    assert remind_and_erase(at=at) == 0
    assert remind_and_erase(at=at + timedelta(days=29)) == 0
    assert remind_and_erase(at=at + timedelta(days=30)) == 1
    assert is_erased(person)


def test_who_signs_in_after_a_reminder_stays(at):
    person = quiet_for(700, at)
    remind_and_erase(at=at)
    User.objects.filter(pk=person.pk).update(last_login=at + timedelta(days=1))
    assert remind_and_erase(at=at + timedelta(days=100)) == 0


def test_without_an_address_the_account_ends_after_two_years(at):
    person, younger = quiet_for(730, at, email=""), quiet_for(729, at, email="")
    assert remind_and_erase(at=at) == 1
    assert (is_erased(person), is_erased(younger)) == (True, False)


def test_whoever_has_a_role_is_left_alone(at):
    person = quiet_for(3000, at)
    MembershipFactory(user=person)
    assert (remind_and_erase(at=at), Letter.objects.count()) == (0, 0)
