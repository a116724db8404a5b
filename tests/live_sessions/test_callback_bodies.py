"""What servers send is read into few facts, whatever shape it has; what cannot be read is refused by name."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_sessions.actions.taking import stays_of
from live_sessions.callbacks import analytics, events
from live_sessions.callbacks.events import EventName
from live_sessions.callbacks.reading import BodyRefused, Stay, count, identifier, instant, paired
from tests.live_sessions.wire import CONTRACT

BEGIN = datetime(2026, 3, 2, 18, tzinfo=UTC)
needs_contract = pytest.mark.skipif(CONTRACT is None, reason="the sample answers are not here")


def second(number):
    return BEGIN + timedelta(seconds=number)


def report(*people, **data):
    return {"meeting_id": "m", "internal_meeting_id": "i", "data": {"attendees": list(people), **data}}


def read(told):
    return analytics.read(json.dumps(told).encode())


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        (1772474400, BEGIN),
        (1772474400000, BEGIN),
        ("1772474400", BEGIN),
        ("1772474400000", BEGIN),
        (1772474400.5, BEGIN + timedelta(milliseconds=500)),
        ("2026-03-02T18:00:00.000+00:00", BEGIN),
        ("2026-03-02T18:00:00Z", BEGIN),
        ("2026-03-02 19:00:00 +0100", BEGIN),
        ("2026-03-02 18:00:00 UTC", BEGIN),
        ("2026-03-02 18:00:00", BEGIN),
        *[
            (odd, None)
            for odd in (None, "", "soon", True, [], {}, 0, -1, 10**400, float("nan"), "9" * 15, "1850-01-01")
        ],
    ],
)
def test_a_moment_has_many_shapes(told, moment):
    assert instant(told) == moment


@pytest.mark.parametrize(
    ("told", "number"), [(3, 3), ("26", 26), (2.9, 2), (-4, 0), (None, 0), ("x", 0), (True, 0), (10**12, 1_000_000)]
)
def test_a_count_is_never_negative_nor_endless(told, number):
    assert count(told) == number


@pytest.mark.parametrize(
    ("told", "text"),
    [("u-1", "u-1"), (45, "45"), (" a ", "a"), (None, ""), (True, ""), ("a\0b", ""), ("x" * 101, ""), ([], "")],
)
def test_an_id_is_a_short_text(told, text):
    assert identifier(told) == text


@needs_contract
def test_the_older_body_is_read():
    told = analytics.read((CONTRACT / "analytics" / "elos_2023_trimmed.json").read_bytes())

    first = told.people[0]
    assert [person.external_id for person in told.people] == ["45", "w_pc3g5bjibj7r", "w_sqhqruvnvzer"]
    assert first.stays == (
        Stay(datetime(2023, 8, 7, 17, 6, 17, tzinfo=UTC), datetime(2023, 8, 7, 17, 32, 59, tzinfo=UTC)),
    )
    assert (first.talk_seconds, first.talk_count, first.message_count) == (26, 8, 9)
    assert told.ended_at == datetime(2023, 8, 7, 17, 33, 59, tzinfo=UTC)


@needs_contract
def test_the_newer_body_is_read():
    told = analytics.read((CONTRACT / "analytics" / "pilos859_2025_head.json").read_bytes())

    assert (told.meeting_id, told.is_breakout) == ("random-3476055", False)
    assert told.people[0].stays == (Stay(datetime(2025, 5, 23, 11, 6, 34, tzinfo=UTC), None),)


@needs_contract
@pytest.mark.parametrize("name", ["mapped-events.jsonl", "raw-events.jsonl"])
def test_both_kinds_of_webhooks_tell_the_same_meeting(name):
    lines = (CONTRACT / "bbb-webhooks" / name).read_text(encoding="utf-8").splitlines()
    form = urlencode({"domain": "x", "event": f"[{','.join(lines)}]", "timestamp": 1}).encode()
    told = events.read(form)

    internal = "8043c8452ae9830aac14c517adff3839dbd9228f-1698771157700"
    assert {one.internal_meeting_id for one in told} == {internal}
    assert (told[0].name, told[0].meeting_id, told[-1].name) == (EventName.CREATED, "random-9019868", EventName.ENDED)
    assert {one.user_id for one in told if one.name == EventName.JOINED} == {"w_xfsb9gxtlfom", "w_uxw0dzhtvk0l"}
    assert "w_uxw0dzhtvk0l" in {one.user_id for one in told if one.name == EventName.LEFT}
    assert not any("mp" in (one.external_id, one.user_id) for one in told)


@pytest.mark.parametrize("shape", ["object", "list", "none"])
def test_connections_of_a_person_are_read_in_any_shape(shape):
    step = {"joins": [{"timestamp": second(0).isoformat()}], "lefts": [{"timestamp": second(60).isoformat()}]}
    other = {"joins": [second(30).isoformat()], "lefts": [second(90).isoformat()]}
    sessions = {"object": {"w_1": step, "w_2": other}, "list": [step, other], "none": None}[shape]
    flat = {
        "joins": [second(0).isoformat(), second(30).isoformat()],
        "leaves": [second(60).isoformat(), second(90).isoformat()],
    }
    told = read(report({"ext_user_id": "u-1", "sessions": sessions, **flat}))

    assert covered({"u-1": told.people[0].stays}) == set(range(90))


def test_a_person_named_twice_is_one():
    whole = {"joins": [1772474400], "leaves": [1772474460], "engagement": {"chats": "2", "talk_time": 5}}
    told = read(report({"ext_user_id": "u-1", **whole}, {"ext_user_id": "u-1", **whole}))

    assert [(person.external_id, person.message_count, len(person.stays)) for person in told.people] == [("u-1", 4, 2)]


def test_an_end_that_is_not_told_is_counted_from_the_start():
    assert read(report(start=1772474400, duration="60")).ended_at == second(60)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "notJson"),
        (b"<html>", "notJson"),
        (b"\xff\xfe", "notJson"),
        (b"[" * 100_000, "notJson"),
        (b'{"data": NaN}', "notJson"),
        (b"9" * 5000, "notJson"),
        (b"[]", "wrongShape"),
        (b"{}", "wrongShape"),
        (b'{"data": []}', "wrongShape"),
        (json.dumps(report(*[{}] * 2001)).encode(), "tooMany"),
        (json.dumps(report({"ext_user_id": "u-1", "joins": [1] * 1001})).encode(), "tooMany"),
    ],
)
def test_a_body_that_is_none_is_refused_by_name(body, reason):
    with pytest.raises(BodyRefused) as refused:
        analytics.read(body)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (b"", "wrongShape"),
        (b"\xff", "wrongShape"),
        (b"event=%ff", "wrongShape"),
        (b"a=1&" * 30, "wrongShape"),
        (b"event=nonsense", "notJson"),
        (b"event=[1]", "wrongShape"),
        (urlencode({"event": json.dumps([{}] * 501)}).encode(), "tooMany"),
    ],
)
def test_a_form_that_is_none_is_refused_by_name(form, reason):
    with pytest.raises(BodyRefused) as refused:
        events.read(form)
    assert refused.value.reason == reason


KEYS = "data attendees sessions joins leaves lefts timestamp engagement ext_user_id id attributes meeting user event ts"
RAW_KEYS = "core envelope header body props metadata"
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(f"{KEYS} {RAW_KEYS}".split()), inner, max_size=4)
    ),
    max_leaves=25,
)


@given(anything, anything)
def test_whatever_comes_is_read_or_refused_and_nothing_else(told, more):
    packed = json.dumps({"data": {"attendees": [told, more], "metadata": more}})
    for body in (packed, json.dumps(told)):
        with suppress(BodyRefused):
            analytics.read(body.encode())
        with suppress(BodyRefused):
            events.read(urlencode({"event": body}).encode())


@pytest.mark.parametrize(
    ("joins", "leaves", "stays"),
    [
        ([0], [60], [(0, 60)]),
        ([0], [], [(0, None)]),
        ([], [60], []),
        ([0, 0], [60], [(0, 60)]),  # told twice
        ([0, 90], [60], [(0, 60), (90, None)]),
        ([0, 60], [60], [(0, None)]),  # gone and back in the same second
        ([30], [30], []),
        ([60], [30, 90], [(60, 90)]),
    ],
)
def test_comings_and_goings_of_a_connection_are_paired(joins, leaves, stays):
    told = paired(map(second, joins), map(second, leaves), at_once=1)
    assert told == [Stay(second(begin), None if end is None else second(end)) for begin, end in stays]


def test_two_devices_of_a_person_are_there_until_both_have_gone():
    assert paired([second(0), second(30)], [second(60), second(90)]) == [Stay(second(0), second(90))]


def told(name, number, user="w_1", person="u-1"):
    return {"name": name, "at": second(number).isoformat(), "user": user, "person": person}


def test_a_going_that_names_another_belongs_to_the_connection():
    stays = stays_of([told("joined", 0), told("left", 60, person="u-9"), told("joined", 0, "w_2", "u-9")])

    assert stays == {"u-1": [Stay(second(0), second(60))], "u-9": [Stay(second(0), None)]}


visits = st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 600), st.integers(0, 3)), max_size=6)


def as_events(given_visits):
    """Return the events of visits of connections, none of which begins while the same is there already."""
    ends, found = {}, []
    for begin, length, number in sorted(given_visits):
        if begin > ends.get(number, -1):
            ends[number] = begin + length
            found += [told("joined", begin, f"w_{number}"), told("left", begin + length, f"w_{number}")]
    return found


def covered(stays):
    found = set()
    for stay in (one for of_person in stays.values() for one in of_person):
        end = stay.left_at or BEGIN + timedelta(hours=1)
        found |= set(range(int((stay.joined_at - BEGIN).total_seconds()), int((end - BEGIN).total_seconds())))
    return found


@given(visits, st.randoms())
def test_events_doubled_and_in_any_order_give_the_same_stays(given_visits, random):
    all_told = as_events(given_visits)
    shuffled = all_told * 2
    random.shuffle(shuffled)

    assert covered(stays_of(shuffled)) == covered(stays_of(all_told))


@given(visits, st.data())
def test_a_lost_going_never_takes_time_away(given_visits, data):
    all_told = as_events(given_visits)
    goings = [one for one in all_told if one["name"] == "left"]
    if goings:
        lost = data.draw(st.sampled_from(goings))
        assert covered(stays_of(all_told)) <= covered(stays_of([one for one in all_told if one is not lost]))
