"""What sessions have earned comes about without anybody's act, once the run is over or a date was called off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from certificates.models import Certificate
from courses.actions import session_changes
from courses.models import Run
from lms import tasks
from lms.actions import attendance, progress, rechecking
from lms.models import Enrolment, HoursEntry, SessionAttendance, UnitResult
from privacy.models import AuditEntry
from tests.factories.attendance import AFTER, END, live_run, room_of, session_of, stayed
from tests.factories.lms import enrolled, run_units
from tests.factories.sessions import trainer_of

pytestmark = pytest.mark.django_db

LAST_EVENING = datetime(2026, 6, 26, 21, 50, tzinfo=UTC)  # 23:50 in Berlin
MIDNIGHT = datetime(2026, 6, 26, 22, 10, tzinfo=UTC)


def confirmed(minutes=90):
    """Return somebody who has done all but the unit taught at dates, of which only half was ever planned."""
    run = live_run(teaching_units=4)
    enrolment = enrolled(run)
    progress.complete_text_unit(enrolment=enrolment, run_unit=run_units(run)[1], at=AFTER)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, minutes)
    attendance.confirm(session=session, ends_at=END, by=trainer_of(run), at=AFTER)
    return enrolment


def state_of(enrolment):
    enrolment.refresh_from_db()
    return enrolment.state


def test_the_course_is_completed_when_the_last_day_is_over_and_not_before():
    enrolment = confirmed()
    assert (rechecking.recheck(at=LAST_EVENING), state_of(enrolment)) == (0, Enrolment.State.ACTIVE)
    assert (rechecking.recheck(at=MIDNIGHT), state_of(enrolment)) == (1, Enrolment.State.COMPLETED)
    assert Certificate.objects.get().subject_key == enrolment.certificate_key
    completed = AuditEntry.objects.get(action="lms.course_completed")
    assert (completed.actor, completed.at) == ("", MIDNIGHT)


def test_looking_again_changes_nothing():
    enrolment = confirmed()
    rechecking.recheck(at=MIDNIGHT)
    before = list(AuditEntry.objects.values_list("pk", flat=True)), list(HoursEntry.objects.values())
    assert rechecking.recheck(at=MIDNIGHT) == 0
    assert (list(AuditEntry.objects.values_list("pk", flat=True)), list(HoursEntry.objects.values())) == before
    assert state_of(enrolment) == Enrolment.State.COMPLETED


def test_who_was_not_there_enough_has_not_completed_it_when_the_run_is_over():
    enrolment = confirmed(minutes=60)
    assert (rechecking.recheck(at=MIDNIGHT), state_of(enrolment)) == (0, Enrolment.State.ACTIVE)


def test_a_date_that_is_not_confirmed_is_waited_for():
    enrolment = confirmed()
    session_of(enrolment.run, day=date(2026, 3, 17))
    assert (rechecking.recheck(at=MIDNIGHT), state_of(enrolment)) == (0, Enrolment.State.ACTIVE)


def test_calling_off_the_last_date_completes_what_the_others_have_earned():
    run = live_run(teaching_units=2, texts=0)
    enrolment = enrolled(run)
    session, more = session_of(run), session_of(run, day=date(2026, 3, 17))
    stayed(room_of(session), enrolment, 0, 90)
    attendance.confirm(session=session, ends_at=END, by=trainer_of(run), at=AFTER)
    session_changes.cancel_session(session=more, reason="krank", by=trainer_of(run), at=AFTER)
    assert state_of(enrolment) == Enrolment.State.ACTIVE
    rechecking.recheck(at=AFTER)
    assert state_of(enrolment) == Enrolment.State.COMPLETED


def test_a_list_confirmed_after_the_last_day_leads_to_the_certificate_at_once():
    run = live_run(teaching_units=4, texts=0)
    enrolment = enrolled(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, 90)
    attendance.confirm(session=session, ends_at=END, by=trainer_of(run), at=MIDNIGHT)
    assert (state_of(enrolment), Certificate.objects.count()) == (Enrolment.State.COMPLETED, 1)


def test_who_got_a_place_while_the_list_was_confirmed_is_entered_in_it():
    enrolment = confirmed()
    late = enrolled(enrolment.run, at=AFTER)
    SessionAttendance.objects.filter(enrolment=late).delete()
    rechecking.recheck(at=AFTER)
    assert SessionAttendance.objects.get(enrolment=late).status == "absent"


def test_one_that_fails_holds_up_no_other(monkeypatch, caplog):
    first, second = confirmed(), confirmed()
    certify = rechecking.completing.certifying.certificates.request

    def fails_once(**values):
        if values["subject_key"] == first.certificate_key:
            raise ValueError("no number")
        return certify(**values)

    monkeypatch.setattr(rechecking.completing.certifying.certificates, "request", fails_once)
    assert rechecking.recheck(at=MIDNIGHT) == 1
    assert {state_of(first), state_of(second)} == {Enrolment.State.ACTIVE, Enrolment.State.COMPLETED}
    assert not UnitResult.objects.filter(enrolment=first, item_id=run_units(first.run)[0].item_id).exists()
    assert "could not be rechecked" in caplog.text


def test_the_bell_rings_by_the_clock():
    enrolment = confirmed()
    yesterday = timezone.localdate() - timedelta(days=1)
    dates = {"starts_on": yesterday, "ends_on": yesterday, "enrol_from": yesterday, "enrol_until": yesterday}
    Run.objects.filter(pk=enrolment.run_id).update(**dates)
    tasks.recheck_sessions()
    assert Enrolment.objects.get().state == Enrolment.State.COMPLETED
