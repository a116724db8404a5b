"""A run never gets fewer places than are held or taken."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions import actions
from courses.actions import runs
from privacy.models import AuditEntry
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.admissions import PlaceFactory
from tests.factories.courses import RunFactory, live_course

pytestmark = pytest.mark.django_db


def change(run, at, capacity):
    return runs.change_run(run=run, by=UserFactory(), at=at, trainers=[], plan={"capacity": capacity})


def test_fewer_places_than_are_occupied_are_refused_and_nothing_changes(at):
    run = RunFactory(capacity=5)
    PlaceFactory(run=run)
    actions.hold(run=run, person=None, until=at + timedelta(hours=1), by=None, at=at)
    with pytest.raises(runs.CapacityBelowPlaces) as refused:
        change(run, at, 1)
    assert refused.value.occupied == 2
    run.refresh_from_db()
    assert run.capacity == 5
    assert not AuditEntry.objects.filter(action="courses.run_changed").exists()


def test_the_capacity_may_be_lowered_to_exactly_the_occupied_places(at):
    run = RunFactory(capacity=5)
    PlaceFactory.create_batch(2, run=run)
    assert change(run, at, 2).capacity == 2


def test_a_place_given_back_and_an_expired_hold_do_not_count(at):
    run = RunFactory(capacity=5)
    PlaceFactory(run=run)
    actions.release(place=PlaceFactory(run=run), by=None, at=at)
    actions.hold(run=run, person=None, until=at + timedelta(hours=1), by=None, at=at)
    assert change(run, at + timedelta(hours=2), 1).capacity == 1


def test_the_form_says_at_the_field_how_many_places_are_occupied_and_keeps_what_was_typed(client):
    provider = ProviderFactory(complaint_path="an die Leitung")
    coordinator = make_staff("coordinator", provider)
    run = RunFactory(course=live_course(provider), capacity=5)
    PlaceFactory.create_batch(2, run=run, created_at=timezone.now(), taken_at=timezone.now())
    client.force_login(coordinator)
    form = {
        "course": run.course.pk,
        "label": "Abendkurs",
        "starts_on": run.starts_on,
        "ends_on": run.ends_on,
        "enrol_from": run.enrol_from,
        "enrol_until": run.enrol_until,
        "capacity": "1",
        "schedule": "",
    }
    response = client.post(reverse("runs:edit", args=[run.pk]), form)
    assert response.context["form"].errors == {
        "capacity": ["So viele Plätze sind schon vergeben oder zugesagt: 2. Weniger geht nicht."]
    }
    assert response.context["form"]["label"].value() == "Abendkurs"
    run.refresh_from_db()
    assert (run.capacity, run.label) == (5, "")
