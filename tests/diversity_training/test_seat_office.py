"""Staff keep seats of a run for employers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions.models import SeatBlock
from admissions.queries.seats import SeatCounts, counts_of
from tests.factories.accounts import EmployerFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.admissions import SeatBlockFactory
from tests.factories.courses import RunFactory, live_course
from tests.factories.diversity_training import TrainingRequestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    day = timezone.localdate()
    return RunFactory(
        course=live_course(None),
        capacity=10,
        starts_on=day + timedelta(days=30),
        ends_on=day + timedelta(days=60),
    )


@pytest.fixture
def office(client, run):
    client.force_login(make_staff("coordinator", run.course.provider))
    return client


def page_of(run):
    return reverse("seat_office:run", args=[run.public_id])


def wanted(**values):
    return {"employer": "", "key": "", "count": "4", "return_on": timezone.localdate() + timedelta(days=9), **values}


def test_seats_are_kept_for_an_employer_that_tells_its_key(office, run):
    employer = EmployerFactory(name="Metallbau Weser")
    assert office.post(page_of(run), wanted(key=employer.public_id.upper())).url == page_of(run)
    block = SeatBlock.objects.get()
    assert (block.employer, counts_of(block, timezone.now())) == (employer, SeatCounts(free=4))
    assert "Metallbau Weser" in office.get(page_of(run)).content.decode()


def test_only_employers_that_the_provider_knows_are_named(office, run):
    booked, elsewhere = EmployerFactory(name="Metallbau Weser"), EmployerFactory(name="Klinik Nord")
    TrainingRequestFactory(provider=run.course.provider, employer=booked)
    SeatBlockFactory(employer=elsewhere)
    text = office.get(page_of(run)).content.decode()
    assert "Metallbau Weser" in text
    assert "Klinik Nord" not in text
    answer = office.post(page_of(run), wanted(employer=elsewhere.public_id))
    assert "employer" in answer.context["form"].errors


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"count": "11"}, "__all__"),
        ({"key": "nichtdawaere"}, "key"),
        ({"key": ""}, "employer"),
        ({"return_on": "2001-01-01"}, "return_on"),
    ],
)
def test_what_cannot_be_kept_is_said_at_its_field(office, run, change, field):
    answer = office.post(page_of(run), wanted(**{"key": EmployerFactory().public_id, **change}))
    assert field in answer.context["form"].errors
    assert SeatBlock.objects.count() == 0


def test_a_block_gets_more_seats_and_another_day(office, run):
    office.post(page_of(run), wanted(key=EmployerFactory().public_id))
    block = SeatBlock.objects.get()
    later = block.return_on + timedelta(days=3)
    office.post(reverse("seat_office:change", args=[block.public_id]), {"more": "2", "return_on": later})
    block.refresh_from_db()
    assert (block.return_on, counts_of(block, timezone.now())) == (later, SeatCounts(free=6))


def test_more_seats_than_the_run_has_change_nothing(office, run):
    office.post(page_of(run), wanted(key=EmployerFactory().public_id))
    block = SeatBlock.objects.get()
    path = reverse("seat_office:change", args=[block.public_id])
    assert office.post(path, {"more": "7", "return_on": block.return_on}).status_code == 422
    assert counts_of(block, timezone.now()).total == 4


@pytest.mark.parametrize("role", ["trainer", "coordinator"])
def test_whoever_admits_nobody_here_finds_no_such_page(client, run, role):
    block = SeatBlockFactory(run=run, seats=1)
    client.force_login(make_staff(role, run.course.provider if role == "trainer" else None))
    for path in (page_of(run), reverse("seat_office:change", args=[block.public_id])):
        assert client.get(path).status_code == 404
