"""An archived provider takes nobody in any more; what its learners have stays theirs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import changing
from admissions.actions import RunIsClosed, take
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.certificates import issue_certificate
from tests.factories.lms import enrolled, running_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ready_fonts")]


@pytest.fixture
def run():
    today = timezone.localdate()
    days = {"starts_on": -10, "ends_on": 60, "enrol_from": -40, "enrol_until": 30}
    return running_run(unit_count=1, **{name: today + timedelta(days=count) for name, count in days.items()})


def archive(run) -> None:
    changing.archive(subject=run.course.provider, by=make_staff("administrator"), at=timezone.now())
    run.refresh_from_db()


def test_nobody_enrols_any_more(client, run):
    archive(run)
    client.force_login(UserFactory())
    assert client.get(reverse("lms:enrol", args=[run.public_id])).status_code == 404
    with pytest.raises(RunIsClosed):
        take(run=run, person=UserFactory(), by=None, at=timezone.now())


def test_learners_keep_their_course_and_their_certificates(client, run):
    enrolment = enrolled(run, at=timezone.now())
    certificate = issue_certificate(provider=run.course.provider, holder=enrolment.learner)
    archive(run)
    client.force_login(enrolment.learner)
    assert client.get(reverse("lms:course", args=[enrolment.public_id])).status_code == 200
    assert certificate.number in client.get(reverse("certificates:own")).content.decode()
    document = client.get(reverse("certificates:download", args=[certificate.public_id]))
    assert b"".join(document.streaming_content).startswith(b"%PDF")
    assert client.get(certificate.verify_path).status_code == 200
