"""What learning tells about a person, and what is left when the person is erased."""

from decimal import Decimal

import pytest

from admissions import subject_data as places
from admissions.actions import hold
from admissions.models import Place
from lms import subject_data
from lms.actions import enrolments
from lms.models import HoursEntry, UnitResult
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory
from tests.factories.lms import complete_units, enrolled

pytestmark = pytest.mark.django_db


def test_a_person_takes_home_what_they_did_and_nobody_elses(at):
    enrolment = enrolled()
    complete_units(enrolment, count=1, at=at)
    enrolled(enrolment.run)
    [told] = subject_data.export(person=enrolment.learner)["enrolments"]
    assert told["course"] == enrolment.run.course.title
    assert [unit["state"] for unit in told["units"]] == ["completed"]
    assert [entry["seconds"] for entry in told["hours"]] == [45 * 60]
    assert len(places.export(person=enrolment.learner)["places"]) == 1


def test_erasing_empties_how_a_person_learned_and_keeps_that_they_took_part(at):
    enrolment = enrolled()
    complete_units(enrolment, count=1, at=at)
    UnitResult.objects.update(score=Decimal("0.5"), total_seconds=60, position={"y": 0.5})
    enrolments.withdraw(enrolment=enrolment, reason="Umzug", by=enrolment.learner, at=at)
    subject_data.erase(person=enrolment.learner, at=at)
    result = UnitResult.objects.get()
    enrolment.refresh_from_db()
    assert (result.score, result.total_seconds, result.position) == (None, 0, {})
    assert (enrolment.withdrawn_reason, enrolment.last_seen_at) == ("", None)
    assert (result.state, HoursEntry.objects.count()) == ("completed", 1)
    assert len(subject_data.kept(person=enrolment.learner)) == 1


def test_erasing_gives_back_what_was_only_held(at):
    person = UserFactory()
    hold(run=RunFactory(), person=person, until=at.replace(year=2027), by=None, at=at)
    places.erase(person=person, at=at)
    assert (Place.objects.get().state, Place.objects.get().person) == (Place.State.RELEASED, None)
    assert list(subject_data.kept(person=person)) == []
