"""Presence is what it would be if somebody had counted every second, whatever order and pieces it came in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_sessions.presence import AttendanceRule, Interval, Source, has_attended, presence

START = datetime(2026, 3, 2, 18, tzinfo=UTC)
END = START + timedelta(seconds=1800)
ROOM, BREAKOUT = "room", "breakout"


def second(number):
    return START + timedelta(seconds=number)


def stay(begin, end, source=Source.WEBHOOK, meeting=ROOM):
    return Interval(meeting, source, second(begin), None if end is None else second(end))


def present(*intervals, ends=1800, window=1800):
    meeting_ends = {ROOM: second(ends), BREAKOUT: second(ends)}
    return presence(intervals, starts_at=START, ends_at=second(window), meeting_ends=meeting_ends)


def poll(begin, end):
    return stay(begin, end, Source.POLL)


@pytest.mark.parametrize(
    ("intervals", "seconds"),
    [
        ([], 0),
        ([stay(0, 1800)], 1800),
        ([stay(0, 600), stay(300, 900), stay(930, 1800)], 1770),  # two devices, and thirty seconds away
        ([poll(0, 600), poll(300, 900), poll(930, 1800)], 1800),  # which polling cannot see
        ([poll(0, 600), poll(690, 1800)], 1800),
        ([poll(0, 600), poll(691, 1800)], 1709),
        ([stay(-600, 60), stay(1740, 2400)], 120),  # early and late do not count
        ([stay(1900, 2000)], 0),
        ([stay(300, None)], 1500),  # nobody told when they left
        ([stay(600, 600), stay(900, 300)], 0),
        ([stay(0, 600), stay(600, 1200, meeting=BREAKOUT), stay(1200, 1800)], 1800),
        ([stay(0, 1800), stay(300, 900, meeting=BREAKOUT)], 1800),
        ([poll(0, 1800), stay(0, 900, Source.MANUAL)], 900),  # what was corrected by hand holds
    ],
)
def test_the_seconds_in_the_window_are_counted_once(intervals, seconds):
    assert present(*intervals).seconds == seconds


def test_who_was_never_seen_leaving_a_room_that_ended_early_left_with_it():
    assert present(stay(0, None), ends=700).seconds == 700


def test_an_interval_of_a_meeting_nobody_knows_the_end_of_counts_nothing_that_was_not_told():
    lone = Interval("unknown", Source.WEBHOOK, START, None)

    assert presence([lone], starts_at=START, ends_at=END, meeting_ends={}).seconds == 0


@pytest.mark.parametrize("source", [Source.WEBHOOK, Source.ANALYTICS])
@pytest.mark.parametrize("away", [5, 70, 119, 150])
def test_an_echo_in_the_poll_does_not_blur_what_is_known_to_the_second(source, away):
    told = present(stay(0, 600, source), stay(600 + away, 1800, source), poll(10, 1800))

    assert (told.seconds, told.is_exact) == (1800 - away, True)


def test_polling_fills_in_what_a_lost_message_hid_and_says_so():
    told = present(stay(0, 600), poll(10, 1790))

    assert (told.seconds, told.is_exact) == (1790, False)


def test_analytics_replace_webhooks_and_a_person_they_forgot_is_not_lost():
    assert present(stay(0, 1700), stay(0, 1500, Source.ANALYTICS)).seconds == 1500
    assert present(stay(0, 1700, Source.ANALYTICS), stay(0, 900, meeting=BREAKOUT)).seconds == 1700
    assert present(poll(0, 1700), stay(1700, 1800, Source.ANALYTICS, BREAKOUT)).seconds == 1800


@pytest.mark.parametrize(
    ("interval", "is_exact"), [(stay(0, 9), True), (stay(0, 9, Source.ANALYTICS), True), (poll(0, 9), False)]
)
def test_every_figure_says_whether_it_is_right_to_the_second(interval, is_exact):
    assert present(interval).is_exact is is_exact


@pytest.mark.parametrize(
    ("seconds", "rule", "attended"),
    [
        (1440, AttendanceRule(min_percent=80), True),
        (1439, AttendanceRule(min_percent=80), False),
        (1800, AttendanceRule(min_minutes=30), True),
        (1799, AttendanceRule(min_minutes=30), False),
        (1440, AttendanceRule(min_percent=80, min_minutes=25), False),
        (1, AttendanceRule(), True),
        (0, AttendanceRule(), False),
        (0, AttendanceRule(min_percent=0), False),
    ],
)
def test_the_rule_is_exact_at_its_border(seconds, rule, attended):
    assert has_attended(present_seconds=seconds, scheduled_seconds=1800, rule=rule) is attended


def test_a_third_of_an_odd_number_of_seconds_is_not_rounded():
    shares = [
        has_attended(present_seconds=seconds, scheduled_seconds=1001, rule=AttendanceRule(min_percent=33))
        for seconds in (330, 331)
    ]
    assert shares == [False, True]


points = st.integers(min_value=-300, max_value=2200)
stays = st.lists(st.tuples(points, points), max_size=8)


def counted(pairs, gap=0):
    """Count second by second, as slowly as one can."""
    inside = set()
    ordered = sorted(pair for pair in pairs if pair[0] < pair[1])
    for begin, end in ordered:
        inside |= set(range(begin, end))
    reach = None
    for begin, end in ordered:
        if reach is not None and 0 < begin - reach <= gap:
            inside |= set(range(reach, begin))
        reach = end if reach is None else max(reach, end)
    return len(inside & set(range(1800)))


@given(stays)
def test_exact_sources_give_what_counting_gives(pairs):
    assert present(*(stay(*pair) for pair in pairs)).seconds == counted(pairs)


@given(stays)
def test_polling_gives_what_counting_with_bridges_gives(pairs):
    assert present(*(poll(*pair) for pair in pairs)).seconds == counted(pairs, gap=90)


@given(stays, stays, st.randoms())
def test_neither_order_nor_repetition_matters(exact, polled, random):
    intervals = [*(stay(*pair) for pair in exact), *(poll(*pair) for pair in polled)]
    shuffled = intervals * 2
    random.shuffle(shuffled)

    assert present(*shuffled) == present(*intervals)


@given(stays, st.tuples(points, points), st.sampled_from([Source.WEBHOOK, Source.POLL]))
def test_more_of_the_same_source_never_takes_time_away(pairs, more, source):
    before = [stay(*pair, source) for pair in pairs]

    assert present(*before, stay(*more, source)).seconds >= present(*before).seconds


@given(st.tuples(points, points), st.integers(min_value=1, max_value=99), st.sampled_from(list(Source)))
def test_a_stay_in_two_pieces_is_as_long_as_in_one(pair, percent, source):
    begin, end = sorted(pair)
    middle = begin + (end - begin) * percent // 100

    assert (
        present(stay(begin, middle, source), stay(middle, end, source)).seconds
        == present(stay(begin, end, source)).seconds
    )


@given(stays, stays)
def test_polling_never_takes_away_what_is_known_to_the_second_and_adds_no_echo(exact, polled):
    known = present(*(stay(*pair) for pair in exact))
    both = present(*(stay(*pair) for pair in exact), *(poll(*pair) for pair in polled))
    if known.spans:
        assert both.seconds >= known.seconds
    assert both.seconds <= counted([*exact, *polled], gap=90)


@given(stays)
def test_the_spans_add_up_lie_in_the_window_and_keep_apart(pairs):
    told = present(*(stay(*pair) for pair in pairs))

    assert sum((end - begin).total_seconds() for begin, end in told.spans) == told.seconds <= 1800
    assert all(begin >= START and end <= END for begin, end in told.spans)
    assert all(one[1] < two[0] for one, two in zip(told.spans, told.spans[1:], strict=False))


def bounded(*intervals, others=((0, 1700),)):
    """Count with what polls saw of others in the same room."""
    polled = {ROOM: [(second(begin), second(end)) for begin, end in others]}
    polled[ROOM] += [(one.joined_at, one.left_at) for one in intervals if one.source == Source.POLL]
    ends = {ROOM: second(1800)}
    return presence(intervals, starts_at=START, ends_at=END, meeting_ends=ends, polled=polled)


@pytest.mark.parametrize("source", [Source.WEBHOOK, Source.ANALYTICS])
@pytest.mark.parametrize(
    ("polled", "seconds", "is_exact"),
    [
        ([(10, 1700)], 1800, True),  # in the last poll, so there at the end
        ([(10, 900)], 900, False),  # others were seen later
        ([(10, 300), (700, 1700)], 1300, False),  # away, and back
        ([], 90, False),  # came and went between two polls
    ],
)
def test_a_leave_that_nobody_told_is_bounded_by_polls(source, polled, seconds, is_exact):
    told = bounded(stay(0, None, source), *(poll(*pair) for pair in polled))

    assert (told.seconds, told.is_exact) == (seconds, is_exact)


def test_while_polls_are_away_nobody_is_missed():
    told = bounded(stay(0, None), poll(10, 300), poll(700, 1700), others=((0, 300), (700, 1700)))

    assert (told.seconds, told.is_exact) == (1800, True)


def test_polls_that_saw_nobody_or_came_too_soon_bound_nothing():
    assert bounded(stay(1600, None)).seconds == 200
    assert bounded(stay(0, None), others=()).seconds == 1800


@given(st.lists(points, max_size=6), st.lists(points, max_size=6), stays, stays)
def test_lost_leaves_never_take_away_what_polls_saw_nor_reach_beyond_the_window(joins, leaves, polled, others):
    whole = [stay(*sorted(pair)) for pair in zip(joins, leaves, strict=False)]
    told = [*whole, *(stay(join, None) for join in joins)]
    seen = [poll(*pair) for pair in polled]
    counts = bounded(*told, *seen, others=others)

    assert counts.seconds <= 1800
    assert counts.seconds >= present(*whole).seconds
    if not told:
        assert counts.seconds == counted(polled, gap=90)
