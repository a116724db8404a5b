"""The demo furnishes itself, keeps what happened, and always has something on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.personas import NotTheDemo
from accounts.models import Membership, Provider, User
from courses.models import Course, Run
from demo import personas
from demo.furnish import furnish, keep_a_run_open
from lms.models import Enrolment, UnitResult
from scorm.models import PackageVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def furnished(ready_fonts):
    at = timezone.now()
    furnish(at=at)
    return at


def test_it_furnishes_two_providers_with_a_published_course_each(furnished):
    assert Provider.objects.count() == 2
    assert sorted(Course.objects.filter(live=True).values_list("slug", flat=True)) == [
        "bueromanagement",
        "vielfalt-verstehen",
    ]
    assert set(PackageVersion.objects.values_list("state", flat=True)) == {"ready"}


def test_every_persona_can_sign_in(furnished):
    for persona in personas.PERSONAS:
        assert User.objects.get(username=persona.username).check_password(personas.PASSWORD)


def test_fellow_learners_are_at_different_points(furnished):
    done = UnitResult.objects.filter(state="completed")
    counts = [done.filter(enrolment=enrolment).count() for enrolment in Enrolment.objects.order_by("pk")]
    assert counts == [5, 2, 0]


def test_furnishing_again_changes_nothing(furnished):
    before = [model.objects.count() for model in (User, Membership, Course, Run, PackageVersion, Enrolment)]
    furnish(at=furnished + timedelta(hours=1))
    after = [model.objects.count() for model in (User, Membership, Course, Run, PackageVersion, Enrolment)]
    assert after == before


def test_furnishing_again_moves_nobody(furnished):
    before = list(UnitResult.objects.order_by("pk").values())
    furnish(at=furnished + timedelta(hours=1))
    assert list(UnitResult.objects.order_by("pk").values()) == before


def test_a_run_on_which_nothing_happened_moves_to_today(furnished):
    course = Course.objects.get(slug="vielfalt-verstehen")
    run = Run.objects.get(course=course)
    later = furnished + timedelta(days=90)
    moved = keep_a_run_open(course=course, by=User.objects.get(username="selin"), at=later)
    assert moved.pk == run.pk
    assert moved.enrol_from <= later.date() <= moved.enrol_until


def test_a_run_that_people_use_keeps_its_dates_and_a_new_one_is_planned(furnished):
    course = Course.objects.get(slug="bueromanagement")
    run = Run.objects.get(course=course)
    later = furnished + timedelta(days=90)
    new = keep_a_run_open(course=course, by=User.objects.get(username="petra"), at=later)
    run_now = Run.objects.get(pk=run.pk)
    assert new.pk != run.pk
    assert (run_now.starts_on, run_now.ends_on) == (run.starts_on, run.ends_on)


def test_outside_the_demo_nothing_is_furnished(settings):
    settings.DEMO = False
    with pytest.raises(NotTheDemo):
        furnish(at=timezone.now())
