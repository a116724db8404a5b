"""Presence in a room: the code on the wall, the list by hand, and both together with a conference."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms import room_code
from lms.actions import attendance, room
from lms.models import RoomStay, SessionAttendance
from tests.factories.attendance import AFTER, END, START, live_run, minute, moved, room_of, session_of, stayed
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return live_run()


@pytest.fixture
def enrolment(run):
    return enrolled(run)


@pytest.fixture
def session(run, enrolment):
    return session_of(run, mode="on_site", place="Raum 3")


def confirmed(session):
    attendance.confirm(session=session, ends_at=END, by=session.trainers.get(), at=AFTER)
    return SessionAttendance.objects.get()


def test_who_signs_in_and_out_was_there_in_between(session, enrolment):
    assert room.scan(session=session, learner=enrolment.learner, at=minute(-5)) == room.Noted.CAME
    assert room.scan(session=session, learner=enrolment.learner, at=minute(80)) == room.Noted.LEFT
    row = confirmed(session)
    assert (row.present_seconds, row.is_exact, row.status) == (80 * 60, True, "attended")


def test_who_forgets_to_sign_out_stayed_to_the_end(session, enrolment):
    room.scan(session=session, learner=enrolment.learner, at=minute(10))
    assert confirmed(session).present_seconds == 80 * 60


def test_a_second_tap_is_no_leaving(session, enrolment):
    room.scan(session=session, learner=enrolment.learner, at=minute(0))
    assert room.scan(session=session, learner=enrolment.learner, at=minute(0.5)) == room.Noted.SAME
    assert RoomStay.objects.get().left_at is None


def test_who_comes_back_has_two_stays(session, enrolment):
    for at in (0, 30, 60):
        room.scan(session=session, learner=enrolment.learner, at=minute(at))
    assert confirmed(session).present_seconds == 60 * 60


@pytest.mark.parametrize("at", [minute(-11), END + timedelta(minutes=31)])
def test_the_code_works_around_the_session_only(session, enrolment, at):
    with pytest.raises(room.NotNow):
        room.scan(session=session, learner=enrolment.learner, at=at)


def test_strangers_and_rooms_that_are_none_are_refused(session, enrolment, run):
    with pytest.raises(room.NotOnTheList):
        room.scan(session=session, learner=enrolled().learner, at=START)
    session.mode = "online"
    session.save()
    with pytest.raises(room.NoSuchRoom):
        room.scan(session=session, learner=enrolment.learner, at=START)


def test_a_ticked_list_counts_the_whole_session_or_so_many_minutes(session, enrolment):
    trainer = session.trainers.get()
    room.tick(session=session, minutes={enrolment.pk: None}, by=trainer, at=AFTER)
    assert SessionAttendance.objects.get().present_seconds == 90 * 60
    room.tick(session=session, minutes={enrolment.pk: 30}, by=trainer, at=AFTER)
    assert SessionAttendance.objects.get().present_seconds == 30 * 60
    assert room.tick(session=session, minutes={enrolment.pk: 30}, by=trainer, at=AFTER) == 0
    room.tick(session=session, minutes={}, by=trainer, at=AFTER)
    assert (RoomStay.objects.count(), SessionAttendance.objects.get().present_seconds) == (0, 0)


def test_a_confirmed_list_is_not_ticked_any_more(session, enrolment):
    confirmed(session)
    with pytest.raises(room.NoSuchRoom):
        room.tick(session=session, minutes={enrolment.pk: None}, by=session.trainers.get(), at=AFTER)


def test_hybrid_is_the_union_of_room_and_conference(run, enrolment):
    session = session_of(run, mode="hybrid", place="Raum 3")
    stayed(room_of(session), enrolment, 0, 40)
    room.scan(session=session, learner=enrolment.learner, at=minute(30))
    room.scan(session=session, learner=enrolment.learner, at=minute(75))
    assert confirmed(session).present_seconds == 75 * 60


# ---- the code itself


def test_a_code_is_good_for_a_minute_and_for_its_own_room(session, run):
    other = session_of(run, mode="on_site", place="Raum 4", day=timezone.localdate(START) + timedelta(days=1))
    code = room_code.code_for(session, at=START)
    assert room_code.is_code(session, code, at=START + timedelta(seconds=59))
    assert not room_code.is_code(session, code, at=START + timedelta(seconds=76))
    assert not room_code.is_code(session, code, at=START - timedelta(seconds=16))
    assert not room_code.is_code(other, code, at=START)


def test_the_proof_of_having_read_it_is_one_persons_for_ten_minutes(session, enrolment):
    proof = room_code.seal(session, enrolment.learner, at=START)
    assert room_code.opened(session, enrolment.learner, proof, at=minute(9)) == START
    assert room_code.opened(session, enrolment.learner, proof, at=minute(11)) is None
    assert room_code.opened(session, enrolled().learner, proof, at=START) is None
    assert [room_code.opened(session, enrolment.learner, text, at=START) for text in ("", "x.y", "9" * 20)] == [
        None
    ] * 3


# ---- the learner's phone


@pytest.fixture
def now_on(session):
    return moved(session, timezone.now().replace(microsecond=0) - timedelta(minutes=20))


def page(session, code=""):
    return reverse("lms:arrive", args=[session.public_id]) + f"?code={code}"


def test_one_button_says_that_one_is_here(client, now_on, enrolment):
    client.force_login(enrolment.learner)
    answer = client.get(page(now_on, room_code.code_for(now_on, at=timezone.now())))
    assert "Ich bin da" in answer.content.decode()
    assert RoomStay.objects.count() == 0
    answer = client.post(page(now_on), {"seal": answer.context["seal"]})
    assert "Sie sind da, seit" in answer.content.decode()
    assert RoomStay.objects.get().enrolment == enrolment


def test_an_old_code_says_what_to_do(client, now_on, enrolment):
    client.force_login(enrolment.learner)
    for answer in (client.get(page(now_on, "alt")), client.post(page(now_on), {"seal": "1.x"})):
        assert answer.status_code == 410
        assert "Dieser Code gilt nicht mehr." in answer.content.decode()
    assert RoomStay.objects.count() == 0


def test_a_learner_of_another_run_and_the_trainer_find_no_button(client, now_on):
    for person in (enrolled().learner, now_on.trainers.get()):
        client.force_login(person)
        assert client.get(page(now_on, room_code.code_for(now_on, at=timezone.now()))).status_code == 404
