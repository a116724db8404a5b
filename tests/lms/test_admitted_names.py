"""Typing an address is no way to learn whose it is."""

from datetime import timedelta

import pytest
from django.urls import reverse

from lms.actions.admitting import admit
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import enrolled, running_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return running_run()


@pytest.fixture
def known():
    return UserFactory(email="olena@example.org", full_name="Olena Kowalenko", original_name="Олена Коваленко")


def admitted(run, at):
    coordinator = make_staff("coordinator", run.course.provider)
    enrolment, _code = admit(
        run=run,
        full_name="Frau K. aus dem Beratungsgespräch",
        original_name="",
        email="olena@example.org",
        language="de",
        by=coordinator,
        at=at,
    )
    return coordinator, enrolment


def pages(client, coordinator, enrolment):
    client.force_login(coordinator)
    run = enrolment.run.public_id
    addresses = [
        reverse("participants:roster", args=[run]),
        reverse("participants:export", args=[run, "csv"]),
        reverse("participants:participant", args=[enrolment.public_id]),
    ]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    return [answer.content.decode() for answer in answers]


def test_staff_see_only_what_they_typed_until_the_person_comes(client, run, known, at):
    coordinator, enrolment = admitted(run, at)
    assert enrolment.name_for_staff == "Frau K. aus dem Beratungsgespräch"
    for text in pages(client, coordinator, enrolment):
        assert "Frau K." in text
        assert "Kowalenko" not in text
        assert "Коваленко" not in text
        assert known.username not in text


def test_whoever_has_come_is_called_by_their_name(run, known, at):
    _coordinator, enrolment = admitted(run, at)
    known.last_login = at + timedelta(hours=1)
    enrolment.learner = known
    assert enrolment.name_for_staff == "Olena Kowalenko"
    assert enrolment.original_name_for_staff == "Олена Коваленко"


def test_whoever_enrols_alone_is_never_hidden(at):
    enrolment = enrolled()
    assert enrolment.hides_learner is False
