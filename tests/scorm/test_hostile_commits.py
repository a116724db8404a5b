"""Bodies that no player of ours sends: each is refused by name, and none keeps anything from opening."""

import json
from datetime import UTC, datetime

import pytest
from django.db import transaction

from scorm import bootstrap, receiving
from scorm.actions import commits
from scorm.models import Attempt
from tests.factories.scorm import body, open_launch, registered
from tests.scorm.test_courses import SHARED, alone

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def sent(launch, content):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=content, at=AT)


def nested(levels):
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.parametrize(
    ("field", "value"),
    [("trigger", []), ("trigger", {}), ("sco", "\ud800"), ("sco", "a\x00"), ("v", 2), ("page", True)],
)
def test_a_wrong_type_is_refused_by_name(field, value):
    launch = open_launch(registered(), AT)
    answer = sent(launch, body(launch, 1, **{field: value}))
    assert (answer.status_code, list(answer.answer["fields"])) == (422, [field])


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("part", ["state", "globals"])
def test_a_number_that_no_browser_reads_again_is_no_json(part, word):
    launch = open_launch(alone("2004-4", SHARED), AT)
    course = {"state": {}, "globals": {}, part: {"x": "HERE"}}
    content = body(launch, 1, sco="I0", course=course).decode().replace('"HERE"', word)
    answer = sent(launch, content.encode())
    assert (answer.status_code, list(answer.answer["fields"])) == (422, ["body"])


@pytest.mark.parametrize("levels", [250, 500, 900, 920, 940, 960, 980, 2_000, 100_000])
@pytest.mark.parametrize("part", ["state", "globals"])
def test_what_is_nested_too_deep_to_be_read_again_is_refused(part, levels):
    launch = open_launch(alone("2004-4", SHARED), AT)
    course = {"state": {}, "globals": {}, part: {"x": "HERE"}}
    content = body(launch, 1, sco="I0", course=course).decode().replace('"HERE"', nested(levels))
    assert sent(launch, content.encode()).status_code == 422


@pytest.mark.parametrize("levels", range(900, 1_000, 5))
def test_a_journal_that_is_nested_too_deep_is_refused_and_not_an_error(levels):
    user = registered().user
    entries = receiving.entries_of(f"[{nested(levels)}]") or []
    applied = [receiving.hand_in(each, user=user, at=AT, record=lambda **_: None).status_code for each in entries]
    assert applied in ([], [422])


def test_a_course_of_common_depth_is_taken_and_read_again():
    launch = open_launch(alone("2004-4", SHARED), AT)
    state = json.loads(nested(150))
    assert sent(launch, body(launch, 1, sco="I0", course={"state": state})).status_code == 200
    assert bootstrap.course_state(Attempt.objects.get()) == state


@pytest.mark.parametrize("least", ["0", "1e-999999999"])
def test_points_out_of_next_to_nothing_are_no_share(least):
    launch = open_launch(registered(standard="2004-4"), AT)
    points = {"cmi.score.raw": "1", "cmi.score.min": least, "cmi.score.max": "1e-999999998"}
    assert sent(launch, body(launch, 1, points)).status_code == 200
    assert Attempt.objects.get().score is None
