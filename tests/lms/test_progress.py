"""Progress only moves forward, and completing everything ends in exactly one certificate."""

from datetime import timedelta
from decimal import Decimal

import pytest

from certificates.models import Certificate
from courses.actions import publishing
from jobs.models import Job
from lms import signals
from lms.actions import progress
from lms.models import Enrolment, HoursEntry, UnitResult
from privacy.models import AuditEntry
from tests.factories.accounts import UserFactory
from tests.factories.courses import CourseFactory, curriculum_of, live_course, live_unit
from tests.factories.lms import complete_units, enrolled, outcome, run_units, running_run

pytestmark = pytest.mark.django_db


def touched(enrolment, at, index=0):
    run_unit = run_units(enrolment.run)[index]
    progress.touch(enrolment=enrolment, run_unit=run_unit, at=at)
    return UnitResult.objects.get(enrolment=enrolment, item_id=run_unit.item_id)


def test_the_first_touch_makes_the_result_and_the_desk_remembers_the_unit(at):
    enrolment = enrolled()
    result = touched(enrolment, at, index=1)
    enrolment.refresh_from_db()
    assert (result.state, result.first_seen_at) == (UnitResult.State.STARTED, at)
    assert (enrolment.current_item_id, enrolment.last_seen_at) == (result.item_id, at)


def test_the_second_touch_keeps_the_row_and_when_it_began(at):
    enrolment = enrolled()
    first = touched(enrolment, at)
    second = touched(enrolment, at + timedelta(hours=1))
    assert (second.pk, second.first_seen_at, second.last_seen_at) == (first.pk, at, at + timedelta(hours=1))


def test_an_outcome_without_completion_moves_the_result_forward(at):
    result = touched(enrolled(), at)
    progress.record(outcome=outcome(result, score=Decimal("0.5"), progress=Decimal("0.25"), total_seconds=60), at=at)
    result.refresh_from_db()
    assert (result.state, result.score, result.progress) == (result.State.STARTED, Decimal("0.5"), Decimal("0.25"))
    assert result.total_seconds == 60


def test_the_best_score_stays_and_passed_is_never_taken_back(at):
    result = touched(enrolled(), at)
    progress.record(outcome=outcome(result, is_complete=True, success="passed", score=Decimal("0.9")), at=at)
    progress.record(outcome=outcome(result, success="failed", score=Decimal("0.2"), total_seconds=5), at=at)
    result.refresh_from_db()
    assert (result.state, result.success, result.score) == ("completed", "passed", Decimal("0.9"))


def test_a_completed_unit_credits_its_planned_time_once(at):
    run = running_run(course=live_course(units=[live_unit(teaching_units=Decimal("1.5")), live_unit()]))
    enrolment = enrolled(run)
    result = touched(enrolment, at)
    for _ in range(2):
        progress.record(outcome=outcome(result, is_complete=True, total_seconds=1), at=at)
    assert [(entry.kind, entry.seconds) for entry in HoursEntry.objects.all()] == [("self_study", 68 * 60)]
    assert AuditEntry.objects.filter(action="lms.unit_completed").count() == 1


def test_a_preview_has_no_result_and_records_nothing(at):
    enrolled()
    unknown = UnitResult()
    progress.record(outcome=outcome(unknown, is_complete=True), at=at)
    assert (UnitResult.objects.count(), HoursEntry.objects.count()) == (0, 0)


def test_completing_every_required_unit_completes_the_course_and_requests_one_certificate(at):
    enrolment = enrolled(learner=UserFactory(full_name="Nguyễn Thị Minh"))
    complete_units(enrolment, count=1, at=at)
    enrolment.refresh_from_db()
    assert (enrolment.state, Certificate.objects.count()) == (Enrolment.State.ACTIVE, 0)
    complete_units(enrolment, at=at)
    enrolment.refresh_from_db()
    certificate = Certificate.objects.get()
    assert (enrolment.state, enrolment.completed_at) == (Enrolment.State.COMPLETED, at)
    assert (certificate.holder, certificate.subject_key) == (enrolment.learner, enrolment.certificate_key)
    assert Job.objects.filter(kind="certificates.issue").count() == 1
    facts = certificate.facts
    assert (facts.holder_name, facts.course_title) == ("Nguyễn Thị Minh", enrolment.run.course.title)
    assert (facts.minutes_total, facts.minutes_attended) == (90, 90)
    assert [(module.title, module.minutes) for module in facts.contents] == [("Modul 1", 90)]


def test_saying_it_twice_does_not_complete_the_course_twice(at):
    enrolment = enrolled()
    for _ in range(2):
        complete_units(enrolment, at=at)
    assert AuditEntry.objects.filter(action="lms.course_completed").count() == 1
    assert Certificate.objects.count() == 1


def test_a_voluntary_unit_is_not_waited_for_and_shows_in_the_hours(at):
    course = CourseFactory()
    required, voluntary = live_unit(course.provider), live_unit(course.provider)
    course.curriculum = curriculum_of([required, voluntary], optional=[voluntary])
    course.save()
    enrolment = enrolled(running_run(course=publishing.publish_course(course=course, by=None)))
    complete_units(enrolment, count=1, at=at)
    assert Certificate.objects.get().facts.minutes_attended == 45
    assert Certificate.objects.get().facts.minutes_total == 90


def test_a_course_without_certificate_is_completed_without_one(at):
    enrolment = enrolled(running_run(course=live_course(certificate_kind="none")))
    complete_units(enrolment, at=at)
    assert (Enrolment.objects.get().state, Certificate.objects.count()) == ("completed", 0)


def test_who_has_left_keeps_what_arrives_late_but_completes_no_course(at):
    from lms.actions import enrolments

    enrolment = enrolled(running_run(unit_count=1))
    result = touched(enrolment, at)
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=at)
    progress.record(outcome=outcome(result, is_complete=True), at=at)
    result.refresh_from_db()
    assert (result.state, Certificate.objects.count()) == ("completed", 0)


def test_the_completed_course_is_announced_after_commit_and_no_listener_can_undo_it(
    at, django_capture_on_commit_callbacks
):
    heard = []

    def break_down(**kwargs):
        raise RuntimeError("a listener's trouble is its own")

    def listen(*, enrolment_id, **kwargs):
        heard.append(enrolment_id)

    signals.course_completed.connect(break_down)
    signals.course_completed.connect(listen)
    try:
        enrolment = enrolled()
        with django_capture_on_commit_callbacks() as after_commit:
            complete_units(enrolment, at=at)
        assert heard == []
        for callback in after_commit:
            callback()
    finally:
        signals.course_completed.disconnect(break_down)
        signals.course_completed.disconnect(listen)
    enrolment.refresh_from_db()
    assert (heard, enrolment.state) == ([enrolment.pk], Enrolment.State.COMPLETED)


def test_recording_an_outcome_costs_one_statement(at, django_assert_num_queries):
    result = touched(enrolled(), at)
    with django_assert_num_queries(1):
        progress.record(outcome=outcome(result, score=Decimal("0.5"), total_seconds=60), at=at)


def test_completing_the_course_costs_at_most_nineteen_statements(at, django_assert_max_num_queries):
    enrolment = enrolled(running_run(unit_count=8))
    complete_units(enrolment, count=7, at=at)
    result = touched(enrolment, at, index=7)
    with django_assert_max_num_queries(19):  # six more are the engine's: 25 in all
        progress.record(outcome=outcome(result, is_complete=True), at=at)
    assert Certificate.objects.count() == 1
