"""Who gets a place when sessions are behind was absent there, and may make up for them."""

import pytest

from lms.actions import attendance, enrolments, progress
from lms.actions import attendance_decisions as decisions
from lms.models import Enrolment, HoursEntry, SessionAttendance
from tests.factories.attendance import AFTER, END, START, live_run, room_of, session_of, stayed
from tests.factories.lms import enrolled, run_units

pytestmark = pytest.mark.django_db


def held(run):
    """Return a session that is over, and somebody who was there all the time."""
    enrolment = enrolled(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, 90)
    return session, enrolment


def offered(*, credits=True):
    """Return a session that is over, and the voluntary text that makes up for it."""
    run = live_run(texts=0, optional_texts=1, credits_catch_up=credits)
    session, _first = held(run)
    text = run_units(run)[1]
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=session.trainers.get(), at=START)
    session.refresh_from_db()
    return session, text


def confirmed(session):
    attendance.confirm(session=session, ends_at=END, by=session.trainers.get(), at=AFTER)


def lines(enrolment):
    return sorted(HoursEntry.objects.filter(enrolment=enrolment).values_list("kind", "seconds"))


def row_and_lines(enrolment):
    row = SessionAttendance.objects.get(enrolment=enrolment)
    return row.status, row.present_seconds, row.scheduled_seconds, lines(enrolment)


def test_who_gets_a_place_after_the_list_was_confirmed_was_absent_and_can_make_up_for_it():
    session, text = offered()
    confirmed(session)
    late = enrolled(session.run, at=AFTER)
    assert row_and_lines(late) == ("absent", 0, 5400, [])
    progress.complete_text_unit(enrolment=late, run_unit=text, at=AFTER)
    late.refresh_from_db()
    assert (late.state, lines(late)) == (Enrolment.State.COMPLETED, [("catch_up", 2700)])


def test_who_gets_a_place_between_the_end_and_the_confirmation_is_confirmed_as_absent():
    session, text = offered()
    late = enrolled(session.run, at=END)
    progress.complete_text_unit(enrolment=late, run_unit=text, at=AFTER)
    confirmed(session)
    assert row_and_lines(late) == ("absent", 0, 5400, [("catch_up", 2700)])


def test_who_comes_later_and_does_it_earns_no_hours_where_the_course_does_not_credit_it():
    session, text = offered(credits=False)
    confirmed(session)
    late = enrolled(session.run, at=AFTER)
    progress.complete_text_unit(enrolment=late, run_unit=text, at=AFTER)
    late.refresh_from_db()
    assert (late.state, lines(late)) == (Enrolment.State.COMPLETED, [])


def test_hours_count_as_well_when_the_unit_is_offered_after_somebody_who_came_later_has_done_it():
    run = live_run(texts=0, optional_texts=2, credits_catch_up=True)
    session, _first = held(run)
    confirmed(session)
    other, text = run_units(run)[1:]
    trainer = session.trainers.get()
    decisions.offer_catch_up(session=session, run_unit_id=other.pk, by=trainer, at=AFTER)
    late = enrolled(run, at=AFTER)
    SessionAttendance.objects.filter(enrolment=late).delete()  # as if the list was confirmed in that very moment
    progress.complete_text_unit(enrolment=late, run_unit=other, at=AFTER)
    assert lines(late) == [("catch_up", 2700)]
    SessionAttendance.objects.filter(enrolment=late).delete()
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=trainer, at=AFTER)
    assert row_and_lines(late) == ("absent", 0, 5400, [])


def test_staff_who_know_better_enter_the_time_of_somebody_admitted_only_afterwards():
    session, _first = held(live_run())
    confirmed(session)
    late = enrolled(session.run, at=AFTER)
    decisions.correct(
        session=session, enrolment=late, seconds=None, reason="Saß schon dabei", by=session.trainers.get(), at=AFTER
    )
    assert row_and_lines(late) == ("attended", 5400, 5400, [("live", 5400)])


def test_coming_back_after_leaving_keeps_what_was_attended():
    session, enrolment = held(live_run())
    confirmed(session)
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=AFTER)
    enrolled(enrolment.run, enrolment.learner, at=AFTER)
    assert SessionAttendance.objects.get().status == "attended"
