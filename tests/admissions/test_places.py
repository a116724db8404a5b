"""A run has as many places as it has, and each is given once."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from admissions import actions, queries
from admissions.models import Place
from courses.models import RunUnit
from privacy.models import AuditEntry
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.admissions import PlaceFactory
from tests.factories.courses import RunFactory

pytestmark = pytest.mark.django_db


def take(run, at, person=None, **values):
    person = person or UserFactory()
    return actions.take(run=run, person=person, by=person, at=at, **values)


def test_the_last_place_is_given_and_the_next_person_learns_that_the_run_is_full(at):
    run = RunFactory(capacity=1)
    take(run, at)
    with pytest.raises(actions.RunIsFull) as refused:
        take(run, at)
    assert (refused.value.run, refused.value.capacity) == (run, 1)
    assert Place.objects.count() == 1


def test_asking_twice_gives_the_same_place(at):
    run, person = RunFactory(capacity=1), UserFactory()
    assert take(run, at, person) == take(run, at, person)


def test_a_place_given_back_can_be_taken_by_somebody_else(at):
    run = RunFactory(capacity=1)
    actions.release(place=take(run, at), by=None, at=at)
    assert take(run, at).state == Place.State.TAKEN


def test_giving_back_twice_is_giving_back_once(at):
    place = take(RunFactory(), at)
    first = actions.release(place=place, by=None, at=at)
    again = actions.release(place=place, by=None, at=at + timedelta(hours=1))
    assert again.released_at == first.released_at


def test_a_held_place_counts_until_its_time_is_over(at):
    run = RunFactory(capacity=1)
    actions.hold(run=run, person=None, until=at + timedelta(hours=1), by=None, at=at)
    assert queries.free_places(run, at) == 0
    with pytest.raises(actions.RunIsFull):
        take(run, at)
    later = at + timedelta(hours=1)
    assert queries.free_places(run, later) == 1
    take(run, later)


def test_a_person_takes_the_place_that_was_held_for_them_in_a_full_run(at):
    run, person = RunFactory(capacity=1), UserFactory()
    held = actions.hold(run=run, person=person, until=at + timedelta(hours=1), by=None, at=at)
    taken = take(run, at, person)
    assert (taken.pk, taken.state, taken.held_until) == (held.pk, Place.State.TAKEN, None)


def test_a_hold_that_has_expired_gives_no_right_when_the_run_filled_up(at):
    run, person = RunFactory(capacity=1), UserFactory()
    actions.hold(run=run, person=person, until=at + timedelta(minutes=1), by=None, at=at)
    later = at + timedelta(hours=1)
    take(run, later)
    with pytest.raises(actions.RunIsFull):
        take(run, later, person)


@pytest.mark.parametrize("window", [(date(2026, 3, 3), date(2026, 3, 9)), (date(2026, 2, 1), date(2026, 3, 1))])
def test_outside_the_window_a_visitor_gets_no_place_but_staff_may_give_one(at, window):
    run = RunFactory(enrol_from=window[0], enrol_until=window[1])
    with pytest.raises(actions.NotInWindow) as refused:
        take(run, at)
    assert (refused.value.opens_on, refused.value.closes_on) == window
    assert take(run, at, window_applies=False).state == Place.State.TAKEN


def test_the_last_day_of_the_window_counts_to_its_end_in_berlin(at):
    run = RunFactory(enrol_until=date(2026, 3, 2))
    last_minute = at.replace(hour=22, minute=59)  # 23:59 in Berlin
    assert take(run, last_minute).state == Place.State.TAKEN
    with pytest.raises(actions.NotInWindow):
        take(run, last_minute + timedelta(minutes=1))


@pytest.mark.parametrize(
    "closed",
    [
        {"cancel_reason": "Dozentin krank", "cancelled_at": "2026-03-01T09:00Z"},
        {"archived_at": "2026-03-01T09:00Z"},
        {
            "starts_on": date(2026, 1, 1),
            "ends_on": date(2026, 3, 1),
            "enrol_from": date(2026, 1, 1),
            "enrol_until": date(2026, 3, 1),
        },
    ],
)
def test_nobody_is_admitted_to_a_run_that_is_cancelled_archived_or_over_not_even_by_staff(at, closed):
    run = RunFactory(**closed)
    with pytest.raises(actions.RunIsClosed):
        take(run, at, window_applies=False)


def test_the_first_admission_pins_what_the_run_teaches(at):
    run = RunFactory()
    assert not RunUnit.objects.filter(run=run).exists()
    take(run, at)
    assert RunUnit.objects.filter(run=run).count() == 2


def test_taking_a_place_leaves_a_trace_without_a_name(at):
    person = UserFactory(full_name="Amina Beispiel")
    place = take(RunFactory(), at, person)
    entry = AuditEntry.objects.get(action="admissions.place_taken")
    assert (entry.actor, entry.subject) == (str(person.public_id), str(place.public_id))
    assert "Amina" not in str(entry.details)


def test_the_database_refuses_a_second_live_place_of_the_same_person():
    place = PlaceFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceFactory(run=place.run, person=place.person)


def test_the_database_refuses_a_taken_place_without_a_person():
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceFactory(person=None)


def test_free_places_of_many_runs_cost_one_query(at, django_assert_num_queries):
    runs = RunFactory.create_batch(3, capacity=2)
    take(runs[0], at)
    with django_assert_num_queries(1):
        free = queries.free_places_by_run(runs, at)
    assert free == {runs[0].pk: 1, runs[1].pk: 2, runs[2].pk: 2}


def test_free_places_by_key_are_those_of_each_run_whatever_became_of_its_places(at, django_assert_num_queries):
    run, empty, unasked = RunFactory.create_batch(3, capacity=9)
    PlaceFactory(run=run)
    PlaceFactory(run=run, state="held", taken_at=None, held_until=at + timedelta(seconds=1))
    PlaceFactory(run=run, state="held", taken_at=None, held_until=at)
    PlaceFactory(run=run, state="released", released_at=at)
    PlaceFactory(run=unasked)
    with django_assert_num_queries(1):
        free = queries.free_places_by_key([run.pk, empty.pk, 0], at)
    assert free == queries.free_places_by_run([run, empty], at) == {run.pk: 7, empty.pk: 9}
    with django_assert_num_queries(0):
        assert queries.free_places_by_key([], at) == {}


def test_a_place_is_seen_by_its_person_and_the_staff_of_its_provider_only():
    place = PlaceFactory()
    own_staff = MembershipFactory(role="coordinator", provider=place.run.course.provider).user
    other_staff = MembershipFactory(role="coordinator").user
    seen = [
        user
        for user in (place.person, own_staff, other_staff, UserFactory())
        if Place.objects.visible_to(user).exists()
    ]
    assert seen == [place.person, own_staff]
