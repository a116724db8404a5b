"""A report as it is drawn: no mark covers another, no column is empty."""

from __future__ import annotations

from privacy.small_numbers import Bound, Mean
from surveys.models import Part
from surveys.pictures import MARK, picture
from surveys.queries.results import ItemReport, Report


def _item(**means: float) -> ItemReport:
    return ItemReport(
        "q", Part.LEARNING, "Frage", "de", **{name: Mean(value, 7, Bound.EXACT) for name, value in means.items()}
    )


def _drawn(item: ItemReport) -> list[tuple[int, int]]:
    (section,) = picture(Report(items=(item,))).parts
    return [(mark.x, mark.y) for mark in section.rows[0].marks]


def test_marks_far_from_each_other_stand_on_the_scale():
    assert _drawn(_item(before=1.0, end=3.0, later=5.0)) == [(14, 0), (200, 0), (386, 0)]


def test_marks_that_would_cover_each_other_stand_one_above_the_other():
    assert [y for _, y in _drawn(_item(before=3.0, end=3.0, later=3.1))] == [0, -16, -32]


def test_a_mark_beside_the_last_only_goes_back_to_the_scale():
    before, end, later = _drawn(_item(before=3.0, end=3.15, later=3.3))
    assert later[0] - before[0] >= MARK > end[0] - before[0]
    assert (before[1], end[1], later[1]) == (0, -16, 0)


def test_the_picture_has_room_for_every_mark():
    (section,) = picture(Report(items=(_item(before=3.0, end=3.0),))).parts
    (row,) = section.rows
    assert (row.top, row.height) == (-16, 62)


def test_a_column_without_any_figure_is_left_out():
    (section,) = picture(Report(items=(_item(end=3.0), _item(end=4.0, later=4.0)))).parts
    assert section.columns == {"end", "later"}
