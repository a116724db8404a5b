"""Letters about what happens to seats and offers by the date alone: once each, and without a name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from admissions.actions import seats
from admissions.actions.seats import Invitee
from admissions.models import SeatBlock
from courses.actions import runs
from diversity_training.actions import notices, proposals, steps
from diversity_training.models import Proposal, TrainingRequest
from notifications.models import Letter
from notifications.texts import compose
from tests.diversity_training.bookings import NOW, Way, hr_of
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.lms import running_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]
AMINA, BORIS = Invitee("Amina Beispiel", "amina@example.org"), Invitee("Boris Beispiel", "boris@example.org")


@pytest.fixture
def way():
    found = Way()
    found.to("enrolling")
    return found


@pytest.fixture
def block(way):
    return SeatBlock.objects.get()


def told(event):
    return [letter.recipient for letter in Letter.objects.filter(event=event).order_by("pk")]


def words(event):
    return compose(Letter.objects.filter(event=event).latest("pk"), at=NOW)


def test_hr_is_told_once_of_each_seat_that_was_declined_and_not_by_whom(way, block):
    first, second = seats.invite(block=block, invitees=[AMINA, BORIS], by=way.hr, at=NOW)
    seen = []
    for invitation in (first, second):
        seats.decline(invitation=invitation, by=None, at=NOW)
        for _again in range(2):
            notices.tell_of_seats(at=NOW)
        seen.append(told("seat_declined"))
    assert seen == [[way.hr], [way.hr, way.hr]]
    message = words("seat_declined")
    assert "Freie Plätze: 14." in message.body
    assert [name for name in ("Amina", "Boris", "Beispiel") if name in message.subject + message.body] == []


def test_hr_is_told_some_days_before_that_unclaimed_seats_go_back(way, block):
    seats.invite(block=block, invitees=[AMINA], by=way.hr, at=NOW)
    seen = []
    for days in (8, 7, 6):
        notices.tell_of_seats(at=block.ends_at - timedelta(days=days, hours=12))
        seen.append(len(told("seats_return_soon")))
    assert seen == [0, 1, 1]
    assert "die noch niemand angenommen hat: 14." in words("seats_return_soon").body


@pytest.mark.parametrize("has_nightly_return_run", [False, True])
def test_hr_is_told_how_many_seats_went_back_on_the_day_apart_from_those_it_gave_back(
    way, block, has_nightly_return_run
):
    seats.give_back(block=block, count=3, by=way.hr, at=NOW)
    morning = block.ends_at + timedelta(hours=7)
    if has_nightly_return_run:
        seats.return_due(at=block.ends_at)
    for days in (0, 1):
        notices.tell_of_seats(at=morning + timedelta(days=days))
    assert (told("seats_returned"), told("seats_return_soon")) == ([way.hr], [])
    assert "Zurückgegangene Plätze: 11." in words("seats_returned").body


def test_where_nothing_went_back_and_long_after_nobody_is_told(way, block):
    seats.give_back(block=block, count=14, by=way.hr, at=NOW)
    notices.tell_of_seats(at=block.ends_at + timedelta(hours=7))
    assert told("seats_returned") == []
    assert notices.tell_of_seats(at=block.ends_at + timedelta(days=8)) == 0


def test_of_the_seats_of_a_booking_that_was_withdrawn_nobody_is_told(way, block):
    (invitation,) = seats.invite(block=block, invitees=[AMINA], by=way.hr, at=NOW)
    seats.decline(invitation=invitation, by=None, at=NOW)
    steps.cancel(booking=way.booking, reason="kein Bedarf", by=way.staff, at=NOW)
    assert notices.tell_of_seats(at=NOW) == 0


@pytest.fixture
def kept():
    """Five seats that an employer has without a booking."""
    employer = EmployerFactory(name="Klinik Harz")
    start = timezone.localdate(NOW) + timedelta(days=30)
    run = running_run(starts_on=start, ends_on=start + timedelta(days=9), enrol_until=start - timedelta(days=1))
    return seats.reserve(run=run, employer=employer, count=5, return_on=start - timedelta(days=10), by=None, at=NOW)


def test_of_seats_without_a_booking_hr_is_told_the_same(kept):
    hr = hr_of(kept.employer)
    (invitation, _other) = seats.invite(block=kept, invitees=[AMINA, BORIS], by=hr, at=NOW)
    seats.decline(invitation=invitation, by=None, at=NOW)
    for moment in (NOW, kept.ends_at - timedelta(days=3), kept.ends_at + timedelta(hours=7)):
        for _again in range(2):
            notices.tell_of_seats(at=moment)
    assert [told(event) for event in ("seat_declined", "seats_return_soon", "seats_returned")] == [[hr]] * 3
    body = words("seats_returned").body
    assert "Zurückgegangene Plätze: 5." in body
    assert f"/de/betrieb/plaetze/{kept.public_id}/" in body
    assert "Nachrichten der Buchung" not in body


def test_of_seats_without_a_booking_in_a_run_that_was_called_off_nobody_is_told(kept):
    hr_of(kept.employer)
    runs.cancel_run(run=kept.run, reason="zu wenige", by=UserFactory(), at=NOW)
    assert notices.tell_of_seats(at=kept.ends_at - timedelta(days=3)) == 0


def test_where_the_employer_has_nobody_to_write_to_no_letter_is_written(kept):
    notices.tell_of_seats(at=kept.ends_at - timedelta(days=3))
    assert Letter.objects.count() == 0


def test_hr_is_reminded_before_an_offer_runs_out_and_staff_are_told_when_it_has():
    way = Way()
    way.to("offered")
    seen = []
    for days in (22, 23, 28, 29, 30):
        notices.tell_of_offers(at=NOW + timedelta(days=days))
        seen.append((told("offer_ends"), told("offer_over")))
    assert seen == [([], []), ([way.hr], []), ([way.hr], []), ([way.hr], [way.staff]), ([way.hr], [way.staff])]


def test_of_an_answered_offer_nobody_is_reminded():
    way = Way()
    way.to("offered")
    proposals.decline(proposal=way.booking.proposals.get(), reason="zu lang", by=way.hr, at=NOW)
    assert notices.tell_of_offers(at=NOW + timedelta(days=27)) == 0


def test_an_offer_that_ran_out_is_renewed_unchanged_and_good_again():
    way = Way()
    way.to("clarifying")
    old = way.offer(group_size=9, own_case="Ein Streit")
    late = NOW + timedelta(days=29)
    with pytest.raises(steps.StepIsNotPossible):
        proposals.renew(booking=way.booking, by=way.staff, at=NOW + timedelta(days=28))
    new = proposals.renew(booking=way.booking, by=way.staff, at=late)
    assert (new.number, new.valid_until) == (2, timezone.localdate(late) + timedelta(days=28))
    assert [getattr(new, name) for name in proposals.TERMS] == [getattr(old, name) for name in proposals.TERMS]
    with pytest.raises(steps.StepIsNotPossible):
        proposals.renew(booking=way.booking, by=way.staff, at=late)
    assert proposals.accept(proposal=new, by=way.hr, at=late).state == "accepted"


def test_both_sides_see_that_an_offer_has_run_out_and_staff_renew_it_with_one_press(client):
    way = Way(at=timezone.now() - timedelta(days=60))
    way.to("offered")
    desk, office = f"/de/betrieb/buchung/{way.booking.public_id}/", f"/admin/trainingsanfragen/{way.booking.public_id}/"
    seen = []
    for _moment in ("over", "renewed"):
        client.force_login(way.hr)
        page = client.get(desk).content.decode()
        client.force_login(way.staff)
        shown = client.get(office).content.decode()
        seen.append(
            ("Dieses Angebot galt bis zum" in page, "Angebot annehmen" in page, "ohne dass der Betrieb" in shown)
        )
        client.post(office, {"act": "renew"})
    assert seen == [(True, False, True), (False, True, False)]
    assert Proposal.objects.count() == 2


def run_out(way=None):
    """Return a booking whose offer ran out a month ago, by the real clock."""
    way = way or Way(at=timezone.now() - timedelta(days=60))
    way.to("offered")
    return way


def test_hr_asks_to_renew_an_offer_that_ran_out_and_then_it_is_the_providers_turn(client):
    way = run_out()
    client.force_login(way.hr)
    desk = f"/de/betrieb/buchung/{way.booking.public_id}/"
    assert "Um Erneuerung bitten" in client.get(desk).content.decode()
    for _press in range(2):
        client.post(desk + "antwort/", {"act": "ask_renewal", "number": "1"})
    page, booking = client.get(desk).content.decode(), TrainingRequest.objects.get()
    assert (booking.state, booking.is_providers_turn) == ("offered", True)
    assert ("Um Erneuerung bitten" in page, "Der Träger ist an der Reihe" in page) == (False, True)
    assert told("renewal_asked") == [way.staff]
    assert "bittet Sie, das Angebot" in words("renewal_asked").body
    proposals.renew(booking=booking, by=way.staff, at=timezone.now())
    assert TrainingRequest.objects.get().is_employers_turn


def test_hr_declines_an_offer_that_ran_out(client):
    way = run_out()
    client.force_login(way.hr)
    desk = f"/de/betrieb/buchung/{way.booking.public_id}/"
    assert "Angebot ablehnen" in client.get(desk).content.decode()
    client.post(desk + "antwort/", {"act": "decline", "number": "1", "decline-reason": "zu spät"})
    assert (TrainingRequest.objects.get().state, Proposal.objects.get().answer) == ("declined", "declined")


def test_while_an_offer_is_good_nobody_asks_to_renew_it_and_no_stranger_ever():
    way, other = Way(), Way()
    way.to("offered")
    offer = way.booking.proposals.get()
    with pytest.raises(steps.StepIsNotPossible):
        proposals.ask_renewal(proposal=offer, by=way.hr, at=NOW + timedelta(days=28))
    with pytest.raises(proposals.NotYourEmployer):
        proposals.ask_renewal(proposal=offer, by=other.hr, at=NOW + timedelta(days=29))


def test_whoever_was_asked_to_renew_is_reminded_after_a_week():
    way = Way()
    way.to("offered")
    asked = NOW + timedelta(days=30)
    proposals.ask_renewal(proposal=way.booking.proposals.get(), by=way.hr, at=asked)
    seen = []
    for days in (7, 8):
        steps.remind_all(at=asked + timedelta(days=days))
        seen.append(told("booking_reminder"))
    assert seen == [[], [way.staff]]


@pytest.mark.parametrize(
    ("days", "sentence"), [(60, "Das Angebot ist abgelaufen."), (1, "Bitte lesen Sie das Angebot")]
)
def test_the_list_of_bookings_says_whether_an_offer_ran_out(client, days, sentence):
    way = run_out(Way(at=timezone.now() - timedelta(days=days)))
    client.force_login(way.hr)
    page = client.get("/de/betrieb/").content.decode()
    assert [words for words in ("Das Angebot ist abgelaufen.", "Bitte lesen Sie das Angebot") if words in page] == [
        sentence
    ]
