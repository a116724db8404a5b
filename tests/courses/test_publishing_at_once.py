"""Two people who publish in the same moment wait for each other, and neither is turned away."""

import time

import pytest

from courses.actions import drafting, publishing
from courses.models import CatalogueEntry, Course, Unit
from courses.receivers import catalogue
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, UnitFactory, curriculum_of, live_course, live_unit
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


@pytest.fixture
def slow(monkeypatch):
    """Give each step of a publication time to meet the other one."""
    refresh = catalogue.refresh

    def slowly(**values):
        time.sleep(0.15)
        return refresh(**values)

    monkeypatch.setattr(catalogue, "refresh", slowly)


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="Beschwerden an die Leitung.")


def drafted(provider, units):
    course = CourseFactory(provider=provider)
    course.curriculum = curriculum_of(units)
    course.save()
    return course


def test_two_courses_with_the_same_new_units_in_another_order(provider, slow):
    units = [UnitFactory(provider=provider) for _ in range(4)]
    courses = [drafted(provider, units), drafted(provider, units[::-1])]
    at_once([lambda course=course: publishing.publish_course(course=course, by=None) for course in courses])
    assert Course.objects.filter(live=True).count() == 2
    assert Unit.objects.filter(live=True).count() == 4
    assert CatalogueEntry.objects.count() == 2


def test_a_course_and_from_its_editor_one_of_its_new_units(provider, slow):
    author = make_staff("trainer", provider)
    units = [UnitFactory(provider=provider) for _ in range(3)]
    course = drafted(provider, units)
    revision = units[-1].save_revision(user=author, clean=False)
    at_once(
        [
            lambda: publishing.publish_course(course=course, by=None),
            lambda: revision.publish(user=author, skip_permission_checks=True),
        ]
    )
    assert Course.objects.get().live
    assert Unit.objects.filter(live=True).count() == 3


def test_units_that_public_courses_share_crosswise(provider, slow):
    first, second = live_unit(provider), live_unit(provider)
    new = [UnitFactory(provider=provider), UnitFactory(provider=provider)]
    courses = [live_course(provider, units=[first]), live_course(provider, units=[second])]
    # Each course gets the unit that the other one's colleague publishes.
    for course, units in zip(courses, ([second, new[0]], [first, new[1]]), strict=True):
        course.curriculum = curriculum_of(units)
        course.save_revision(clean=False)
    at_once([lambda course=course: publishing.publish_course(course=course, by=None) for course in courses])
    assert CatalogueEntry.objects.count() == 2


def test_a_course_is_found_by_the_title_that_its_unit_got_while_it_was_published(provider, slow):
    author = make_staff("trainer", provider)
    unit = live_unit(provider, title="Alter Titel")
    course = drafted(provider, [unit])
    drafting.redraft(content=unit, by=author, title="Blutdruckmessung")
    at_once(
        [
            lambda: publishing.publish_course(course=course, by=None),
            lambda: publishing.publish_unit(unit=unit, by=None),
        ]
    )
    assert "blutdruck" in str(CatalogueEntry.objects.get().terms).lower()
