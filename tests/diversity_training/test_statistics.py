"""Statistics over all employers: aggregates in full fives, from which nobody computes a smaller group."""

import itertools
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from diversity_training.models import TrainedCount
from diversity_training.queries.statistics import statistics
from tests.factories.accounts import EmployerFactory, MembershipFactory, ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, RunFactory
from tests.factories.diversity_training import TrainingRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory()


def held(provider, trained, *, seats=14, size="small", is_public=False, starts_on=date(2026, 3, 16), title="Basis"):
    """Return a training that was counted."""
    employer = EmployerFactory(size_class=size, is_public=is_public, name="Metallbau Weser")
    run = RunFactory(course=CourseFactory(provider=provider), starts_on=starts_on)
    booking = TrainingRequestFactory(provider=provider, employer=employer, run=run, course_title=title)
    return TrainedCount.objects.create(
        booking=booking, seats_used=seats, trained_count=trained, counted_at=datetime(2026, 5, 4, tzinfo=UTC)
    )


def lines(found, number):
    return [(line.label, line.trainings, line.trained_at_least) for line in found.tables[number].lines]


def test_trainings_are_added_up_by_quarter_course_size_and_kind_of_employer(provider):
    held(provider, 12)
    held(provider, 7, size="large", starts_on=date(2026, 4, 13), is_public=True, title="Aufbau")
    held(provider, 4, size="large")

    found = statistics([provider.pk])

    assert (found.whole.trainings, found.whole.trained_at_least) == (3, 15)
    assert lines(found, 0) == [("1. Quartal 2026", 2, 10), ("2. Quartal 2026", 1, 5)]
    assert lines(found, 1) == [("Aufbau", 1, 5), ("Basis", 2, 10)]
    assert lines(found, 2) == [("10 bis 49 Beschäftigte", 1, 10), ("250 und mehr Beschäftigte", 2, 5)]
    assert lines(found, 3) == [("öffentliche Einrichtungen", 1, 5), ("private Betriebe", 2, 10)]


def test_four_people_are_in_no_figure(provider):
    held(provider, 4)

    assert statistics([provider.pk]).whole.trained_at_least is None


def test_whatever_two_figures_at_any_time_differ_by_is_a_multiple_of_five(provider):
    """Somebody notes every figure after each training that is counted, and subtracts all of them."""
    noted = [0]
    for trained, (size, is_public) in zip(
        (4, 12, 14, 5, 9, 1), itertools.cycle([("small", True), ("large", False), ("small", False)]), strict=False
    ):
        held(provider, trained, size=size, is_public=is_public)
        found = statistics([provider.pk])
        noted += [line.trained_at_least or 0 for table in found.tables for line in (*table.lines, found.whole)]

    assert {(one - other) % 5 for one, other in itertools.combinations(noted, 2)} == {0}


def test_the_page_names_no_employer_and_nothing_of_another_provider(client, provider):
    held(provider, 12)
    held(ProviderFactory(), 14, title="Fremdes Training")
    client.force_login(make_staff("trainer", provider))

    page = client.get(reverse("evaluation_office:statistics")).content.decode()

    assert "Mindestens 10 Personen geschult." in page
    assert ("Metallbau" in page, "Fremdes Training" in page) == (False, False)


def test_hr_has_no_such_page(client):
    client.force_login(MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user)

    assert client.get(reverse("evaluation_office:statistics")).status_code == 404
