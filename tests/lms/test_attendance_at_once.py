"""Two who confirm in the same moment, and a learner who makes up for the session in that moment, lose nothing."""

import pytest

from lms.actions import attendance, progress
from lms.actions import attendance_decisions as decisions
from lms.models import Enrolment, HoursEntry, SessionAttendance, UnitResult
from privacy.models import AuditEntry
from tests.factories.attendance import AFTER, END, START, live_run, room_of, session_of, stayed
from tests.factories.lms import enrolled, run_units
from tests.factories.sessions import trainer_of
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def confirming(session, by):
    def confirm():
        try:
            attendance.confirm(session=session, ends_at=END, by=by, at=AFTER)
        except attendance.AlreadyConfirmed:
            return "second"
        return "first"

    return confirm


def test_of_two_who_confirm_at_once_one_is_first_and_everybody_is_credited_once():
    run = live_run(texts=0)
    people = [enrolled(run) for _ in range(3)]
    session = session_of(run)
    meeting = room_of(session)
    for enrolment in people:
        stayed(meeting, enrolment, 0, 90)
    answers = at_once([confirming(session, trainer_of(run)) for _ in range(2)])
    assert sorted(answers) == ["first", "second"]
    assert (HoursEntry.objects.count(), SessionAttendance.objects.count()) == (3, 3)
    assert Enrolment.objects.filter(state="completed").count() == 3
    assert AuditEntry.objects.filter(action="lms.session_confirmed").count() == 1


def test_who_makes_up_for_a_session_while_it_is_confirmed_is_credited_once():
    run = live_run(texts=0, optional_texts=1, credits_catch_up=True)
    people = [enrolled(run) for _ in range(3)]
    session = session_of(run)
    room_of(session)
    text = run_units(run)[1]
    trainer = session.trainers.get()
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=trainer, at=START)
    reading = [
        lambda enrolment=enrolment: progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
        for enrolment in people
    ]
    at_once([confirming(session, trainer), *reading])
    assert list(HoursEntry.objects.values_list("kind", "seconds")) == [("catch_up", 2700)] * 3
    assert UnitResult.objects.filter(state="completed").count() == 6


def test_counting_and_correcting_at_once_keep_the_correction():
    run = live_run()
    enrolment = enrolled(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, 30)
    trainer = session.trainers.get()
    correct = {"session": session, "enrolment": enrolment, "seconds": 5000, "reason": "Ton", "by": trainer, "at": AFTER}
    at_once(
        [
            lambda: decisions.correct(**correct),
            lambda: attendance.recompute(session=session, at=AFTER),
            lambda: attendance.recompute(session=session, at=AFTER),
        ]
    )
    row = SessionAttendance.objects.get()
    assert (row.present_seconds, row.measured_seconds) == (5000, 1800)
