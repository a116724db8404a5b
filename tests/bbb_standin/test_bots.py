"""Participants that nobody has to play."""

from collections import Counter

from bbb_standin.bots import LESSON_S, Part, crowd, plan
from tests.bbb_standin.conftest import Bench


def test_the_same_seed_gives_the_same_plan_and_another_one_another():
    assert plan(6, 1) == plan(6, 1)
    assert plan(6, 1) != plan(6, 2)


def test_everybody_comes_and_goes_within_the_lesson_and_some_come_back():
    steps = plan(6, 1)
    assert all(0 <= step.at_s <= LESSON_S for step in steps)
    joins = Counter(step.bot for step in steps if step.act == "join")
    assert (min(joins.values()), max(joins.values())) == (1, 2)
    assert joins == Counter(step.bot for step in steps if step.act == "leave")


def test_a_lesson_is_played_faster_and_the_meeting_ends_empty():
    bench = Bench(bots=5, bot_factor=90.0)  # a lesson in a minute
    bench.create()
    bench.wait(20, step=0.5)
    assert len(bench.present()) == 5
    bench.wait(50, step=0.5)
    assert not any(bench.standin.world.find("m-1").present())
    bench.wait(60)
    assert bench.call("getMeetings").findtext("messageKey") == "noMeetings"


def test_bots_are_not_put_out_for_silence():
    bench = Bench(bots=2, bot_factor=1.0)
    bench.create()
    bench.wait(600, step=10)
    assert len(list(bench.standin.world.find("m-1").present())) == 2


def test_bots_take_no_place_in_a_full_room():
    bench = Bench()
    bench.create(maxParticipants=1)
    token = bench.enter("Amina")
    bench.standin.send_bots(bench.standin.world.find("m-1"), [Part("u-9", "Karim")], seed=1, factor=1000)
    bench.wait(3, step=0.1, looking=(token,))
    assert bench.present() == ["Amina"]


def test_bots_of_a_restarted_server_are_gone():
    bench = Bench(bots=5, bot_factor=90.0)
    bench.create()
    bench.wait(10, step=0.5)
    bench.standin.restart()
    bench.wait(10, step=0.5)
    assert bench.call("getMeetings").findtext("messageKey") == "noMeetings"


def test_a_crowd_has_names_and_ids_of_its_own():
    assert len({part.user_id for part in crowd(40)}) == len({part.name for part in crowd(40)}) == 40
