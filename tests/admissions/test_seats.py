"""Seats of an employer: kept, offered, claimed, given back, and always as many as the block has."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from admissions import actions, queries, seat_links
from admissions.actions import seat_codes, seats
from admissions.actions.seats import Invitee
from admissions.models import Place, SeatBlock, SeatInvitation
from admissions.queries.seats import SeatCounts, counts, counts_of
from courses.models import Run
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.admissions import PlaceFactory, SeatBlockFactory, SeatFactory, SeatInvitationFactory
from tests.factories.courses import RunFactory

pytestmark = pytest.mark.django_db

LAST_DAY = date(2026, 3, 20)
AMINA = Invitee("Amina Beispiel", "Amina@Example.org", "Pflege")


def reserve(at, *, count=3, run=None, **values):
    run = run or RunFactory(capacity=10)
    given = {"employer": EmployerFactory(), "return_on": LAST_DAY, "by": None, **values}
    return seats.reserve(run=run, count=count, at=at, **given)


def invite(block, at, *invitees):
    return seats.invite(block=block, invitees=invitees or [AMINA], by=UserFactory(), at=at)


def test_kept_seats_are_places_that_nobody_else_gets(at):
    block = reserve(at, count=9)
    assert queries.free_places(block.run, at) == 1
    assert queries.free_places_by_key([block.run_id], at) == {block.run_id: 1}
    assert counts_of(block, at) == SeatCounts(free=9)


def test_no_more_seats_are_kept_than_the_run_has_left(at):
    run = RunFactory(capacity=5)
    PlaceFactory(run=run)
    with pytest.raises(seats.TooFewPlaces) as refused:
        reserve(at, run=run, count=5)
    assert (refused.value.free, SeatBlock.objects.count()) == (4, 0)


def test_a_booking_has_one_block_however_often_it_is_kept(at):
    run, key = RunFactory(capacity=10), uuid4()
    first = reserve(at, run=run, booking_key=key)
    assert reserve(at, run=run, booking_key=key) == first
    assert counts_of(first, at).total == 3


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2030, 1, 1)])
def test_the_day_of_return_lies_between_today_and_the_end_of_the_run(at, day):
    with pytest.raises(seats.ReturnDayIsOutside):
        reserve(at, return_on=day)


def test_an_offered_seat_counts_as_offered_and_is_still_nobody_elses(at):
    block = reserve(at, count=2)
    (invitation,) = invite(block, at)
    assert (invitation.email, invitation.state) == ("amina@example.org", "invited")
    assert counts_of(block, at) == SeatCounts(free=1, offered=1)
    assert queries.free_places(block.run, at) == 8


def test_a_list_is_invited_whole_or_not_at_all(at):
    block = reserve(at, count=1)
    with pytest.raises(seats.TooFewSeats) as refused:
        invite(block, at, Invitee("A", "a@example.org"), Invitee("B", "b@example.org"))
    assert refused.value.free == 1
    assert SeatInvitation.objects.count() == 0
    assert counts_of(block, at) == SeatCounts(free=1)


def test_nobody_is_invited_twice_to_a_block(at):
    block = reserve(at)
    invite(block, at)
    with pytest.raises(seats.InvitedAlready) as refused:
        invite(block, at, Invitee("B", "b@example.org"), Invitee("C", "amina@EXAMPLE.org"))
    assert refused.value.addresses == ["amina@example.org"]
    with pytest.raises(seats.InvitedAlready):
        invite(block, at, Invitee("B", "b@example.org"), Invitee("B", "B@example.org"))


def test_links_that_name_nobody_can_be_made_as_many_as_there_are_seats(at):
    block = reserve(at, count=2)
    assert len(invite(block, at, Invitee(), Invitee())) == 2
    assert counts_of(block, at) == SeatCounts(offered=2)


def test_the_invited_person_takes_the_seat_and_twice_is_once(at):
    block, person = reserve(at, count=1), UserFactory()
    (invitation,) = invite(block, at)
    seat = seats.claim(invitation=invitation, person=person, at=at)
    assert seats.claim(invitation=invitation, person=person, at=at) == seat
    assert (seat.state, seat.person) == (Place.State.TAKEN, person)
    assert counts_of(block, at) == SeatCounts(used=1)


def test_somebody_else_cannot_use_an_accepted_invitation(at):
    (invitation,) = invite(reserve(at), at)
    seats.claim(invitation=invitation, person=UserFactory(), at=at)
    with pytest.raises(seats.InvitationHasMoved):
        seats.claim(invitation=invitation, person=UserFactory(), at=at)


def test_an_own_place_becomes_the_seat_and_goes_to_others(at):
    run, person = RunFactory(capacity=4), UserFactory()
    actions.take(run=run, person=person, by=person, at=at)
    (invitation,) = invite(reserve(at, run=run), at)
    seats.claim(invitation=invitation, person=person, at=at)
    assert queries.free_places(run, at) == 1


def test_whoever_has_a_seat_of_another_employer_gets_no_second_one(at):
    run, person = RunFactory(capacity=10), UserFactory()
    first, second = (invite(reserve(at, run=run), at)[0] for _each in range(2))
    seats.claim(invitation=first, person=person, at=at)
    with pytest.raises(seats.HasSeatAlready) as refused:
        seats.claim(invitation=second, person=person, at=at)
    assert refused.value.employer == first.place.block.employer


@pytest.mark.parametrize(("ending", "state"), [(seats.withdraw, "withdrawn"), (seats.decline, "declined")])
def test_an_invitation_that_is_over_frees_the_seat_and_opens_nothing(at, ending, state):
    block = reserve(at, count=1)
    (invitation,) = invite(block, at)
    ending(invitation=invitation, by=UserFactory(), at=at)
    invitation.refresh_from_db()
    assert (invitation.state, counts_of(block, at)) == (state, SeatCounts(free=1))
    with pytest.raises(seats.InvitationHasMoved):
        seats.claim(invitation=invitation, person=UserFactory(), at=at)


def test_a_replaced_person_gives_the_same_seat_to_the_next(at):
    block = reserve(at, count=1)
    (invitation,) = invite(block, at)
    other = seats.replace(invitation=invitation, invitee=Invitee("B", "b@example.org"), by=UserFactory(), at=at)
    invitation.refresh_from_db()
    assert (invitation.state, other.place_id) == ("replaced", invitation.place_id)
    assert counts_of(block, at) == SeatCounts(offered=1)


def test_a_code_gives_seats_as_long_as_there_are_any(at):
    block, person = reserve(at, count=1), UserFactory()
    code = seat_codes.make(block=block, by=UserFactory(), at=at)
    found = seat_codes.block_of(code.lower().replace("-", " "), at=at)
    seat = seats.claim_free(block=found, person=person, at=at)
    assert seats.claim_free(block=found, person=person, at=at) == seat
    with pytest.raises(seats.TooFewSeats):
        seats.claim_free(block=found, person=UserFactory(), at=at)


def test_a_new_code_ends_the_one_before_and_no_code_is_stored(at):
    block = reserve(at)
    first, second = (seat_codes.make(block=block, by=UserFactory(), at=at) for _each in range(2))
    with pytest.raises(seat_codes.CodeOpensNothing):
        seat_codes.block_of(first, at=at)
    assert seat_codes.block_of(second, at=at) == block
    seat_codes.end(block=block, by=UserFactory(), at=at)
    with pytest.raises(seat_codes.CodeOpensNothing):
        seat_codes.block_of(second, at=at)


def test_a_code_opens_nothing_after_the_day_of_return_even_before_the_nightly_return(at):
    block = reserve(at)
    code = seat_codes.make(block=block, by=UserFactory(), at=at)
    with pytest.raises(seat_codes.CodeOpensNothing):
        seat_codes.block_of(code, at=block.ends_at)


def test_a_link_that_was_changed_by_one_character_opens_nothing():
    invitation = SeatInvitationFactory()
    token = seat_links.token_of(invitation.public_id)
    assert seat_links.public_id_of(token) == invitation.public_id
    for place in range(len(token)):
        changed = token[:place] + ("0" if token[place] != "0" else "1") + token[place + 1 :]
        assert seat_links.public_id_of(changed) is None


def test_a_link_still_opens_its_seat_after_the_key_was_changed(settings):
    token = seat_links.token_of("abcdefghjkmn")
    settings.KEY_RING = ["ein ganz neuer, langer Schlüssel", *settings.KEY_RING]
    assert seat_links.public_id_of(token) == "abcdefghjkmn"


def test_free_seats_given_back_go_to_others_at_once(at):
    block = reserve(at, count=3)
    seats.give_back(block=block, count=2, by=UserFactory(), at=at)
    assert counts_of(block, at) == SeatCounts(free=1, returned=2)
    assert queries.free_places(block.run, at) == 9
    with pytest.raises(seats.TooFewSeats):
        seats.give_back(block=block, count=2, by=UserFactory(), at=at)


def test_after_the_day_of_return_what_is_left_goes_to_others_and_twice_is_once(at):
    block, person = reserve(at, count=3), UserFactory()
    (kept, left) = invite(block, at, AMINA, Invitee("B", "b@example.org"))
    seats.claim(invitation=kept, person=person, at=at)
    assert seats.return_due(at=block.ends_at - timedelta(seconds=1)) == 0
    assert counts_of(block, block.ends_at) == SeatCounts(used=1, returned=2)  # nobody had to ring a bell for it
    assert seats.return_due(at=block.ends_at) == 2
    assert seats.return_due(at=block.ends_at + timedelta(hours=1)) == 0
    left.refresh_from_db()
    assert (left.state, counts_of(block, block.ends_at)) == ("expired", SeatCounts(used=1, returned=2))
    assert AuditEntry.objects.filter(action="admissions.seats_returned").count() == 1


def test_the_day_of_return_itself_still_belongs_to_the_employer(at):
    block = reserve(at, count=1)
    (invitation,) = invite(block, at)
    seats.claim(invitation=invitation, person=UserFactory(), at=block.ends_at - timedelta(seconds=1))
    with pytest.raises(seats.BlockIsOver):
        invite(block, block.ends_at)


def test_a_day_of_return_that_moves_takes_the_seats_along(at):
    block = reserve(at, count=2)
    invite(block, at)
    seats.change_return_day(block=block, return_on=LAST_DAY + timedelta(days=7), by=UserFactory(), at=at)
    assert counts_of(block, block.ends_at) == SeatCounts(free=1, offered=1)


def test_a_seat_that_is_left_is_the_employers_again_and_remembers_nobody(at):
    block, person = reserve(at, count=1), UserFactory()
    (invitation,) = invite(block, at)
    seat = seats.claim(invitation=invitation, person=person, at=at)
    left = actions.release(place=seat, by=person, at=at)
    assert (left.person, left.state, left.block) == (person, "released", None)
    assert counts_of(block, at) == SeatCounts(free=1)
    invitation.refresh_from_db()
    assert invitation.state == "declined"


def test_a_seat_that_is_left_after_the_first_day_stays_used_for_the_employer_and_goes_to_others(at):
    block, person = reserve(at, count=2), UserFactory()
    (invitation,) = invite(block, at)
    seat = seats.claim(invitation=invitation, person=person, at=at)
    Run.objects.filter(pk=block.run_id).update(starts_on=timezone.localdate(at))
    left = actions.release(place=Place.objects.get(pk=seat.pk), by=person, at=at)
    found = counts_of(block, at)
    assert (found, found.as_employers_read) == (SeatCounts(free=1, left=1), SeatCounts(free=1, used=1))
    assert (left.person, queries.free_places(block.run, at)) == (person, 9)
    invitation.refresh_from_db()
    assert invitation.state == "accepted"
    with pytest.raises(seats.InvitationHasMoved):
        seats.claim(invitation=invitation, person=person, at=at)


def test_a_release_that_comes_late_does_not_put_out_the_next_person(at):
    block, first, second = reserve(at, count=1), UserFactory(), UserFactory()
    seat = seats.claim_free(block=block, person=first, at=at)
    late = Place.objects.get(pk=seat.pk)
    actions.release(place=seat, by=first, at=at)
    seats.claim_free(block=block, person=second, at=at)
    actions.release(place=late, by=first, at=at)
    assert Place.objects.get(pk=seat.pk).person == second


def test_what_happens_to_seats_leaves_traces_without_names(at):
    block = reserve(at)
    invite(block, at)
    seat_codes.make(block=block, by=UserFactory(), at=at)
    told = str(list(AuditEntry.objects.filter(subject=str(block.public_id)).values_list("details", flat=True)))
    assert "Amina" not in told
    assert "example.org" not in told.lower()


def test_names_and_addresses_go_some_time_after_the_run(at):
    invitation = SeatInvitationFactory(name="Amina Beispiel")
    ends_on = invitation.place.run.ends_on
    later = at.replace(year=ends_on.year, month=ends_on.month, day=ends_on.day)
    assert seats.empty_old_invitations(at=later + timedelta(days=90)) == 0
    assert seats.empty_old_invitations(at=later + timedelta(days=91)) == 1
    invitation.refresh_from_db()
    assert (invitation.name, invitation.email, invitation.state) == ("", "", "invited")


def test_the_database_refuses_an_unclaimed_seat_with_a_person():
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatFactory(person=UserFactory())


def test_the_database_refuses_an_offered_place_that_is_no_employers(at):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlaceFactory(state="offered", person=None, taken_at=None, held_until=at)


def test_the_database_refuses_a_second_open_invitation_to_a_seat():
    invitation = SeatInvitationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        SeatInvitationFactory(place=invitation.place)


def test_a_block_is_seen_by_the_employers_hr_and_the_providers_staff_only():
    block = SeatBlockFactory()
    hr = MembershipFactory(role="hr", provider=None, employer=block.employer).user
    other_hr = MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user
    staff = MembershipFactory(role="coordinator", provider=block.run.course.provider).user
    others = MembershipFactory(role="coordinator").user
    seen = [user for user in (hr, other_hr, staff, others) if SeatBlock.objects.visible_to(user).exists()]
    assert seen == [hr, staff]


def test_counts_of_many_blocks_cost_one_query(at, django_assert_num_queries):
    blocks = [reserve(at), reserve(at, count=2), SeatBlockFactory()]
    with django_assert_num_queries(1):
        found = counts(blocks, at)
    assert [found[block.pk].total for block in blocks] == [3, 2, 0]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["invite", "claim", "code", "withdraw", "replace", "leave", "back", "wait"]), st.integers(0, 7)
    ),
    max_size=14,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 6), steps=STEPS)
def test_free_offered_used_and_returned_are_always_the_block(at, size, steps):
    with transaction.atomic():
        block, now = reserve(at, count=size), at
        for step, number in steps:
            now += timedelta(days=number) if step == "wait" else timedelta(minutes=1)
            with_refusals(step, block, number, now)
            found = counts_of(block, now)
            assert found.total == size == Place.objects.filter(block=block).count()
            taken = Place.objects.filter(run=block.run).occupied(now).count()
            assert taken == found.free + found.offered + found.used
        transaction.set_rollback(True)


def with_refusals(step, block, number, now):
    """Take one step as somebody would; what is refused changes nothing."""
    invitations = list(SeatInvitation.objects.filter(place__block=block).order_by("pk"))
    chosen = invitations[number % len(invitations)] if invitations else None
    taken = Place.objects.filter(block=block, state="taken").order_by("pk").first()
    nobody, somebody = UserFactory(), UserFactory()
    try:
        if step == "invite":
            seats.invite(block=block, invitees=[Invitee()] * number, by=nobody, at=now)
        elif step == "claim" and chosen:
            seats.claim(invitation=chosen, person=somebody, at=now)
        elif step == "code":
            seats.claim_free(block=block, person=somebody, at=now)
        elif step == "withdraw" and chosen:
            seats.withdraw(invitation=chosen, by=nobody, at=now)
        elif step == "replace" and chosen:
            seats.replace(invitation=chosen, invitee=Invitee(), by=nobody, at=now)
        elif step == "leave" and taken:
            actions.release(place=taken, by=nobody, at=now, for_replacement=bool(number % 2))
        elif step == "back":
            seats.give_back(block=block, count=number, by=nobody, at=now)
        elif step == "wait":
            seats.return_due(at=now)
    except (actions.PlaceRefused, seats.InvitationHasMoved):
        pass
