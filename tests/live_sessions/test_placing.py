"""Messages of breakout rooms count in whatever order they come, and those of strangers leave nothing behind."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import actions as jobs
from live_sessions import subject_data
from live_sessions.actions import ending, placing
from live_sessions.attendance import attendance
from live_sessions.models import (
    Breakout,
    CallbackOutcome,
    CallbackReceipt,
    Engagement,
    Meeting,
    MeetingEnd,
    MeetingState,
    UnplacedEvent,
    UnplacedReport,
)
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory
from tests.live_sessions import servers_words as say

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROOM = {"external-meeting-id": "gruppe-1", "internal-meeting-id": "intern-g1"}


@pytest.fixture
def begin():
    return timezone.now().replace(microsecond=0) - HOUR


@pytest.fixture
def meeting(begin):
    ended = {"state": MeetingState.ENDED, "ended_at": begin + timedelta(minutes=55), "ended_by": MeetingEnd.GONE}
    return MeetingFactory(requested_at=begin, internal_id="intern-1", server__uses_hooks=True, **ended)


@pytest.fixture
def amina(meeting, begin):
    return ParticipantFactory(context_key=meeting.context_key, provider=meeting.provider, first_let_in_at=begin)


def stamp(begin, seconds):
    return round((begin + timedelta(seconds=seconds)).timestamp() * 1000)


def made(meeting, begin):
    ids = {**ROOM, "is-breakout": True, "parent-id": "intern-1"}
    return say.event("meeting-created", meeting, stamp(begin, 0), ids=ids)


def came(meeting, amina, begin):
    return say.event("user-joined", meeting, stamp(begin, 10), "w_9", f"{amina.external_id}-1", ids=ROOM)


def went(meeting, begin):
    return say.event("user-left", meeting, stamp(begin, 310), "w_9", "", ids=ROOM)


def work():
    jobs.run_due(at=timezone.now() + timedelta(seconds=100))


def seconds(meeting, amina, begin):
    told = attendance(context_key=meeting.context_key, starts_at=begin, ends_at=begin + HOUR).by_user
    return told[amina.user_id].seconds if amina.user_id in told else 0


def test_everything_in_the_reverse_order_counts_the_same(meeting, amina, begin):
    for event in (went(meeting, begin), came(meeting, amina, begin), made(meeting, begin)):
        say.hook(meeting.server, event)
    work()
    assert (seconds(meeting, amina, begin), UnplacedEvent.objects.count()) == (300, 0)


def test_told_twice_before_and_after_it_counts_once(meeting, amina, begin):
    steps = [came(meeting, amina, begin), went(meeting, begin)]
    say.hook(meeting.server, *steps, *steps)
    say.hook(meeting.server, made(meeting, begin), *steps, made(meeting, begin))
    work()
    assert (seconds(meeting, amina, begin), CallbackReceipt.objects.count()) == (300, 2)


def test_where_the_message_of_its_making_was_lost_a_look_after_the_end_finds_what_is_left(meeting, amina, begin):
    say.hook(meeting.server, came(meeting, amina, begin), went(meeting, begin))
    Breakout.objects.create(meeting=meeting, breakout_id="gruppe-1")
    Meeting.objects.update(server=meeting.server)
    payload = {"meeting": meeting.pk, "is_last": False}
    ending.reconcile(payload=payload, at=timezone.now(), progress=lambda share: None)
    work()
    assert seconds(meeting, amina, begin) == 300


def test_people_of_others_are_not_kept_nor_those_of_a_server_without_meetings_of_ours(meeting, amina, begin):
    say.hook(meeting.server, say.event("user-joined", meeting, stamp(begin, 1), "w_1", "karla@example.org", ids=ROOM))
    assert UnplacedEvent.objects.count() == 0
    Meeting.objects.update(ended_at=timezone.now() - timedelta(days=1))
    say.hook(meeting.server, came(meeting, amina, begin))
    assert UnplacedEvent.objects.count() == 0


def test_another_making_of_a_room_of_ours_is_no_breakout_room(meeting, amina, begin):
    ids = {"internal-meeting-id": "another making"}
    say.hook(meeting.server, say.event("user-joined", meeting, stamp(begin, 1), "w", amina.external_id, ids=ids))
    assert UnplacedEvent.objects.count() == 0


def test_what_is_nobodys_goes_after_an_hour_and_with_the_person(meeting, amina, begin):
    say.hook(meeting.server, came(meeting, amina, begin))
    assert placing.forget(at=timezone.now()) == 0
    assert placing.forget(at=timezone.now() + timedelta(hours=1, seconds=1)) == 1
    say.hook(meeting.server, came(meeting, amina, begin))
    subject_data.erase(person=amina.user, at=timezone.now())
    assert UnplacedEvent.objects.count() == 0


# Analytics of a room that nobody has told us of


GROUP = {"meeting_id": "gruppe-1", "internal_meeting_id": "intern-g1"}


def report(meeting, amina, begin, *, until=310, **values):
    """The body as a server sends it to the address of the meeting, of which a breakout room inherits its metadata."""
    steps = [(begin + timedelta(seconds=second)).isoformat() for second in (10, until)]
    person = say.person(f"{amina.external_id}-1", steps[:1], steps[1:], engagement={"chats": 3})
    return say.body(meeting, person, data={"metadata": {"is_breakout": "true"}}, **{**GROUP, **values})


def test_analytics_before_the_room_is_known_count_to_the_second_once_it_is(meeting, amina, begin):
    answers = [say.analytics(meeting, report(meeting, amina, begin)).status_code for _ in range(2)]
    work()
    assert (answers, UnplacedReport.objects.count(), seconds(meeting, amina, begin)) == ([200, 200], 1, 0)
    say.hook(meeting.server, made(meeting, begin))
    work()
    assert (seconds(meeting, amina, begin), Engagement.objects.get().message_count) == (300, 3)
    assert UnplacedReport.objects.count() == 0
    assert say.analytics(meeting, report(meeting, amina, begin)).status_code == 200
    work()
    assert (seconds(meeting, amina, begin), CallbackReceipt.objects.count()) == (300, 1)


def test_of_two_kept_reports_of_a_room_the_first_counts_and_people_look_at_the_other(meeting, amina, begin):
    for until in (310, 500):
        say.analytics(meeting, report(meeting, amina, begin, until=until))
    say.hook(meeting.server, made(meeting, begin))
    work()
    outcomes = CallbackReceipt.objects.order_by("pk").values_list("outcome", flat=True)
    assert list(outcomes) == [CallbackOutcome.TAKEN, CallbackOutcome.REVIEW]
    assert seconds(meeting, amina, begin) == 300


def test_a_report_that_crossed_the_message_of_its_room_is_found_after_the_end(meeting, amina, begin):
    say.analytics(meeting, report(meeting, amina, begin))
    Breakout.objects.create(meeting=meeting, breakout_id="gruppe-1")
    payload = {"meeting": meeting.pk, "is_last": False}
    ending.reconcile(payload=payload, at=timezone.now(), progress=lambda share: None)
    work()
    assert seconds(meeting, amina, begin) == 300


def test_another_making_of_the_room_gets_nothing(meeting, amina, begin):
    say.analytics(meeting, report(meeting, amina, begin, internal_meeting_id="another making"))
    say.hook(meeting.server, made(meeting, begin))
    work()
    assert (seconds(meeting, amina, begin), UnplacedReport.objects.count()) == (0, 1)


def test_a_forged_report_is_refused_and_not_kept(meeting, amina, begin):
    told = report(meeting, amina, begin)
    path = f"/live/cb/analytics/{meeting.meeting_id}/{'0' * 64}"
    forged = [say.analytics(meeting, told, authorization=say.bearer("fremd")), say.analytics(meeting, told, path=path)]
    assert ([answer.status_code for answer in forged], UnplacedReport.objects.count()) == ([401, 404], 0)


def test_a_report_of_another_meeting_or_of_none_is_refused_and_not_kept(meeting, amina, begin):
    other = MeetingFactory(server=meeting.server, requested_at=begin)
    of_other = {"meeting_id": str(other.meeting_id), "internal_meeting_id": "x"}
    no_breakout = {"data": {"metadata": {"is_breakout": "false"}}}
    whole = report(meeting, amina, begin)
    told = [
        whole | of_other,
        whole | {"meeting_id": ""},
        whole | {"data": whole["data"] | no_breakout["data"]},
    ]
    answers = [say.analytics(meeting, one).status_code for one in told]
    assert (answers, UnplacedReport.objects.count()) == ([409] * 3, 0)


def test_reports_nobody_knows_the_room_of_are_bounded_in_number_size_and_time(meeting, amina, begin, monkeypatch):
    monkeypatch.setattr(placing, "MOST_REPORTS", 2)
    rooms = [report(meeting, amina, begin, meeting_id=f"gruppe-{number}") for number in range(3)]
    assert [say.analytics(meeting, told).status_code for told in rooms] == [200, 200, 409]
    assert placing.forget(at=timezone.now() + timedelta(hours=47, minutes=59)) == 0
    assert placing.forget(at=timezone.now() + timedelta(hours=48, minutes=1)) == 2
    monkeypatch.setattr(placing, "MOST_REPORT_BYTES", 20)
    assert (say.analytics(meeting, rooms[0]).status_code, UnplacedReport.objects.count()) == (409, 0)


def test_a_person_who_is_erased_leaves_no_trace_in_a_report_that_waits(meeting, amina, begin):
    say.analytics(meeting, report(meeting, amina, begin))
    subject_data.erase(person=amina.user, at=timezone.now())
    assert UnplacedReport.objects.get().told["people"] == []
    work()
