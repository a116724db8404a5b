"""What is planned goes public on its day, with all checks, or says why it could not."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.actions import publishing, submitting
from courses.models import Course
from jobs.models import Job
from notifications.models import Letter
from privacy.models import AuditEntry
from reviews.actions import publishing as planned
from reviews.actions import reviewing
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, UnitFactory, curriculum_of, live_course, live_unit
from tests.factories.reviews import strict

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider():
    return ProviderFactory(complaint_path="an die Leitung")


@pytest.fixture
def now():
    return timezone.now()


def plan(course, when, by):
    course.go_live_at = when
    course.save_revision(user=by, clean=False)
    return publishing.publish_course(course=course, by=by)


def pass_time(course, now, monkeypatch=None):
    """Let the planned moment be over, as if a day had gone by."""
    revision = course.revisions.get(approved_go_live_at__isnull=False)
    past = now - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save(update_fields=["content", "approved_go_live_at"])


def ring(now, run_jobs):
    planned.enqueue_due(at=now)
    planned.enqueue_due(at=now)  # beat may ring twice
    run_jobs(now)


@pytest.fixture
def course(provider, now):
    trainer = make_staff("trainer", provider)
    units = [UnitFactory(provider=provider), UnitFactory(provider=provider)]
    made = CourseFactory(provider=provider, curriculum=curriculum_of(units))
    plan(made, now + timedelta(days=1), trainer)
    made.refresh_from_db()
    assert made.live is False
    return made


def trainer_of(course):
    return course.latest_revision.user


def test_nothing_happens_before_the_day(course, now, run_jobs):
    ring(now, run_jobs)
    course.refresh_from_db()
    assert (course.live, Job.objects.filter(kind="reviews.publish").count()) == (False, 0)


def test_on_its_day_the_course_is_public_once_and_audited(course, now, run_jobs):
    pass_time(course, now)
    ring(now, run_jobs)
    course.refresh_from_db()
    assert course.live is True
    assert AuditEntry.objects.filter(action="courses.course_published", subject=course.public_id).count() == 1
    assert course.scheduled_revision is None


@pytest.mark.parametrize("why", ["draft unit", "ZFU", "DIN ISO 29993"])
def test_what_is_not_complete_on_its_day_stays_a_draft_and_who_planned_it_is_told(course, now, run_jobs, why):
    pass_time(course, now)
    revision = course.revisions.get(approved_go_live_at__isnull=False)
    if why == "draft unit":
        UnitFactory._meta.model.objects.filter(provider=course.provider).update(live=False)
    elif why == "ZFU":
        revision.content |= {"is_paid": True, "zfu_number": ""}
    else:
        revision.content["goals"] = ""
    revision.save(update_fields=["content"])
    ring(now, run_jobs)
    course.refresh_from_db()
    assert (course.live, course.revisions.filter(approved_go_live_at__isnull=False).exists()) == (False, False)
    letter = Letter.objects.get(event="publication_refused")
    assert letter.recipient == trainer_of(course)
    assert AuditEntry.objects.filter(action="reviews.publication_refused", subject=course.public_id).count() == 1


def test_a_plan_from_before_the_review_needs_one_on_its_day(course, now, run_jobs, at):
    pass_time(course, now)
    strict(course.provider, at)
    ring(now, run_jobs)
    course.refresh_from_db()
    assert (course.live, Letter.objects.filter(event="publication_refused").count()) == (False, 1)


def test_a_released_plan_goes_public_on_its_day(provider, now, at, run_jobs):
    trainer, reviewer = strict(provider, at)
    course = CourseFactory(provider=provider, curriculum=curriculum_of([UnitFactory(provider=provider)]))
    course.go_live_at = now + timedelta(days=1)
    course.save_revision(user=trainer, clean=False)
    reviewing.release(approval=submitting.submit(content=course, by=trainer), by=reviewer)
    course.refresh_from_db()
    assert course.live is False
    pass_time(course, now)
    ring(now, run_jobs)
    course.refresh_from_db()
    assert course.live is True


def test_a_course_leaves_when_its_time_is_over(provider, now, run_jobs):
    course = live_course(provider)
    Course.objects.filter(pk=course.pk).update(expire_at=now - timedelta(minutes=1))
    ring(now, run_jobs)
    course.refresh_from_db()
    assert (course.live, course.expired) == (False, True)
    assert AuditEntry.objects.filter(action="courses.course_expired", subject=course.public_id).count() == 1


def test_a_unit_that_a_public_course_needs_stays_and_says_so(provider, now, run_jobs):
    unit = live_unit(provider)
    unit.live_revision.user = make_staff("trainer", provider)
    unit.live_revision.save()
    live_course(provider, units=[unit])
    type(unit).objects.filter(pk=unit.pk).update(expire_at=now - timedelta(minutes=1))
    ring(now, run_jobs)
    unit.refresh_from_db()
    assert (unit.live, unit.expire_at) == (True, None)
    assert Letter.objects.filter(event="expiry_refused").count() == 1


def test_a_course_is_not_published_around_a_unit_that_is_planned_for_later(provider, now):
    trainer = make_staff("trainer", provider)
    unit = UnitFactory(provider=provider, go_live_at=now + timedelta(days=3))
    course = CourseFactory(provider=provider, curriculum=curriculum_of([unit]))
    with pytest.raises(publishing.NotReady):
        publishing.publish_course(course=course, by=trainer)
    course.refresh_from_db()
    assert course.live is False
