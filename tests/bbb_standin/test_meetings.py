"""A meeting from `create` to its end."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.bbb_standin.conftest import START, Bench, key


def test_a_new_meeting_tells_its_time_of_creation_in_milliseconds(bench):
    root = bench.create()
    assert root.findtext("createTime") == str(START)
    assert root.findtext("internalMeetingID", "").endswith(f"-{START}")
    assert root.findtext("messageKey") == ""


def test_creating_twice_without_passwords_returns_the_same_meeting_with_a_warning(bench):
    first = bench.create()
    bench.wait(5)
    second = bench.create(name="Another name", maxParticipants=1)
    assert second.findtext("messageKey") == "duplicateWarning"
    assert second.findtext("createTime") == first.findtext("createTime")
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext("maxUsers") == "0"


def test_creating_twice_with_the_same_passwords_returns_the_same_meeting(bench):
    bench.create(attendeePW="ap", moderatorPW="mp")
    assert bench.create(attendeePW="ap", moderatorPW="mp").findtext("messageKey") == "duplicateWarning"


@pytest.mark.parametrize("given", [{"attendeePW": "ap", "moderatorPW": "xx"}, {"attendeePW": "ap"}])
def test_creating_twice_with_other_passwords_is_refused(bench, given):
    bench.create(attendeePW="ap", moderatorPW="mp")
    assert key(bench.create(**given)) == "idNotUnique"


@pytest.mark.parametrize(
    "given",
    [
        {"meetingID": ""},
        {"meetingID": "x"},
        {"meetingID": "x" * 257},
        {"meetingID": "a,b"},
        {"meetingID": "a\x00b"},
        {"name": ""},
        {"name": "x" * 65},
        {"record": "True"},
        {"duration": "soon"},
        {"maxParticipants": "-1"},
        {"guestPolicy": "MAYBE"},
        {"attendeePW": "x"},
    ],
)
def test_create_refuses_what_bigbluebutton_would_not_keep(bench, given):
    assert key(bench.call("create", **{"meetingID": "m-1", "name": "Abc", **given})) == "validationError"


def test_metadata_comes_back_in_lower_case_and_escaped(bench):
    bench.create(meta_endCallbackUrl="https://a.example/?a=1&b=<2>", **{"meta_bad name": "lost"})
    metadata = bench.call("getMeetingInfo", meetingID="m-1").find("metadata")
    assert [(one.tag, one.text) for one in metadata] == [("endcallbackurl", "https://a.example/?a=1&b=<2>")]


def test_names_that_xml_cannot_carry_do_not_break_the_answer(bench):
    bench.create(name='A<b>&"c" 漢字 𝄞')
    bench.enter("Zoë\x0b <script>", userID="u-\x01")
    root = bench.call("getMeetingInfo", meetingID="m-1")
    assert root.findtext("meetingName") == 'A<b>&"c" 漢字 𝄞'
    assert [one.text for one in root.iter("fullName")] == ["Zoë <script>"]


def test_a_breakout_room_needs_its_parent_and_is_listed_there(bench):
    assert key(bench.create("b-1", isBreakout="true")) == "parentMeetingIdMissing"
    bench.create()
    room = bench.create("b-1", isBreakout="true", parentMeetingID="m-1", sequence=1)
    assert room.findtext("parentMeetingID") == "m-1"
    assert [one.text for one in bench.call("getMeetingInfo", meetingID="m-1").iter("breakout")] == ["b-1"]
    assert bench.call("getMeetingInfo", meetingID="b-1").findtext("sequence") == "1"


def test_breakout_rooms_end_with_their_parent(bench):
    bench.create()
    bench.create("b-1", isBreakout="true", parentMeetingID="m-1", sequence=1)
    bench.call("end", meetingID="m-1")
    bench.wait(3)
    assert key(bench.call("getMeetingInfo", meetingID="b-1")) == "notFound"


# Joining


def test_a_join_makes_an_attendee_only_once_its_page_has_opened(bench):
    bench.create()
    token = bench.join()
    assert bench.present() == []
    bench.open(token)
    assert bench.present() == ["Amina"]


def test_a_browser_is_sent_to_the_room(bench):
    bench.create()
    answer = bench.ask("join", fullName="Amina", meetingID="m-1", role="VIEWER")
    assert (answer.status, urlsplit(answer.headers[0][1]).path) == (302, "/html5client/join")


@pytest.mark.parametrize(("given", "role"), [("moderator", "MODERATOR"), ("Viewer", "VIEWER")])
def test_the_role_counts_in_any_case_and_wins_over_the_password(bench, given, role):
    bench.create(attendeePW="ap", moderatorPW="mp")
    bench.enter(role=given, password="ap" if role == "MODERATOR" else "mp")
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext(".//role") == role


def test_a_password_gives_its_role_and_a_wrong_one_none(bench):
    bench.create(attendeePW="ap", moderatorPW="mp")
    bench.enter(role="", password="mp")
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext(".//role") == "MODERATOR"
    refused = bench.call("join", redirect="false", fullName="Karim", meetingID="m-1", password="no")
    assert key(refused) == "invalidPassword"


def test_without_a_user_id_bigbluebutton_invents_one(bench):
    bench.create()
    bench.enter(userID="")
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext(".//attendee/userID", "").startswith("w_")


def test_joining_nothing_names_the_meeting_as_unknown(bench):
    refused = bench.call("join", redirect="false", fullName="Amina", meetingID="nothing", role="VIEWER")
    assert key(refused) == "invalidMeetingIdentifier"


@pytest.mark.parametrize("given", [str(START - 1), "yesterday"])
def test_a_join_for_another_opening_of_the_room_is_refused(bench, given):
    bench.create()
    call = {"redirect": "false", "fullName": "Amina", "meetingID": "m-1", "role": "VIEWER"}
    assert key(bench.call("join", createTime=given, **call)) == "mismatchCreateTimeParam"
    assert bench.call("join", createTime=START, **call).findtext("messageKey") == "successfullyJoined"


def test_a_refused_browser_goes_back_with_the_reasons(bench):
    answer = bench.ask(
        "join", fullName="Amina", meetingID="no", role="VIEWER", errorRedirectUrl="https://lms.example/room?a=1"
    )
    where = urlsplit(answer.headers[0][1])
    errors = json.loads(parse_qs(where.query)["errors"][0])
    assert (answer.status, where.hostname, [error["key"] for error in errors]) == (
        302,
        "lms.example",
        ["invalidMeetingIdentifier"],
    )


def test_a_wrong_checksum_sends_no_browser_anywhere(bench):
    from bbb_standin import api

    query = "fullName=A&meetingID=m-1&role=VIEWER&errorRedirectUrl=https://evil.example/&checksum=0"
    answer = api.answer(bench.standin, api.Call("join", query))
    assert (answer.status, answer.headers) == (200, ())


def test_places_are_counted_by_person_and_whoever_was_in_may_come_again(bench):
    bench.create(maxParticipants=2)
    first, _second = bench.enter("Amina"), bench.enter("Jonas")
    bench.enter("Amina")  # her telephone
    call = {"redirect": "false", "fullName": "Karim", "meetingID": "m-1", "role": "VIEWER", "userID": "u-karim"}
    assert key(bench.call("join", **call)) == "maxParticipantsReached"
    bench.do(first, "leave")
    assert bench.join("Amina")


def test_a_person_has_three_sessions_and_the_oldest_gives_way(bench):
    bench.create()
    tokens = [bench.enter() for _ in range(4)]
    assert len(bench.present()) == 4  # the one put out is still listed for a while
    visits = bench.standin.world.find("m-1").visits
    assert [visits[token].is_present for token in tokens] == [False, True, True, True]


def test_user_data_is_shown_with_the_attendee(bench):
    bench.create()
    bench.enter(**{"userdata-bbb_record_video": "false"})
    data = bench.call("getMeetingInfo", meetingID="m-1").find(".//customdata")
    assert [(one.tag, one.text) for one in data] == [("bbb_record_video", "false")]


# Guests


def test_a_guest_waits_until_a_moderator_lets_them_in(bench):
    bench.create(guestPolicy="ASK_MODERATOR")
    trainer = bench.enter("Frau Weber", role="MODERATOR")
    token = bench.enter("Karim", guest="true")
    assert b"data-waiting" in bench.open(token).body
    assert bench.present() == ["Frau Weber"]
    guest = bench.standin.world.visit(token)[1]
    bench.do(trainer, "admit", guest=guest.user_id)
    assert json.loads(bench.look(token).body)["go"].endswith(token)
    bench.open(token)
    assert bench.present() == ["Frau Weber", "Karim"]


def test_a_guest_who_waits_sees_and_says_nothing(bench):
    bench.create(guestPolicy="ASK_MODERATOR")
    trainer = bench.enter("Frau Weber", role="MODERATOR")
    bench.do(trainer, "chat", text="confidential")
    token = bench.enter("Karim", guest="true")
    answers = [bench.open(token), bench.look(token), bench.do(token, "chat", text="let me in")]
    assert [b"confidential" in answer.body for answer in answers] == [False, False, False]
    assert [line.text for line in bench.standin.world.find("m-1").chat] == ["confidential"]


def test_only_a_moderator_lets_guests_in(bench):
    bench.create(guestPolicy="ASK_MODERATOR")
    learner, token = bench.enter("Amina"), bench.enter("Karim", guest="true")
    guest = bench.standin.world.visit(token)[1]
    bench.do(learner, "admit", guest=guest.user_id)
    assert guest.admission == "WAIT"


def test_a_guest_turned_away_is_told_so(bench):
    bench.create(guestPolicy="ASK_MODERATOR")
    trainer, token = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Karim", guest="true")
    bench.do(trainer, "refuse", guest=bench.standin.world.visit(token)[1].user_id)
    assert "Not admitted" in bench.open(token).body.decode()


def test_a_meeting_without_guests_refuses_them_at_once(bench):
    bench.create(guestPolicy="ALWAYS_DENY")
    call = {"redirect": "false", "fullName": "Karim", "meetingID": "m-1", "role": "VIEWER"}
    assert key(bench.call("join", guest="true", **call)) == "guestDeniedAccess"
    assert bench.call("join", **call).findtext("guestStatus") == "ALLOW"


# Leaving and ending


def test_who_falls_silent_has_left_after_a_minute(bench):
    bench.create()
    trainer = bench.enter("Frau Weber", role="MODERATOR")
    bench.enter("Amina")
    bench.wait(60, looking=(trainer,))
    assert bench.present() == ["Frau Weber", "Amina"]
    bench.wait(1, looking=(trainer,))
    assert bench.present() == ["Frau Weber"]


def test_silence_is_shorter_where_the_options_say_so():
    bench = Bench(silence_ms=2_000)
    bench.create()
    bench.enter()
    bench.wait(2.5, step=0.5)
    assert bench.present() == []


def test_who_leaves_stays_listed_for_a_minute(bench):
    bench.create()
    trainer, token = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Amina")
    bench.do(token, "leave")
    bench.wait(59, looking=(trainer,))
    assert bench.present() == ["Frau Weber", "Amina"]
    bench.wait(1, looking=(trainer,))
    assert bench.present() == ["Frau Weber"]


def test_a_page_that_is_loaded_again_was_never_away(bench):
    bench.create()
    token = bench.enter()
    bench.do(token, "close")
    bench.wait(2)
    bench.open(token)
    bench.wait(10, looking=(token,))
    visit = bench.standin.world.visit(token)[1]
    assert (len(visit.joins), visit.leaves) == (1, [])


def test_a_closed_page_counts_as_left_from_the_moment_it_closed(bench):
    bench.create()
    token = bench.enter()
    bench.wait(10, looking=(token,))
    closed_at = bench.at
    bench.do(token, "close")
    bench.wait(10)
    assert bench.standin.world.visit(token)[1].leaves == [closed_at]


def test_a_page_that_was_silent_joins_again_when_the_line_is_back(bench):
    bench.create()
    trainer, token = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Amina")
    bench.wait(90, looking=(trainer,))
    bench.look(token)
    visit = bench.standin.world.visit(token)[1]
    assert (len(visit.joins), len(visit.leaves)) == (2, 1)


def test_nobody_comes_back_by_the_address_they_left_by(bench):
    bench.create()
    token = bench.enter()
    bench.do(token, "leave")
    assert "You have left" in bench.open(token).body.decode()


def test_the_end_comes_a_moment_after_it_was_asked_for(bench):
    bench.create()
    token = bench.enter()
    assert bench.call("end", meetingID="m-1").findtext("messageKey") == "sentEndMeetingRequest"
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext("hasBeenForciblyEnded") == "true"
    bench.wait(1)
    assert key(bench.call("getMeetingInfo", meetingID="m-1")) == "notFound"
    assert "The session has ended" in bench.open(token).body.decode()


def test_nobody_joins_a_meeting_that_is_ending_and_a_new_one_may_be_created(bench):
    first = bench.create()
    bench.call("end", meetingID="m-1")
    call = {"redirect": "false", "fullName": "Amina", "meetingID": "m-1", "role": "VIEWER"}
    assert key(bench.call("join", **call)) == "meetingForciblyEnded"
    second = bench.create()
    assert second.findtext("messageKey") == ""
    assert int(second.findtext("createTime")) > int(first.findtext("createTime"))


def test_ending_nothing_or_with_a_wrong_password_fails(bench):
    assert key(bench.call("end", meetingID="m-1")) == "notFound"
    bench.create(attendeePW="ap", moderatorPW="mp")
    assert key(bench.call("end", meetingID="m-1", password="ap")) == "invalidPassword"


@pytest.mark.parametrize(("given", "seconds"), [({}, 300), ({"duration": 2}, 120)])
def test_a_meeting_nobody_joins_ends_by_itself(bench, given, seconds):
    bench.create(**given)
    bench.wait(seconds - 1)
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext("running") == "false"
    bench.wait(1)
    assert key(bench.call("getMeetingInfo", meetingID="m-1")) == "notFound"


def test_a_duration_ends_a_meeting_with_everybody_in_it(bench):
    bench.create(duration=10)
    token = bench.enter()
    bench.wait(600, step=10, looking=(token,))
    assert bench.call("getMeetings").findtext("messageKey") == "noMeetings"


def test_an_empty_meeting_ends_a_minute_after_the_last_one_left(bench):
    bench.create()
    bench.do(bench.enter(), "leave")
    bench.wait(59)
    assert bench.call("getMeetingInfo", meetingID="m-1").findtext("hasUserJoined") == "true"
    bench.wait(1)
    assert key(bench.call("getMeetingInfo", meetingID="m-1")) == "notFound"


def test_a_meeting_may_end_when_its_moderator_is_gone(bench):
    bench.create(endWhenNoModerator="true", endWhenNoModeratorDelayInMinutes=1)
    trainer, learner = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Amina")
    bench.do(trainer, "leave")
    bench.wait(62, looking=(learner,))
    assert key(bench.call("getMeetingInfo", meetingID="m-1")) == "notFound"


def test_a_restart_forgets_meetings_and_gives_the_next_one_another_time(bench):
    first = bench.create(meta_endCallbackUrl="http://localhost/end")
    token = bench.enter()
    bench.standin.restart()
    assert key(bench.call("getMeetingInfo", meetingID="m-1")) == "notFound"
    assert "The room is gone" in bench.open(token).body.decode()
    bench.wait(5)
    assert bench.create().findtext("createTime") != first.findtext("createTime")
    assert bench.sent == []


def test_a_meeting_is_running_while_somebody_is_in_it(bench):
    def running():
        return bench.call("isMeetingRunning", meetingID="m-1").findtext("running")

    assert running() == "false"
    bench.create()
    assert running() == "false"
    bench.enter()
    assert running() == "true"


# What else happens in a room


def test_a_message_from_outside_appears_in_the_chat(bench):
    assert key(bench.call("sendChatMessage", meetingID="m-1", message="Hello")) == "meetingNotFound"
    bench.create()
    token = bench.enter()
    assert bench.call("sendChatMessage", meetingID="m-1", message="<b>5 minutes</b>").findtext("messageKey") == ""
    assert "&lt;b&gt;5 minutes" in json.loads(bench.look(token).body)["lines"][0]["html"]
    assert key(bench.call("sendChatMessage", meetingID="m-1", message="x" * 501)) == "validationError"


def test_slides_of_create_arrive_and_those_of_a_second_create_do_not(bench):
    body = b'<modules><module name="presentation"><document name="a.pdf">JVBERi0xLjQK</document></module></modules>'
    bench.create(body=body)
    bench.create(body=body.replace(b"a.pdf", b"b.pdf"))
    assert [(one.name, one.size, one.state) for one in bench.standin.world.find("m-1").slides] == [
        ("a.pdf", 9, "ready")
    ]


def test_slides_are_fetched_by_https_and_never_from_this_machine(bench):
    bench.create()
    body = "".join(
        f'<document url="{url}"/>'
        for url in ("https://lms.example/a.pdf?x=1&amp;y=2", "http://lms.example/b.pdf", "https://localhost/c.pdf")
    )
    document = f'<modules><module name="presentation">{body}</module></modules>'.encode()
    assert bench.call("insertDocument", meetingID="m-1", body=document).findtext("returncode") == "SUCCESS"
    bench.wait(1)
    assert [delivery.url for delivery in bench.sent] == ["https://lms.example/a.pdf?x=1&y=2"]
    assert [one.state for one in bench.standin.world.find("m-1").slides] == ["ready", "failed", "failed"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (b"<modules", "validationError"),
        (b'<!DOCTYPE m [<!ENTITY a "b">]><modules>&a;</modules>', "validationError"),
        (b'<modules><module name="presentation"><document url="https://a.example/a"/></module></modules>',
         "fileNameError"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_used_is_refused(bench, body, wanted):
    bench.create()
    assert key(bench.call("insertDocument", meetingID="m-1", body=body)) == wanted


def test_each_person_votes_once_and_hands_go_up_and_down(bench):
    bench.create()
    trainer, learner = bench.enter("Frau Weber", role="MODERATOR"), bench.enter("Amina")
    bench.do(learner, "ask", text="May learners ask?", kind="2")
    bench.do(trainer, "ask", text="Ready?", kind="yes-no")
    for answer in (0, 1):
        bench.do(learner, "vote", answer=answer)
    bench.do(learner, "hand")
    meeting, visit = bench.standin.world.visit(learner)
    assert [(poll.question, poll.votes) for poll in meeting.polls] == [("Ready?", {visit.user_id: 0})]
    assert (visit.has_hand_up, visit.votes) == (True, 1)


def test_a_learner_neither_records_nor_ends(bench):
    bench.create(record="true")
    learner = bench.enter()
    bench.do(learner, "record")
    bench.do(learner, "end")
    meeting = bench.standin.world.find("m-1")
    assert (meeting.is_recording, meeting.is_over) == (False, False)
