"""What a learner is told about attempts, and how they begin another."""

from datetime import timedelta

import pytest

from lms.models import UnitResult
from scorm.models import Attempt, AttemptState, Registration
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory
from tests.lms.test_scorm_runtime import NOW, Player, address, day, launched

pytestmark = pytest.mark.django_db
FAILED = {"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "30"}
PASSED = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"}


@pytest.fixture
def learning(client):
    """Returns a function: an enrolment in a SCORM unit with this policy, its learner signed in."""

    def make(**policy):
        package = PackageFactory(owner=ProviderFactory(complaint_path="An die Leitung."))
        ScoFactory(version=PackageVersionFactory(package=package))
        unit = live_unit(package.owner, kind="scorm", package=package, body=[], **policy)
        plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
        run = running_run(course=live_course(package.owner, units=[unit]), **plan)
        enrolment = enrolled(run, at=NOW - timedelta(days=5))
        client.force_login(enrolment.learner)
        return enrolment

    return make


def page(client, enrolment):
    return client.get(address(enrolment, "unit")).content.decode()


def test_the_policy_of_the_unit_is_kept_with_the_first_opening(client, learning):
    enrolment = learning(max_attempts=3, wait_hours=2, counting="last", locks_when_passed=True, may_start_over=False)
    launched(client, enrolment)
    kept = Registration.objects.get()
    assert (kept.max_attempts, kept.wait_hours, kept.counts) == (3, 2, "last")
    assert (kept.locks_when_passed, kept.reviews_when_finished, kept.may_start_over) == (True, False, False)


def test_what_the_unit_asks_for_stands_there_before_the_first_attempt(client, learning):
    text = page(client, learning(max_attempts=3, counting="average"))
    assert "Versuch 1 von 3." in text
    assert "Es zählt der Durchschnitt aller Versuche." in text


def test_without_a_policy_nothing_is_said_before_there_are_two_attempts(client, learning):
    enrolment = learning()
    launched(client, enrolment).send(FAILED)
    assert "Versuch 1" not in page(client, enrolment)
    client.post(address(enrolment, "launch"), {"new_after": "1"})
    text = page(client, enrolment)
    assert "Versuch 2." in text
    assert "Das beste Ergebnis zählt." in text
    assert "nicht bestanden, <bdi>30" in text


def test_a_failed_attempt_offers_the_next_and_a_look_back(client, learning):
    enrolment = learning(max_attempts=2)
    launched(client, enrolment).send(FAILED)
    text = page(client, enrolment)
    assert "Neuer Versuch" in text
    assert "Ergebnis ansehen" in text
    assert "Fortsetzen" not in text


def test_who_comes_back_from_a_failed_attempt_is_led_on(client, learning):
    enrolment = learning(max_attempts=2)
    launched(client, enrolment).send(FAILED)
    assert "Diesmal hat es noch nicht gereicht" in client.get(address(enrolment, "back")).content.decode()


def test_who_has_used_up_every_attempt_reads_whom_to_ask_and_not_that_it_goes_on(client, learning):
    enrolment = learning(max_attempts=1)
    launched(client, enrolment).send(FAILED)
    text = page(client, enrolment)
    assert "Diesmal hat es noch nicht gereicht" in text
    assert "Möchten Sie es noch einmal versuchen, sprechen Sie mit Ihrer Kursleitung." in text
    assert "Hier geht es weiter" not in text
    assert "laufend gespeichert" not in text  # whoever looks back stores nothing


def test_who_passed_with_the_last_attempt_is_not_sent_to_anybody(client, learning):
    enrolment = learning(max_attempts=1)
    launched(client, enrolment).send(PASSED)
    text = page(client, enrolment)
    assert "Das war der letzte Versuch." in text
    assert "sprechen Sie mit Ihrer Kursleitung" not in text
    assert "Diese Übung ist erledigt" in text


def test_a_pause_is_told_with_its_end(client, learning):
    enrolment = learning(max_attempts=2, wait_hours=24)
    launched(client, enrolment).send(FAILED)
    text = page(client, enrolment)
    assert "Der nächste Versuch ist möglich ab" in text
    assert "Neuer Versuch" not in text


def test_a_new_attempt_that_is_not_allowed_leads_back_with_a_word(client, learning):
    enrolment = learning(max_attempts=1)
    launched(client, enrolment).send(FAILED)
    answer = client.post(address(enrolment, "launch"), {"new_after": "1"}, follow=True)
    assert answer.redirect_chain[-1][0] == address(enrolment, "unit")
    assert "Ein neuer Versuch ist jetzt nicht möglich." in answer.content.decode()
    assert Attempt.objects.count() == 1


def test_the_question_before_beginning_anew_names_what_stays(client, learning):
    enrolment = learning(max_attempts=3)
    launched(client, enrolment)
    answer = client.get(address(enrolment, "start_over"))
    assert answer.status_code == 200
    assert "Sie haben noch 2 weitere Versuche." in answer.content.decode()
    assert 'name="new_after" value="1"' in answer.content.decode()


def test_the_question_is_not_asked_where_nothing_can_begin_anew(client, learning):
    enrolment = learning(may_start_over=False)
    launched(client, enrolment)
    answer = client.get(address(enrolment, "start_over"))
    assert (answer.status_code, answer["Location"]) == (302, address(enrolment, "unit"))


def test_the_question_of_somebody_else_is_not_found(client, learning):
    enrolment = learning()
    launched(client, enrolment)
    other = learning()
    client.force_login(other.learner)
    assert client.get(address(enrolment, "start_over")).status_code == 404


def test_after_passing_a_locked_unit_says_so(client, learning):
    enrolment = learning(locks_when_passed=True)
    launched(client, enrolment).send(PASSED)
    text = page(client, enrolment)
    assert "Sie haben bestanden, Ihr Ergebnis steht fest." in text
    assert "Neu beginnen" not in text


def test_what_is_finished_opens_only_to_be_looked_at_where_the_unit_says_so(client, learning):
    enrolment = learning(reviews_when_finished=True)
    launched(client, enrolment).send({"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "80"})
    again = launched(client, enrolment)
    told = again.client.get(again.path).context["bootstrap"]
    assert (told["mode"], told["sco"]["credit"]) == ("review", "no-credit")
    assert again.send({"cmi.core.lesson_status": "failed", "cmi.core.score.raw": "10"}).status_code == 200
    assert (UnitResult.objects.get().state, str(UnitResult.objects.get().score)) == ("completed", "0.8000")
    assert Attempt.objects.get().states.get().doc["cmi.core.score.raw"] == "80"


def test_the_average_of_all_attempts_is_the_result_where_the_unit_says_so(client, learning):
    enrolment = learning(counting="average")
    launched(client, enrolment).send(PASSED)
    client.post(address(enrolment, "launch"), {"new_after": "1"})
    Player(client.post(address(enrolment, "launch"))["Location"]).send(FAILED, trigger="terminate")
    result = UnitResult.objects.get()
    assert (result.state, str(result.score)) == ("completed", "0.5500")


def test_the_last_result_counts_where_the_unit_says_so_and_the_unit_stays_done(client, learning):
    enrolment = learning(counting="last")
    launched(client, enrolment).send(PASSED)
    client.post(address(enrolment, "launch"), {"new_after": "1"})
    answer = client.post(address(enrolment, "launch"))
    Player(answer["Location"]).send(FAILED)
    result = UnitResult.objects.get()
    assert (result.state, result.success, str(result.score)) == ("completed", "failed", "0.3000")


@pytest.mark.parametrize("count", [1, 3])
def test_a_unit_page_costs_no_more_with_three_attempts_than_with_one(
    client, learning, count, django_assert_max_num_queries
):
    enrolment = learning()
    launched(client, enrolment).send(FAILED)
    for number in range(1, count):
        client.post(address(enrolment, "launch"), {"new_after": str(number)})
    assert Attempt.objects.count() == count
    where = address(enrolment, "unit")
    client.get(where)
    with django_assert_max_num_queries(12):
        client.get(where)


def test_a_run_keeps_the_policy_it_was_opened_with(client, learning):
    enrolment = learning(max_attempts=3)
    unit = enrolment.run.run_units.get().unit
    unit.max_attempts = 1
    unit.save()
    unit.save_revision().publish()
    assert "Versuch 1 von 3." in page(client, enrolment)


def test_a_wish_that_is_no_number_opens_what_is_there(client, learning):
    enrolment = learning()
    launched(client, enrolment)
    assert client.post(address(enrolment, "launch"), {"new_after": "x"}).status_code == 303
    assert Attempt.objects.count() == 1


def test_an_attempt_that_staff_reset_has_no_number_so_that_the_list_agrees_with_the_count(client, learning):
    enrolment = learning(max_attempts=2)
    launched(client, enrolment).send({"cmi.core.lesson_status": "incomplete"})
    Attempt.objects.update(state=AttemptState.RESET, finished_at=NOW)
    launched(client, enrolment)
    response = client.get(address(enrolment, "unit"))
    assert "Versuch 1 von 2." in response.content.decode()
    assert [(line.number, line.is_reset) for line in response.context["attempts"].lines] == [(0, True), (1, False)]
    assert "zurückgesetzt, kostet keinen Versuch" in response.content.decode()
