"""What people did in packages, counted by the database; everything comes in through commits."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from lms.models import UnitResult
from scorm import results
from scorm.actions import registrations
from scorm.actions.commits import apply
from scorm.models import Registration
from tests.factories.accounts import UserFactory
from tests.factories.scorm import PackageVersionFactory, ScoFactory, body, open_launch

pytestmark = pytest.mark.django_db


@pytest.fixture
def version():
    version = PackageVersionFactory()
    ScoFactory(version=version, identifier="I", title="Lektion", position=0)
    ScoFactory(version=version, identifier="J", title="Test", position=1)
    return version


def registered(version):
    return registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=timezone.now())


def keys(*people):
    return Registration.objects.filter(pk__in=[one.pk for one in people]).values("context_key")


def interaction(question, response, result, **more):
    return {"id": question, "type": "choice", "student_response": response, "result": result, **more}


def plays(version, *answers, sco="I", at=None, registration=None, **changes):
    """A person who opens the package, answers and says how they stand."""
    registration = registration or registered(version)
    made = registration.attempts.count()
    at = at or timezone.now() + timedelta(hours=made)
    launch = open_launch(registration, at, new_after=made or None)
    inter = [{"idx": idx, "set": answer} for idx, answer in enumerate(answers)]
    said = {f"cmi.core.{name}": value for name, value in changes.items()}
    applied = apply(
        token=launch.token,
        body=body(launch, 1, said, sco=sco, inter=inter, active_ms=30_000, trigger="terminate"),
        at=at + timedelta(minutes=5),
    )
    assert applied.status_code == 200
    return registration


def test_time_attempts_and_version_are_those_of_all_attempts(version):
    person = plays(version, session_time="00:02:00")
    plays(version, registration=person, session_time="00:01:00")
    found = results.played(keys(person))[person.context_key]
    assert (found.attempts, found.total_seconds, found.active_seconds) == (2, 180, 60)
    assert found.version == version.number


def test_previews_are_no_learning(version):
    preview = registrations.register(
        user=UserFactory(), context_key=uuid4(), version=version, at=timezone.now(), is_preview=True
    )
    plays(version, interaction("q", "a", "correct"), registration=preview)
    assert results.played(keys(preview)) == {}
    assert results.questions(keys(preview)) == []


def test_an_item_counts_who_began_completed_and_passed(version):
    people = [
        plays(version, lesson_status="passed", **{"score.raw": "80"}, session_time="00:01:00"),
        plays(version, lesson_status="failed", **{"score.raw": "40"}, session_time="00:03:00"),
        plays(version, lesson_status="incomplete", session_time="00:02:00"),
    ]
    first, second = results.items(keys(*people))
    assert (first.identifier, first.title, first.begun, first.completed, first.passed, first.failed) == (
        ("I", "Lektion", 3, 1, 1, 1)
    )
    assert (first.mean_score, first.median_seconds) == (pytest.approx(0.6), 120)
    assert (second.begun, second.completed, second.mean_score, second.median_seconds) == (0, 0, None, None)


def test_the_grid_says_for_each_person_and_item_how_far_they_are(version):
    person = plays(version, lesson_status="passed", **{"score.raw": "80"})
    found = results.grid(keys(person))[person.context_key]
    assert (found["I"].is_complete, found["I"].success, found["I"].score) == (True, "passed", 0.8)
    assert (found["J"].has_begun, found["J"].is_complete) == (False, False)


def test_an_answer_given_again_counts_once_for_the_figures(version):
    person = plays(version, interaction("q", "a", "wrong"), interaction("q", "b", "correct"))
    (question,) = results.questions(keys(person))
    assert (question.people, question.answers, question.judged, question.right) == (1, 2, 1, 0)
    assert question.difficulty == 0


@pytest.mark.parametrize(("counts", "given"), [("best", "b"), ("first", "a"), ("last", "c"), ("average", "c")])
def test_answers_are_those_of_the_attempt_that_counts_unless_all_are_asked_for(version, counts, given):
    person = plays(version, interaction("q", "a", "wrong"), lesson_status="failed", **{"score.raw": "10"})
    plays(version, interaction("q", "b", "correct"), registration=person, lesson_status="failed", **{"score.raw": "90"})
    plays(version, interaction("q", "c", "wrong"), registration=person, lesson_status="failed", **{"score.raw": "50"})
    Registration.objects.update(counts=counts)
    found, _ = results.distribution(keys(person), item="I", question="q", most=5)
    assert [one.response for one in found] == [given]
    (every,) = results.questions(keys(person), every_attempt=True)
    assert (every.people, every.answers, every.right) == (1, 3, 0)


def test_an_attempt_that_is_running_counts_only_while_there_is_no_other():
    single = ScoFactory(identifier="I").version
    person = plays(single, interaction("q", "a", "wrong"), lesson_status="failed")
    plays(single, interaction("q", "b", "correct"), registration=person, lesson_status="incomplete")
    assert results.questions(keys(person))[0].right == 0


def test_the_same_question_of_two_people_is_one_and_that_of_another_item_is_not(version):
    people = [
        plays(version, interaction("q", "a", "correct")),
        plays(version, interaction("q", "a", "wrong")),
        plays(version, interaction("q", "a", "wrong"), sco="J"),
    ]
    found = [(one.item, one.identifier, one.people) for one in results.questions(keys(*people))]
    assert found == [("I", "q", 2), ("J", "q", 1)]


def test_what_the_package_does_not_judge_makes_no_difficulty(version):
    person = plays(version, interaction("q", "a", "neutral"), interaction("r", "a", "0.5"))
    assert [(one.judged, one.difficulty) for one in results.questions(keys(person))] == [(0, None), (0, None)]


def test_a_question_announced_without_an_answer_is_not_answered(version):
    person = plays(version, {"id": "q", "type": "choice"})
    assert results.questions(keys(person)) == []


def test_discrimination_compares_a_question_with_the_rest_of_the_test(version):
    """Who gets q and r right gets s wrong: q and r go together, s runs against them."""
    people = []
    for number in range(20):
        good, bad = ("correct", "wrong") if number < 10 else ("wrong", "correct")
        answers = [interaction(name, "a", result) for name, result in (("q", good), ("r", good), ("s", bad))]
        people.append(plays(version, *answers))
    q, r, s = results.questions(keys(*people))
    # Of q the rest is r and s, of which each person has exactly one: no spread. Of s it is q and r.
    assert (q.correlation, r.correlation) == (None, None)
    assert s.correlation == pytest.approx(-1)
    assert s.upper_lower == pytest.approx(-1)


def test_fewer_than_ten_people_get_no_discrimination(version):
    people = [
        plays(version, interaction("q", "a", result), interaction("r", "a", result))
        for result in ["correct", "wrong"] * 4
    ]
    assert [one.correlation for one in results.questions(keys(*people))] == [None, None]


def test_the_most_frequent_wrong_answer_is_told_with_its_number(version):
    given = [("a", "wrong"), ("c", "wrong"), ("c", "wrong"), ("b", "correct"), ("b", "correct"), ("b", "correct")]
    people = [plays(version, interaction("q", response, result)) for response, result in given]
    found = results.details(keys(*people))[("I", "q")]
    assert (found.wrong, found.times, found.latency) == ("c", 2, None)


def test_the_median_latency_is_that_of_first_answers(version):
    people = [plays(version, interaction("q", "a", "correct", latency=f"00:00:{n:02}")) for n in (2, 4, 30)]
    assert results.details(keys(*people)) == {("I", "q"): results.Detail(latency=4)}


def test_the_distribution_counts_first_answers_and_all_and_says_how_many_there_are(version):
    people = [
        plays(version, interaction("q", "a", "wrong"), interaction("q", "b", "correct")),
        plays(version, interaction("q", "b", "correct")),
        plays(version, interaction("q", "c", "wrong")),
    ]
    given, different = results.distribution(keys(*people), item="I", question="q", most=2)
    assert [(one.response, one.is_right, one.firsts, one.answers) for one in given] == [
        ("b", True, 1, 2),
        ("a", False, 1, 1),
    ]
    assert different == 3


def test_long_answers_are_cut_on_pages_and_whole_in_tables(version):
    long = "Wort " * 200
    person = plays(version, {**interaction("q", long, "neutral"), "type": "fill-in"})
    given, _ = results.distribution(keys(person), item="I", question="q", most=5)
    assert len(given[0].response) == results.CUT
    assert [one.response for one in results.interactions(keys(person))] == [long]


def test_text_that_no_database_takes_is_given_back(version):
    person = plays(version, interaction("q", "a\x00b", "correct"))
    given, _ = results.distribution(keys(person), item="I", question="q", most=5)
    assert given[0].response == "a\x00b"


def test_each_report_is_one_statement(version, django_assert_num_queries):
    people = keys(plays(version, interaction("q", "a", "correct")), plays(version, interaction("q", "b", "wrong")))
    for report in (results.played, results.items, results.grid, results.questions, results.details):
        with django_assert_num_queries(1):
            report(people)


def test_contexts_may_be_asked_by_a_table_of_another_app(version):
    assert results.questions(UnitResult.objects.values("public_id")) == []
