"""Whoever uses the engine hears once that something changed, and never too early to see it."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from jobs import actions as jobs
from jobs.models import Job
from live_sessions.actions import sightings, telling
from live_sessions.models import MeetingEnd
from tests.factories.live_sessions import MeetingFactory

BEGIN = datetime(2026, 3, 2, 18, tzinfo=UTC)
heard = []


def hear(*, payload, at, progress):
    heard.append(payload["context_key"])


@pytest.fixture(autouse=True)
def somebody_listens(settings):
    settings.JOB_KINDS = {**settings.JOB_KINDS, "tests.hear": f"{__name__}.hear"}
    settings.LIVE_SESSIONS_CHANGED = "tests.hear"
    heard.clear()


def second(number):
    return BEGIN + timedelta(seconds=number)


@pytest.mark.django_db
def test_many_changes_at_once_are_heard_once_and_a_later_one_again():
    key = uuid4()
    for number in (0, 1, 2):
        telling.changed(context_key=key, at=second(number))
    jobs.run_due(at=second(2))
    telling.changed(context_key=key, at=second(3))
    telling.changed(context_key=key, at=second(4))
    before = len(heard)
    jobs.run_due(at=second(10))

    assert (before, heard) == (1, [str(key)] * 2)


@pytest.mark.django_db
def test_contexts_are_heard_of_each_for_itself():
    keys = [uuid4(), uuid4()]
    for key in keys:
        telling.changed(context_key=key, at=BEGIN)
    jobs.run_due(at=BEGIN)

    assert sorted(heard) == sorted(map(str, keys))


@pytest.mark.django_db
def test_where_nobody_listens_nothing_is_written(settings):
    settings.LIVE_SESSIONS_CHANGED = ""
    telling.changed(context_key=uuid4(), at=BEGIN)

    assert Job.objects.count() == 0


@pytest.mark.django_db
def test_the_end_of_a_meeting_is_heard_above(at):
    meeting = MeetingFactory(requested_at=at)
    sightings.end(meeting, ended_by=MeetingEnd.GONE, ended_at=at, at=at)
    jobs.run_due(at=at)

    assert heard == [str(meeting.context_key)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_a_waiting_job_does_not_begin_before_the_change_is_there_to_see():
    key = uuid4()
    with transaction.atomic():
        telling.changed(context_key=key, at=BEGIN)
    order = []

    def work():
        jobs.run_due(at=second(1))
        order.append("job")
        connection.close()

    worker = threading.Thread(target=work)
    with transaction.atomic():
        telling.changed(context_key=key, at=second(1))
        worker.start()
        worker.join(timeout=1)
        order.append("change")
    worker.join()

    assert (order, heard) == (["change", "job"], [str(key)])
