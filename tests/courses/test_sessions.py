"""Planning, changing, calling off and taking over sessions, and who hears of it."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import vobject
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from courses.actions import runs, session_changes, sessions
from courses.actions.session_changes import Scope
from courses.actions.session_plan import (
    ItemIsUnknown,
    MayNotTeach,
    NoTrainer,
    SessionHasChanged,
    SessionIsCancelled,
    SessionIsOver,
    SessionPlan,
)
from courses.models import RunSession
from courses.timetable import slot
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import enrolled, run_units
from tests.factories.sessions import PLANNED_AT, evenings, plan_of, planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
TUESDAY = slot(date(2026, 3, 10), time(19), time(20, 30))


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run, full_name="Dana Trainer", email="dana@example.org")


def series_of(run, trainer, at=PLANNED_AT, **values):
    left_out = values.pop("left_out", ())
    plan = SessionPlan(trainers=(trainer,), title="Abend")
    return sessions.plan_series(run=run, plan=plan, pattern=evenings(**values), left_out=left_out, by=trainer, at=at)


def change(session, *, at=PLANNED_AT, slot=None, scope=Scope.ONE, version=None, **changes):
    by = session.session_trainers.first().user
    return session_changes.change_session(
        session=session,
        known_version=session.version if version is None else version,
        plan=plan_of(session, **changes),
        slot=slot or sessions.Slot(session.starts_at, session.ends_at),
        scope=scope,
        by=by,
        at=at,
    )


def letters(event):
    return list(
        Letter.objects.filter(event=event)
        .order_by("recipient__full_name")
        .values_list("recipient__full_name", flat=True)
    )


def calendar_of(message):
    """Read the attached calendar with a parser that is not the one that wrote it."""
    [(_name, content, media_type)] = [part for part in message.attachments if part[0] == "termine.ics"]
    assert media_type.startswith("text/calendar")
    return vobject.readOne(content)


def test_a_session_is_planned_with_its_length_in_teaching_units_and_the_rule_of_the_house(run, trainer):
    session = planned(run, trainer)
    assert (session.teaching_units, session.min_percent, session.min_minutes) == (2, 80, None)
    assert (session.opens_for_staff_at, session.opens_for_learners_at) == (
        session.starts_at - timedelta(minutes=30),
        session.starts_at - timedelta(minutes=10),
    )
    assert AuditEntry.objects.filter(action="courses.session_planned", subject=session.public_id).count() == 1


def test_a_session_needs_somebody_who_may_teach_at_the_provider(run, trainer):
    with pytest.raises(NoTrainer):
        sessions.plan_session(run=run, plan=SessionPlan(trainers=()), slot=TUESDAY, by=trainer, at=PLANNED_AT)
    foreign = make_staff("trainer")
    with pytest.raises(MayNotTeach):
        sessions.plan_session(run=run, plan=SessionPlan(trainers=(foreign,)), slot=TUESDAY, by=trainer, at=PLANNED_AT)


def test_a_session_names_a_unit_of_the_run_or_none(run, trainer):
    enrolled(run)  # pins the curriculum
    item = run_units(run)[0].item_id
    assert planned(run, trainer, item_id=item).item_id == item
    with pytest.raises(ItemIsUnknown):
        planned(run, trainer, item_id=uuid.uuid4())


def test_before_the_run_is_opened_a_session_names_a_unit_of_the_course(run, trainer):
    from courses import queries

    item = next(iter(queries.item_titles(run)))
    assert planned(run, trainer, item_id=item).item_id == item


def test_nothing_is_planned_in_the_past_or_in_a_run_that_is_called_off(run, trainer):
    with pytest.raises(SessionIsOver):
        planned(run, trainer, day=date(2026, 2, 24))
    runs.cancel_run(run=run, reason="Zu wenige.", by=trainer, at=PLANNED_AT)
    with pytest.raises(runs.RunIsOver):
        planned(run, trainer)


@pytest.mark.parametrize(
    "values",
    [
        {"ends_at": datetime(2026, 3, 10, 18, tzinfo=UTC)},
        {"ends_at": datetime(2026, 3, 11, 6, 1, tzinfo=UTC)},
        {"state": "cancelled", "cancelled_at": PLANNED_AT},
        {"state": "cancelled", "cancel_reason": "krank"},
        {"cancel_reason": "krank"},
        {"mode": "on_site", "place": ""},
        {"min_percent": None, "min_minutes": None},
        {"min_percent": 101},
        {"min_percent": None, "min_minutes": 0},
        {"capacity": 0},
        {"opens_for_staff_minutes": 5},
    ],
)
def test_the_database_refuses_what_no_session_can_be(run, trainer, values):
    session = planned(run, trainer)
    with pytest.raises(IntegrityError), transaction.atomic():
        RunSession.objects.filter(pk=session.pk).update(**values)


def test_a_series_becomes_dated_sessions_without_the_days_left_out(run, trainer):
    series = series_of(run, trainer, left_out=[date(2026, 3, 24)], exceptions=(date(2026, 3, 19),), count=4)
    days = [timezone.localdate(one.starts_at) for one in series.sessions.order_by("starts_at")]
    assert days == [date(2026, 3, 17), date(2026, 3, 26), date(2026, 3, 31)]
    assert series.exceptions == ["2026-03-19", "2026-03-24"]


def test_a_series_has_a_day_and_no_more_than_the_house_allows(run, trainer, settings):
    with pytest.raises(sessions.NoDates):
        series_of(run, trainer, count=1, left_out=[date(2026, 3, 17)])
    settings.SESSION_SERIES_MOST = 5
    with pytest.raises(sessions.TooManyDates):
        series_of(run, trainer)


def test_a_change_tells_learners_and_trainers_once_each_in_their_language(run, trainer, run_jobs):
    learner = UserFactory(full_name="Amal Haddad", email="amal@example.org", preferred_language="ar")
    enrolled(run, learner)
    gone = UserFactory(full_name="Wer Ging", email="ging@example.org")
    from lms.actions import enrolments

    enrolments.withdraw(enrolment=enrolled(run, gone), reason="Umzug", by=trainer, at=PLANNED_AT)
    session = planned(run, trainer)
    run_jobs(PLANNED_AT)
    mail.outbox.clear()
    change(session, slot=slot(date(2026, 3, 11), time(18), time(19, 30)))
    run_jobs(PLANNED_AT)
    assert letters("sessions_changed") == ["Amal Haddad", "Dana Trainer"]
    arabic = next(message for message in mail.outbox if message.to == ["amal@example.org"])
    assert arabic.extra_headers["Content-Language"] == "ar"
    event = calendar_of(arabic).vevent
    assert (event.uid.value, event.sequence.value, event.status.value) == (session.calendar_uid, "1", "CONFIRMED")
    assert event.dtstart.value == datetime(2026, 3, 11, 17, tzinfo=UTC)


def test_what_no_calendar_needs_to_know_is_nobodys_letter(run, trainer):
    session = planned(run, trainer)
    [changed] = change(session, min_percent=70, capacity=8)
    assert (changed.version, changed.sequence, letters("sessions_changed")) == (2, 0, [])


def test_what_stays_as_it_was_changes_nothing(run, trainer):
    session = planned(run, trainer)
    assert change(session) == []
    session.refresh_from_db()
    assert session.version == 1


def test_a_change_made_on_an_old_view_is_refused(run, trainer):
    session = planned(run, trainer)
    change(session, title="Neu")
    with pytest.raises(SessionHasChanged):
        change(session, title="Alt", version=1)


def test_this_and_the_following_move_together_and_earlier_ones_stay(run, trainer):
    series = series_of(run, trainer, weekdays=("TU",), count=4)
    _first, second, third, fourth = series.sessions.order_by("starts_at")
    change(third, place="Raum 2", mode="on_site", version=1)
    third.refresh_from_db()
    moved = change(second, slot=slot(date(2026, 3, 25), time(18), time(20)), scope=Scope.FOLLOWING)
    assert [one.pk for one in moved] == [second.pk, third.pk, fourth.pk]
    days = [one.starts_at for one in series.sessions.order_by("starts_at")]
    assert days == [
        datetime(2026, 3, 17, 18, tzinfo=UTC),
        datetime(2026, 3, 25, 17, tzinfo=UTC),
        datetime(2026, 4, 1, 16, tzinfo=UTC),  # summer time has begun
        datetime(2026, 4, 8, 16, tzinfo=UTC),
    ]
    third.refresh_from_db()
    assert third.place == "Raum 2"
    assert Letter.objects.filter(event="sessions_changed", recipient=trainer).count() == 2


def test_a_cancelled_session_stays_cancelled_and_says_so_to_calendars(run, trainer, run_jobs):
    session = planned(run, trainer)
    run_jobs(PLANNED_AT)
    mail.outbox.clear()
    for _twice in range(2):
        session_changes.cancel_session(session=session, reason="Die Dozentin ist krank.", by=trainer, at=PLANNED_AT)
    run_jobs(PLANNED_AT)
    [message] = mail.outbox
    calendar = calendar_of(message)
    assert (calendar.method.value, calendar.vevent.status.value, calendar.vevent.sequence.value) == (
        "CANCEL", "CANCELLED", "1",
    )  # fmt: skip
    assert "Die Dozentin ist krank." in message.body
    session.refresh_from_db()
    with pytest.raises(SessionIsCancelled):
        change(session, title="Doch")
    assert letters("sessions_changed") == []


def test_what_has_ended_is_neither_changed_nor_called_off(run, trainer):
    session = planned(run, trainer)
    later = datetime(2026, 3, 10, 19, 30, tzinfo=UTC)
    with pytest.raises(SessionIsOver):
        change(session, at=later, title="Zu spät")
    with pytest.raises(SessionIsOver):
        session_changes.cancel_session(session=session, reason="Zu spät", by=trainer, at=later)


def test_a_colleague_takes_over_and_everybody_hears_who_it_is(run, trainer, run_jobs):
    enrolled(run, UserFactory(full_name="Amal Haddad", email="amal@example.org"))
    colleague = trainer_of(run, full_name="Kim Kollege", email="kim@example.org")
    session = planned(run, trainer)
    for _twice in range(2):
        session_changes.take_over_session(session=session, by=colleague, at=PLANNED_AT)
    assert letters("session_taken_over") == ["Amal Haddad", "Dana Trainer", "Kim Kollege"]
    run_jobs(PLANNED_AT)
    told = [message for message in mail.outbox if "Andere Kursleitung" in message.subject]
    assert all("Kim Kollege" in message.body for message in told)
    assert [row.user for row in session.session_trainers.all()] == [colleague]


def test_who_may_not_teach_here_takes_nothing_over(run, trainer):
    session = planned(run, trainer)
    with pytest.raises(MayNotTeach):
        session_changes.take_over_session(session=session, by=make_staff("trainer"), at=PLANNED_AT)


def test_a_run_called_off_takes_its_dates_with_it_in_one_letter(run, trainer):
    series_of(run, trainer)
    runs.cancel_run(run=run, reason="Zu wenige Anmeldungen.", by=trainer, at=PLANNED_AT)
    assert set(run.sessions.values_list("state", "cancel_reason")) == {("cancelled", "Zu wenige Anmeldungen.")}
    assert letters("sessions_cancelled") == ["Dana Trainer"]


def test_a_calendar_entry_names_no_person(run, trainer, run_jobs):
    planned(run, trainer)
    run_jobs(PLANNED_AT)
    [(_name, content, _type)] = mail.outbox[-1].attachments
    assert "Dana" not in content
