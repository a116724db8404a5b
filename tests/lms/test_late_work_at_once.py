"""Late work of several attempts is taken over in the moment in which the newest one reports."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.utils import timezone

from lms.actions import late_work, progress
from lms.models import UnitResult
from scorm.models import Attempt, CommitLog
from tests.lms.test_scorm_runtime import Player, address, launched, scorm_enrolment
from tests.threads import only_on_postgresql, somebody_waits

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def superseded(client, enrolment, new_after=""):
    """Open the unit twice; return the player that is open now, and leave late work of the one before."""
    first = Player(client.post(address(enrolment, "launch"), {"new_after": new_after})["Location"])
    second = launched(client, enrolment)
    second.send({"cmi.core.lesson_location": "second"})
    assert first.send({"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "40"}).status_code == 409
    return second


def test_late_work_of_two_attempts_and_a_commit_of_the_newer_one_never_lock_each_other_out(client, monkeypatch):
    enrolment = scorm_enrolment()
    client.force_login(enrolment.learner)
    superseded(client, enrolment)
    player = superseded(client, enrolment, new_after="1")
    assert (Attempt.objects.count(), CommitLog.objects.filter(applied=False).count()) == (2, 2)
    record, told = progress.record, []
    done = player.body({"cmi.core.lesson_status": "passed"})

    def reports():
        try:
            return player.send(None, raw=json.dumps(done).encode()).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:

        def slowly(**values):
            record(**values)
            if not told:
                told.append(pool.submit(reports))
                assert somebody_waits()

        monkeypatch.setattr(progress, "record", slowly)
        result = UnitResult.objects.select_related("enrolment__learner").get()
        late_work.decide(result=result, take_over=True, by=enrolment.learner, at=timezone.now())
        assert told[0].result(timeout=30) == 409  # what was taken over ended its player
    assert not CommitLog.objects.filter(applied=False, decision="").exclude(launch=player.launch).exists()
