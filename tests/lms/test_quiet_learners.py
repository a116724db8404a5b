"""The start page of the back office tells where somebody has not begun or stays away."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from lms.models import Enrolment
from lms.queries.quiet import quiet_runs
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import complete_units, enrolled, running_run

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture
def run():
    today = timezone.localdate(NOW)
    return running_run(
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=60),
        enrol_from=today - timedelta(days=60),
        enrol_until=today + timedelta(days=30),
    )


def told(run, at=NOW):
    return [
        (quiet.run, quiet.not_begun_count, quiet.away_count) for quiet in quiet_runs({run.course.provider_id}, at=at)
    ]


def test_who_has_not_begun_and_who_stays_away_are_counted_apart(run):
    enrolled(run, at=NOW - timedelta(days=30))
    away, present = enrolled(run, at=NOW - timedelta(days=30)), enrolled(run, at=NOW - timedelta(days=30))
    complete_units(away, count=1, at=NOW - timedelta(days=settings.LEARNER_QUIET_DAYS, seconds=1))
    complete_units(present, count=1, at=NOW - timedelta(days=settings.LEARNER_QUIET_DAYS))
    assert told(run) == [(run, 1, 1)]


def test_nobody_asks_after_people_who_have_left_or_are_through(run):
    gone, through = enrolled(run, at=NOW - timedelta(days=30)), enrolled(run, at=NOW - timedelta(days=30))
    Enrolment.objects.filter(pk=gone.pk).update(
        state=Enrolment.State.WITHDRAWN, withdrawn_at=NOW, withdrawn_reason="Umzug"
    )
    complete_units(through, at=NOW - timedelta(days=20))
    assert told(run) == []


def test_a_run_that_is_over_or_belongs_to_another_provider_is_not_told(run):
    enrolled(run, at=NOW - timedelta(days=30))
    assert told(run, at=NOW + timedelta(days=90)) == []
    assert told(running_run()) == []


def test_the_coordinator_reads_a_number_and_no_name(client, run):
    enrolled(run, UserFactory(full_name="Özlem Müller"), at=NOW - timedelta(days=30))
    client.force_login(make_staff("coordinator", run.course.provider))
    body = client.get("/admin/").content.decode()
    assert "1 Person hat noch nicht begonnen" in body
    assert "Özlem" not in body


def test_who_takes_nobody_in_is_not_told(client, run):
    enrolled(run, at=NOW - timedelta(days=30))
    client.force_login(make_staff("trainer", run.course.provider))
    assert "noch nicht begonnen" not in client.get("/admin/").content.decode()
