"""What polls saw becomes presence; what they did not see ends nothing before its time."""

from datetime import timedelta

import pytest

from accounts.models import User
from live_sessions import subject_data
from live_sessions.actions import retention, watching
from live_sessions.attendance import attendance
from live_sessions.bbb import answers
from live_sessions.bbb.transport import Reply
from live_sessions.models import AttendanceInterval, Meeting, MeetingEnd, MeetingState, Participant
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(at):
    return MeetingFactory(requested_at=at, state=MeetingState.CREATING, create_time=None)


@pytest.fixture
def amina(meeting, at):
    return ParticipantFactory(context_key=meeting.context_key, provider=meeting.provider, first_let_in_at=at)


def person(external_id):
    return f"<attendee><userID>{external_id}</userID><fullName>Amina</fullName></attendee>"


def room(meeting, *people, create_time=1_700_000_000_000, extra=""):
    return (
        f"<meeting><meetingID>{meeting.meeting_id}</meetingID><internalMeetingID>intern-1</internalMeetingID>"
        f"<createTime>{create_time}</createTime>{extra}"
        f"<attendees>{''.join(person(one) for one in people)}</attendees></meeting>"
    )


def breakout(number, *people, parent="intern-1"):
    return (
        f"<meeting><meetingID>gruppe-{number}</meetingID><isBreakout>true</isBreakout>"
        f"<parentMeetingID>{parent}</parentMeetingID><attendees>{''.join(person(one) for one in people)}</attendees>"
        "</meeting>"
    )


def polled(server, at, *rooms):
    words = f"<response><returncode>SUCCESS</returncode><meetings>{''.join(rooms)}</meetings></response>"
    listed = answers.meetings(answers.read("getMeetings", Reply(200, words.encode(), 0)))
    watching.note_good(server, listed, at=at)


def minutes(at, number):
    return at + timedelta(minutes=number)


def present(meeting, at, length=90):
    return attendance(context_key=meeting.context_key, starts_at=at, ends_at=minutes(at, length))


def test_who_is_seen_every_minute_is_present_from_the_first_sight_to_the_last(meeting, amina, at):
    for minute in range(11):
        polled(meeting.server, minutes(at, minute), room(meeting, amina.external_id, amina.external_id))

    told = present(meeting, at).by_user[amina.user_id]
    assert (told.seconds, told.is_exact, AttendanceInterval.objects.count()) == (600, False, 1)


def test_an_absence_of_minutes_is_not_counted_and_one_poll_missed_is(meeting, amina, at):
    for minute in (0, 1, 2, 6, 7):
        polled(meeting.server, minutes(at, minute), room(meeting, amina.external_id))
    polled(meeting.server, minutes(at, 8) + timedelta(seconds=30), room(meeting, amina.external_id))

    assert present(meeting, at).by_user[amina.user_id].seconds == 120 + 150


def test_the_same_poll_told_twice_changes_nothing(meeting, amina, at):
    for minute in (0, 0, 1, 1):
        polled(meeting.server, minutes(at, minute), room(meeting, amina.external_id))

    assert (present(meeting, at).by_user[amina.user_id].seconds, AttendanceInterval.objects.count()) == (60, 1)


@pytest.mark.parametrize("parent", ["intern-1", "by our id"])
def test_time_in_a_breakout_room_is_time_in_the_session(meeting, amina, at, parent):
    parent = str(meeting.meeting_id) if parent == "by our id" else parent
    for minute in range(5):
        polled(meeting.server, minutes(at, minute), room(meeting, amina.external_id))
    for minute in range(5, 11):
        rooms = room(meeting), breakout(2, f"{amina.external_id}-2", parent=parent)
        polled(meeting.server, minutes(at, minute), *rooms)

    assert present(meeting, at).by_user[amina.user_id].seconds == 240 + 300


def test_people_nobody_let_in_are_listed_and_given_to_nobody(meeting, amina, at):
    for minute in range(3):
        polled(meeting.server, minutes(at, minute), room(meeting, "w_fremd", "u-somebodyelse"))

    told = present(meeting, at)
    assert (dict(told.by_user), {name: one.seconds for name, one in told.unknown.items()}) == (
        {},
        {"w_fremd": 120, "u-somebodyelse": 120},
    )


def test_a_meeting_is_open_once_it_is_listed(meeting, at):
    polled(meeting.server, at, room(meeting))

    meeting.refresh_from_db()
    told = (meeting.state, meeting.create_time, meeting.internal_id, meeting.seen_at)
    assert told == (MeetingState.OPEN, 1_700_000_000_000, "intern-1", at)


def test_a_meeting_that_two_polls_do_not_list_is_over_since_it_was_last_seen(meeting, at):
    seen = []
    polled(meeting.server, minutes(at, 4), room(meeting))
    for minute in (5, 6):
        polled(meeting.server, minutes(at, minute))
        meeting.refresh_from_db()
        seen.append((meeting.state, meeting.ended_at, meeting.ended_by))

    assert seen == [(MeetingState.OPEN, None, ""), (MeetingState.ENDED, minutes(at, 4), MeetingEnd.GONE)]


def test_a_server_that_does_not_answer_ends_nothing(meeting, amina, at):
    polled(meeting.server, at, room(meeting, amina.external_id))
    for _ in range(5):
        watching.note_error(meeting.server, "timeout")

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN


@pytest.mark.parametrize(("minute", "state"), [(1, "creating"), (9, "creating"), (11, "ended")])
def test_a_meeting_on_its_way_is_waited_for(meeting, at, minute, state):
    for second in (0, 30):
        polled(meeting.server, minutes(at, minute) + timedelta(seconds=second))

    meeting.refresh_from_db()
    assert meeting.state == state


def test_a_meeting_that_comes_back_into_the_list_was_never_over(meeting, at):
    polled(meeting.server, minutes(at, 4), room(meeting))
    for minute in (5, 6):
        polled(meeting.server, minutes(at, minute))
    polled(meeting.server, minutes(at, 7), room(meeting))

    meeting.refresh_from_db()
    assert (meeting.state, meeting.ended_at, meeting.ended_by) == (MeetingState.OPEN, None, "")


def test_a_meeting_whose_session_went_on_elsewhere_stays_over(meeting, at):
    polled(meeting.server, minutes(at, 4), room(meeting))
    for minute in (5, 6):
        polled(meeting.server, minutes(at, minute))
    MeetingFactory(
        context_key=meeting.context_key, provider=meeting.provider, server=meeting.server, requested_at=minutes(at, 6)
    )
    polled(meeting.server, minutes(at, 7), room(meeting))

    meeting.refresh_from_db()
    assert meeting.state == MeetingState.ENDED


def test_a_room_the_server_began_anew_is_not_the_room_of_our_people(meeting, amina, at):
    polled(meeting.server, minutes(at, 3), room(meeting))
    polled(meeting.server, minutes(at, 4), room(meeting, amina.external_id, create_time=1_700_000_999_000))

    meeting.refresh_from_db()
    assert (meeting.missed_polls, AttendanceInterval.objects.count()) == (1, 0)


def test_meetings_of_other_houses_on_the_same_server_leave_no_trace(meeting, at):
    foreign = f"<meeting><meetingID>Demo Meeting</meetingID><attendees>{person('w_1')}</attendees></meeting>"
    polled(meeting.server, at, foreign)

    assert AttendanceInterval.objects.count() == 0


def test_a_room_opened_again_adds_to_the_same_session(meeting, amina, at):
    for minute in range(3):
        polled(meeting.server, minutes(at, minute), room(meeting, amina.external_id))
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.ENDED, ended_at=minutes(at, 3), ended_by=MeetingEnd.PERSON
    )
    again = MeetingFactory(
        context_key=meeting.context_key, provider=meeting.provider, server=meeting.server, requested_at=minutes(at, 4)
    )
    for minute in (5, 6):
        polled(meeting.server, minutes(at, minute), room(again, amina.external_id))

    assert present(meeting, at).by_user[amina.user_id].seconds == 120 + 60


def test_counting_costs_one_query_however_many_were_there(meeting, amina, at, django_assert_num_queries):
    polled(meeting.server, at, room(meeting, amina.external_id, "w_1", "w_2"))

    with django_assert_num_queries(1):
        present(meeting, at)


def test_a_person_gets_and_takes_along_what_is_known(meeting, amina, at):
    polled(meeting.server, at, room(meeting, amina.external_id))
    person = User.objects.get(pk=amina.user_id)

    exported = subject_data.export(person=person)
    subject_data.erase(person=person, at=at)

    assert [row["source"] for row in exported["live_session_stays"]] == ["poll"]
    assert (AttendanceInterval.objects.count(), Participant.objects.count()) == (0, 0)


def test_stays_go_a_year_after_the_meeting(meeting, amina, at):
    polled(meeting.server, at, room(meeting, amina.external_id))
    ended = {"state": MeetingState.ENDED, "ended_at": at, "ended_by": MeetingEnd.GONE}
    Meeting.objects.filter(pk=meeting.pk).update(**ended)

    removed = [retention.remove_old_intervals(at=at + timedelta(days=days)) for days in (365, 366)]

    assert (removed, AttendanceInterval.objects.count(), Participant.objects.count()) == ([0, 2], 0, 0)
