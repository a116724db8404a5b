"""
What a works council's expert tries, with all rights of HR: to find out something about one person by comparing.

Everything is asked as HR asks it: pages, files and their headers, before and after something happened to one person.
"""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from diversity_training.models import TrainedCount, TrainingRequest
from lms.actions import enrolments, seats
from lms.queries.surveys import context_of
from surveys.actions import rounds
from surveys.models import Round
from tests.diversity_training.bookings import hr_of
from tests.factories.accounts import UserFactory
from tests.factories.diversity_training import DELIVERED_AT, booked_training, delivered, takes_part
from tests.factories.lms import complete_units
from tests.factories.surveys import AFTERWARDS, LEARNT, SAID, answer, open_survey

pytestmark = pytest.mark.django_db
RANDOM = re.compile(r'(name="csrfmiddlewaretoken" value|content|nonce)="[0-9A-Za-z+/=_-]{20,}"')
VARYING = {"X-Request-ID", "Expires"}  # with each visit, and with the second


class Expert:
    """HR of one employer, who notes what all pages and files about a booking say."""

    def __init__(self, client, booking) -> None:
        self.client, self.booking = client, booking
        client.force_login(hr_of(booking.employer))
        keys, employer = [booking.public_id], booking.employer.public_id
        self.addresses = [
            reverse("diversity_training:desk"),
            reverse("diversity_training:desk_booking", args=keys),
            reverse("diversity_training:desk_people", args=keys),
            reverse("diversity_training:trained", args=[employer]),
            reverse("diversity_training:trained_export", args=[employer, "csv"]),
        ]

    def asks_for_the_proof(self) -> str:
        """Return the page that answers."""
        address = reverse("diversity_training:desk_proof_ask", args=[self.booking.public_id])
        return RANDOM.sub("", self.client.post(address, follow=True).content.decode())

    def notes(self) -> list[tuple[str, dict[str, str]]]:
        """Return what each address answers, with its headers; tokens that differ on any two visits left out."""
        return [self._note(self.client.get(address)) for address in self.addresses]

    def _note(self, response) -> tuple[str, dict[str, str]]:
        assert response.status_code == 200
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = RANDOM.sub("", content.decode())
        return text, {name: value for name, value in response.headers.items() if name not in VARYING}


@pytest.mark.parametrize(
    ("used", "groups"),
    [
        (3, [range(4)]),
        (5, [range(6)]),
        (6, [range(5), range(5, 7)]),
        (14, [range(5), range(5, 10), range(10, 15)]),
    ],
)
def test_whoever_was_trained_or_not_the_desk_says_the_same_of_a_group_of_numbers(client, used, groups):
    """Without the proof, which tells the number, no page and no file tells whether one person more was trained."""
    booking = booked_training(seats=used)
    for _ in range(used):
        takes_part(booking, attends=False)
    expert = Expert(client, delivered(booking))
    seen = []
    for group in groups:
        notes = [_counted(booking, trained, expert) for trained in group]
        assert all(one == notes[0] for one in notes)
        seen.append(str(notes[0]))
    assert len(set(seen)) == len(groups)  # the number is shown at all, where it may be


def _counted(booking, trained, expert):
    TrainedCount.objects.filter(booking=booking).update(trained_count=trained)
    return expert.notes()


def test_whoever_leaves_the_training_or_comes_back_the_desk_says_the_same(client):
    booking = booked_training(seats=3)
    people = [takes_part(booking, attends=False) for _ in range(3)]
    expert = Expert(client, booking)
    before = expert.notes()
    for person in people:
        enrolments.withdraw(enrolment=person, reason="Krank", by=person.learner, at=DELIVERED_AT)
        assert expert.notes() == before
    staff = UserFactory()
    for person in people:
        back = {"run": booking.run, "learner": person.learner, "by": staff, "at": DELIVERED_AT}
        assert enrolments.enrol(**back, window_applies=False).place.block is not None
        assert expert.notes() == before


def test_where_no_proof_is_issued_hr_does_not_learn_whether_anybody_was_there(client):
    """Nobody stayed, or all three did and let it count for nobody: the same answer, the same state, the same pages."""
    booking = booked_training(seats=3)
    people = [takes_part(booking, attends=False) for _ in range(3)]
    TrainingRequest.objects.filter(pk=booking.pk).update(state="delivered")
    booking.refresh_from_db()
    expert = Expert(client, booking)
    refused = expert.asks_for_the_proof()
    assert "wird kein Schulungsnachweis ausgestellt" in refused
    for person in people:
        complete_units(person, at=DELIVERED_AT)
        seats.choose_employer(enrolment=person, employer=None, by=person.learner, at=DELIVERED_AT)
    assert expert.asks_for_the_proof() == refused
    assert not [word for word in ("niemand war", "0 Personen", "keine Person") if word in refused.casefold()]


def test_with_each_answer_that_comes_in_the_desk_says_the_same_until_all_are_counted(client):
    """The report after five answers and the one after six: there is neither, so nothing to compare."""
    booking = booked_training(seats=1)
    expert = Expert(client, booking)
    survey = open_survey(provider=booking.provider, context_key=context_of(booking.run), round_=Round.END)
    before = expert.notes()
    for number in range(7):
        answer(survey, {LEARNT: 1 + number % 5}, text="Nein")
        assert expert.notes() == before
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    assert expert.notes() != before


@pytest.mark.parametrize(("answers", "skipped"), [((11, 14), 0), ((14, 14), 3)])
def test_how_many_answered_and_skipped_is_the_same_page(client, answers, skipped):
    """Eleven or fourteen answers that agree, and a question that three of fourteen skipped, read alike."""
    pages = []
    for count, without in ((answers[0], 0), (answers[1], skipped)):
        booking = booked_training(seats=1)
        survey = open_survey(provider=booking.provider, context_key=context_of(booking.run), round_=Round.END)
        for number in range(count):
            answer(survey, {LEARNT: 3, **({} if number < without else {SAID: 3})})
        rounds.close(survey=survey, by=None, at=AFTERWARDS)
        text, _headers = Expert(client, booking).notes()[1]
        pages.append(text.split('id="evaluation"')[1].split("</section>")[0])
    assert pages[0] == pages[1]
    assert "3,0 <small>(mindestens 10 Personen)" in pages[0]
