"""A paid course that is mostly learned alone is void without admission by the ZFU: no door lets it out (FernUSG)."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses.actions import going_live, publishing, submitting
from courses.models import Course, Delivery, Unit
from reviews.actions import publishing as planned
from reviews.actions import reviewing
from reviews.rules import NotReady
from tests.courses.editing import course_form, module, unit_form
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, curriculum_of, live_course, live_unit
from tests.factories.reviews import strict

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def course(provider):
    """A draft that asks for money and teaches nothing but self-study."""
    made = CourseFactory(provider=provider, is_paid=True, curriculum=curriculum_of([live_unit(provider)]))
    made.save_revision()
    return made


def is_live(content):
    return type(content).objects.get(pk=content.pk).live


def test_the_action_refuses(course):
    with pytest.raises(publishing.NotReady, match="§ 12 FernUSG"):
        publishing.publish_course(course=course, by=None)
    assert is_live(course) is False


def test_the_editor_refuses_at_the_field(client, provider):
    client.force_login(make_staff("trainer", provider))
    form = course_form(
        action="action-publish",
        modules=[module("M1", [live_unit(provider)])],
        offer_kind="online_seminar",
        is_paid="on",
    )
    answer = client.post(reverse("wagtailsnippets_courses_course:add"), form)
    assert "§ 12 FernUSG" in answer.content.decode()
    assert Course.objects.filter(live=True).count() == 0


def test_the_hand_in_for_review_refuses(course, provider, at):
    trainer, _reviewer = strict(provider, at)
    with pytest.raises(NotReady, match="§ 12 FernUSG"):
        submitting.submit(content=course, by=trainer)


def test_the_release_refuses_when_the_course_became_unlawful_since(provider, at):
    trainer, reviewer = strict(provider, at)
    unit = live_unit(delivery=Delivery.VIRTUAL_CLASSROOM)
    Unit.objects.filter(pk=unit.pk).update(provider=provider)
    made = CourseFactory(provider=provider, is_paid=True, curriculum=curriculum_of([unit]))
    made.save_revision(user=trainer)
    approval = submitting.submit(content=made, by=trainer)
    Unit.objects.filter(pk=unit.pk).update(delivery=Delivery.SELF_STUDY)
    with pytest.raises(NotReady, match="§ 12 FernUSG"):
        reviewing.release(approval=approval, by=reviewer)
    assert is_live(made) is False


def test_the_planned_day_refuses(course, run_jobs):
    revision = course.latest_revision
    now = timezone.now()
    revision.approved_go_live_at = now - timedelta(minutes=1)
    revision.save()
    planned.enqueue_due(at=now)
    run_jobs(now)
    revision.refresh_from_db()
    assert (is_live(course), revision.approved_go_live_at) == (False, None)


@pytest.mark.parametrize(
    "publish",
    [
        lambda revision: revision.publish(),
        lambda revision: going_live.publish(revision=revision, parts=[], by=None),
    ],
)
def test_wagtails_own_way_and_ours_to_publish_a_version_refuse(course, publish):
    with pytest.raises(NotReady, match="§ 12 FernUSG"):
        publish(course.latest_revision)
    assert is_live(course) is False


def test_wagtails_command_for_scheduled_publishing_refuses(course):
    revision = course.latest_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    with pytest.raises(NotReady, match="§ 12 FernUSG"):
        call_command("publish_scheduled")
    assert is_live(course) is False


def test_the_same_course_is_published_with_a_number_and_free_of_charge(course):
    course.zfu_number = "7654321"
    course.save_revision()
    assert publishing.publish_course(course=course, by=None).live is True
    course = Course.objects.get(pk=course.pk)
    course.zfu_number, course.is_paid = "", False
    course.save_revision()
    assert publishing.publish_course(course=course, by=None).live is True


@pytest.fixture
def unit(provider):
    """The unit that keeps a paid public course lawful: taught at the same time by all."""
    made = live_unit(provider, delivery=Delivery.VIRTUAL_CLASSROOM, teaching_units=4)
    live_course(provider, units=[made, live_unit(provider, teaching_units=4)], is_paid=True, title="Bezahlt")
    return made


def test_a_unit_does_not_tip_a_public_course_into_being_unlawful(unit):
    unit.delivery = Delivery.SELF_STUDY
    revision = unit.save_revision()
    with pytest.raises(publishing.NotReady, match="„Bezahlt“"):
        publishing.publish_unit(unit=unit, by=None)
    with pytest.raises(NotReady, match="„Bezahlt“"):
        revision.publish()
    assert Unit.objects.get(pk=unit.pk).delivery == Delivery.VIRTUAL_CLASSROOM


def test_the_editor_says_at_the_form_of_learning_which_course_a_unit_would_tip(client, provider, unit):
    client.force_login(make_staff("trainer", provider))
    answer = client.post(
        reverse("wagtailsnippets_courses_unit:edit", args=[unit.pk]),
        unit_form(action="action-publish", teaching_units="4", delivery="self_study"),
    )
    assert "Bezahlt" in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).delivery == Delivery.VIRTUAL_CLASSROOM


def test_a_unit_may_change_as_long_as_the_balance_holds(unit):
    unit.title = "Neuer Titel"
    unit.save_revision()
    assert publishing.publish_unit(unit=unit, by=None).title == "Neuer Titel"
