"""What was measured becomes attendance, hours, units and certificates, once somebody has confirmed it."""

from datetime import date, timedelta

import pytest

from certificates.models import Certificate
from live_sessions.models import AttendanceInterval
from live_sessions.presence import Source
from lms import signals
from lms.actions import attendance, completing, enrolments, progress
from lms.actions import attendance_decisions as decisions
from lms.models import AttendanceDecision, Enrolment, HoursEntry, SessionAttendance, UnitResult
from privacy.models import AuditEntry
from tests.factories.attendance import AFTER, END, START, live_run, minute, room_of, session_of, stayed
from tests.factories.lms import complete_units, enrolled, run_units
from tests.factories.sessions import trainer_of

pytestmark = pytest.mark.django_db


def confirmed(session, *, ends_at=END, at=AFTER, by=None):
    return attendance.confirm(session=session, ends_at=ends_at, by=by or session.trainers.first(), at=at)


def held(minutes=90, *, run=None, **stay):
    """Return a session that is over, and the row of somebody who was there so long."""
    run = run or live_run()
    enrolment = enrolled(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, minutes, **stay)
    return session, enrolment


def row_of(enrolment):
    return SessionAttendance.objects.get(enrolment=enrolment)


def lines(enrolment):
    return sorted(HoursEntry.objects.filter(enrolment=enrolment).values_list("kind", "seconds"))


@pytest.mark.parametrize(
    ("minutes", "status"), [(72, "attended"), (72 - 1 / 60, "partial"), (0, "absent"), (90, "attended")]
)
def test_eighty_percent_are_enough_and_one_second_less_is_not(minutes, status):
    session, enrolment = held(minutes)
    confirmed(session)
    assert row_of(enrolment).status == status


def test_the_rule_decides_about_attended_and_the_ledger_counts_the_time_all_the_same():
    session, enrolment = held(36)
    session.min_percent = 40
    session.save()
    confirmed(session)
    row = row_of(enrolment)
    assert (row.status, row.present_seconds, row.scheduled_seconds) == ("attended", 2160, 5400)
    assert row.rule == {"min_percent": 40, "min_minutes": None}
    assert lines(enrolment) == [("live", 2160)]


def test_who_was_partly_there_keeps_the_hours_and_not_the_unit():
    session, enrolment = held(30)
    confirmed(session)
    assert (lines(enrolment), UnitResult.objects.count()) == ([("live", 1800)], 0)


def test_confirming_completes_the_unit_and_with_the_last_one_the_course_and_its_certificate():
    session, enrolment = held(80)
    complete_units_beside_the_first(enrolment)
    confirmed(session)
    enrolment.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (enrolment.state, certificate.subject_key) == (Enrolment.State.COMPLETED, enrolment.certificate_key)
    assert (certificate.facts.minutes_total, certificate.facts.minutes_attended) == (135, 125)
    assert lines(enrolment) == [("live", 4800), ("self_study", 2700)]
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"lms.session_confirmed", "lms.unit_completed", "lms.course_completed"} <= actions


def complete_units_beside_the_first(enrolment):
    for run_unit in run_units(enrolment.run)[1:]:
        progress.complete_text_unit(enrolment=enrolment, run_unit=run_unit, at=START)


def test_nobody_completes_a_unit_taught_at_dates_before_all_its_dates_are_behind():
    run = live_run(teaching_units=4)
    enrolment = enrolled(run)
    first, second = session_of(run), session_of(run, day=date(2026, 3, 17))
    for session in (first, second):
        stayed(room_of(session), enrolment, *((0, 90) if session == first else (7 * 24 * 60, 7 * 24 * 60 + 90)))
    confirmed(first)
    assert UnitResult.objects.count() == 0
    week = timedelta(days=7)
    confirmed(second, ends_at=END + week, at=AFTER + week)
    assert UnitResult.objects.get().state == "completed"


def test_a_unit_waits_for_the_dates_that_are_not_planned_yet_until_the_run_is_over():
    run = live_run(teaching_units=4)
    enrolment = enrolled(run)
    session = session_of(run)
    stayed(room_of(session), enrolment, 0, 90)
    confirmed(session)
    assert UnitResult.objects.count() == 0
    run.ends_on = date(2026, 3, 9)
    run.enrol_until = date(2026, 3, 8)
    run.save()
    again = decisions.correct(
        session=session, enrolment=enrolment, seconds=None, reason="War da.", by=trainer_of(run), at=AFTER
    )
    assert (again.present_seconds, UnitResult.objects.get().state) == (5400, "completed")


def test_counting_twice_changes_nothing():
    session, _enrolment = held(60)
    attendance.recompute(session=session, at=AFTER)
    before = SessionAttendance.objects.values().get()
    attendance.recompute(session=session, at=AFTER)
    assert SessionAttendance.objects.values().get() == before
    assert before["status"] == "partial"


def test_until_the_list_is_confirmed_what_arrives_holds_at_once_and_earns_nothing():
    session, enrolment = held(30)
    attendance.recompute(session=session, at=AFTER)
    AttendanceInterval.objects.update(left_at=minute(80))
    attendance.run_job(payload={"context_key": str(session.context_key)}, at=AFTER, progress=lambda share: None)
    row = row_of(enrolment)
    assert (row.present_seconds, row.status, lines(enrolment)) == (4800, "attended", [])


def test_what_arrives_after_the_confirmation_waits_for_a_person():
    session, enrolment = held(30)
    confirmed(session)
    AttendanceInterval.objects.update(left_at=minute(80))
    attendance.recompute(session=session, at=AFTER)
    row = row_of(enrolment)
    assert (row.present_seconds, row.found_seconds, row.differs) == (1800, 4800, True)
    assert lines(enrolment) == [("live", 1800)]
    decisions.accept(session=session, enrolment=enrolment, by=session.trainers.get(), at=AFTER)
    row.refresh_from_db()
    assert (row.present_seconds, row.status, row.differs) == (4800, "attended", False)
    assert lines(enrolment) == [("live", 4800)]
    assert UnitResult.objects.get().state == "completed"


def test_who_decided_against_a_later_figure_is_not_asked_again_until_there_is_another():
    session, enrolment = held(30)
    trainer = session.trainers.get()
    confirmed(session)
    AttendanceInterval.objects.update(left_at=minute(80))
    attendance.recompute(session=session, at=AFTER)
    decisions.keep(session=session, enrolment=enrolment, by=trainer, at=AFTER)
    attendance.recompute(session=session, at=AFTER)
    assert (row_of(enrolment).differs, row_of(enrolment).present_seconds) == (False, 1800)
    with pytest.raises(decisions.NothingToDecide):
        decisions.accept(session=session, enrolment=enrolment, by=trainer, at=AFTER)
    AttendanceInterval.objects.update(left_at=minute(81))
    attendance.recompute(session=session, at=AFTER)
    assert row_of(enrolment).differs


def test_a_correction_by_hand_stands_beside_what_was_measured_and_can_be_taken_back():
    session, enrolment = held(30)
    trainer = session.trainers.get()
    confirmed(session)
    decisions.correct(
        session=session, enrolment=enrolment, seconds=5000, reason="Ton ausgefallen", by=trainer, at=AFTER
    )
    row = row_of(enrolment)
    assert (row.present_seconds, row.measured_seconds, row.status) == (5000, 1800, "attended")
    assert HoursEntry.objects.values_list("seconds", "reason").get(kind="live") == (5000, "Ton ausgefallen")
    decisions.use_measured(session=session, enrolment=enrolment, by=trainer, at=AFTER)
    row.refresh_from_db()
    assert (row.present_seconds, row.corrected_seconds) == (1800, None)
    assert HoursEntry.objects.values_list("seconds", "reason").get(kind="live") == (1800, "")
    made = [(one.kind, one.seconds, one.by) for one in AttendanceDecision.objects.all()]
    assert made == [("corrected", 5000, trainer), ("measured", 1800, trainer)]


def test_a_correction_survives_counting_again_and_never_exceeds_the_session():
    session, enrolment = held(30)
    trainer = session.trainers.get()
    with pytest.raises(decisions.TooLong):
        decisions.correct(session=session, enrolment=enrolment, seconds=5401, reason="x", by=trainer, at=AFTER)
    decisions.correct(session=session, enrolment=enrolment, seconds=5400, reason="x", by=trainer, at=AFTER)
    confirmed(session, ends_at=minute(60))
    assert (row_of(enrolment).present_seconds, row_of(enrolment).scheduled_seconds) == (3600, 3600)


def test_excused_is_shown_and_counts_nothing():
    session, enrolment = held(10)
    trainer = session.trainers.get()
    decisions.excuse(session=session, enrolment=enrolment, is_excused=True, by=trainer, at=AFTER)
    confirmed(session)
    assert (row_of(enrolment).status, lines(enrolment)) == ("excused", [("live", 600)])
    assert UnitResult.objects.count() == 0
    decisions.excuse(session=session, enrolment=enrolment, is_excused=False, by=trainer, at=AFTER)
    assert row_of(enrolment).status == "partial"


def test_the_confirmed_end_is_one_window_for_share_and_hours():
    session, enrolment = held(60)
    confirmed(session, ends_at=minute(60))
    row = row_of(enrolment)
    assert (row.status, row.present_seconds, row.scheduled_seconds) == ("attended", 3600, 3600)


def test_a_wrong_end_is_corrected_with_a_reason_and_everything_follows():
    session, enrolment = held(90)
    trainer = session.trainers.get()
    confirmed(session, ends_at=minute(45))
    attendance.change_end(session=session, ends_at=END, reason="Vertippt", by=trainer, at=AFTER)
    assert (row_of(enrolment).present_seconds, lines(enrolment)) == (5400, [("live", 5400)])
    assert AuditEntry.objects.get(action="lms.session_end_changed").details["reason"] == "Vertippt"


@pytest.mark.parametrize(
    ("ends_at", "at", "error"),
    [
        (START, AFTER, attendance.EndIsImpossible),
        (AFTER + timedelta(minutes=1), AFTER, attendance.SessionHasNotEnded),
        (START + timedelta(hours=13), AFTER + timedelta(days=1), attendance.EndIsImpossible),
    ],
)
def test_an_end_that_cannot_be_is_refused(ends_at, at, error):
    session, _enrolment = held()
    with pytest.raises(error):
        confirmed(session, ends_at=ends_at, at=at)
    session.refresh_from_db()
    assert not session.is_confirmed


def test_the_second_confirmation_hears_of_the_first():
    session, _enrolment = held()
    confirmed(session)
    with pytest.raises(attendance.AlreadyConfirmed):
        confirmed(session, ends_at=minute(30))
    assert AuditEntry.objects.filter(action="lms.session_confirmed").count() == 1


def test_the_closed_session_is_announced_after_commit(django_capture_on_commit_callbacks):
    heard = []

    def listen(*, session_id, **kwargs):
        heard.append(session_id)

    session, _enrolment = held()
    signals.session_closed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            confirmed(session)
            assert heard == []
    finally:
        signals.session_closed.disconnect(listen)
    assert heard == [session.pk]


def test_two_devices_a_reconnect_and_a_poll_are_one_presence():
    run = live_run()
    enrolment = enrolled(run)
    session = session_of(run)
    meeting = room_of(session)
    for begin, end in ((0, 40), (20, 50), (60, 90)):
        stayed(meeting, enrolment, begin, end)
    stayed(meeting, enrolment, 1, 51, source=Source.POLL)
    confirmed(session)
    row = row_of(enrolment)
    assert (row.present_seconds, row.is_exact) == (80 * 60, True)
    assert len(row.spans) == 2


def test_polling_alone_is_marked_as_right_to_a_minute():
    session, enrolment = held(80, source=Source.POLL)
    confirmed(session)
    assert not row_of(enrolment).is_exact


def test_a_guest_whom_somebody_recognised_counts_together_with_the_person():
    session, enrolment = held(30)
    stay = AttendanceInterval.objects.get()
    AttendanceInterval.objects.create(
        meeting=stay.meeting, external_id="w_gast", source=Source.WEBHOOK, joined_at=minute(20), left_at=minute(80)
    )
    trainer = session.trainers.get()
    decisions.recognise(session=session, external_id="w_gast", enrolment=enrolment, by=trainer, at=AFTER)
    assert row_of(enrolment).present_seconds == 80 * 60
    decisions.recognise(session=session, external_id="w_gast", enrolment=None, by=trainer, at=AFTER)
    assert row_of(enrolment).present_seconds == 30 * 60
    stranger = enrolled()
    with pytest.raises(decisions.NotOnTheList):
        decisions.recognise(session=session, external_id="w_gast", enrolment=stranger, by=trainer, at=AFTER)


def test_who_left_before_it_began_is_not_on_the_list():
    session, enrolment = held()
    gone = enrolled(enrolment.run)
    enrolments.withdraw(enrolment=gone, reason="Umzug", by=gone.learner, at=START - timedelta(days=1))
    later = enrolled(enrolment.run, at=AFTER)
    enrolments.withdraw(enrolment=later, reason="Umzug", by=later.learner, at=AFTER)
    confirmed(session)
    assert [row.enrolment for row in SessionAttendance.objects.all()] == [enrolment]
    with pytest.raises(decisions.NotOnTheList):
        decisions.correct(session=session, enrolment=gone, seconds=1, reason="x", by=gone.learner, at=AFTER)


def test_nobody_is_called_absent_because_the_intervals_were_removed_after_a_year():
    session, enrolment = held()
    confirmed(session)
    AttendanceInterval.objects.all().delete()
    assert attendance.recompute(session=session, at=AFTER + timedelta(days=366)) == []
    assert not row_of(enrolment).differs


def test_an_erased_person_is_not_counted_again():
    session, enrolment = held()
    confirmed(session)
    enrolment.learner.erased_at = AFTER
    enrolment.learner.save()
    AttendanceInterval.objects.all().delete()
    attendance.recompute(session=session, at=AFTER)
    assert not row_of(enrolment).differs


# ---- making up for a session


def made_up(*, minutes=0, planned=45, credits=True):
    """Return a confirmed session with a voluntary text that makes up for it, which the learner has not read yet."""
    run = live_run(texts=0, optional_texts=1, credits_catch_up=credits)
    session, enrolment = held(minutes or 1 / 60, run=run)
    text = run_units(run)[1]
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=session.trainers.get(), at=START)
    session.refresh_from_db()
    return session, enrolment, text


def test_reading_what_makes_up_for_a_missed_session_is_a_line_of_its_own_and_completes_the_unit():
    session, enrolment, text = made_up()
    confirmed(session)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    assert lines(enrolment) == [("catch_up", 2700), ("live", 1)]
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.COMPLETED


def test_it_counts_as_well_when_it_was_read_before_the_list_was_confirmed():
    session, enrolment, text = made_up()
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    assert lines(enrolment) == []
    confirmed(session)
    assert lines(enrolment) == [("catch_up", 2700), ("live", 1)]


def test_both_together_are_never_longer_than_the_session():
    session, enrolment, text = made_up(minutes=60)
    confirmed(session)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    assert lines(enrolment) == [("catch_up", 1800), ("live", 3600)]


def test_who_attended_gets_nothing_for_making_up_and_loses_it_when_the_correction_says_so():
    session, enrolment, text = made_up(minutes=90)
    confirmed(session)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    assert lines(enrolment) == [("live", 5400)]


def test_a_correction_to_attended_takes_back_what_was_made_up():
    session, enrolment, text = made_up()
    confirmed(session)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    decisions.correct(
        session=session, enrolment=enrolment, seconds=None, reason="War da", by=session.trainers.get(), at=AFTER
    )
    assert lines(enrolment) == [("live", 5400)]


def test_where_the_course_does_not_credit_it_the_unit_counts_and_the_hours_do_not():
    session, enrolment, text = made_up(credits=False)
    confirmed(session)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=AFTER)
    assert lines(enrolment) == [("live", 1)]
    assert UnitResult.objects.filter(state="completed").count() == 2


def test_what_was_credited_as_self_study_before_is_not_credited_again():
    run = live_run(texts=0, optional_texts=1, credits_catch_up=True)
    session, enrolment = held(1 / 60, run=run)
    text = run_units(run)[1]
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=START)
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=session.trainers.get(), at=START)
    confirmed(session)
    assert lines(enrolment) == [("live", 1), ("self_study", 2700)]


def test_a_required_unit_or_one_that_makes_up_for_another_session_is_not_offered():
    run = live_run(texts=1, optional_texts=1)
    enrolled(run)
    session, other = session_of(run), session_of(run, day=date(2026, 3, 17))
    _live, required, voluntary = run_units(run)
    trainer = session.trainers.get()
    decisions.offer_catch_up(session=other, run_unit_id=voluntary.pk, by=trainer, at=START)
    for unit in (required, voluntary):
        with pytest.raises(decisions.NotOffered):
            decisions.offer_catch_up(session=session, run_unit_id=unit.pk, by=trainer, at=START)


def test_four_of_five_evenings_are_eighty_percent():
    run = live_run(teaching_units=10)
    enrolment = enrolled(run)
    sessions = [session_of(run, day=date(2026, 3, 10) + timedelta(days=n)) for n in range(5)]
    for number, session in enumerate(sessions):
        if number != 1:
            stayed(room_of(session), enrolment, number * 1440, number * 1440 + 90)
        later = timedelta(days=number)
        confirmed(session, ends_at=END + later, at=AFTER + later)
    assert UnitResult.objects.get().state == "completed"
    assert len(lines(enrolment)) == 4


def test_a_session_about_a_text_counts_its_time_and_the_text_none():
    run = live_run()
    enrolment = enrolled(run)
    text = run_units(run)[1]
    session = session_of(run)
    session.item_id = text.item_id
    session.save()
    stayed(room_of(session), enrolment, 0, 45)
    progress.complete_text_unit(enrolment=enrolment, run_unit=text, at=START)
    confirmed(session)
    assert lines(enrolment) == [("live", 2700)]
    complete_units(enrolment, count=0, at=AFTER)
    completing.settle(session=session, rows=[row_of(enrolment)], by=enrolment.learner, at=AFTER)
    assert lines(enrolment) == [("live", 2700)]
