"""Beginning anew by several presses in the same moment begins one attempt."""

import pytest
from django.test import Client

from scorm.models import Attempt, Registration
from tests.lms.test_scorm_runtime import address, launched, scorm_enrolment
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


@pytest.fixture
def enrolment(client):
    found = scorm_enrolment()
    client.force_login(found.learner)
    return found


def presses(enrolment, count, data):
    clients = [Client() for _ in range(count)]
    for each in clients:
        each.force_login(enrolment.learner)
    where = address(enrolment, "launch")
    return [answer.status_code for answer in at_once([lambda c=c: c.post(where, data) for c in clients])]


def test_four_first_openings_make_one_attempt(enrolment):
    assert presses(enrolment, 4, {}) == [303] * 4
    assert Attempt.objects.count() == 1


def test_four_wishes_for_another_attempt_begin_one(client, enrolment):
    player = launched(client, enrolment)
    Registration.objects.update(max_attempts=3)
    player.send({"cmi.core.lesson_status": "failed"})
    assert presses(enrolment, 4, {"new_after": "1"}) == [303] * 4
    rows = list(Attempt.objects.order_by("number").values_list("number", "state"))
    assert rows == [(1, "finished"), (2, "active")]


def test_the_old_player_may_still_be_sending_when_the_next_attempt_begins(client, enrolment):
    player = launched(client, enrolment)
    player.send({"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "10"})
    commit = player.body({"cmi.core.score.raw": "60"}, trigger="pagehide")

    def send():
        return player.client.post(
            f"{player.path}commit", commit, content_type="application/json", headers={"Origin": player.origin}
        ).status_code

    def begin():
        return client.post(address(enrolment, "launch"), {"new_after": "1"}).status_code

    assert at_once([send, begin]) == [200, 303]
    scores = list(Attempt.objects.order_by("number").values_list("score", flat=True))
    assert [str(score) for score in scores] == ["0.6000", "None"]
