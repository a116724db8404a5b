"""Entering and leaving a run."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from admissions.actions import RunIsFull
from admissions.models import Place
from admissions.queries import free_places
from lms.actions import enrolments
from lms.models import Enrolment, UnitResult
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.lms import complete_units, enrolled, running_run

pytestmark = pytest.mark.django_db


def test_enrolling_takes_a_place_and_is_recorded_without_a_name(at):
    run, learner = running_run(), UserFactory(full_name="Amina Beispiel")
    enrolment = enrolments.enrol(run=run, learner=learner, by=learner, at=at)
    assert (enrolment.state, enrolment.place.state) == (Enrolment.State.ACTIVE, Place.State.TAKEN)
    entry = AuditEntry.objects.get(action="lms.enrolled")
    assert entry.details == {"run": run.public_id, "learner": learner.public_id, "reentry": False}
    assert entry.provider == run.course.provider.public_id


def test_enrolling_twice_is_enrolling_once(at):
    run, learner = running_run(), UserFactory()
    first = enrolments.enrol(run=run, learner=learner, by=learner, at=at)
    assert enrolments.enrol(run=run, learner=learner, by=learner, at=at) == first
    assert AuditEntry.objects.filter(action="lms.enrolled").count() == 1


def test_a_full_run_leaves_nothing_behind(at):
    run = running_run(capacity=1)
    enrolled(run)
    with pytest.raises(RunIsFull):
        enrolled(run)
    assert (Enrolment.objects.count(), Place.objects.count()) == (1, 1)


def test_who_leaves_gives_the_place_back_and_keeps_what_was_done(at):
    enrolment = enrolled(running_run(capacity=1))
    complete_units(enrolment, count=1, at=at)
    staff = UserFactory()
    left = enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=staff, at=at)
    assert (left.state, left.withdrawn_reason) == (Enrolment.State.WITHDRAWN, "Umzug")
    assert free_places(enrolment.run, at) == 1
    assert UnitResult.objects.get().state == UnitResult.State.COMPLETED
    assert "Umzug" not in str(AuditEntry.objects.get(action="lms.withdrawn").details)


def test_who_comes_back_goes_on_in_the_same_row_with_a_new_place(at):
    enrolment = enrolled()
    complete_units(enrolment, count=1, at=at)
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=at)
    back = enrolled(enrolment.run, enrolment.learner, at=at + timedelta(days=1))
    assert (back.pk, back.state, back.withdrawn_reason) == (enrolment.pk, Enrolment.State.ACTIVE, "")
    assert back.place != enrolment.place
    assert back.unit_results.count() == 1


def test_nobody_leaves_twice_and_the_place_of_a_completed_course_stays_taken(at):
    enrolment = enrolled()
    complete_units(enrolment, at=at)
    with pytest.raises(enrolments.NotLearning):
        enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=at)
    enrolment.place.refresh_from_db()
    assert enrolment.place.state == Place.State.TAKEN


def test_the_database_refuses_a_completed_enrolment_without_its_moment():
    enrolment = enrolled()
    with pytest.raises(IntegrityError), transaction.atomic():
        Enrolment.objects.filter(pk=enrolment.pk).update(state="completed")


def test_an_enrolment_is_seen_by_its_learner_and_the_roster_staff_of_its_provider_only():
    enrolment = enrolled()
    provider = enrolment.run.course.provider
    staff = [MembershipFactory(role=role, provider=provider).user for role in ("trainer", "coordinator")]
    strangers = [
        UserFactory(),
        MembershipFactory(role="coordinator").user,
        MembershipFactory(role="administrator", provider=None).user,
        MembershipFactory(role="network_coordinator", provider=None, network=provider.network).user,
        MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user,
    ]
    people = [enrolment.learner, *staff, *strangers]
    assert [u for u in people if Enrolment.objects.visible_to(u).exists()] == [enrolment.learner, *staff]
    assert [u for u in people if Enrolment.objects.learnt_by(u).exists()] == [enrolment.learner]


def test_the_place_is_told_by_letter_once(at):
    learner = UserFactory(email="amina@example.org")
    run = running_run()
    enrolment = enrolments.enrol(run=run, learner=learner, by=learner, at=at)
    enrolments.enrol(run=run, learner=learner, by=learner, at=at)
    letter = Letter.objects.get(recipient=learner, event="enrolled")
    assert letter.context["url"].endswith(reverse("lms:course", args=[enrolment.public_id])[3:])
    assert letter.context["course_title"] == run.course.title
