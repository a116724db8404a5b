"""What staff read of test results: in Diversity trainings no more than the table says that participants are told."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Course, Run
from diversity_training.visibility import Datum, Rule, Viewer, rule
from lms.models import UnitResult
from lms.queries.results import may_read_results, runs_with_results
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.attendance import session_of
from tests.factories.lms import run_units
from tests.lms.test_repairs import FAILED, play
from tests.lms.test_scorm_runtime import scorm_enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment(client):
    """Return somebody with a result of 60 % in a Diversity training that is on."""
    found = scorm_enrolment()
    Course.objects.update(offer_kind="diversity_training")
    play(client, found, FAILED)
    assert UnitResult.objects.get().score == Decimal("0.6")
    return found


def own_trainer(run):
    person = make_staff("trainer", run.course.provider)
    run.trainers.add(person)
    return person


def read(client, enrolment, person):
    """Return what the person's pages say of the participant, and whether the page of the unit opens."""
    client.force_login(person)
    page = client.get(reverse("participants:participant", args=[enrolment.public_id]))
    unit = reverse("participants:unit", args=[enrolment.public_id, run_units(enrolment.run)[0].item_id])
    answer = client.get(unit)
    assert page.status_code == 200
    assert (unit in page.content.decode()) == (answer.status_code == 200)
    return page.content.decode() + answer.content.decode(), answer.status_code


def test_the_table_says_who_reads_results():
    assert rule(Datum.RESULTS, Viewer.TRAINER) is Rule.UNTIL_CLOSE
    assert rule(Datum.RESULTS, Viewer.COORDINATOR) is Rule.NO


def test_the_trainer_of_a_diversity_training_reads_results_until_it_is_over(client, enrolment):
    trainer = own_trainer(enrolment.run)
    text, status = read(client, enrolment, trainer)
    assert (_tells_the_score(text), status) == (True, 200)
    over = timezone.localdate() - timedelta(days=1)
    Run.objects.filter(pk=enrolment.run_id).update(ends_on=over, enrol_until=over)
    text, status = read(client, enrolment, trainer)
    assert (_tells_the_score(text), status) == (False, 404)


@pytest.mark.parametrize("role", ["coordinator", "trainer", "provider_admin"])
def test_nobody_else_at_the_provider_reads_results_of_a_diversity_training(client, enrolment, role):
    text, status = read(client, enrolment, make_staff(role, enrolment.run.course.provider))
    assert (_tells_the_score(text), status) == (False, 404)


def test_nobody_else_changes_them_either(client, enrolment):
    client.force_login(make_staff("coordinator", enrolment.run.course.provider))
    unit = reverse("participants:unit", args=[enrolment.public_id, run_units(enrolment.run)[0].item_id])
    assert client.post(unit, {"kind": "completed", "reason": "Technik"}).status_code == 404
    assert UnitResult.objects.get().state != "completed"


def test_in_other_courses_the_coordination_reads_and_mends_them_as_before(client, enrolment):
    Course.objects.update(offer_kind="adaptation_course")
    _text, status = read(client, enrolment, make_staff("coordinator", enrolment.run.course.provider))
    assert status == 200


def readers_to_be(run):
    """People of every relation to the run."""
    provider = run.course.provider
    named, teaching, left, other = (make_staff("trainer", provider) for _ in range(4))
    for person in (named, left):
        run.trainers.add(person)
    left.memberships.update(ended_at=timezone.now())
    session_of(run).session_trainers.create(user=teaching)
    admin, coordinator = make_staff("provider_admin", provider), make_staff("coordinator", provider)
    also_named = make_staff("coordinator", provider)  # planned as trainer once, no longer holds the role
    run.trainers.add(also_named)
    return [named, teaching, left, other, admin, coordinator, also_named, make_staff("trainer", ProviderFactory())]


@pytest.mark.parametrize("days_over", [0, 1])
@pytest.mark.parametrize("kind", ["adaptation_course", "diversity_training"])
def test_the_runs_with_results_are_those_whose_results_one_may_read(enrolment, kind, days_over):
    Course.objects.update(offer_kind=kind)
    people = readers_to_be(enrolment.run)
    over = timezone.localdate() - timedelta(days=days_over)
    Run.objects.filter(pk=enrolment.run_id).update(ends_on=over, enrol_until=over)
    run, at = Run.objects.select_related("course").get(pk=enrolment.run_id), timezone.now()
    allowed = [may_read_results(person, run, at=at) for person in people]
    assert [runs_with_results(person, at=at).filter(pk=run.pk).exists() for person in people] == allowed
    few = 0 if days_over else 2
    assert sum(allowed) == (few if kind == "diversity_training" else 6)


def _tells_the_score(html):
    """Return whether a page tells the score; the number alone may stand in a title or an address."""
    return re.search(r"(?<!\d)60[\s\xa0\u202f]?%|(?<!\d)0[,.]60?(?!\d)", html) is not None
