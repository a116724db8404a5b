"""A learner is asked once for a whole run, or session by session; what they said is seen and changed in one place."""

import re
from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.queries.recordings import recording_rows
from live_sessions import consents
from live_sessions.actions import consents as acting
from live_sessions.models import Attention, Recording, RecordingConsent, RecordingState, RecordingWatch, Server
from lms.actions import enrolments, joining
from lms.models import Enrolment
from lms.queries.joining import door
from lms.room_choices import FIRST
from notifications.models import Letter
from tests.factories.accounts import UserFactory
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory, RecordingFactory, ServerFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
ASKS = "Dürfen wir Sie aufzeichnen?"


@pytest.fixture
def run():
    return run_in("NI", ends_on=timezone.localdate() + timedelta(days=30))


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def sessions(run, trainer):
    """Return three sessions that may be recorded and whose doors are open."""
    found = []
    for hour in (17, 18, 19):
        session = planned(run, trainer, begins=time(hour), recording_policy="allowed")
        session.opens_without_staff = True
        session.starts_at = timezone.now() - timedelta(minutes=5)
        session.ends_at = session.starts_at + timedelta(minutes=90)
        session.save()
        found.append(session)
    return found


@pytest.fixture
def enrolment(run):
    return enrolled(run, UserFactory(full_name="Amina Vorname"))


@pytest.fixture
def learner(client, enrolment):
    client.force_login(enrolment.learner)
    return enrolment.learner


def url(name, subject):
    return reverse(f"lms:{name}", args=[subject.public_id])


def say(client, page, answered):
    return client.post(page, {"answer": answered, "text": consents.standing_text("de").public_id})


def say_about(client, session, answered):
    return say(client, url("recording_consent", session), answered)


def asked_before(client, session):
    return ASKS in client.get(url("session", session)).content.decode()


def a_room(session, **values):
    server = Server.objects.first() or ServerFactory()
    given = {"context_key": session.context_key, "provider": session.provider, "requested_at": session.starts_at}
    return MeetingFactory(server=server, **given, **values)


def recorded(session, *people):
    """Return a released recording of the session, in whose room these people were."""
    room = a_room(session, ended_at=timezone.now(), ended_by="person", state="ended")
    for person in people:
        ParticipantFactory(
            context_key=session.context_key, provider=session.provider, user=person, first_let_in_at=timezone.now()
        )
    return RecordingFactory(meeting=room, state=RecordingState.RELEASED, released_at=timezone.now())


def name_in_room(session, person):
    """Return as whom somebody comes into a room of the session that can be recorded."""
    room = a_room(session)
    RecordingWatch.objects.create(meeting=room, since=timezone.now())
    at = timezone.now()
    address = joining.address_of(
        session=session, room=room, person=person, found=door(session, person, at), choice=FIRST, language="de",
        back="https://hier.example/", at=at,
    )  # fmt: skip
    return re.search(r"fullName=([^&]+)", address)[1]


def test_a_yes_for_the_run_is_asked_for_once(client, sessions, learner):
    assert all(asked_before(client, session) for session in sessions)
    say_about(client, sessions[0], "yes_all")

    assert not any(asked_before(client, session) for session in sessions)
    page = client.get(url("session", sessions[2])).content.decode()
    assert "Das gilt für alle Termine dieses Durchgangs, bis Sie widerrufen." in page
    assert name_in_room(sessions[2], learner) == "Amina+Vorname"


def test_a_yes_for_one_session_leaves_the_others_open(client, sessions, learner):
    say_about(client, sessions[0], "yes")

    assert [asked_before(client, session) for session in sessions] == [False, True, True]
    assert name_in_room(sessions[1], learner) == "Teilnehmer%2Ain+1"


def test_a_no_for_the_run_is_asked_for_once_and_lets_people_in_unseen(client, sessions, learner):
    say_about(client, sessions[0], "no_all")

    assert not any(asked_before(client, session) for session in sessions)
    assert (
        "Das gilt für alle Termine dieses Durchgangs, bis Sie es ändern."
        in client.get(url("session", sessions[1])).content.decode()
    )
    assert name_in_room(sessions[1], learner) == "Teilnehmer%2Ain+1"


def test_a_no_for_one_session_after_a_yes_for_all_concerns_that_one_only(client, sessions, learner):
    first, second = (recorded(session, learner) for session in sessions[:2])
    say_about(client, sessions[0], "yes_all")
    say_about(client, sessions[0], "no")

    for recording in (first, second):
        recording.refresh_from_db()
    assert (first.state, second.state) == (RecordingState.HIDDEN, RecordingState.RELEASED)
    assert not any(asked_before(client, session) for session in sessions)


def test_taking_it_back_for_the_run_hides_all_the_person_was_in_and_is_one_letter(
    client, sessions, trainer, enrolment, learner
):
    was_in = [recorded(session, learner) for session in sessions[:2]]
    was_not = recorded(sessions[2])
    say_about(client, sessions[0], "yes_all")
    said = say(client, url("run_consent", enrolment), "no_all")

    assert said.headers["Location"] == url("recordings", enrolment)
    states = dict(Recording.objects.values_list("pk", "attention"))
    assert [states[one.pk] for one in (*was_in, was_not)] == [Attention.WITHDRAWN, Attention.WITHDRAWN, ""]
    letter = Letter.objects.get(event="recording_consent_withdrawn")
    assert (letter.recipient, len(letter.context["lines"])) == (trainer, 2)
    assert "Amina" not in str(letter.context)
    assert name_in_room(sessions[2], learner) == "Teilnehmer%2Ain+1"


def test_a_run_with_a_single_session_that_is_recorded_asks_about_that_one(client, run, sessions, learner):
    for session in sessions[1:]:
        session.recording_policy = "never"
        session.save()

    page = client.get(url("session", sessions[0])).content.decode()
    assert re.findall(r'name="answer" value="(\w+)"', page) == ["yes", "no"]
    assert say_about(client, sessions[0], "yes_all").status_code == 422
    assert not RecordingConsent.objects.exists()


def test_all_four_answers_stand_side_by_side_and_none_is_chosen(client, sessions, learner):
    page = client.get(url("session", sessions[0])).content.decode()

    assert re.findall(r'name="answer" value="(\w+)"', page) == ["yes_all", "yes", "no_all", "no"]
    assert " checked" not in page


def test_the_page_of_recordings_says_what_stands_and_what_was_said_differently(client, sessions, enrolment, learner):
    page = url("recordings", enrolment)
    assert "haben Sie noch nicht geantwortet" in client.get(page).content.decode()
    say(client, url("run_consent", enrolment), "yes_all")
    say_about(client, sessions[1], "no")

    body = client.get(page).content.decode()
    assert "Das gilt für alle Termine dieses Durchgangs, bis Sie widerrufen." in body
    assert "Für 1 Termin haben Sie selbst geantwortet." in body
    body = client.get(url("run_consent", enrolment)).content.decode()
    assert url("recording_consent", sessions[1]) in body
    assert url("recording_consent", sessions[0]) not in body


def test_the_recordings_are_linked_from_the_course_before_there_are_any(client, sessions, enrolment, learner):
    assert url("recordings", enrolment) in client.get(url("course", enrolment)).content.decode()


def test_a_new_text_asks_again_about_the_run(client, sessions, enrolment, learner):
    say(client, url("run_consent", enrolment), "yes_all")
    read = consents.standing_text("de")
    by = trainer_of(sessions[0].run, is_superuser=True)
    acting.release_text(
        text=acting.write_text(version=None, language="de", body="Neu", by=by, at=timezone.now()),
        by=by,
        at=timezone.now(),
    )

    assert asked_before(client, sessions[2])
    old = client.post(url("run_consent", enrolment), {"answer": "yes_all", "text": read.public_id}, follow=True)
    assert "Der Text hat sich geändert." in old.content.decode()
    say(client, url("run_consent", enrolment), "yes_all")
    assert not asked_before(client, sessions[2])


def test_whoever_left_takes_a_consent_back_and_gives_none(client, sessions, enrolment, learner):
    recording = recorded(sessions[0], learner)
    say(client, url("run_consent", enrolment), "yes_all")
    enrolments.withdraw(enrolment=enrolment, reason="", by=learner, at=timezone.now())

    assert url("run_consent", enrolment) in client.get(reverse("lms:my_consents")).content.decode()
    assert say(client, url("run_consent", enrolment), "yes_all").status_code == 422
    assert say(client, url("run_consent", enrolment), "no_all").headers["Location"] == reverse("lms:my_consents")
    recording.refresh_from_db()
    assert recording.state == RecordingState.HIDDEN
    assert client.get(url("run_consent", enrolment)).status_code == 404
    assert url("run_consent", enrolment) not in client.get(reverse("lms:my_consents")).content.decode()


def test_nobody_elses_answer_is_seen(client, sessions, enrolment):
    client.force_login(UserFactory())

    assert client.get(url("run_consent", enrolment)).status_code == 404
    assert say(client, url("run_consent", enrolment), "no_all").status_code == 404
    assert not RecordingConsent.objects.exists()


def test_staff_see_how_many_said_no_each_person_once(client, sessions, learner):
    recording = recorded(sessions[0], learner)
    say_about(client, sessions[0], "no_all")
    say_about(client, sessions[0], "no")

    assert [row.refusals for row in recording_rows([recording])] == [1]


def test_who_leads_sees_before_the_room_is_open_how_many_said_no_and_not_who(client, sessions, trainer, learner):
    say_about(client, sessions[0], "no_all")
    client.force_login(trainer)

    page = client.get(url("session", sessions[1])).content.decode()
    assert "1 Person will nicht aufgezeichnet werden" in page
    assert "Vorname" not in page


def test_all_consents_cost_the_same_for_one_run_and_for_three(client, sessions, learner, django_assert_num_queries):
    page = reverse("lms:my_consents")
    say_about(client, sessions[0], "yes_all")
    client.get(page)
    with django_assert_num_queries(7) as one:
        client.get(page)
    for land in ("BY", "HE"):
        other = run_in(land, ends_on=timezone.localdate() + timedelta(days=30))
        planned(other, recording_policy="allowed")
        enrolled(other, learner)
    assert Enrolment.objects.filter(learner=learner).count() == 3
    with django_assert_num_queries(len(one)):
        assert client.get(page).content.decode().count('class="card stack"') == 3


def test_the_dates_lead_to_all_consents_once_there_are_any(client, sessions, learner):
    calendar = reverse("lms:calendar")
    assert reverse("lms:my_consents") not in client.get(calendar).content.decode()
    say_about(client, sessions[0], "no")
    assert reverse("lms:my_consents") in client.get(calendar).content.decode()
