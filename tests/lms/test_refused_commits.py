"""What a package reported and nobody could store: the learner is told, staff find the reasons and the file."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from courses.models import Course
from lms.models import UnitResult
from privacy.models import AuditEntry
from scorm.models import RefusedCommit
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import run_units
from tests.lms.test_scorm_runtime import launched, scorm_enrolment

pytestmark = pytest.mark.django_db
TOO_LONG = {"cmi.suspend_data": "x" * 64_001, "cmi.core.lesson_location": "3"}
TOLD = "konnte ein Teil Ihres Lernstands nicht gespeichert werden"


@pytest.fixture
def enrolment():
    return scorm_enrolment()


@pytest.fixture
def refused(client, enrolment):
    """The learner plays, and what the package reports cannot be stored."""
    client.force_login(enrolment.learner)
    player = launched(client, enrolment)
    assert player.send(TOO_LONG).status_code == 422
    return player


def key(enrolment):
    return [enrolment.public_id, run_units(enrolment.run)[0].item_id]


def unit_page(client, enrolment):
    client.force_login(enrolment.learner)
    return client.get(reverse("lms:unit", args=key(enrolment))).content.decode()


def staff_page(client, enrolment, role="trainer"):
    client.force_login(make_staff(role, enrolment.run.course.provider))
    return BeautifulSoup(client.get(reverse("participants:unit", args=key(enrolment))).content, "html.parser")


def file_of(client, enrolment):
    return client.get(reverse("participants:refused_file", args=key(enrolment)))


def test_the_learner_is_told_on_the_page_of_the_unit(client, enrolment, refused):
    assert TOLD in unit_page(client, enrolment)


def test_nobody_is_told_of_what_was_stored(client, enrolment):
    client.force_login(enrolment.learner)
    launched(client, enrolment).send({"cmi.core.lesson_location": "3"})
    assert TOLD not in unit_page(client, enrolment)
    assert "Nicht gespeichert" not in staff_page(client, enrolment).text
    assert file_of(client, enrolment).status_code == 404


def test_an_element_that_was_left_out_stays_told_until_the_unit_is_done(client, enrolment, refused):
    refused.send({"cmi.core.lesson_location": "3"}, seq=2, full=True)
    assert TOLD in unit_page(client, enrolment)
    UnitResult.objects.update(state="completed", completed_at=timezone.now())
    assert TOLD not in unit_page(client, enrolment)


def test_what_came_whole_afterwards_is_told_no_more(client, enrolment):
    client.force_login(enrolment.learner)
    player = launched(client, enrolment)
    assert player.send({}, inter=[{"idx": "x", "set": {}}]).status_code == 422
    assert TOLD in unit_page(client, enrolment)
    client.force_login(enrolment.learner)
    assert player.send({"cmi.core.lesson_location": "3"}, seq=2, full=True).status_code == 200
    assert TOLD not in unit_page(client, enrolment)
    assert "nicht lesbar" in staff_page(client, enrolment).text


def test_staff_read_the_reason_in_words(client, enrolment, refused):
    assert "cmi.suspend_data: zu lang" in staff_page(client, enrolment).text


def test_what_is_too_large_to_come_is_told_to_learner_and_staff(client, enrolment):
    client.force_login(enrolment.learner)
    left_out = {"cmi.comments": {"bytes": 1_200_000, "begins": "Meine Notizen"}}
    player = launched(client, enrolment)
    assert player.send({"cmi.core.lesson_location": "3"}, full=True, left_out=left_out).status_code == 200
    assert TOLD in unit_page(client, enrolment)
    assert "cmi.comments: zu groß" in staff_page(client, enrolment).text


def test_staff_take_the_file_which_names_nobody_and_is_audited(client, enrolment, refused):
    staff_page(client, enrolment)
    answer = file_of(client, enrolment)
    assert enrolment.learner.full_name not in answer.content.decode()
    (row,) = answer.json()
    assert row["commit"]["set"] == TOO_LONG
    entry = AuditEntry.objects.get(action="lms.refused_commits_exported")
    assert entry.details == {
        "learner": str(enrolment.learner.public_id),
        "item": str(key(enrolment)[1]),
        "rows": 1,
    }


def test_half_a_sign_does_not_keep_the_file_from_being_read(client, enrolment, refused):
    RefusedCommit.objects.update(body='{"set": {"cmi.suspend_data": "\\ud800"}}')
    staff_page(client, enrolment)
    assert file_of(client, enrolment).json()[0]["commit"]["set"] == {"cmi.suspend_data": "\ud800"}


@pytest.mark.parametrize("who", ["learner", "stranger", "coordinator of a training"])
def test_nobody_else_reads_it(client, enrolment, refused, who):
    provider = enrolment.run.course.provider
    if who == "coordinator of a training":
        Course.objects.update(offer_kind="diversity_training")
        person = make_staff("coordinator", provider)
    else:
        person = enrolment.learner if who == "learner" else make_staff("trainer", ProviderFactory())
    client.force_login(person)
    assert file_of(client, enrolment).status_code in (302, 404)
