"""Real threads on PostgreSQL: several attempts of one person, people who move, and who signs out meanwhile."""

import threading
import time
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from scorm import subject_data
from scorm.actions import commits, launches, registrations, versions
from scorm.models import Attempt, CommitLog, Launch, Registration, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import PackageVersionFactory, ScoFactory, body, open_launch, registered
from tests.threads import at_once, only_on_postgresql, somebody_waits

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def newer(version):
    found = PackageVersionFactory(package=version.package)
    ScoFactory(version=found)
    return found


def opens(registration):
    return launches.open_launch(
        registration=registration, at=AT, language="de", learner_name="A", return_url="/", replay_url="/"
    )


@pytest.mark.parametrize(("counts", "expected"), [("average", "0.5"), ("last", "0.8")])
def test_two_attempts_that_end_in_the_same_instant_count_both(counts, expected):
    registration = registered()
    Registration.objects.update(counts=counts)
    first = open_launch(registration, AT)
    second = open_launch(registration, AT, new_after=1)
    told, has_counted = [], threading.Event()

    def ends(launch, raw, *, waits):
        with transaction.atomic():
            status = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": raw}
            applied = commits.apply(token=launch.token, body=body(launch, 1, status, trigger="terminate"), at=AT)
            told.append(applied.outcome.score)
            has_counted.set()
            if waits:
                time.sleep(0.3)

    def begins():
        has_counted.wait(10)
        ends(first, "20", waits=False)

    at_once([lambda: ends(second, "80", waits=True), begins])
    assert told[-1] == Decimal(expected)


def test_who_begins_while_people_are_moved_is_looked_at_again():
    registration = registered()
    new = newer(registration.version)
    not_started = Registration.objects.filter(attempts=None)

    def starts():
        with transaction.atomic():
            opens(registration)
            assert somebody_waits()

    def moves():
        with transaction.atomic():
            time.sleep(0.1)
            return versions.move(registrations=not_started, version=new, at=AT)

    _, moved = at_once([starts, moves])
    registration.refresh_from_db()
    assert (moved, registration.version_id == new.pk, Attempt.objects.get().state) == (0, False, "active")


def test_who_opens_while_being_moved_opens_the_new_version():
    registration = registered()
    new = newer(registration.version)
    has_moved = threading.Event()

    def moves():
        with transaction.atomic():
            versions.move(registrations=Registration.objects.all(), version=new, at=AT)
            has_moved.set()
            assert somebody_waits()

    def starts():
        has_moved.wait(10)
        opens(registration)

    at_once([moves, starts])
    assert (Attempt.objects.get().version_id, Launch.objects.count()) == (new.pk, 1)


@pytest.mark.parametrize("is_replay", [False, True])
def test_a_commit_that_waits_while_its_learner_is_erased_writes_nothing_any_more(is_replay):
    registration = registered()
    launch = open_launch(registration, AT)
    content = body(launch, 1, {"cmi.core.lesson_location": "Amina"})
    is_erased = threading.Event()

    def erases():
        with transaction.atomic():
            subject_data.erase(person=registration.user, at=AT)
            is_erased.set()
            assert somebody_waits()

    def reports():
        is_erased.wait(10)
        with transaction.atomic():
            if is_replay:
                return commits.apply_replay(user=registration.user, body=content, at=AT).status_code
            return commits.apply(token=launch.token, body=content, at=AT).status_code

    assert at_once([erases, reports])[1] == 410
    assert (ScoState.objects.get().doc, CommitLog.objects.count()) == ({}, 0)


@pytest.mark.parametrize("_round", range(10))
def test_moving_signing_out_opening_and_reporting_never_lock_each_other_out(_round):
    user = UserFactory()
    one = registered(user)
    plan = {"user": user, "version": one.version, "at": AT}
    others = [registrations.register(context_key=uuid4(), **plan) for _ in range(5)]
    now = timezone.now()
    players = [open_launch(each, now) for each in reversed([one, *others])]  # keys of attempts fall, the others' rise
    new = newer(one.version)

    def reports():
        for number in range(5):
            for launch in players:
                with transaction.atomic():
                    changes = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": str(number)}
                    commits.apply(token=launch.token, body=body(launch, number + 1, changes), at=now)

    def begins():
        for launch in players:
            launches.open_launch(
                registration=launch.attempt.registration, at=now, language="de", learner_name="A", return_url="/",
                replay_url="/", new_after=1,
            )  # fmt: skip

    at_once(
        [
            lambda: versions.move(registrations=Registration.objects.all(), version=new, at=now),
            lambda: launches.sign_out(user=user, at=now),
            begins,
            reports,
        ]
    )
    assert set(Registration.objects.values_list("version", flat=True)) == {new.pk}


def test_moving_and_signing_out_lock_attempts_in_the_same_order():
    user = UserFactory()
    one = registered(user)
    two = registrations.register(user=user, context_key=uuid4(), version=one.version, at=AT)
    now = timezone.now()
    first, second = (open_launch(each, now) for each in (two, one))
    new = newer(one.version)
    is_held = threading.Event()

    def holds():  # what signing out does, with time to think in between
        with transaction.atomic():
            Attempt.objects.select_for_update().get(pk=first.attempt_id)
            is_held.set()
            assert somebody_waits()
            Attempt.objects.select_for_update().get(pk=second.attempt_id)

    def moves():
        is_held.wait(10)
        return versions.move(registrations=Registration.objects.all(), version=new, at=now)

    assert at_once([holds, moves])[1] == 2
