"""Participants, several HR managers and the nightly return, all at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection, connections

from admissions.actions import PlaceRefused, seats
from admissions.actions.seats import InvitationHasMoved, Invitee
from admissions.models import Place, SeatInvitation
from admissions.queries.seats import SeatCounts, counts_of
from lms.actions import seats as learning
from lms.models import Enrolment
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.lms import running_run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
LAST_DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's; SQLite has one writer at a time")


def at_once(*acts):
    """Run the acts in threads that begin together; return what each answered or raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(timeout=30)
            return act()
        except (PlaceRefused, InvitationHasMoved) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def block_of(count, at):
    run = running_run(starts_on=date(2026, 4, 1), capacity=30)
    return seats.reserve(run=run, employer=EmployerFactory(), count=count, return_on=LAST_DAY, by=None, at=at)


def invited(block, count, at):
    invitees = [Invitee(f"P{number}", f"p{number}@example.org") for number in range(count)]
    return learning.invite(block=block, invitees=invitees, by=UserFactory(), at=at)


def test_twenty_claim_five_seats_by_the_code_and_exactly_five_get_one(at):
    block, people = block_of(5, at), UserFactory.create_batch(20)
    answers = at_once(
        *[lambda person=person: learning.accept_by_code(block=block, learner=person, at=at) for person in people]
    )
    assert sum(isinstance(answer, Enrolment) for answer in answers) == 5
    assert sum(isinstance(answer, seats.TooFewSeats) for answer in answers) == 15
    assert counts_of(block, at) == SeatCounts(used=5)
    assert Enrolment.objects.filter(place__block=block).count() == 5


def test_one_link_that_ten_people_open_at_once_gives_one_seat(at):
    block = block_of(3, at)
    (invitation,) = invited(block, 1, at)
    answers = at_once(
        *[
            lambda person=person: learning.accept(
                invitation=SeatInvitation.objects.get(pk=invitation.pk), learner=person, at=at
            )
            for person in UserFactory.create_batch(10)
        ]
    )
    assert sum(isinstance(answer, Enrolment) for answer in answers) == 1
    assert counts_of(block, at) == SeatCounts(free=2, used=1)


def test_two_managers_who_invite_for_the_last_seats_never_offer_one_twice(at):
    block = block_of(3, at)
    by = UserFactory()
    lists = [[Invitee(f"{name}{number}", f"{name}{number}@example.org") for number in range(2)] for name in "abcd"]
    answers = at_once(
        *[lambda people=people: learning.invite(block=block, invitees=people, by=by, at=at) for people in lists]
    )
    assert sum(isinstance(answer, list) for answer in answers) == 1
    assert counts_of(block, at) == SeatCounts(free=1, offered=2)


@pytest.mark.parametrize("_round", range(3))
def test_the_last_seat_is_either_claimed_or_returned_never_both(at, _round):
    block = block_of(1, at)
    (invitation,) = invited(block, 1, at)
    person, over = UserFactory(), block.ends_at
    claimed, _returned = at_once(
        lambda: learning.accept(invitation=SeatInvitation.objects.get(pk=invitation.pk), learner=person, at=at),
        lambda: seats.return_block(block=block, at=over),
    )
    invitation.refresh_from_db()
    if isinstance(claimed, Enrolment):
        assert (invitation.state, counts_of(block, over)) == ("accepted", SeatCounts(used=1))
    else:
        assert (invitation.state, counts_of(block, over)) == ("expired", SeatCounts(returned=1))
        assert not Enrolment.objects.exists()


@pytest.mark.parametrize("_round", range(3))
def test_replacing_and_accepting_at_once_leaves_one_of_the_two(at, _round):
    block = block_of(1, at)
    (invitation,) = invited(block, 1, at)
    person, by = UserFactory(), UserFactory()
    accepted, replaced = at_once(
        lambda: learning.accept(invitation=SeatInvitation.objects.get(pk=invitation.pk), learner=person, at=at),
        lambda: learning.replace(
            invitation=SeatInvitation.objects.get(pk=invitation.pk), invitee=Invitee("B", "b@example.org"), by=by, at=at
        ),
    )
    states = sorted(SeatInvitation.objects.values_list("state", flat=True))
    if isinstance(replaced, SeatInvitation):
        # The decision came first, or it was made about the accepted person: then their part has ended.
        assert states == ["invited", "replaced"]
        assert counts_of(block, at) == SeatCounts(offered=1)
        assert not Enrolment.objects.filter(state="active").exists()
    else:
        assert isinstance(accepted, Enrolment)
        assert states == ["accepted"]
        assert counts_of(block, at) == SeatCounts(used=1)


def test_giving_back_and_claiming_at_once_never_loses_or_doubles_a_seat(at):
    block, people, by = block_of(5, at), UserFactory.create_batch(8), UserFactory()
    at_once(
        lambda: seats.give_back(block=block, count=3, by=by, at=at),
        *[lambda person=person: learning.accept_by_code(block=block, learner=person, at=at) for person in people],
    )
    found = counts_of(block, at)
    assert found.total == 5 == Place.objects.filter(block=block).count()
    assert found.used == Enrolment.objects.filter(place__block=block, state="active").count()
