"""The coordination of a network reads how many were trained: sums of full fives, no person and no employer."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from diversity_training.models import TrainedCount
from lms.queries.surveys import context_of
from surveys.actions import rounds
from surveys.models import Round
from tests.diversity_training.bookings import hr_of
from tests.factories.accounts import (
    EmployerFactory,
    MembershipFactory,
    NetworkFactory,
    ProviderFactory,
    UserFactory,
)
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory
from tests.factories.diversity_training import TrainingRequestFactory
from tests.factories.surveys import AFTERWARDS, SAID, answer, open_survey

pytestmark = pytest.mark.django_db
PAGE = reverse("diversity_training:network")


@pytest.fixture
def network():
    return NetworkFactory(name="Netzwerk Niedersachsen")


@pytest.fixture
def miriam(network):
    return MembershipFactory(role="network_coordinator", provider=None, network=network).user


def held(network, *, trained, seats=14, provider=None, title="Basis"):
    """Return a training that was counted."""
    provider = provider or ProviderFactory(network=network)
    run = RunFactory(course=CourseFactory(provider=provider), starts_on=date(2026, 3, 16))
    booking = TrainingRequestFactory(
        provider=provider, employer=EmployerFactory(name="Metallbau Weser"), run=run, course_title=title
    )
    return TrainedCount.objects.create(
        booking=booking, seats_used=seats, trained_count=trained, counted_at=datetime(2026, 5, 4, tzinfo=UTC)
    )


def cells(page, label):
    """Return seats and trained of the line with this label."""
    line = page.split(f"<bdi>{label}</bdi>")[1].split("</tr>")[0]
    return [cell.split(">")[-1] for cell in line.split("</td>")[1:3]]


def test_the_network_reads_sums_of_full_fives_by_provider_and_no_employer(client, network, miriam):
    own = ProviderFactory(network=network, name="Lernhaus Emscher")
    held(network, trained=12, provider=own)
    held(network, trained=4, seats=4, provider=own)
    held(NetworkFactory(parent=network), trained=9, title="Aufbau")
    held(NetworkFactory(), trained=14, title="Fremdes Training")
    client.force_login(miriam)
    page = client.get(PAGE).content.decode()
    assert "Mindestens 15 Personen geschult." in page
    assert cells(page, "Lernhaus Emscher") == ["10", "10"]
    assert cells(page, "Aufbau") == ["10", "5"]
    assert [word for word in ("Metallbau", "Fremdes") if word in page] == []


def test_four_people_on_four_seats_are_in_no_figure(client, network, miriam):
    held(network, trained=4, seats=4)
    client.force_login(miriam)
    assert cells(client.get(PAGE).content.decode(), "Basis") == ["–", "–"]


@pytest.mark.parametrize(("answers", "is_shown"), [(4, False), (6, True)])
def test_answers_are_read_from_five_on_and_counted_in_full_fives(client, network, miriam, answers, is_shown):
    counted = held(network, trained=12)
    run = counted.booking.run
    survey = open_survey(provider=run.course.provider, context_key=context_of(run), round_=Round.END)
    for _ in range(answers):
        answer(survey, {SAID: 3})
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    client.force_login(miriam)
    page = client.get(PAGE).content.decode()
    assert ("3,0 <small>(mindestens 5 Personen)" in page, "6 Personen" in page) == (is_shown, False)


def test_nobody_else_finds_the_page_and_only_the_coordination_is_led_there(client, network, miriam):
    seen = []
    for user in (UserFactory(), hr_of(EmployerFactory()), make_staff("coordinator", ProviderFactory(network=network))):
        client.force_login(user)
        seen.append((client.get(PAGE).status_code, PAGE in client.get("/de/konto/arbeitgeber/").content.decode()))
    client.force_login(miriam)
    seen.append((client.get(PAGE).status_code, PAGE in client.get("/de/konto/arbeitgeber/").content.decode()))
    assert seen == [(404, False)] * 3 + [(200, True)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_as_many_statements_for_three_trainings_as_for_one(
    client, network, miriam, count, django_assert_max_num_queries
):
    for _ in range(count):
        run = held(network, trained=12).booking.run
        survey = open_survey(provider=run.course.provider, context_key=context_of(run), round_=Round.END)
        for _each in range(5):
            answer(survey, {SAID: 3})
        rounds.close(survey=survey, by=None, at=AFTERWARDS)
    client.force_login(miriam)
    client.get(PAGE)  # what is kept about the site
    with django_assert_max_num_queries(15):
        client.get(PAGE)
