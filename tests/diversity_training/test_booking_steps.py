"""The steps of a booking: each allowed where the table says so, each told to the other side."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from admissions.models import Place, SeatBlock
from courses.actions import runs
from diversity_training import booking as table
from diversity_training.actions import analysis, proposals, steps
from diversity_training.booking import State, Turn
from diversity_training.models import TrainingRequest
from diversity_training.queries.dates import delivered_by
from lms.actions import seats
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.diversity_training.bookings import NOW, Way
from tests.factories.accounts import UserFactory
from tests.factories.diversity_training import TrainingRequestFactory
from tests.factories.lms import complete_units

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]

PICTURE = Path(__file__).resolve().parents[2] / "docs" / "booking.md"


def fresh(booking):
    return TrainingRequest.objects.get(pk=booking.pk)


def test_every_state_stands_in_the_table_and_every_way_ends():
    assert set(table.STEPS) == set(State)
    reached = {State.REQUESTED}
    while following := {after for state in reached for after in table.STEPS[state].following} - reached:
        reached |= following
    assert reached == set(State)
    assert {state for state in State if not table.STEPS[state].following} == {State.CLOSED, State.CANCELLED}


def test_whoever_has_the_turn_has_a_deadline_and_nobody_else_has():
    for state in State:
        assert (table.STEPS[state].days is not None) == (table.STEPS[state].turn != Turn.NOBODY), state
    for step in (table.ANALYSED, table.RUN_OUT, table.RENEWAL_ASKED):
        assert (step.days is not None) == (step.turn != Turn.NOBODY)


def test_the_picture_in_the_docs_is_drawn_from_the_table():
    assert PICTURE.read_text(encoding="utf-8") == table.picture()


def test_a_booking_goes_from_the_request_to_its_last_day():
    way = Way()
    way.to("clarifying")
    way.analyse()
    way.offer()
    proposals.accept(proposal=way.booking.proposals.get(), by=way.hr, at=NOW)
    run = way.run()
    steps.set_dates(booking=way.booking, run=run, by=way.staff, at=NOW)
    assert Place.objects.filter(run=run, block__booking_key=fresh(way.booking).seat_key).count() == 14
    seen = []
    for day in (run.enrol_from, run.starts_on, run.ends_on + timedelta(days=1)):
        steps.move_all_on(at=NOW.replace(month=day.month, day=day.day))
        seen.append(fresh(way.booking).state)
        if seen == ["enrolling"]:
            enrolment = seats.accept_by_code(block=SeatBlock.objects.get(), learner=UserFactory(), at=NOW)
    steps.begin_evaluation(booking=way.booking, by=way.staff, at=NOW)
    complete_units(enrolment, at=NOW)
    steps.certify(booking=way.booking, by=way.staff, at=NOW)
    steps.move_all_on(at=NOW + timedelta(days=170))
    seen.append(fresh(way.booking).state)
    assert seen == ["enrolling", "running", "delivered", "closed"]
    trail = AuditEntry.objects.filter(subject=way.booking.public_id, action__startswith="diversity_training.")
    assert [entry.action.partition(".")[2] for entry in trail.order_by("pk")] == [
        "taken_up", "analysis_saved", "analysed", "offered", "accepted", "dates_set", "invitation_opened", "begun",
        "delivered", "evaluation_begun", "certified", "trained_counted", "proved", "follow_up_begun", "closed",
    ]  # fmt: skip


def test_moving_on_twice_moves_nothing_a_second_time():
    way = Way()
    way.to("scheduled")
    later = NOW.replace(month=4, day=20)
    assert steps.move_all_on(at=later) == 1
    letters = Letter.objects.count()
    assert steps.move_all_on(at=later) == 0
    assert Letter.objects.count() == letters


@pytest.mark.parametrize(
    ("days", "last"),
    [
        ([], date(2026, 5, 30)),
        ([date(2026, 4, 20), date(2026, 4, 27)], date(2026, 4, 27)),
        ([date(2026, 4, 20), date(2026, 4, 27), date(2026, 6, 29)], date(2026, 4, 27)),
    ],
)
def test_a_training_is_held_when_its_last_workshop_is_over_the_follow_up_comes_later(days, last):
    assert delivered_by(days, date(2026, 5, 30)) == last


def test_no_step_is_taken_where_the_table_has_none():
    way = Way()
    for act in (steps.open_invitation, steps.begin_evaluation, steps.certify, steps.close, steps.resume, steps.reopen):
        with pytest.raises(steps.StepIsNotPossible):
            act(booking=way.booking, by=way.staff, at=NOW)
    assert fresh(way.booking).state == "requested"


def test_the_employer_withdraws_until_two_weeks_before_and_the_provider_at_any_time():
    way = Way()
    way.to("scheduled")
    late = NOW.replace(month=4, day=7)
    with pytest.raises(steps.TooLateToWithdraw) as refusal:
        steps.withdraw(booking=way.booking, reason="kein Bedarf", by=way.hr, at=late)
    assert refusal.value.last_day == date(2026, 4, 6)
    steps.cancel(booking=way.booking, reason="Dozentin krank", by=way.staff, at=late)
    assert (fresh(way.booking).state, fresh(way.booking).reason) == ("cancelled", "Dozentin krank")


def test_nobody_stops_a_booking_without_a_reason():
    way = Way()
    way.to("clarifying")
    for act in (steps.postpone, steps.withdraw, steps.cancel):
        with pytest.raises(steps.ReasonIsMissing):
            act(booking=way.booking, reason=" ", by=way.hr, at=NOW)


def test_a_postponed_booking_gives_its_seats_to_others_and_finds_new_dates():
    way = Way()
    way.to("enrolling")
    old_run, old_key = way.booking.run, way.booking.seat_key
    steps.postpone(booking=way.booking, reason="Auftragsspitze", by=way.hr, at=NOW)
    rested = fresh(way.booking)
    assert (rested.state, rested.resumes_to, rested.run) == ("postponed", "accepted", None)
    assert {place.state for place in Place.objects.filter(run=old_run)} == {"released"}
    steps.resume(booking=rested, by=way.staff, at=NOW)
    steps.set_dates(booking=rested, run=way.run(start=date(2026, 9, 7)), by=way.staff, at=NOW)
    assert fresh(rested).seat_key != old_key
    assert SeatBlock.objects.count() == 2


def test_a_run_that_is_called_off_lets_the_booking_rest_with_its_reason():
    way = Way()
    way.to("scheduled")
    runs.cancel_run(run=way.booking.run, reason="Hochwasser", by=way.staff, at=NOW)
    steps.move_all_on(at=NOW)
    assert (fresh(way.booking).state, fresh(way.booking).reason) == ("postponed", "Hochwasser")


def test_a_run_of_another_provider_or_booking_does_not_fit():
    way, other = Way(), Way()
    way.to("accepted")
    with pytest.raises(steps.RunDoesNotFit):
        steps.set_dates(booking=way.booking, run=other.run(), by=way.staff, at=NOW)


def test_an_analysis_without_goals_is_not_handed_in_and_none_is_changed_after_the_offer():
    way = Way()
    way.to("clarifying")
    analysis.note(booking=way.booking, values={"needs": "Rollstuhl"}, by=way.hr, at=NOW)
    with pytest.raises(analysis.AnalysisIsNotWhole):
        analysis.hand_in(booking=way.booking, by=way.hr, at=NOW)
    way.offer()
    with pytest.raises(steps.StepIsNotPossible):
        analysis.note(booking=way.booking, values={"goals": "anders"}, by=way.hr, at=NOW)


def test_no_way_of_the_table_leads_from_the_invitation_back_to_the_needs_analysis():
    after = {state: set(step.following) for state, step in table.STEPS.items()}
    reached, seen = {State.ENROLLING}, set()
    while seen != reached:
        seen = set(reached)
        # A delayed booking goes on where it was when it was put off, not in any state where others go on.
        putting_off = [state for state in seen if State.POSTPONED in table.STEPS[state].following]
        after[State.POSTPONED] = {State.CANCELLED, *map(table.resumes_to, putting_off)}
        reached |= {following for state in seen for following in after[state]}
    assert reached & set(table.ANALYSIS_OPEN_IN) == set()


@pytest.mark.parametrize("state", ["offered", "accepted", "scheduled", "enrolling"])
def test_the_works_agreement_of_a_booking_stays_as_it_was_when_the_offer_was_written(state):
    way = Way(works_agreement_ref="BV 7")
    way.to(state)
    with pytest.raises(steps.StepIsNotPossible):
        analysis.note(booking=way.booking, values={"works_agreement_ref": "BV 8"}, by=way.hr, at=NOW)
    assert fresh(way.booking).works_agreement_ref == "BV 7"


def test_handing_in_the_analysis_makes_it_the_providers_turn():
    way = Way()
    way.to("clarifying")
    assert fresh(way.booking).is_employers_turn
    way.analyse()
    assert fresh(way.booking).is_providers_turn


def test_an_offer_is_answered_once_in_time_and_only_the_newest():
    way = Way()
    way.to("clarifying")
    first, second = way.offer(), None
    second = way.offer(group_size=12)
    with pytest.raises(proposals.ProposalIsOver):
        proposals.accept(proposal=first, by=way.hr, at=NOW)
    with pytest.raises(proposals.ProposalIsOver):
        proposals.accept(proposal=second, by=way.hr, at=NOW + timedelta(days=29))
    proposals.accept(proposal=second, by=way.hr, at=NOW)
    with pytest.raises(steps.StepIsNotPossible):
        proposals.decline(proposal=second, reason="doch nicht", by=way.hr, at=NOW)


def test_only_the_employers_own_hr_answers_the_offer():
    way, other = Way(), Way()
    way.to("offered")
    for stranger in (other.hr, way.staff):
        with pytest.raises(proposals.NotYourEmployer):
            proposals.accept(proposal=way.booking.proposals.get(), by=stranger, at=NOW)


def test_a_declined_offer_can_lead_to_another():
    way = Way()
    way.to("offered")
    proposals.decline(proposal=way.booking.proposals.get(), reason="zu lang", by=way.hr, at=NOW)
    steps.reopen(booking=way.booking, by=way.staff, at=NOW)
    way.offer(duration_percent=75)
    assert fresh(way.booking).state == "offered"


def test_whoever_is_late_is_reminded_once_even_by_two_schedulers():
    way = Way()
    way.to("offered")
    late = NOW + timedelta(days=15)
    for _scheduler in range(2):
        assert steps.remind_all(at=late) == 1
    steps.remind_all(at=late + timedelta(days=1))
    assert [letter.recipient for letter in Letter.objects.filter(event="booking_reminder")] == [way.hr]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "accepted"},
        {"state": "scheduled"},
        {"state": "postponed", "reason": "später"},
        {"state": "declined"},
        {"state": "requested", "resumes_to": "offered"},
        {"state": "requested", "renewal_asked_at": NOW},
        {"state": "somewhere"},
    ],
)
def test_the_database_refuses_a_booking_in_two_minds(broken):
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRequestFactory(**broken)
