"""Where a learner stands, and where "Weiter" leads."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

from lms.standing import next_item, standing


@dataclass(frozen=True)
class Place:
    is_required: bool = True
    item_id: UUID = field(default_factory=uuid4)


def test_weiter_opens_the_unit_where_the_learner_stopped():
    a, b, c = Place(), Place(), Place()
    assert next_item([a, b, c], done=set(), current=b.item_id) == b


def test_weiter_opens_the_next_open_unit_when_the_last_one_is_done():
    a, b, c = Place(), Place(), Place()
    assert next_item([a, b, c], done={b.item_id}, current=b.item_id) == c


def test_weiter_comes_back_to_what_was_left_out():
    a, b, c = Place(), Place(), Place()
    assert next_item([a, b, c], done={b.item_id, c.item_id}, current=c.item_id) == a


def test_weiter_leads_nowhere_when_all_is_done():
    a = Place()
    assert next_item([a], done={a.item_id}, current=a.item_id) is None


def test_weiter_begins_at_the_first_unit():
    a, b = Place(), Place()
    assert next_item([a, b], done=set(), current=None) == a


def test_voluntary_units_do_not_count_towards_the_course():
    a, b = Place(), Place(is_required=False)
    assert (standing([a, b], {b.item_id}).done, standing([a, b], {b.item_id}).total) == (0, 1)


def test_all_units_count_where_none_is_required():
    a, b = Place(is_required=False), Place(is_required=False)
    assert standing([a, b], {a.item_id}).percent == 50


def test_two_of_three_are_sixty_six_percent_never_more():
    a, b, c = Place(), Place(), Place()
    assert standing([a, b, c], {a.item_id, b.item_id}).percent == 66
