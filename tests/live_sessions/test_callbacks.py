"""Servers tell what happens, each thing counts once, and a stranger who says it counts for nothing."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from jobs import actions as jobs
from jobs.models import Job
from live_sessions import subject_data
from live_sessions.actions import receiving, reports, retention, sightings
from live_sessions.attendance import attendance
from live_sessions.bbb import answers
from live_sessions.bbb.transport import Reply
from live_sessions.models import (
    AttendanceInterval,
    Breakout,
    CallbackKind,
    CallbackOutcome,
    CallbackReceipt,
    Engagement,
    Meeting,
    MeetingEnd,
    MeetingState,
)
from privacy import keys
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, ServerFactory
from tests.live_sessions import servers_words as say

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def begin():
    """The planned start, an hour ago and on a whole second."""
    return timezone.now().replace(microsecond=0) - HOUR


@pytest.fixture
def meeting(begin):
    """A meeting that ended five minutes ago, as polls saw it."""
    ended = {"state": MeetingState.ENDED, "ended_at": begin + timedelta(minutes=55), "ended_by": MeetingEnd.GONE}
    return MeetingFactory(requested_at=begin, internal_id="intern-1", server__uses_hooks=True, **ended)


@pytest.fixture
def amina(meeting, begin):
    return ParticipantFactory(context_key=meeting.context_key, provider=meeting.provider, first_let_in_at=begin)


def after(begin, seconds):
    return (begin + timedelta(seconds=seconds)).isoformat()


def stamp(begin, seconds):
    return round((begin + timedelta(seconds=seconds)).timestamp() * 1000)


def work():
    # Each wave of messages is counted ten seconds after the one before.
    jobs.run_due(at=timezone.now() + timedelta(seconds=100))


def present(meeting, begin):
    return attendance(context_key=meeting.context_key, starts_at=begin, ends_at=begin + HOUR)


# Analytics


def test_analytics_are_presence_to_the_second_and_engagement(meeting, amina, begin):
    engagement = {"chats": 3, "talks": 2, "raisehand": 1, "emojis": "4", "poll_votes": 5, "talk_time": 60}
    person = say.person(amina.external_id, [after(begin, 61)], [after(begin, 1862)], engagement=engagement)
    answer = say.analytics(meeting, say.body(meeting, person, data={"finish": after(begin, 3000)}))
    work()

    told = present(meeting, begin).by_user[amina.user_id]
    assert (answer.status_code, told.seconds, told.is_exact) == (200, 1801, True)
    done = Engagement.objects.get()
    assert (done.participant, done.talk_seconds, done.talk_count, done.message_count) == (amina, 60, 2, 3)
    assert (done.hand_count, done.emoji_count, done.vote_count) == (1, 4, 5)
    meeting.refresh_from_db()
    assert (meeting.ended_at, meeting.is_end_exact) == (begin + timedelta(seconds=3000), True)


def test_a_clock_ten_minutes_off_changes_no_presence(meeting, amina, begin):
    Meeting.objects.update(clock_offset_seconds=600)
    told = say.body(meeting, say.person(amina.external_id, [after(begin, 660)], [after(begin, 1260)]))
    say.analytics(meeting, told)
    work()

    spans = present(meeting, begin).by_user[amina.user_id].spans
    assert spans == ((begin + timedelta(seconds=60), begin + timedelta(seconds=660)),)


def test_the_first_body_counts_the_same_again_is_one_and_another_waits_for_people(meeting, amina, begin):
    first = say.body(meeting, say.person(amina.external_id, [after(begin, 0)], [after(begin, 600)]))
    other = say.body(meeting, say.person(amina.external_id, [after(begin, 0)], [after(begin, 3000)]))
    answers = [say.analytics(meeting, told).status_code for told in (first, first, other, first)]
    work()

    assert (answers, present(meeting, begin).by_user[amina.user_id].seconds) == ([200] * 4, 600)
    outcomes = sorted(CallbackReceipt.objects.values_list("outcome", flat=True))
    assert outcomes == [CallbackOutcome.REVIEW, CallbackOutcome.TAKEN]


def test_bodies_that_differ_are_kept_up_to_a_number(meeting, begin):
    for number in range(9):
        say.analytics(meeting, say.body(meeting, data={"duration": number}))

    assert CallbackReceipt.objects.filter(outcome=CallbackOutcome.REVIEW).count() == reports.MOST_REVIEWS


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer nonsense",
        "Basic geheim",
        say.bearer("fremd"),
        say.bearer(algorithm="HS256"),
        say.bearer(algorithm="none", secret=None),
        say.bearer(seconds=None),
        say.bearer(seconds=-600),
    ],
    ids=["none", "empty", "garbage", "basic", "stranger", "other algorithm", "no algorithm", "endless", "expired"],
)
def test_analytics_that_the_server_did_not_sign_are_refused(meeting, authorization):
    answer = say.analytics(meeting, say.body(meeting), authorization=authorization)

    assert (answer.status_code, CallbackReceipt.objects.count()) == (401, 0)


def test_a_token_is_no_key_to_another_meetings_address(meeting):
    path = f"/live/cb/analytics/{meeting.meeting_id}/{'0' * 64}"
    other = MeetingFactory(server=meeting.server, requested_at=meeting.requested_at)
    swapped = [say.analytics(meeting, say.body(meeting), path=path), say.analytics(other, say.body(meeting))]

    assert [answer.status_code for answer in swapped] == [404, 409]
    assert CallbackReceipt.objects.count() == 0


@pytest.mark.parametrize("ids", [{"meeting_id": "x"}, {"internal_meeting_id": "x"}, {"internal_meeting_id": None}])
def test_a_body_about_another_meeting_is_refused(meeting, ids):
    assert say.analytics(meeting, say.body(meeting, **ids)).status_code == 409


def test_analytics_come_neither_before_the_meeting_nor_days_after_it(meeting, begin):
    old = timezone.now() - timedelta(hours=48, minutes=1)
    Meeting.objects.filter(pk=meeting.pk).update(requested_at=old - HOUR, ended_at=old)
    never = MeetingFactory(server=meeting.server, state=MeetingState.CREATING, create_time=None, requested_at=begin)

    assert [say.analytics(one, say.body(one)).status_code for one in (meeting, never)] == [410, 409]


def test_stays_are_cut_to_what_can_have_been(meeting, amina, begin):
    """Nothing before the room was asked for, nothing after we were told."""
    told = say.person(
        amina.external_id, [after(begin, -9000), after(begin, 9000)], [after(begin, 600), after(begin, 9999)]
    )
    say.analytics(meeting, say.body(meeting, told))
    work()

    assert [(one.joined_at, one.left_at) for one in AttendanceInterval.objects.all()] == [
        (begin, begin + timedelta(seconds=600))
    ]


def test_nothing_of_a_name_or_a_vote_is_stored(meeting, begin):
    told = say.body(meeting, say.person("u-1", [after(begin, 0)], []), data={"polls": [{"votes": {"u-1": "Nein"}}]})
    say.analytics(meeting, told)

    assert not {"Amina", "Nein"} & set(str(CallbackReceipt.objects.get().told).replace("'", " ").split())


def test_the_analytics_of_a_breakout_room_belong_to_its_meeting(meeting, amina, begin):
    Breakout.objects.create(meeting=meeting, breakout_id="gruppe-1", internal_id="intern-g1")
    person = say.person(f"{amina.external_id}-1", [after(begin, 0)], [after(begin, 300)])
    answer = say.analytics(meeting, say.body(meeting, person, meeting_id="gruppe-1", internal_meeting_id="intern-g1"))
    main = say.analytics(
        meeting, say.body(meeting, say.person(amina.external_id, [after(begin, 300)], [after(begin, 900)]))
    )
    work()

    assert (answer.status_code, main.status_code) == (200, 200)
    assert present(meeting, begin).by_user[amina.user_id].seconds == 900


# The end


def test_a_hint_of_an_end_is_welcome_as_often_as_it_comes(meeting):
    answers = [say.end(meeting, marks).status_code for marks in ("true", "false", "")]

    meeting.refresh_from_db()
    assert (answers, meeting.has_recording_marks) == ([200] * 3, True)
    assert CallbackReceipt.objects.filter(kind=CallbackKind.END).count() <= 2  # one in a minute


def test_a_hint_at_a_running_meeting_has_its_server_asked_once(begin):
    meeting = MeetingFactory(requested_at=begin)
    for _ in range(10):
        say.end(meeting)

    assert Job.objects.filter(kind=receiving.CHECK_END).count() == 1
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.OPEN


def test_a_hint_that_is_not_signed_is_not_heard(meeting):
    other = MeetingFactory(server=meeting.server, requested_at=meeting.requested_at)
    foreign = say.addresses.metadata_of(other)["endCallbackUrl"].rpartition("/")[2]

    assert [say.end(meeting, signature=text).status_code for text in ("x", "0" * 64, foreign)] == [404] * 3
    assert CallbackReceipt.objects.count() == 0


def test_a_key_that_was_replaced_still_proves_addresses_it_signed(meeting, settings):
    path = say.path_of(say.addresses.metadata_of(meeting)["endCallbackUrl"])
    settings.KEY_RING = ["new", *settings.KEY_RING]
    still = Client().get(path).status_code
    settings.KEY_RING = ["new"]

    assert (still, Client().get(path).status_code) == (200, 404)


# Webhooks


def visit(meeting, amina, begin, *steps):
    return [
        say.event(f"user-{what}", meeting, stamp(begin, second), user, amina.external_id)
        for what, second, user in steps
    ]


STEPS = [("joined", 60, "w_1"), ("left", 660, "w_1"), ("joined", 900, "w_2"), ("left", 1800, "w_2")]


@pytest.mark.parametrize("order", ["as they came", "backwards", "doubled"])
def test_webhooks_are_presence_to_the_second_in_whatever_order_they_come(meeting, amina, begin, order):
    told = visit(meeting, amina, begin, *STEPS)
    told = {"as they came": told, "backwards": told[::-1], "doubled": told * 2}[order]
    for one in told:
        assert say.hook(meeting.server, one).status_code == 200
        work()

    presence = present(meeting, begin).by_user[amina.user_id]
    assert (presence.seconds, presence.is_exact, CallbackReceipt.objects.count()) == (1500, True, 4)


def test_who_was_there_at_the_end_has_left_when_the_server_says_it_ended(meeting, amina, begin):
    ended = say.event("meeting-ended", meeting, stamp(begin, 3100))
    say.hook(meeting.server, *visit(meeting, amina, begin, ("joined", 100, "w_1")), ended)
    work()

    assert present(meeting, begin).by_user[amina.user_id].seconds == 3000


def test_a_breakout_room_is_known_from_its_making(meeting, amina, begin):
    room = {"external-meeting-id": "gruppe-1", "internal-meeting-id": "intern-g1"}
    made = say.event(
        "meeting-created", meeting, stamp(begin, 0), ids={**room, "is-breakout": True, "parent-id": "intern-1"}
    )
    steps = [
        say.event(name, meeting, stamp(begin, second), "w_9", f"{amina.external_id}-1", ids=room)
        for name, second in (("user-joined", 10), ("user-left", 310))
    ]
    say.hook(meeting.server, made, *steps)
    work()

    assert present(meeting, begin).by_user[amina.user_id].seconds == 300
    assert Breakout.objects.get().meeting == meeting


def test_events_of_meetings_that_are_not_ours_leave_nothing_behind(meeting, begin):
    strange = MeetingFactory.build(server=meeting.server, internal_id="fremd")
    pool = meeting.server.pool
    elsewhere = MeetingFactory(requested_at=begin, server=ServerFactory(pool=pool))
    anew = say.event("user-joined", meeting, 1, "w", "u", ids={"internal-meeting-id": "another making"})
    told = [say.event("user-joined", one, stamp(begin, 0), "w", "u") for one in (strange, elsewhere)]
    answer = say.hook(meeting.server, *told, anew)

    assert (answer.status_code, CallbackReceipt.objects.count(), Job.objects.count()) == (200, 0, 0)


def test_passwords_addresses_and_names_of_events_are_thrown_away(meeting, begin):
    made = say.event(
        "meeting-created", meeting, stamp(begin, 0), ids={"moderator-pass": "mp-mp", "viewer-pass": "ap-ap"}
    )
    say.hook(meeting.server, made, say.event("user-joined", meeting, stamp(begin, 0), "w_1", "u-1"))

    kept = [receipt.told for receipt in CallbackReceipt.objects.all()]
    assert kept == [{"name": "joined", "at": begin.isoformat(), "user": "w_1", "person": "u-1"}]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha384", "sha512"])
def test_webhooks_are_signed_by_any_of_four_algorithms(meeting, begin, algorithm):
    joined = say.event("user-joined", meeting, stamp(begin, 0), "w_1", "u-1")

    assert say.hook(meeting.server, joined, algorithm=algorithm).status_code == 200
    assert CallbackReceipt.objects.count() == 1


def test_a_server_may_show_its_secret_instead_of_a_checksum(meeting, begin):
    joined = say.event("user-joined", meeting, stamp(begin, 0), "w_1", "u-1")
    answers = [
        say.hook(meeting.server, joined, authorization=f"Bearer {secret}").status_code for secret in ("fremd", "geheim")
    ]

    assert (answers, CallbackReceipt.objects.count()) == ([401, 200], 1)


@pytest.mark.parametrize(
    "forged", [{"secret": "fremd"}, {"checksum": ""}, {"checksum": "0" * 40}, {"checksum": "ä" * 64}]
)
def test_a_webhook_that_the_server_did_not_sign_is_refused(meeting, begin, forged):
    joined = say.event("user-joined", meeting, stamp(begin, 0), "w_1", "u-1")

    assert say.hook(meeting.server, joined, **forged).status_code == 401
    assert CallbackReceipt.objects.count() == 0


def test_only_a_server_that_shall_tell_is_heard(meeting):
    server = ServerFactory(pool=meeting.server.pool, uses_hooks=False)

    assert say.hook(server).status_code == 404


# Recordings


def test_a_recording_that_is_ready_is_noted_once_and_looked_at(meeting):
    answers = [say.recording(meeting.meeting_id).status_code for _ in range(2)]

    assert (answers, CallbackReceipt.objects.count()) == ([200, 200], 1)


@pytest.mark.parametrize(
    ("token", "status"),
    [
        ({"secret": "fremd"}, 401),
        ({"algorithm": "HS512"}, 401),
        ({"algorithm": "none", "secret": None}, 401),
        ({"record_id": ""}, 400),
        ({"record_id": {"a": 1}}, 400),
    ],
)
def test_a_recording_that_the_server_did_not_sign_is_refused(meeting, token, status):
    assert say.recording(meeting.meeting_id, **token).status_code == status
    assert CallbackReceipt.objects.count() == 0


@pytest.mark.parametrize("unknown", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_recording_of_a_meeting_nobody_knows_is_gone(unknown):
    assert say.recording(unknown).status_code == 410


def test_the_secret_of_one_server_proves_nothing_for_the_meetings_of_another(meeting):
    foreign = ServerFactory(pool=meeting.server.pool, secret=keys.encrypt("anderes"), uses_hooks=True)

    assert say.recording(meeting.meeting_id, secret="anderes").status_code == 401
    assert say.hook(foreign, say.event("user-joined", meeting, 1, "w", "u"), secret="anderes").status_code == 200
    assert CallbackReceipt.objects.count() == 0


# All of them


@pytest.mark.parametrize("door", ["analytics", "recording", "hook"])
def test_a_body_that_is_too_large_is_not_even_read(meeting, door):
    paths = {
        "analytics": say.path_of(say.addresses.metadata_of(meeting)["analytics-callback-url"]),
        "recording": "/live/cb/recording",
        "hook": say.path_of(say.addresses.hook_of(meeting.server)),
    }
    most = 8 * 1024 * 1024 if door == "analytics" else 64 * 1024
    given = {"content_type": "application/json", "headers": {"authorization": say.bearer()}}
    answers = [Client().post(paths[door], b" " * size, **given).status_code for size in (most + 1, most)]

    assert answers == [413, 401 if door == "hook" else 400]


@pytest.mark.parametrize("told", [b"", b"<html>", b"[]", b'{"data": 1}', b"\xff"])
def test_analytics_that_cannot_be_read_are_refused(meeting, told):
    assert say.analytics(meeting, told).status_code == 400


@pytest.mark.parametrize("raw", [b"", b"event=%ff", b"event=x", b"nothing"])
def test_a_signed_webhook_that_cannot_be_read_is_refused(meeting, raw):
    assert say.hook(meeting.server, raw=raw).status_code == 400


def test_a_database_that_is_away_is_trouble_of_ours_and_not_the_servers(meeting, monkeypatch, begin):
    def away(**_kwargs):
        raise OperationalError("away")

    monkeypatch.setattr(receiving, "events_told", away)
    answer = say.hook(meeting.server, say.event("user-joined", meeting, stamp(begin, 0), "w", "u"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_server_out_of_service_is_not_heard(meeting):
    server = meeting.server
    server.secret, server.retired_at = "", timezone.now()
    server.save()

    assert [
        say.hook(server).status_code,
        say.recording(meeting.meeting_id).status_code,
        say.analytics(meeting, b"{}").status_code,
    ] == [404, 410, 404]


# What stays of it


def test_what_was_told_goes_a_year_after_the_meeting_and_with_the_person(meeting, amina, begin):
    say.analytics(meeting, say.body(meeting, say.person(amina.external_id, [after(begin, 0)], [after(begin, 60)])))
    say.hook(meeting.server, *visit(meeting, amina, begin, *STEPS))
    other = say.person(amina.external_id, [after(begin, 0)], [after(begin, 61)])
    say.analytics(meeting, say.body(meeting, other))
    work()

    told = subject_data.export(person=amina.user)
    assert (len(told["live_session_stays"]), len(told["live_session_engagement"])) == (3, 1)
    subject_data.erase(person=amina.user, at=begin)
    assert subject_data.export(person=amina.user) == {}
    assert amina.external_id not in str(list(CallbackReceipt.objects.values_list("told", flat=True)))
    retention.remove_old_intervals(at=begin + timedelta(days=367))
    assert (CallbackReceipt.objects.count(), Engagement.objects.count()) == (0, 0)


def test_a_poll_knows_a_breakout_room_for_the_messages_to_come(begin):
    meeting = MeetingFactory(requested_at=begin, internal_id="intern-1")
    words = (
        b"<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>g1</meetingID>"
        b"<internalMeetingID>ig1</internalMeetingID><isBreakout>true</isBreakout>"
        b"<parentMeetingID>intern-1</parentMeetingID></meeting></meetings></response>"
    )
    listed = answers.meetings(answers.read("getMeetings", Reply(200, words, 0)))
    for _ in range(2):
        sightings.note(meeting.server, listed, at=begin)

    assert [(one.breakout_id, one.internal_id) for one in Breakout.objects.all()] == [("g1", "ig1")]
