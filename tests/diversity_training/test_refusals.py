"""HR and managers who try the learning of others are told why they see nothing, and it is noted."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from privacy.models import AuditEntry
from tests.diversity_training.test_desk import hr_of
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.diversity_training import booked_training, takes_part

pytestmark = pytest.mark.django_db
REASON = "Trainings sind zum Lernen da, nicht zum Beobachten."


@pytest.fixture
def booking():
    return booked_training()


def addresses(booking, enrolment):
    return {
        "lesson list": reverse("lms:course", args=[enrolment.public_id]),
        "visibility": reverse("diversity_training:run_visibility", args=[enrolment.public_id]),
        "roster": reverse("participants:roster", args=[booking.run.public_id]),
        "file": reverse("participants:export", args=[booking.run.public_id, "csv"]),
        "person": reverse("participants:participant", args=[enrolment.public_id]),
        "surveys": reverse("survey_office:index"),
    }


@pytest.mark.parametrize("who", ["hr", "manager"])
@pytest.mark.parametrize("what", ["lesson list", "visibility", "roster", "file", "person", "surveys"])
def test_employers_are_told_why_they_see_nothing_of_their_staff(client, booking, who, what):
    enrolment = takes_part(booking)
    person = hr_of(booking.employer) if who == "hr" else takes_part(booking).learner
    client.force_login(person)
    answer = client.get(addresses(booking, enrolment)[what])
    assert (answer.status_code, REASON in answer.content.decode()) == (403, True)
    noted = AuditEntry.objects.get(action="diversity_training.access_refused")
    assert (noted.actor, noted.subject) == (person.public_id, person.public_id)


@pytest.mark.parametrize("name", ["desk", "desk_booking", "trained"])
def test_a_manager_does_not_get_to_the_desk_of_hr(client, booking, name):
    client.force_login(takes_part(booking).learner)
    key = {"desk": [], "desk_booking": [booking.public_id], "trained": [booking.employer.public_id]}[name]
    assert client.get(reverse(f"diversity_training:{name}", args=key)).status_code == 403


def test_an_address_that_does_not_exist_gets_the_same_answer(client, booking):
    enrolment = takes_part(booking)
    client.force_login(hr_of(booking.employer))
    there = client.get(reverse("lms:course", args=[enrolment.public_id]))
    nowhere = client.get(reverse("lms:course", args=["0123456789ab"]))
    assert there.status_code == nowhere.status_code == 403
    assert _said(there, enrolment.public_id) == _said(nowhere, "0123456789ab")


@pytest.mark.parametrize("who", ["stranger", "learner", "trainer"])
def test_everybody_else_finds_nothing_as_before(client, booking, who):
    enrolment = takes_part(booking)
    if who != "stranger":
        client.force_login(UserFactory() if who == "learner" else make_staff("trainer"))
    answer = client.get(reverse("lms:course", args=[enrolment.public_id]))
    assert answer.status_code == (302 if who == "stranger" else 404)
    assert AuditEntry.objects.filter(action="diversity_training.access_refused").count() == 0


def test_who_left_a_training_is_not_blamed_for_looking(client, booking):
    enrolment = takes_part(booking, attends=False)
    type(enrolment).objects.filter(pk=enrolment.pk).update(
        state="withdrawn", withdrawn_at=enrolment.enrolled_at, withdrawn_reason="krank"
    )
    client.force_login(enrolment.learner)
    assert client.get(reverse("lms:course", args=[enrolment.public_id])).status_code == 404


def test_a_script_that_tries_fills_no_audit_trail(client, booking):
    client.force_login(hr_of(booking.employer))
    for number in range(25):
        client.get(reverse("lms:course", args=[f"0123456789{number:02}"]))
    assert AuditEntry.objects.filter(action="diversity_training.access_refused").count() == 20


def _said(answer, key):
    """Return the page without the address that was asked for and the token that is drawn for each answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(key, "")
