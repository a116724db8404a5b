"""Two people decide about the same version, or send the same form, in the same moment."""

import uuid

import pytest
from django.utils import timezone

from cms.actions import barriers
from cms.models import BarrierReport
from courses.actions import submitting
from courses.models import Course
from notifications.models import Letter
from privacy.models import AuditEntry
from reviews import queries
from reviews.actions import reviewing
from reviews.rules import NotInReview
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import CourseFactory, UnitFactory, curriculum_of
from tests.factories.reviews import strict
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


@pytest.fixture
def handed_in():
    at = timezone.now()
    provider = ProviderFactory(complaint_path="Beschwerden an die Leitung.")
    trainer, reviewer = strict(provider, at)
    course = CourseFactory(provider=provider)
    course.curriculum = curriculum_of([UnitFactory(provider=provider) for _ in range(3)])
    course.save()
    course.save_revision(user=trainer, clean=False)
    approval = submitting.submit(content=course, by=trainer)
    return approval, reviewer, make_staff("coordinator", provider), trainer


def outcome(call):
    try:
        call()
    except NotInReview:
        return "too late"
    return "done"


def test_two_reviewers_release_once(handed_in):
    approval, one, other, _trainer = handed_in
    told = at_once([lambda by=by: outcome(lambda: reviewing.release(approval=approval, by=by)) for by in (one, other)])
    assert sorted(told) == ["done", "too late"]
    assert Course.objects.get().live
    assert AuditEntry.objects.filter(action="courses.course_published").count() == 1
    assert Letter.objects.filter(event="review_released").count() == 1


def test_released_and_given_back_is_one_of_the_two(handed_in):
    approval, one, other, _trainer = handed_in
    told = at_once(
        [
            lambda: outcome(lambda: reviewing.release(approval=approval, by=one)),
            lambda: outcome(lambda: reviewing.give_back(approval=approval, comment="Bitte kürzen.", by=other)),
        ]
    )
    assert sorted(told) == ["done", "too late"]
    assert Course.objects.get().live is (told[0] == "done")


def test_released_and_taken_back_is_one_of_the_two(handed_in):
    approval, one, _other, trainer = handed_in
    course = Course.objects.get()
    at_once(
        [
            lambda: outcome(lambda: reviewing.release(approval=approval, by=one)),
            lambda: outcome(lambda: reviewing.withdraw(content=course, by=trainer)),
        ]
    )
    approval.refresh_from_db()
    assert Course.objects.get().live is (approval.status == "approved")
    assert queries.approval_of(Course.objects.get()) is None


def test_a_barrier_sent_by_two_clicks_is_one_report():
    key = uuid.uuid4()
    values = {"provider": None, "page": "/de/", "description": "Kein Kontrast.", "language": "de", "at": timezone.now()}
    found = at_once([lambda: barriers.report(form_key=key, email="a@example.org", **values).pk for _ in range(6)])
    assert (len(set(found)), BarrierReport.objects.count(), Letter.objects.count()) == (1, 1, 1)
