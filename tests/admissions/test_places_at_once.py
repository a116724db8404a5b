"""Twenty people who ask for five places at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from admissions import actions
from admissions.models import Place
from courses.models import RunUnit
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("row locks are PostgreSQL's; SQLite has one writer at a time")


def ask_at_once(run, people, at):
    start = Barrier(len(people))

    def ask(person):
        try:
            start.wait(timeout=30)
            return actions.take(run=run, person=person, by=person, at=at)
        except actions.RunIsFull as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(ask, people))


def test_twenty_people_ask_for_five_places_and_exactly_five_get_one(at):
    run, people = RunFactory(capacity=5), UserFactory.create_batch(20)
    answers = ask_at_once(run, people, at)
    assert sum(isinstance(answer, Place) for answer in answers) == 5
    assert sum(isinstance(answer, actions.RunIsFull) for answer in answers) == 15
    assert Place.objects.filter(run=run, state=Place.State.TAKEN).count() == 5
    assert RunUnit.objects.filter(run=run).count() == 2  # opened by the first, once


def test_one_person_who_asks_ten_times_at_once_gets_one_place(at):
    run, person = RunFactory(capacity=5), UserFactory()
    answers = ask_at_once(run, [person] * 10, at)
    assert len({answer.pk for answer in answers}) == 1
    assert Place.objects.count() == 1
