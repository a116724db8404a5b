"""Participants that nobody has to play."""

from collections import Counter
from datetime import datetime

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


def test_who_would_be_there_by_now_comes_at_once():
    bench = Bench()
    bench.create()
    room = bench.standin.world.find("m-1")
    bench.standin.send_bots(room, crowd(4), seed=1, factor=1, since=bench.at - 600_000)
    bench.wait(1)
    assert len(bench.present()) == 4


def test_an_evening_of_the_past_tells_who_was_there_when_and_nobody_hears_of_it():
    bench = Bench()
    bench.create(meta_analytics__callback__url="http://localhost/told", meetingKeepEvents="true")
    room = bench.standin.world.find("m-1")
    start, end = bench.at - 26 * 3_600_000, bench.at - 24 * 3_600_000
    told = bench.standin.play_evening(room, [Part("u-1", "Samira"), Part("u-2", "Olena")], seed=1, start=start, end=end)
    assert (told["meeting_id"], told["internal_meeting_id"]) == ("m-1", room.internal_id)
    assert [one["ext_user_id"] for one in told["data"]["attendees"]] == ["u-1", "u-2"]
    moments = [
        moment
        for one in told["data"]["attendees"]
        for moment in map(datetime.fromisoformat, [*one["joins"], *one["leaves"]])
    ]
    assert start / 1000 <= min(moments).timestamp() <= start / 1000 + 400
    assert max(moments).timestamp() <= end / 1000 == datetime.fromisoformat(told["data"]["finish"]).timestamp()
    bench.wait(60)
    assert bench.sent == []
    assert bench.call("getMeetings").findtext("messageKey") == "noMeetings"
