"""Packages of several items: what the player is told, where a learner is, how the whole stands."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection, transaction

from scorm import bootstrap, queries, subject_data
from scorm.actions import commits, registrations, retention
from scorm.models import Attempt, Package, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, body, open_launch, registered

pytestmark = pytest.mark.django_db
STATE = {"sequencing": {"v": 1, "at": 2, "said": {}}, "shared": {"plan": "a\x00b"}}


def course_of(standard="1.2", *, count=3, user=None, owner=None, kinds=("sco", "sco", "sco"), **manifest):
    package = PackageFactory(owner=owner) if owner else PackageFactory()
    version = PackageVersionFactory(standard=standard, package=package, manifest={"title": "Kurs", **manifest})
    for n in range(count):
        ScoFactory(version=version, identifier=f"I{n}", position=n, title=f"Teil {n}", kind=kinds[n])
    return registrations.register(
        user=user or UserFactory(), context_key=uuid4(), version=version, at=version.created_at
    )


def send(launch, seq, sco, changes=None, *, at, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, sco=sco, **more), at=at)


def told(launch):
    attempt = Attempt.objects.get(pk=launch.attempt_id)
    return bootstrap.course(attempt)


def where(at=2, **standing):
    return {"state": {**STATE, "at": at}, "standing": standing, "globals": {"g": {"satisfied": True}}}


def test_a_package_of_one_item_is_no_course(at):
    assert told(open_launch(registered(), at)) is None


def mapped(name):
    """An item's sequencing whose primary objective writes a global one."""
    maps = {"tag": "mapInfo", "attributes": {"targetObjectiveID": name, "writeSatisfiedStatus": "true"}}
    first = {"tag": "primaryObjective", "attributes": {"objectiveID": "mine"}, "children": [maps]}
    return {"tree": {"tag": "sequencing", "children": [{"tag": "objectives", "children": [first]}]}}


SHARED = {"shared_data": [{"target": "plan", "read": True, "write": True}]}


def alone(standard, sequencing):
    registration = course_of(standard, count=1)
    registration.version.scos.update(sequencing=sequencing)
    return registration


@pytest.mark.parametrize("sequencing", [SHARED, mapped("g")], ids=["shared data", "a global objective"])
def test_one_item_that_shares_something_is_a_course_of_its_own_with_nothing_to_choose(at, sequencing):
    course = told(open_launch(alone("2004-4", sequencing), at))
    assert [child["id"] for child in course["tree"]["children"]] == ["I0"]
    assert course["is_alone"] is True
    assert told(open_launch(course_of("2004-4"), at))["is_alone"] is False


@pytest.mark.parametrize(("standard", "sequencing"), [("2004-4", {}), ("1.2", SHARED)])
def test_one_item_with_nothing_to_share_is_none(at, standard, sequencing):
    assert told(open_launch(alone(standard, sequencing), at)) is None


def test_one_item_that_was_begun_alone_goes_on_alone(at):
    registration = alone("2004-4", {})
    send(open_launch(registration, at), 1, "I0", {"cmi.location": "4"}, at=at)
    registration.version.scos.update(sequencing=SHARED)
    assert told(open_launch(registration, at)) is None


def test_a_course_of_one_item_goes_on_as_a_course(at):
    registration = alone("2004-4", SHARED)
    send(open_launch(registration, at), 1, "I0", {"cmi.location": "4"}, at=at, course=where())
    assert told(open_launch(registration, at))["state"]["at"] == 2


def test_what_a_course_of_one_item_has_reached_is_the_courses_own_word(at):
    registration = alone("2004-4", mapped("g"))
    Package.objects.update(allows_downgrade=True)
    launch = open_launch(registration, at)
    reached = where(completion="completed", success="passed")
    send(launch, 1, "I0", {"cmi.success_status": "failed"}, at=at, course=reached)
    send(launch, 2, "I0", {"cmi.location": "4"}, at=at)
    attempt = Attempt.objects.get()
    assert (attempt.completion, attempt.success, attempt.global_objectives) == (
        "completed",
        "passed",
        {"g": {"satisfied": True}},
    )


def primary(*, reads=None):
    """An item's sequencing with a primary objective, which may read a global one."""
    maps = [{"tag": "mapInfo", "attributes": {"targetObjectiveID": reads}}] if reads else []
    first = {"tag": "primaryObjective", "attributes": {"objectiveID": "mein%20Ziel"}, "children": maps}
    return {"tree": {"tag": "sequencing", "children": [{"tag": "objectives", "children": [first]}]}}


PASSED_BY_OBJECTIVE = {"cmi.objectives.0.id": "mein Ziel", "cmi.objectives.0.success_status": "passed"}


def test_one_item_that_tells_its_success_through_its_primary_objective_alone_has_passed(at):
    registration = alone("2004-4", primary())
    done = send(open_launch(registration, at), 1, "I0", PASSED_BY_OBJECTIVE, at=at)
    assert (done.outcome.success, done.outcome.is_complete) == ("passed", True)


def test_what_was_told_through_the_primary_objective_is_told_again_after_a_resume(at):
    registration = alone("2004-4", primary())
    told_before = {**PASSED_BY_OBJECTIVE, "cmi.objectives.0.success_status": "failed", "cmi.exit": "suspend"}
    send(open_launch(registration, at), 1, "I0", told_before, at=at, trigger="terminate")
    again = open_launch(registration, at)
    seed = bootstrap.seed(ScoState.objects.get(), is_2004=True)
    assert seed == {**PASSED_BY_OBJECTIVE, "cmi.objectives.0.success_status": "failed"}
    send(again, 1, "I0", {**seed, "cmi.location": "4"}, at=at, full=True)
    assert Attempt.objects.get().success == "failed"


def test_a_global_objective_that_an_item_reads_is_not_the_items_own_word(at):
    launch = open_launch(alone("2004-4", primary(reads="g")), at)
    send(launch, 1, "I0", PASSED_BY_OBJECTIVE, at=at)
    assert Attempt.objects.get().success == "unknown"


@pytest.mark.parametrize(("standard", "sequencing"), [("2004-4", {}), ("2004-4", primary()), ("1.2", SHARED)])
def test_of_one_item_that_shares_nothing_the_word_of_a_course_counts_nothing(at, standard, sequencing):
    launch = open_launch(alone(standard, sequencing), at)
    answer = send(launch, 1, "I0", at=at, course=where(completion="completed", success="passed"))
    attempt = Attempt.objects.get()
    assert answer.answer["status"] == "applied"
    assert (attempt.completion, attempt.success, attempt.sequencing_state) == ("unknown", "unknown", None)
    assert attempt.global_objectives == {}


def test_of_one_item_that_shares_something_the_first_word_of_the_course_counts(at):
    launch = open_launch(alone("2004-4", SHARED), at)
    send(launch, 1, "I0", at=at, course=where(completion="completed", success="passed"))
    assert (Attempt.objects.get().success, Attempt.objects.get().sequencing_state is None) == ("passed", False)


def test_a_course_of_scorm_1_2_tells_items_and_how_they_stand(at):
    launch = open_launch(course_of(), at)
    send(launch, 1, "I1", {"cmi.core.lesson_status": "passed"}, at=at)
    items = told(launch)["items"]
    assert [(item["identifier"], item["status"]) for item in items] == [("I0", ""), ("I1", "passed"), ("I2", "")]


def test_a_course_of_scorm_1_2_is_complete_when_every_item_is(at):
    launch = open_launch(course_of(kinds=("sco", "sco", "asset")), at)
    first = send(launch, 1, "I0", {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "80"}, at=at)
    assert (first.outcome.is_complete, first.outcome.progress) == (False, Decimal("0.3333"))
    send(launch, 2, "I1", {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "40"}, at=at)
    last = send(launch, 3, "I2", {"lb.asset": "opened"}, at=at)
    assert (last.outcome.is_complete, last.outcome.success, last.outcome.score) == (True, "passed", Decimal("0.6"))


def test_a_failed_item_fails_the_whole_once_all_are_done(at):
    launch = open_launch(course_of(count=2), at)
    send(launch, 1, "I0", {"cmi.core.lesson_status": "completed"}, at=at)
    last = send(launch, 2, "I1", {"cmi.core.lesson_status": "failed"}, at=at)
    assert (last.outcome.is_complete, last.outcome.success) == (False, "failed")


def test_a_sequenced_course_stands_as_its_own_rules_say(at):
    launch = open_launch(course_of("2004-4"), at)
    plain = send(launch, 1, "I0", {"cmi.completion_status": "completed", "cmi.success_status": "passed"}, at=at)
    assert plain.outcome.is_complete is False
    course = where(completion="completed", success="passed", score="0.75")
    whole = send(launch, 2, "I0", at=at, course=course).outcome
    assert (whole.is_complete, whole.success, whole.score) == (True, "passed", Decimal("0.75"))


def test_time_of_all_items_adds_up(at):
    launch = open_launch(course_of(count=2), at)
    later = at + timedelta(minutes=30)
    send(launch, 1, "I0", {"cmi.core.session_time": "00:10:00"}, at=later, trigger="terminate", page=1)
    done = send(launch, 2, "I1", {"cmi.core.session_time": "00:05:00"}, at=later, trigger="terminate", page=2)
    assert done.answer["server"]["total_seconds"] == 15 * 60


def test_where_a_learner_is_comes_back_whole_at_the_next_launch(at):
    registration = course_of("2004-4")
    launch = open_launch(registration, at)
    send(launch, 1, "I1", {"cmi.location": "4"}, at=at, course=where())
    again = open_launch(registration, at + timedelta(hours=1))
    assert told(again)["state"] == {**STATE, "at": 2}
    assert Attempt.objects.get().current_sco.identifier == "I1"


def test_a_course_that_only_moved_leaves_the_items_session_as_it_ended(at):
    launch = open_launch(course_of("2004-4"), at)
    send(launch, 1, "I0", {"cmi.exit": "suspend"}, at=at, trigger="terminate")
    send(launch, 2, "I0", at=at, course=where())
    assert ScoState.objects.get(sco__identifier="I0").exit == "suspend"
    key = launch.attempt.registration.context_key
    assert queries.standings([key])[key].unsent is False


def test_global_objectives_are_known_in_the_persons_other_courses_of_the_owner_only(at):
    learner = UserFactory()
    first = course_of("2004-4", user=learner)
    send(open_launch(first, at), 1, "I0", at=at, course=where())
    owner = first.version.package.owner
    same = told(open_launch(course_of("2004-4", user=learner, owner=owner), at))
    assert (same["shares"], same["globals"]) == (True, {"g": {"satisfied": True}})
    assert told(open_launch(course_of("2004-4", user=learner), at))["globals"] == {}
    assert told(open_launch(course_of("2004-4", owner=owner), at))["globals"] == {}


def test_a_course_that_keeps_its_objectives_to_itself_is_told_none(at):
    learner = UserFactory()
    first = course_of("2004-4", user=learner)
    send(open_launch(first, at), 1, "I0", at=at, course=where())
    own = {"sequencing": {"own": ["objectivesGlobalToSystem"]}}
    second = told(open_launch(course_of("2004-4", user=learner, owner=first.version.package.owner, **own), at))
    assert (second["shares"], second["globals"]) == (False, {})


def sharing(at, *, first_owns=(), second_owns=(), stores=("plan", "other"), user=None, is_same_owner=True, kept=None):
    """What a second course of these stores is told of the shared data that a first one kept."""
    learner = UserFactory()
    first = course_of("2004-4", user=learner, sequencing={"own": list(first_owns)})
    send(open_launch(first, at), 1, "I0", at=at, course=kept or where())
    owner = first.version.package.owner if is_same_owner else None
    second = course_of("2004-4", user=user or learner, owner=owner, sequencing={"own": list(second_owns)})
    maps = [{"target": name, "read": True, "write": True} for name in stores]
    second.version.scos.filter(identifier="I1").update(sequencing={"shared_data": maps})
    return told(open_launch(second, at))["shared"]


def test_shared_data_is_known_in_the_persons_other_courses_of_the_owner_only(at):
    assert sharing(at) == {"plan": "a\x00b"}
    assert sharing(at, user=UserFactory()) == {}
    assert sharing(at, is_same_owner=False) == {}


def test_a_course_is_told_no_store_that_it_does_not_ask_for(at):
    assert sharing(at, stores=["other"]) == {}
    assert sharing(at, stores=[]) == {}


@pytest.mark.parametrize("side", ["first_owns", "second_owns"])
def test_a_course_that_keeps_its_shared_data_to_itself_gives_and_gets_none(at, side):
    assert sharing(at, **{side: ["sharedDataGlobalToSystem"]}) == {}
    assert sharing(at, **{side: ["objectivesGlobalToSystem"]}) == {"plan": "a\x00b"}


@pytest.mark.parametrize(
    ("shared", "known"), [(None, {}), ("x", {}), (["plan"], {}), ({"plan": 3, "other": "b"}, {"other": "b"})]
)
def test_what_one_course_wrote_that_is_no_shared_data_keeps_no_other_from_opening(at, shared, known):
    assert sharing(at, kept={"state": {"shared": shared}}) == known


def test_without_stores_no_statement_asks_for_shared_data(at, django_assert_max_num_queries):
    launch = open_launch(course_of("2004-4"), at)
    attempt = Attempt.objects.select_related("registration", "version__package").get(pk=launch.attempt_id)
    with django_assert_max_num_queries(2):  # the items, and the global objectives
        bootstrap.course(attempt)


@pytest.mark.parametrize(
    "course", [[], {"state": "x"}, {"state": {}, "standing": {"score": 1}}, {"state": {}, "globals": 3}]
)
def test_a_course_that_is_none_is_refused_by_name(at, course):
    launch = open_launch(course_of("2004-4"), at)
    answer = send(launch, 1, "I0", at=at, course=course)
    assert (answer.status_code, list(answer.answer["fields"])) == (422, ["course"])


def test_a_course_is_emptied_two_years_later_though_some_items_were_never_opened(at):
    launch = open_launch(course_of("2004-4"), at)
    send(launch, 1, "I1", {"cmi.location": "4"}, at=at, course=where())
    assert retention.empty_old_attempts(at=at + timedelta(days=365)) == 0
    assert retention.empty_old_attempts(at=at + timedelta(days=3 * 365)) == 1
    attempt = Attempt.objects.get()
    assert (attempt.sequencing_state, attempt.global_objectives) == (None, {})
    assert list(ScoState.objects.exclude(doc={})) == []
    assert retention.empty_old_attempts(at=at + timedelta(days=3 * 365)) == 0


def test_a_person_gets_every_item_and_the_place_in_the_course(at):
    registration = course_of("2004-4")
    launch = open_launch(registration, at)
    launch.attempt.version.scos.update(title="Teil")
    send(launch, 1, "I1", {"cmi.location": "4"}, at=at, course=where())
    (found,) = subject_data.export(person=registration.user)["scorm_attempts"]
    assert found["items"] == {"Teil (I0)": {}, "Teil (I1)": {"cmi.location": "4"}, "Teil (I2)": {}}
    assert found["course"] == {**STATE, "at": 2}


def test_a_new_try_of_an_item_begins_without_the_answers_of_the_one_before(at):
    registration = course_of("2004-4")
    launch = open_launch(registration, at)
    answers = [{"idx": n, "set": {"id": f"q{n}", "learner_response": "a", "result": "incorrect"}} for n in range(2)]
    send(launch, 1, "I0", at=at, inter=answers, course=where())
    send(launch, 2, "I1", at=at, inter=answers, course=where())
    anew = [{"idx": 0, "set": {"id": "q0"}}]
    send(launch, 3, "I0", {"cmi.location": "1"}, at=at, inter=anew, course=where(), full=True)
    seeds = {
        state.sco.identifier: bootstrap.seed(state, is_2004=True)
        for state in ScoState.objects.filter(sco__identifier__in=["I0", "I1"])
    }
    assert seeds["I0"] == {"cmi.location": "1", "cmi.interactions.0.id": "q0"}
    assert len(seeds["I1"]) == 6
    send(launch, 4, "I0", {"cmi.location": "2"}, at=at, course=where(), full=True)
    assert bootstrap.seed(ScoState.objects.get(sco__identifier="I0"), is_2004=True) == {"cmi.location": "2"}


def test_a_whole_document_of_one_item_steps_over_no_other_that_is_still_on_its_way(at):
    launch = open_launch(course_of("2004-4"), at)
    early = send(launch, 2, "I1", {"cmi.location": "b"}, at=at, full=True, after=1)
    assert (early.answer["status"], early.answer["need"]) == ("stale", "full")
    assert send(launch, 1, "I0", {"cmi.location": "a"}, at=at, full=True).answer["status"] == "applied"
    assert send(launch, 2, "I1", {"cmi.location": "b"}, at=at, full=True, after=1).answer["status"] == "applied"
    docs = dict(ScoState.objects.exclude(doc={}).values_list("sco__identifier", "doc"))
    assert docs == {"I0": {"cmi.location": "a"}, "I1": {"cmi.location": "b"}}


def test_a_commit_of_a_sequenced_course_reads_the_other_items_with_one_statement_more(at, django_assert_num_queries):
    launch = open_launch(course_of("2004-4"), at)
    answers = [{"idx": n, "set": {"id": f"q{n}"}} for n in range(20)]
    content = body(launch, 1, {"cmi.location": "1"}, sco="I0", inter=answers, course=where())
    with transaction.atomic(), django_assert_num_queries(3 if connection.vendor == "postgresql" else 5):
        commits.apply(token=launch.token, body=content, at=at)
