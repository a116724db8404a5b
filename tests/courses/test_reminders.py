"""Reminders before a session: once, of the time that stands, and never of one that was called off."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.core import mail

from courses.actions import reminders, runs, session_changes
from courses.timetable import Slot, slot
from jobs.models import Job
from notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import PLANNED_AT, plan_of, planned, run_in, trainer_of
from tests.threads import at_once, only_on_postgresql

pytestmark = pytest.mark.django_db
STARTS = datetime(2026, 3, 10, 18, tzinfo=UTC)  # 19:00 in Berlin
DAY_BEFORE, HOUR_BEFORE = STARTS - timedelta(hours=24), STARTS - timedelta(hours=1)


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run, full_name="Dana Trainer", email="dana@example.org")


@pytest.fixture
def session(run, trainer, run_jobs):
    enrolled(run, UserFactory(full_name="Amal Haddad", email="amal@example.org", preferred_language="ar"))
    session = planned(run, trainer)
    run_jobs(PLANNED_AT)
    mail.outbox.clear()
    return session


@pytest.fixture
def pass_time(run_jobs):
    """Let the scheduler ring and the worker work at these moments."""

    def ring(*moments):
        for moment in moments:
            reminders.plan_reminders(at=moment)
            run_jobs(moment)

    return ring


def change(session, by, at, *, to=None, **changes):
    session.refresh_from_db()
    session_changes.change_session(
        session=session,
        known_version=session.version,
        plan=plan_of(session, **changes),
        slot=to or Slot(session.starts_at, session.ends_at),
        by=by,
        at=at,
    )


def reminded():
    return [message.to[0] for message in mail.outbox if "session_reminder" in message.extra_headers["List-Id"]]


def test_everybody_is_reminded_a_day_and_an_hour_before_and_not_earlier(session, pass_time):
    pass_time(DAY_BEFORE - timedelta(minutes=3))
    assert reminded() == []
    pass_time(DAY_BEFORE, DAY_BEFORE + timedelta(minutes=5))
    assert sorted(reminded()) == ["amal@example.org", "dana@example.org"]
    pass_time(HOUR_BEFORE - timedelta(minutes=3), HOUR_BEFORE, HOUR_BEFORE + timedelta(minutes=5))
    assert len(reminded()) == 4
    pass_time(STARTS, STARTS + timedelta(hours=5))
    assert len(reminded()) == 4


def test_a_reminder_says_when_where_and_from_when_on_in_the_readers_language(session, pass_time):
    pass_time(HOUR_BEFORE)
    german = next(message for message in mail.outbox if message.to == ["dana@example.org"])
    assert german.subject.startswith("Beginn um 19:00")
    assert "Dienstag, 10. März 2026 · 19:00–20:30 · online" in german.body
    assert "öffnet für Sie um 18:30" in german.body  # who teaches comes in earlier
    arabic = next(message for message in mail.outbox if message.to == ["amal@example.org"])
    assert arabic.extra_headers["Content-Language"] == "ar"
    [(_name, content, _type)] = arabic.attachments
    event = vobject.readOne(content).vevent
    assert (event.uid.value, event.dtstart.value) == (session.calendar_uid, STARTS)


def test_a_session_that_moved_is_reminded_of_at_its_new_time_only(session, trainer, pass_time):
    pass_time(DAY_BEFORE - timedelta(minutes=30))  # stands as a job already
    moved_at = DAY_BEFORE - timedelta(minutes=20)
    change(session, trainer, moved_at, to=slot(date(2026, 3, 12), time(19), time(20, 30)))
    pass_time(DAY_BEFORE, HOUR_BEFORE)
    assert reminded() == []
    pass_time(DAY_BEFORE + timedelta(days=2), HOUR_BEFORE + timedelta(days=2))
    assert len(reminded()) == 4


def test_a_new_title_reminds_nobody_twice(session, trainer, pass_time):
    pass_time(DAY_BEFORE)
    change(session, trainer, DAY_BEFORE + timedelta(minutes=1), title="Neuer Titel")
    pass_time(DAY_BEFORE + timedelta(minutes=5))
    assert len(reminded()) == 2


@pytest.mark.parametrize("whole_run", [False, True])
def test_nothing_goes_out_after_a_cancellation(run, session, trainer, pass_time, whole_run):
    pass_time(DAY_BEFORE - timedelta(minutes=30))
    at = DAY_BEFORE - timedelta(minutes=1)
    if whole_run:
        runs.cancel_run(run=run, reason="Krank", by=trainer, at=at)
    else:
        session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=at)
    pass_time(DAY_BEFORE, HOUR_BEFORE)
    assert reminded() == []


def test_a_reminder_that_waits_for_the_mail_server_is_dropped_with_its_session(session, trainer, run_jobs):
    reminders.remind(session_id=session.public_id, starts_at=STARTS, hours=24, at=DAY_BEFORE)
    assert Letter.objects.filter(event="session_reminder", state="queued").count() == 2
    session_changes.cancel_session(session=session, reason="Krank", by=trainer, at=DAY_BEFORE)
    run_jobs(DAY_BEFORE)
    assert (reminded(), len(mail.outbox)) == ([], 2)
    assert set(Letter.objects.filter(event="session_reminder").values_list("state", flat=True)) == {"overtaken"}
    assert not Job.objects.exclude(state="done").exists()


def test_dates_told_too_late_leave_out_what_was_called_off_meanwhile(run, trainer, run_jobs):
    kept, gone = planned(run, trainer), planned(run, trainer, day=date(2026, 3, 17))
    session_changes.cancel_session(session=gone, reason="Krank", by=trainer, at=PLANNED_AT)
    run_jobs(PLANNED_AT)
    assert sorted(message.subject.split(" im ")[0] for message in mail.outbox) == ["Abgesagte Termine", "Neue Termine"]
    assert dict(Letter.objects.filter(event="sessions_planned").values_list("key", "state")) == {
        f"sessions_planned:{kept.public_id}:1:{trainer.public_id}": "sent",
        f"sessions_planned:{gone.public_id}:1:{trainer.public_id}": "overtaken",
    }


def test_a_reminder_that_could_not_leave_before_the_session_began_does_not_leave_at_all(session, run_jobs):
    reminders.remind(session_id=session.public_id, starts_at=STARTS, hours=1, at=HOUR_BEFORE)
    run_jobs(STARTS)
    assert reminded() == []


def test_after_a_standstill_only_the_reminder_that_still_helps_is_sent(session, pass_time):
    pass_time(HOUR_BEFORE + timedelta(minutes=20))
    assert len(reminded()) == 2
    assert all("Beginn um" in message.subject for message in mail.outbox if message.to == ["dana@example.org"])


def test_whoever_was_told_of_a_session_within_its_last_day_is_not_reminded_of_it_at_once(run, trainer, pass_time):
    planned(run, trainer, at=DAY_BEFORE + timedelta(hours=2))
    pass_time(DAY_BEFORE + timedelta(hours=2, minutes=5))
    assert reminded() == []
    pass_time(HOUR_BEFORE)
    assert reminded() == ["dana@example.org"]


def test_planning_costs_the_same_however_many_reminders_stand(run, trainer, django_assert_num_queries):
    for hour in (9, 12, 15):
        planned(run, trainer, begins=time(hour), ends=time(hour + 1))
    reminders.plan_reminders(at=DAY_BEFORE)
    with django_assert_num_queries(2):
        reminders.plan_reminders(at=DAY_BEFORE + timedelta(minutes=5))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_schedulers_and_two_workers_remind_once(run, trainer):
    only_on_postgresql()
    session = planned(run, trainer)
    Job.objects.all().delete()
    Letter.objects.all().delete()
    at_once([lambda: reminders.plan_reminders(at=DAY_BEFORE)] * 2)
    assert Job.objects.filter(kind="courses.remind").count() == 1
    at_once([lambda: reminders.remind(session_id=session.public_id, starts_at=STARTS, hours=24, at=DAY_BEFORE)] * 2)
    assert Letter.objects.filter(event="session_reminder").count() == 1
