"""Six simultaneous writes of one learner lose nothing and raise no error."""

from datetime import UTC, datetime

import pytest

from certificates.models import Certificate
from lms.models import Enrolment, HoursEntry, UnitResult
from scorm.models import ScoState
from tests.lms.test_scorm_runtime import launched, scorm_enrolment
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
ROUNDS = 10


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


def test_six_commits_of_one_attempt_at_once_lose_nothing(client):
    enrolment = scorm_enrolment()
    client.force_login(enrolment.learner)
    player = launched(client, enrolment)
    for number in range(ROUNDS):
        bodies = [player.body({f"cmi.note_{number}_{n}": "x"}) for n in range(6)]

        def keep_sending(body):
            # The player has one commit in flight; six at once arrive in any order, and a gap is sent again.
            for _try in range(50):
                answer = player.client.post(
                    f"{player.path}commit", body, content_type="application/json", headers={"Origin": player.origin}
                )
                assert answer.status_code == 200
                if answer.json()["status"] in {"applied", "duplicate"}:
                    return answer.json()["status"]
            raise AssertionError("never applied")

        at_once([lambda body=body: keep_sending(body) for body in bodies])
    document = ScoState.objects.get().doc
    missing = [f"cmi.note_{r}_{n}" for r in range(ROUNDS) for n in range(6) if f"cmi.note_{r}_{n}" not in document]
    assert missing == []


def test_six_packages_completed_at_once_complete_the_course_once(client):
    enrolment = scorm_enrolment(6)
    client.force_login(enrolment.learner)
    players = [launched(client, enrolment, index) for index in range(6)]
    done = {"cmi.core.lesson_status": "completed"}
    answers = at_once([lambda player=player: player.send(done, trigger="terminate") for player in players])
    assert [answer.status_code for answer in answers] == [200] * 6
    assert UnitResult.objects.filter(state="completed").count() == 6
    assert Enrolment.objects.get().state == "completed"
    assert (Certificate.objects.count(), HoursEntry.objects.count()) == (1, 6)


def test_six_texts_marked_as_done_at_once_complete_the_course_once():
    from lms.actions import progress
    from tests.factories.lms import enrolled, run_units, running_run

    at = datetime.now(UTC)
    enrolment = enrolled(running_run(unit_count=6))
    calls = [
        lambda unit=unit: progress.complete_text_unit(enrolment=enrolment, run_unit=unit, at=at)
        for unit in run_units(enrolment.run)
    ]
    at_once(calls)
    assert Enrolment.objects.get().state == "completed"
    assert (Certificate.objects.count(), HoursEntry.objects.count()) == (1, 6)
