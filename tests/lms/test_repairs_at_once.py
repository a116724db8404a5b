"""Staff mend a result in the moment in which the package reports: nothing is lost, nothing waits for ever."""

from decimal import Decimal

import pytest
from django.utils import timezone

from certificates.models import Certificate
from lms.actions import repairs
from lms.models import HoursEntry, Repair, UnitResult
from scorm.models import Attempt, Registration, ScoState
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import run_units
from tests.lms.test_scorm_runtime import launched, scorm_enrolment
from tests.threads import at_once, only_on_postgresql

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]
COMMITS = 5


@pytest.fixture(autouse=True)
def on_postgresql():
    only_on_postgresql()


@pytest.fixture
def enrolment():
    return scorm_enrolment()


@pytest.fixture
def player(client, enrolment):
    """A learner who is in the middle of the package."""
    client.force_login(enrolment.learner)
    opened = launched(client, enrolment)
    opened.send({"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "10"})
    return opened


@pytest.fixture
def mend(enrolment):
    """Return a call that does one repair, and says whether there was anything to do."""
    run_unit, by = run_units(enrolment.run)[0], make_staff("trainer", enrolment.run.course.provider)

    def _mend(action, **values):
        def do():
            try:
                action(enrolment=enrolment, run_unit=run_unit, reason="Technik", by=by, at=timezone.now(), **values)
            except repairs.NothingToRepair:
                return False
            return True

        return do

    return _mend


def sends(player, *changes):
    """Return a call that sends one commit after the other, as the player does; it returns the answers' statuses."""
    bodies = [player.body(each) for each in changes]

    def send():
        headers = {"Origin": player.origin}
        post = player.client.post
        return [
            post(f"{player.path}commit", body, content_type="application/json", headers=headers).status_code
            for body in bodies
        ]

    return send


def notes(count=COMMITS):
    return [{f"cmi.note_{number}": "x", "cmi.core.score.raw": str(20 + number)} for number in range(count)]


def test_a_unit_completed_by_hand_while_the_package_reports_keeps_both(enrolment, player, mend):
    answers, is_mended = at_once([sends(player, *notes()), mend(repairs.complete)])
    assert (answers, is_mended) == ([200] * COMMITS, True)
    assert UnitResult.objects.get().state == "completed"
    assert [f"cmi.note_{number}" in ScoState.objects.get().doc for number in range(COMMITS)] == [True] * COMMITS
    assert (Certificate.objects.count(), HoursEntry.objects.filter(enrolment=enrolment).count()) == (1, 1)


def test_package_and_staff_who_complete_at_once_complete_once(enrolment, player, mend):
    answers, is_mended = at_once([sends(player, {"cmi.core.lesson_status": "completed"}), mend(repairs.complete)])
    assert answers == [200]
    assert (UnitResult.objects.get().state, Repair.objects.count()) == ("completed", int(is_mended))
    assert (Certificate.objects.count(), HoursEntry.objects.filter(enrolment=enrolment).count()) == (1, 1)


def test_a_score_corrected_while_the_package_reports_is_the_result(player, mend):
    answers, is_mended = at_once([sends(player, *notes()), mend(repairs.correct_score, score=Decimal("0.9"))])
    assert (answers, is_mended) == ([200] * COMMITS, True)
    assert UnitResult.objects.get().score == Decimal("0.9000")
    assert Attempt.objects.get().score == Decimal("0.2400")  # what the package wrote stays as it wrote it


def test_a_reset_while_the_package_reports_refuses_the_rest_and_keeps_what_was_acknowledged(player, mend):
    answers, is_mended = at_once([sends(player, *notes()), mend(repairs.reset)])
    taken = answers.count(200)
    assert is_mended
    assert answers == [200] * taken + [410] * (COMMITS - taken)
    assert Attempt.objects.get().state == "reset"
    document = ScoState.objects.get().doc
    assert [f"cmi.note_{number}" in document for number in range(COMMITS)] == [
        number < taken for number in range(COMMITS)
    ]


def test_an_attempt_granted_while_the_package_reports_is_one_more(player, mend):
    Registration.objects.update(max_attempts=1)
    answers, *are_mended = at_once([sends(player, *notes()), mend(repairs.grant), mend(repairs.grant)])
    assert (answers, are_mended) == ([200] * COMMITS, [True, True])
    assert Registration.objects.get().max_attempts == 3


def test_three_repairs_at_once_lock_nobody_out(player, mend):
    calls = [mend(repairs.complete), mend(repairs.correct_score, score=Decimal("0.8")), mend(repairs.reset)]
    answers, *are_mended = at_once([sends(player, *notes()), *calls])
    assert are_mended == [True, True, True]
    assert set(answers) <= {200, 410}
    assert (UnitResult.objects.get().state, Repair.objects.count()) == ("completed", 3)
