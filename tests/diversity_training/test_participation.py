"""What an employer reads about those who take part: by name, by number, and never more by calculating."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Employer
from diversity_training.actions import sharing, steps
from diversity_training.actions.counting import ListsAreOpen, NotDelivered, count_trained
from diversity_training.models import TrainedCount
from diversity_training.queries import participation
from diversity_training.queries.trained_staff import trained_staff, years_later
from lms.actions import seats as lms_seats
from privacy.models import AuditEntry
from privacy.small_numbers import at_least
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.diversity_training import (
    DELIVERED_AT,
    booked_training,
    delivered,
    live_offer,
    takes_part,
    trained_booking,
)
from tests.factories.lms import complete_units, enrolled, running_run
from tests.factories.sessions import planned, trainer_of

K = 5
TODAY = date(2026, 7, 1)


@pytest.mark.parametrize(
    ("used", "trained", "expected"),
    [(14, 13, 10), (14, 14, 10), (14, 4, None), (10, 10, 5), (11, 10, 10), (5, 5, None), (6, 5, 5), (0, 0, None)],
)
def test_a_number_is_told_in_full_fives_and_never_of_the_whole_group(used, trained, expected):
    assert at_least(trained, used, smallest=K) == expected


@given(st.integers(0, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_nobody_of_the_group_is_known_to_have_attended_or_not(group):
    """Whatever is shown, some other number of trained people gives the same figure, unless nobody is there."""
    trained, used = group
    shown = at_least(trained, used, smallest=K)
    same = [other for other in range(used + 1) if at_least(other, used, smallest=K) == shown]
    assert used == 0 or (min(same) < used and max(same) > 0)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=6), st.data())
def test_no_two_reports_differ_by_a_group_under_five(groups, data):
    """A report adds up any choice of trainings; so do all filters, days and files."""
    shown = [at_least(min(pair), max(pair), smallest=K) or 0 for pair in groups]
    choices = st.lists(st.sampled_from(range(len(groups))), unique=True)
    one, other = data.draw(choices), data.draw(choices)
    difference = abs(sum(shown[at] for at in one) - sum(shown[at] for at in other))
    assert difference == 0 or difference >= K


@pytest.mark.django_db
def test_a_booking_tells_its_seats_and_a_rounded_number():
    booking = trained_booking(used=7, trained=6)
    figures = participation.figures_of(booking, at=DELIVERED_AT)
    assert (figures.seats.used, figures.is_counted, figures.trained_at_least) == (7, True, 5)
    assert (figures.people, figures.has_works_agreement) == ((), False)


@pytest.mark.django_db
def test_a_small_group_is_told_as_nothing_and_not_as_zero():
    figures = participation.figures_of(trained_booking(used=4, trained=4), at=DELIVERED_AT)
    assert (figures.is_counted, figures.trained_at_least) == (True, None)


@pytest.mark.django_db
def test_nothing_is_told_before_the_training_is_delivered():
    booking = booked_training(seats=6, works_agreement_ref="BV 7")
    people = [takes_part(booking) for _ in range(6)]
    _share(people[0])
    figures = participation.figures_of(booking, at=DELIVERED_AT)
    assert (figures.seats.used, figures.is_counted, figures.trained_at_least, figures.people) == (6, False, None, ())
    with pytest.raises(NotDelivered):
        count_trained(booking=booking, by=None, at=DELIVERED_AT)


@pytest.mark.django_db
def test_the_number_is_counted_once_and_moves_no_more():
    booking = booked_training(seats=8)
    people = [takes_part(booking, attends=number < 5) for number in range(8)]
    first = count_trained(booking=_ended(booking), by=None, at=DELIVERED_AT)
    _complete(people[7])
    again = count_trained(booking=booking, by=None, at=DELIVERED_AT)
    assert (again.pk, again.trained_count, TrainedCount.objects.count()) == (first.pk, 5, 1)
    assert AuditEntry.objects.filter(action="diversity_training.trained_counted").count() == 1


@pytest.mark.django_db
def test_people_are_counted_only_when_every_list_is_confirmed():
    booking = booked_training(seats=1)
    takes_part(booking)
    planned(booking.run, trainer_of(booking.run))
    with pytest.raises(ListsAreOpen):
        count_trained(booking=_ended(booking), by=None, at=datetime(2030, 1, 1, tzinfo=UTC))


@pytest.mark.django_db
def test_who_lets_the_training_count_for_nobody_is_in_no_number():
    booking = booked_training(seats=7)
    people = [takes_part(booking) for _ in range(7)]
    lms_seats.choose_employer(enrolment=people[0], employer=None, by=people[0].learner, at=DELIVERED_AT)
    assert count_trained(booking=_ended(booking), by=None, at=DELIVERED_AT).trained_count == 6


@pytest.mark.django_db
def test_with_a_works_agreement_hr_reads_who_attended_and_who_did_not():
    booking = booked_training(seats=3, works_agreement_ref="BV 7/2026")
    takes_part(booking, full_name="Zeynep Kaya")
    takes_part(booking, attends=False, full_name="Anton Weber")
    figures = participation.figures_of(delivered(booking), at=DELIVERED_AT)
    assert [(one.name, one.has_attended) for one in figures.people] == [("Anton Weber", False), ("Zeynep Kaya", True)]


@pytest.mark.django_db
def test_without_one_hr_reads_who_shares_it_until_they_no_longer_do():
    booking = booked_training(seats=8)
    people = [takes_part(booking) for _ in range(6)]
    _share(people[0])
    delivered(booking)
    assert _names(booking) == [people[0].learner.display_name]
    _share(people[0], is_shared=False)
    assert _names(booking) == []


@pytest.mark.django_db
def test_who_shares_but_was_not_there_is_not_named():
    booking = booked_training(seats=8)
    _share(takes_part(booking, attends=False))
    assert _names(delivered(booking)) == []


@pytest.mark.django_db
def test_what_is_shared_with_one_employer_does_not_reach_another():
    booking = booked_training(seats=2, works_agreement_ref="BV 7")
    person = takes_part(booking)
    _share(person)
    other = EmployerFactory()
    person.counts_for = other
    person.save()
    assert _names(delivered(booking)) == []
    with pytest.raises(sharing.EmployerHasChanged):
        sharing.decide(enrolment=person, employer=booking.employer, is_shared=True, by=person.learner, at=DELIVERED_AT)


@pytest.mark.django_db
def test_whether_people_share_changes_no_number():
    booking = booked_training(seats=9)
    people = [takes_part(booking, attends=number < 6) for number in range(9)]
    delivered(booking)
    seen = set()
    for person, is_shared in itertools.product(people, (True, False)):
        _share(person, is_shared=is_shared)
        seen.add(participation.figures_of(booking, at=DELIVERED_AT).trained_at_least)
    assert seen == {5}


@pytest.mark.django_db
def test_the_overview_adds_up_what_is_shown_and_nothing_that_is_withheld():
    employer = EmployerFactory()
    for used, trained in ((7, 6), (4, 4), (6, 5)):
        trained_booking(used=used, trained=trained, employer=employer)
    found = trained_staff(employer, at=DELIVERED_AT, today=TODAY)
    assert sorted(line.trained_at_least or 0 for line in found.lines) == [0, 5, 5]
    assert (found.trained_at_least, found.has_withheld) == (10, True)


def _alone(employer, *, attends=True, is_shared=True, run=None, **person):
    """Let somebody join an open date on their own, let it count for the employer and, if they like, share it."""
    run = run or running_run(course=live_offer().course)
    enrolment = enrolled(run, UserFactory(**person))
    if attends:
        complete_units(enrolment, at=DELIVERED_AT)
    enrolment.refresh_from_db()
    enrolment.counts_for = employer
    enrolment.save()
    _share(enrolment, is_shared=is_shared)
    return enrolment


@pytest.mark.django_db
def test_who_joined_an_open_date_alone_and_shares_it_is_in_the_overview_by_name_and_in_no_number():
    employer = EmployerFactory()
    joined = _alone(employer, full_name="Zeynep Kaya")
    _alone(employer, full_name="Anton Weber", is_shared=False)
    _alone(employer, full_name="Berta Still", attends=False)
    _alone(EmployerFactory(), full_name="Carla Fremd")
    last = joined.run.ends_on
    seen = [
        [line.name for line in trained_staff(employer, at=DELIVERED_AT, today=day).people]
        for day in (last, last + timedelta(days=1))
    ]
    assert seen == [[], ["Zeynep Kaya"]]
    found = trained_staff(employer, at=DELIVERED_AT, today=last + timedelta(days=1))
    assert (found.lines, found.trained_at_least) == ((), 0)
    _share(joined, is_shared=False)
    assert trained_staff(employer, at=DELIVERED_AT, today=last + timedelta(days=1)).people == ()


@pytest.mark.django_db
def test_of_two_trainings_of_one_person_the_overview_names_the_later_one():
    employer, person = EmployerFactory(), UserFactory(full_name="Zeynep Kaya")
    for ends_on in (date(2026, 6, 26), date(2026, 3, 20)):
        run = running_run(course=live_offer().course, ends_on=ends_on)
        enrolment = enrolled(run, person)
        complete_units(enrolment, at=DELIVERED_AT)
        enrolment.refresh_from_db()
        enrolment.counts_for = employer
        enrolment.save()
        _share(enrolment)
    found = trained_staff(employer, at=DELIVERED_AT, today=TODAY)
    assert [(line.name, line.ended_on) for line in found.people] == [("Zeynep Kaya", date(2026, 6, 26))]


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "ended_on"), [((5, 12, 75), date(2026, 3, 7)), ((5, 12), date(2026, 3, 7))])
def test_a_training_ends_with_its_last_workshop_and_not_with_the_meeting_weeks_later(days, ended_on):
    first = date(2026, 2, 23)
    booking = booked_training(seats=1, run=running_run(course=live_offer().course, starts_on=first))
    for day in days:
        planned(booking.run, trainer_of(booking.run), day=first + timedelta(days=day))
    _ended(booking)
    (line,) = trained_staff(booking.employer, at=DELIVERED_AT, today=TODAY).lines
    assert (line.ended_on, line.renew_on) == (ended_on, ended_on.replace(year=2029))


@pytest.mark.django_db
def test_the_training_that_ended_last_stands_first_however_late_its_run_ends():
    employer, first = EmployerFactory(), date(2026, 2, 23)
    for days, run_ends_on in ((5, date(2026, 6, 26)), (12, date(2026, 4, 1))):
        run = running_run(course=live_offer().course, starts_on=first, ends_on=run_ends_on)
        booking = booked_training(seats=1, employer=employer, run=run)
        planned(run, trainer_of(run), day=first + timedelta(days=days))
        _ended(booking)
    found = trained_staff(employer, at=DELIVERED_AT, today=TODAY)
    assert [line.ended_on for line in found.lines] == [date(2026, 3, 7), date(2026, 2, 28)]


@pytest.mark.django_db
def test_hr_reads_who_joined_alone_on_the_page_before_the_first_booking(client):
    employer = EmployerFactory()
    hr = MembershipFactory(role="hr", provider=None, employer=employer).user
    today = timezone.localdate()
    run = running_run(
        course=live_offer().course, starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1)
    )
    _alone(employer, run=run, full_name="Zeynep Kaya")
    client.force_login(hr)
    assert "Zeynep Kaya" in client.get(f"/de/betrieb/{employer.public_id}/geschult/").content.decode()


@pytest.mark.django_db
def test_the_overview_holds_one_employers_trainings_only():
    trained_booking(used=7, trained=6)
    assert trained_staff(EmployerFactory(), at=DELIVERED_AT, today=TODAY).lines == ()


@pytest.mark.django_db
@pytest.mark.parametrize("booking_count", [1, 3])
def test_the_overview_takes_as_many_queries_for_one_training_as_for_three(booking_count, django_assert_max_num_queries):
    employer = EmployerFactory()
    for _ in range(booking_count):
        trained_booking(used=1, trained=1, employer=employer)
    employer = Employer.objects.get(pk=employer.pk)
    with django_assert_max_num_queries(10):
        trained_staff(employer, at=DELIVERED_AT, today=TODAY)


def test_29_february_is_renewed_on_the_28th():
    assert years_later(date(2028, 2, 29), 3) == date(2031, 2, 28)


def _share(enrolment, *, is_shared=True):
    enrolment.refresh_from_db()
    sharing.decide(
        enrolment=enrolment,
        employer=enrolment.counts_for,
        is_shared=is_shared,
        by=enrolment.learner,
        at=DELIVERED_AT,
    )


def _names(booking):
    return [one.name for one in participation.figures_of(booking, at=DELIVERED_AT).people]


def _ended(booking):
    booking.state = booking.State.DELIVERED
    booking.save()
    return booking


def _complete(enrolment):
    complete_units(enrolment, at=DELIVERED_AT)


@pytest.mark.django_db
def test_who_certifies_a_booking_counts_whom_it_has_trained():
    booking = booked_training(seats=6)
    people = [takes_part(booking) for _ in range(6)]
    booking.state = booking.State.EVALUATING
    booking.save()
    steps.certify(booking=booking, by=people[0].learner, at=DELIVERED_AT)
    assert TrainedCount.objects.get(booking=booking).trained_count == 6


@pytest.mark.django_db
def test_a_booking_is_not_certified_while_a_list_is_open():
    booking = booked_training(seats=1)
    planned(booking.run, trainer_of(booking.run))
    booking.state = booking.State.EVALUATING
    booking.save()
    with pytest.raises(ListsAreOpen):
        steps.certify(booking=booking, by=None, at=datetime(2030, 1, 1, tzinfo=UTC))
    booking.refresh_from_db()
    assert (booking.state, TrainedCount.objects.count()) == ("evaluating", 0)
