"""Learners see what they attended, nobody else's, and take it home; what is raw goes after a year."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms import subject_data
from lms.actions import attendance, retention, room
from lms.actions import attendance_decisions as decisions
from lms.models import AttendanceDecision, KnownGuest, RoomStay, SessionAttendance
from tests.factories.accounts import UserFactory
from tests.factories.attendance import AFTER, END, live_run, moved, room_of, session_of, stayed
from tests.factories.lms import came_later, enrolled, run_units

pytestmark = pytest.mark.django_db


def attended(run, enrolment, minutes, *, hours_ago=3, **values):
    """Return a session that is over and confirmed, and in which the learner was so long."""
    starts_at = timezone.now().replace(microsecond=0) - timedelta(hours=hours_ago)
    session = moved(session_of(run, **values), starts_at)
    stayed(room_of(session, ended_at=session.ends_at, requested_at=starts_at), enrolment, 0, minutes)
    attendance.confirm(session=session, ends_at=session.ends_at, by=session.trainers.get(), at=timezone.now())
    return session


@pytest.fixture
def run():
    return live_run(optional_texts=1)


@pytest.fixture
def enrolment(run):
    return enrolled(run)


@pytest.fixture
def learner_client(client, enrolment):
    client.force_login(enrolment.learner)
    return client


def outline(enrolment):
    return reverse("lms:course", args=[enrolment.public_id])


def test_a_learner_sees_what_they_attended_and_what_it_counts(learner_client, run, enrolment):
    attended(run, enrolment, 80)
    for page in (outline(enrolment), reverse("lms:calendar")):
        body = learner_client.get(page).content.decode()
        assert "80 von 90 Minuten" in body
        assert "teilgenommen" in body
    assert "Angerechnet sind bisher 1,7 Unterrichtseinheiten" in learner_client.get(outline(enrolment)).content.decode()


def test_less_than_a_teaching_unit_is_told_in_minutes(learner_client, run, enrolment):
    attended(run, enrolment, 7)
    assert "Angerechnet bisher: 7 Min." in learner_client.get(outline(enrolment)).text


def test_before_the_list_is_confirmed_nothing_is_claimed(learner_client, run, enrolment):
    session = moved(session_of(run), timezone.now() - timedelta(hours=2))
    stayed(room_of(session, requested_at=session.starts_at), enrolment, 0, 80)
    attendance.recompute(session=session, at=timezone.now())
    body = learner_client.get(outline(enrolment)).content.decode()
    assert "Die Anwesenheit ist noch nicht bestätigt." in body
    assert "80 von" not in body


def test_nobody_sees_what_somebody_else_attended(client, run, enrolment):
    attended(run, enrolment, 80)
    other = enrolled(run, UserFactory())
    client.force_login(other.learner)
    assert "80 von 90" not in client.get(reverse("lms:calendar")).content.decode()
    assert client.get(outline(enrolment)).status_code == 404


def test_who_missed_a_session_is_led_to_what_makes_up_for_it(learner_client, run, enrolment):
    session = attended(run, enrolment, 10)
    text = run_units(run)[2]
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=session.trainers.get(), at=timezone.now())
    body = learner_client.get(outline(enrolment)).content.decode()
    assert "Diesen Termin nachholen" in body
    assert reverse("lms:unit", args=[enrolment.public_id, text.item_id]) in body


def test_who_came_later_reads_so_and_is_led_to_what_makes_up_for_it(client, run, enrolment):
    session = attended(run, enrolment, 80)
    text = run_units(run)[2]
    decisions.offer_catch_up(session=session, run_unit_id=text.pk, by=session.trainers.get(), at=timezone.now())
    late = came_later(run)
    client.force_login(late.learner)
    body = client.get(outline(late)).content.decode()
    assert "Bei diesem Termin waren Sie noch nicht im Kurs." in body
    assert "Diesen Termin nachholen" in body
    assert "nicht da" not in body


@pytest.mark.parametrize("session_count", [1, 3])
def test_the_pages_cost_the_same_for_one_session_and_for_three(
    learner_client, run, enrolment, session_count, django_assert_max_num_queries
):
    for number in range(session_count):
        attended(run, enrolment, 80, hours_ago=3 + 24 * number)
    for page, most in ((outline(enrolment), 17), (reverse("lms:calendar"), 17)):
        learner_client.get(page)
        with django_assert_max_num_queries(most):
            learner_client.get(page)


def in_the_room():
    """Return a confirmed session on site with everything that is kept about somebody."""
    run = live_run()
    enrolment = enrolled(run)
    session = session_of(run, mode="on_site", place="Raum 3")
    trainer = session.trainers.get()
    room.tick(session=session, minutes={enrolment.pk: 30}, by=trainer, at=AFTER)
    decisions.recognise(session=session, external_id="w_gast", enrolment=enrolment, by=trainer, at=AFTER)
    decisions.correct(session=session, enrolment=enrolment, seconds=2000, reason="Ton", by=trainer, at=AFTER)
    attendance.confirm(session=session, ends_at=END, by=trainer, at=AFTER)
    return enrolment


def test_a_person_takes_their_attendance_home():
    enrolment = in_the_room()
    [told] = subject_data.export(person=enrolment.learner)["enrolments"]
    [session] = told["sessions"]
    assert (session["present_seconds"], session["measured_seconds"]) == (2000, 1800)
    assert [(one["kind"], one["reason"]) for one in session["decisions"]] == [("corrected", "Ton")]
    assert (len(session["in_the_room"]), session["recognised_as"]) == (1, ["w_gast"])
    assert told["hours"][0]["session"] == session["session"]


def test_erasing_empties_when_and_why_and_keeps_how_long():
    enrolment = in_the_room()
    subject_data.erase(person=enrolment.learner, at=AFTER)
    row = SessionAttendance.objects.get()
    assert (row.present_seconds, row.spans, row.found_spans) == (2000, [], [])
    assert AttendanceDecision.objects.get().reason == subject_data.NO_REASON
    assert (RoomStay.objects.count(), KnownGuest.objects.count()) == (0, 0)


def test_a_year_later_only_how_long_is_left():
    in_the_room()
    assert retention.remove_old_stays(at=AFTER + timedelta(days=364)) == 0
    assert retention.remove_old_stays(at=AFTER + timedelta(days=366)) == 3
    assert SessionAttendance.objects.get().spans == []
    assert SessionAttendance.objects.get().present_seconds == 2000


def session_page(session):
    return reverse("lms:session", args=[session.public_id])


def test_the_page_of_a_session_that_is_over_says_what_came_of_it_and_offers_what_makes_up(
    learner_client, run, enrolment
):
    was_there, missed = attended(run, enrolment, 80, hours_ago=30), attended(run, enrolment, 10)
    text = run_units(run)[2]
    decisions.offer_catch_up(session=missed, run_unit_id=text.pk, by=missed.trainers.get(), at=timezone.now())
    there, not_there = (learner_client.get(session_page(one)).text for one in (was_there, missed))
    assert ("80 von 90 Minuten" in there, "10 von 90 Minuten" in not_there) == (True, True)
    way = f'class="button" href="{reverse("lms:unit", args=[enrolment.public_id, text.item_id])}"'
    assert (way in there, way in not_there) == (False, True)
    assert session_page(missed) in learner_client.get(reverse("lms:calendar")).text


def test_the_page_of_a_session_that_nobody_confirmed_yet_claims_nothing(learner_client, run):
    session = moved(session_of(run), timezone.now() - timedelta(hours=3))
    page = learner_client.get(session_page(session)).text
    assert ("Die Anwesenheit ist noch nicht bestätigt." in page, "nicht da" in page) == (True, False)


def test_an_excused_person_reads_so_on_the_page_of_the_session(learner_client, run, enrolment):
    session = attended(run, enrolment, 0)
    decisions.excuse(
        session=session, enrolment=enrolment, is_excused=True, by=session.trainers.get(), at=timezone.now()
    )
    assert "entschuldigt" in learner_client.get(session_page(session)).text
