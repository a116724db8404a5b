"""Weekly patterns, wall time across both changes of the clocks, and holidays."""

from datetime import UTC, date, datetime, time, timedelta

from courses import timetable
from courses.public_holidays import holiday, holidays_within
from courses.timetable import Pattern, slot
from tests.factories.sessions import evenings


def instants(pattern):
    return [one.starts_at for one in timetable.slots(pattern, most=50)]


def test_seven_in_the_evening_stays_seven_when_summer_time_begins():
    pattern = evenings(weekdays=("TU",), from_on=date(2026, 3, 24), count=2)  # clocks change on 29 March
    assert instants(pattern) == [datetime(2026, 3, 24, 18, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC)]


def test_seven_in_the_evening_stays_seven_when_summer_time_ends():
    pattern = evenings(weekdays=("TU",), from_on=date(2026, 10, 20), count=2)  # clocks change on 25 October
    assert instants(pattern) == [datetime(2026, 10, 20, 17, tzinfo=UTC), datetime(2026, 10, 27, 18, tzinfo=UTC)]


def test_a_pattern_takes_the_chosen_days_of_every_week_up_to_its_last_day():
    pattern = evenings(until_on=date(2026, 3, 26))
    assert timetable.days(pattern, most=50) == [
        date(2026, 3, 17),
        date(2026, 3, 19),
        date(2026, 3, 24),
        date(2026, 3, 26),
    ]


def test_a_pattern_with_a_count_goes_on_until_it_has_that_many_days_without_its_exceptions():
    pattern = evenings(count=3, exceptions=(date(2026, 3, 19),))
    assert timetable.days(pattern, most=50) == [date(2026, 3, 17), date(2026, 3, 24), date(2026, 3, 26)]


def test_a_pattern_without_sense_is_cut_off():
    pattern = Pattern(("MO", "TU"), time(9), time(10), date(2026, 1, 1), until_on=date(9999, 1, 1))
    assert len(timetable.days(pattern, most=201)) == 201


def test_a_series_that_moves_keeps_its_wall_time_on_both_sides_of_the_change():
    before, after = slot(date(2026, 3, 24), time(19), time(20)), slot(date(2026, 3, 31), time(19), time(20))
    wanted = slot(date(2026, 3, 25), time(18), time(19))
    moved = [timetable.shifted(one, before, wanted) for one in (before, after)]
    assert moved == [wanted, slot(date(2026, 4, 1), time(18), time(19))]


def test_what_ends_after_midnight_still_does_when_it_moves():
    late = timetable.Slot(datetime(2026, 3, 3, 22, 30, tzinfo=UTC), datetime(2026, 3, 4, 0, 0, tzinfo=UTC))
    wanted = timetable.Slot(late.starts_at + timedelta(days=1), late.ends_at + timedelta(days=1))
    assert timetable.shifted(late, late, wanted) == wanted


def test_what_ends_when_another_begins_does_not_overlap():
    first, second = slot(date(2026, 3, 3), time(9), time(10)), slot(date(2026, 3, 3), time(10), time(11))
    assert not first.overlaps(second)


def test_holidays_of_niedersachsen_are_those_of_its_law():
    found = holidays_within(date(2026, 1, 1), date(2026, 12, 31), ["NI"])
    assert list(found) == [
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
        date(2026, 5, 25), date(2026, 10, 3), date(2026, 10, 31), date(2026, 12, 25), date(2026, 12, 26),
    ]  # fmt: skip


def test_a_holiday_of_one_land_is_a_working_day_in_another():
    corpus_christi = date(2026, 6, 4)
    assert holiday(corpus_christi, "NW") is not None
    assert holiday(corpus_christi, "NI") is None


def test_where_no_land_is_known_only_what_holds_everywhere_is_a_holiday():
    assert holiday(date(2026, 10, 31), "") is None
    assert holiday(date(2026, 5, 1), "") is not None


def test_holidays_have_english_names_for_those_who_read_english():
    assert holiday(date(2026, 4, 3), "NI", "en").name == "Good Friday"
    assert holiday(date(2026, 4, 3), "NI", "ar").language == "de"
