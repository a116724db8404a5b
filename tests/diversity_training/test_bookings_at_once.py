"""Both sides act on one booking in the same moment: one row lock, one step after the other, nothing twice."""

from datetime import timedelta
from itertools import pairwise

import pytest

from admissions.models import Place, SeatBlock
from certificates.models import Certificate
from diversity_training.actions import proofs, proposals, steps
from diversity_training.actions.proposals import ProposalIsOver
from diversity_training.actions.steps import RunDoesNotFit, StepIsNotPossible
from diversity_training.models import Proposal, TrainedCount, TrainingRequest
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.diversity_training.bookings import NOW, Way, hr_of
from tests.factories.accounts_staff import make_staff
from tests.factories.diversity_training import DELIVERED_AT, trained_booking
from tests.threads import at_once, only_on_postgresql

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.services,
    pytest.mark.usefixtures("ready_fonts"),
]
LATE = NOW + timedelta(days=29)  # the offer was good for 28


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def both(*acts):
    """Take the steps at once; return what each answered, or what refused it."""

    def tried(act):
        try:
            return act()
        except (StepIsNotPossible, ProposalIsOver, RunDoesNotFit) as refusal:
            return refusal

    return at_once([lambda act=act: tried(act) for act in acts])


def names(answers):
    return sorted(type(answer).__name__ for answer in answers)


def trail():
    """Return the states the booking went through, as the audit rows tell them."""
    rows = AuditEntry.objects.filter(details__has_key="from", action__startswith="diversity_training.").order_by("pk")
    return [(row.details["from"], row.details["to"]) for row in rows]


def is_whole(found):
    """Return whether each step began where the last one ended."""
    return all(before[1] == after[0] for before, after in pairwise(found))


def way_to(state):
    way = Way()
    way.to(state)
    return way


def test_two_of_the_staff_who_press_different_steps_leave_one_way_through_the_table():
    way = way_to("offered")
    second = make_staff("coordinator", way.booking.provider)

    answers = both(
        lambda: steps.cancel(booking=way.booking, reason="kein Bedarf", by=way.staff, at=NOW),
        lambda: steps.postpone(booking=way.booking, reason="später", by=second, at=NOW),
        lambda: steps.reopen(booking=way.booking, by=second, at=NOW),
    )

    assert isinstance(answers[0], TrainingRequest)  # every way leads there, and none leads on
    assert TrainingRequest.objects.get().state == "cancelled"
    taken = trail()
    assert is_whole(taken)
    assert len(taken) == 2 + sum(isinstance(answer, TrainingRequest) for answer in answers)


def test_hr_accepts_while_staff_withdraw():
    way = way_to("offered")
    offer = way.booking.proposals.get()

    accepted, _cancelled = both(
        lambda: proposals.accept(proposal=offer, by=way.hr, at=NOW),
        lambda: steps.cancel(booking=way.booking, reason="kein Bedarf", by=way.staff, at=NOW),
    )

    assert TrainingRequest.objects.get().state == "cancelled"
    was_accepted = isinstance(accepted, TrainingRequest)
    assert Proposal.objects.get().answer == ("accepted" if was_accepted else "")
    assert is_whole(trail())


def test_hr_accepts_while_staff_offer_something_else():
    way = way_to("offered")
    offer = way.booking.proposals.get()

    answers = both(
        lambda: proposals.accept(proposal=offer, by=way.hr, at=NOW), lambda: way.offer(group_size=9) and way.booking
    )

    booking, newest = TrainingRequest.objects.get(), Proposal.objects.order_by("-number").first()
    assert names(answers) in (["StepIsNotPossible", "TrainingRequest"], ["ProposalIsOver", "TrainingRequest"])
    if booking.state == "accepted":
        assert (newest.number, newest.answer) == (1, "accepted")
    else:
        assert (booking.state, newest.number, newest.answer) == ("offered", 2, "")


def test_of_an_offer_accepted_by_two_of_hr_at_once_one_acceptance_counts():
    way = way_to("offered")
    offer = way.booking.proposals.get()
    people = [way.hr, hr_of(way.booking.employer), hr_of(way.booking.employer)]

    answers = both(*[lambda by=by: proposals.accept(proposal=offer, by=by, at=NOW) for by in people])

    assert names(answers) == ["StepIsNotPossible", "StepIsNotPossible", "TrainingRequest"]
    assert AuditEntry.objects.filter(action="diversity_training.accepted").count() == 1
    key = f"booking:{way.booking.public_id}:step:accepted:"
    assert Letter.objects.filter(key__startswith=key, recipient=way.staff).count() == 1


def test_an_offer_is_accepted_or_declined_never_both():
    way = way_to("offered")
    offer = way.booking.proposals.get()

    answers = both(
        lambda: proposals.accept(proposal=offer, by=way.hr, at=NOW),
        lambda: proposals.decline(proposal=offer, reason="zu lang", by=hr_of(way.booking.employer), at=NOW),
    )

    assert names(answers) == ["StepIsNotPossible", "TrainingRequest"]
    assert TrainingRequest.objects.get().state == Proposal.objects.get().answer


def test_hr_asks_to_renew_what_staff_renew_in_the_same_moment():
    way = way_to("offered")
    offer = way.booking.proposals.get()

    answers = both(
        lambda: proposals.ask_renewal(proposal=offer, by=way.hr, at=LATE),
        lambda: proposals.ask_renewal(proposal=offer, by=hr_of(way.booking.employer), at=LATE),
        lambda: proposals.renew(booking=way.booking, by=way.staff, at=LATE),
        lambda: proposals.renew(booking=way.booking, by=way.staff, at=LATE),
    )

    assert sum(isinstance(answer, Proposal) for answer in answers) == 1
    booking = TrainingRequest.objects.get()
    assert (booking.renewal_asked_at, booking.proposals.count()) == (None, 2)
    asked = AuditEntry.objects.filter(action="diversity_training.renewal_asked").count()
    assert asked == any(isinstance(answer, TrainingRequest) for answer in answers)


def test_of_two_bookings_that_want_one_run_one_gets_it():
    way = way_to("accepted")
    other = Way()
    other.booking.provider, other.booking.offer = way.booking.provider, way.booking.offer
    other.booking.save()
    other.trainer = way.trainer
    other.to("accepted")
    run = way.run()

    answers = both(
        *[lambda one=one: steps.set_dates(booking=one.booking, run=run, by=way.staff, at=NOW) for one in (way, other)]
    )

    assert names(answers) == ["RunDoesNotFit", "TrainingRequest"]
    assert (SeatBlock.objects.count(), Place.objects.filter(run=run).count()) == (1, 14)


def test_one_booking_that_two_of_the_staff_give_dates_keeps_seats_in_one_run():
    way = way_to("accepted")
    runs = [way.run(), way.run()]

    answers = both(
        *[lambda run=run: steps.set_dates(booking=way.booking, run=run, by=way.staff, at=NOW) for run in runs]
    )

    assert names(answers) == ["StepIsNotPossible", "TrainingRequest"]
    assert SeatBlock.objects.get().run == TrainingRequest.objects.get().run
    assert Place.objects.count() == 14


def test_a_booking_that_both_sides_stop_gives_its_seats_back_once():
    way = way_to("enrolling")

    answers = both(
        lambda: steps.postpone(booking=way.booking, reason="später", by=way.hr, at=NOW),
        lambda: steps.cancel(booking=way.booking, reason="kein Bedarf", by=way.staff, at=NOW),
    )

    assert isinstance(answers[1], TrainingRequest)
    assert TrainingRequest.objects.get().state == "cancelled"
    assert Place.objects.filter(state="released").count() == 14
    assert is_whole(trail())


def test_two_schedulers_move_a_booking_on_once():
    way = way_to("scheduled")
    later = NOW + timedelta(days=60)

    moved = both(*[lambda: steps.move_on(booking=way.booking, at=later)] * 3)

    assert sorted(moved) == [False, False, True]
    taken = trail()
    assert (is_whole(taken), len(set(taken))) == (True, len(taken))


def test_certifying_and_asking_for_the_proof_at_once_make_one_proof():
    booking = trained_booking(used=2, trained=1)
    steps.begin_evaluation(booking=booking, by=None, at=DELIVERED_AT)

    answers = both(
        lambda: steps.certify(booking=booking, by=None, at=DELIVERED_AT),
        lambda: steps.certify(booking=booking, by=None, at=DELIVERED_AT),
        lambda: proofs.issue(booking=booking, by=None, at=DELIVERED_AT),
    )

    assert names(answers) == ["Certificate", "StepIsNotPossible", "TrainingRequest"]
    assert (TrainedCount.objects.count(), Certificate.objects.filter(kind="training_proof").count()) == (1, 1)
