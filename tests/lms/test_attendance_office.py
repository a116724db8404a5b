"""The list of a session in the back office: one click for the normal case, and a reason for everything else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs import actions as jobs
from live_sessions.engagement import FIELDS
from live_sessions.models import AttendanceInterval, CallbackReceipt, Engagement, GuestInvite, Participant
from lms import exports
from lms.models import AttendanceDecision, KnownGuest, RoomStay, SessionAttendance
from lms.queries.session_list import waiting_for
from privacy.models import AuditEntry
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.attendance import live_run, moved, room_of, session_of, stayed
from tests.factories.lms import came_later, enrolled, run_units
from tests.factories.sessions import trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return live_run(optional_texts=1)


@pytest.fixture
def trainer(run):
    return trainer_of(run, full_name="Frau Berg")


@pytest.fixture
def enrolment(run):
    return enrolled(run, UserFactory(full_name="Amal Haddad"))


@pytest.fixture
def session(run, trainer, enrolment):
    """Return a session of 90 minutes that was over five minutes ago, with somebody who was there for an hour."""
    ended = timezone.now().replace(microsecond=0) - timedelta(minutes=5)
    made = moved(session_of(run, trainer=trainer), ended - timedelta(minutes=90))
    stayed(room_of(made, ended_at=ended - timedelta(minutes=10), requested_at=made.starts_at), enrolment, 0, 60)
    return made


@pytest.fixture
def staff(client, trainer):
    client.force_login(trainer)
    return client


def url(session, name="page", *more):
    return reverse(f"attendance_office:{name}", args=[session.public_id, *more])


def decided(staff, session, enrolment, **posted):
    return staff.post(url(session, "decide", enrolment.public_id), posted)


def wall(moment):
    return timezone.localtime(moment).strftime("%H:%M:%S")


def test_the_page_shows_what_was_measured_and_proposes_the_real_end(staff, session):
    body = staff.get(url(session)).content.decode()
    assert "60 von 80 Minuten" in body
    assert f'value="{wall(session.ends_at - timedelta(minutes=10))}"' in body
    assert AuditEntry.objects.filter(action="lms.attendance_read").count() == 1


def test_one_click_confirms_the_list(staff, session, enrolment):
    ends = wall(session.ends_at - timedelta(minutes=10))
    answer = staff.post(url(session, "confirm"), {"ends": ends}, follow=True)
    assert "Frau Berg hat die Liste am" in answer.content.decode()
    row = SessionAttendance.objects.get()
    assert (row.status, row.present_seconds, row.scheduled_seconds) == ("partial", 3600, 4800)


def test_who_confirms_second_hears_who_was_first(staff, session):
    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    answer = staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)}, follow=True)
    assert "Frau Berg hat die Liste schon bestätigt." in answer.content.decode()


@pytest.mark.parametrize("typed", ["", "gestern"])
def test_an_end_that_is_no_time_is_refused_at_the_field(staff, session, typed):
    answer = staff.post(url(session, "confirm"), {"ends": typed})
    assert (answer.status_code, SessionAttendance.objects.count()) == (422, 0)


def test_a_correction_needs_a_reason_and_fits_into_the_session(staff, session, enrolment):
    assert decided(staff, session, enrolment, act="correct", minutes="70").status_code == 422
    assert decided(staff, session, enrolment, act="correct", minutes="81", reason="x").status_code == 422
    decided(staff, session, enrolment, act="correct", minutes="70", reason="Ton ausgefallen")
    body = staff.get(url(session)).content.decode()
    assert "70 von 80 Minuten" in body
    assert "von Hand; gemessen waren 60" in body
    assert "Ton ausgefallen" in body


def test_who_came_to_the_run_later_is_marked_and_not_expected(staff, session, run):
    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    late = came_later(run, UserFactory(full_name="Nour Saleh"))
    body = staff.get(url(session)).content.decode()
    assert "0 von 1 haben teilgenommen." in body
    assert "Nour Saleh" in body
    assert "erst später im Kurs" in body
    about = staff.get(reverse("participants:participant", args=[late.public_id])).content.decode()
    assert "erst später im Kurs" in about
    assert "Nour Saleh" not in staff.get(url(session, "sheet")).content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Amal Haddad", "Nour Saleh"]),
        ({"zeigen": "teilweise"}, ["Amal Haddad"]),
        ({"zeigen": "nicht-da"}, ["Nour Saleh"]),
        ({"zeigen": "offen"}, []),
        ({"suche": " NOUR "}, ["Nour Saleh"]),
        ({"suche": "نور"}, ["Nour Saleh"]),
        ({"zeigen": "quatsch"}, ["Amal Haddad", "Nour Saleh"]),
        ({"zeigen": "spaeter", "suche": "x"}, []),
    ],
)
def test_people_are_found_by_name_and_by_what_the_session_was_for_them(staff, session, run, asked, found):
    enrolled(run, UserFactory(full_name="Nour Saleh", original_name="نور صالح"))
    page = staff.get(url(session), asked)
    assert [line.enrolment.name_for_staff for line in page.context["lines"]] == found
    assert len(page.context["list"].lines) == 2  # figures and the list in the room stay whole


def told_twice(session):
    """Let the server have sent analytics that differ from what counts: Amal was there for 75 minutes."""
    who, meeting = Participant.objects.get(), AttendanceInterval.objects.get().meeting
    until = session.starts_at + timedelta(minutes=75)
    person = {"external_id": who.external_id, "stays": [[session.starts_at.isoformat(), until.isoformat()]]}
    done = dict.fromkeys(FIELDS, 0)
    return CallbackReceipt.objects.create(
        meeting=meeting,
        kind="analytics",
        dedupe_key="x",
        body_sha256="ab" * 32,
        told={"ended_at": None, "people": [{**person, **done}]},
        received_at=timezone.now(),
        outcome="review",
    )


def test_two_analytics_that_differ_are_shown_side_by_side_and_decided_with_one_click(staff, session, trainer, run):
    receipt = told_twice(session)
    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    assert waiting_for(trainer, at=timezone.now()) == [session]
    body = staff.get(url(session)).content.decode()
    assert "Der Server hat zwei verschiedene Auswertungen geschickt" in body
    assert "<td>60:00</td><td>75:00</td>" in body
    elsewhere = {"key": receipt.body_sha256, "act": "accept"}
    other = moved(session_of(run, trainer=trainer), session.starts_at - timedelta(days=1))
    assert "Das ist schon entschieden." in staff.post(url(other, "review"), elsewhere, follow=True).content.decode()
    assert staff.post(url(session, "review"), {"key": receipt.body_sha256, "act": "x"}).status_code == 404
    staff.post(url(session, "review"), {"key": receipt.body_sha256, "act": "accept"})
    jobs.run_due(at=timezone.now() + timedelta(seconds=100))
    row = SessionAttendance.objects.get()
    assert (row.present_seconds, row.found_seconds, row.differs) == (3600, 4500, True)


def test_staying_with_the_first_changes_nothing(staff, session):
    receipt = told_twice(session)
    staff.post(url(session, "review"), {"key": receipt.body_sha256, "act": "dismiss"})
    body = staff.get(url(session)).content.decode()
    assert "zwei verschiedene" not in body
    assert "60 von 80 Minuten" in body


def test_only_who_teaches_the_session_sees_how_much_people_took_part(staff, client, session, enrolment):
    who = Participant.objects.get(user=enrolment.learner)
    meeting = AttendanceInterval.objects.get().meeting
    for room in ("", "gruppe-1"):
        Engagement.objects.create(
            meeting=meeting, room_id=room, participant=who, external_id=who.external_id, talk_seconds=120, hand_count=3
        )
    [(person, done)] = staff.get(url(session)).context["took_part"]
    assert (person, done.talk_seconds, done.hand_count) == (enrolment, 240, 6)
    assert "Mitarbeit im Raum" in staff.get(url(session)).content.decode()
    assert AuditEntry.objects.filter(action="lms.engagement_read").count() == 2
    client.force_login(make_staff("coordinator", session.provider))
    assert "Mitarbeit im Raum" not in client.get(url(session)).content.decode()
    for file_format in exports.FORMATS:
        assert client.get(url(session, "export", file_format)).status_code == 200
    assert "Wortmeldungen" not in client.get(url(session, "export", "csv")).content.decode()


def test_excused_and_back(staff, session, enrolment):
    decided(staff, session, enrolment, act="excuse", note="vorher abgemeldet")
    assert SessionAttendance.objects.get().is_excused
    decided(staff, session, enrolment, act="unexcuse")
    assert not SessionAttendance.objects.get().is_excused
    assert [one.kind for one in AttendanceDecision.objects.all()] == ["excused", "not_excused"]


def test_what_arrived_after_the_confirmation_is_taken_over_with_one_click(staff, session, enrolment, trainer):
    from lms.actions import attendance

    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    AttendanceInterval.objects.update(left_at=session.starts_at + timedelta(minutes=80))
    attendance.recompute(session=session, at=timezone.now())
    assert waiting_for(trainer, at=timezone.now()) == [session]
    assert "80 statt 60 Minuten" in staff.get(url(session)).content.decode()
    decided(staff, session, enrolment, act="accept")
    assert SessionAttendance.objects.get().present_seconds == 4800
    assert waiting_for(trainer, at=timezone.now()) == []


def test_a_list_that_nobody_confirmed_waits_on_the_start_page_of_whoever_taught(staff, session, run):
    body = staff.get(reverse("wagtailadmin_home")).content.decode()
    assert url(session) in body
    colleague = trainer_of(run)
    assert waiting_for(colleague, at=timezone.now()) == []


def test_somebody_unknown_is_recognised_and_forgotten_again(staff, session, enrolment):
    meeting = AttendanceInterval.objects.get().meeting
    AttendanceInterval.objects.create(
        meeting=meeting,
        external_id="w_gast",
        source="webhook",
        joined_at=session.starts_at + timedelta(minutes=60),
        left_at=session.starts_at + timedelta(minutes=75),
    )
    assert "w_gast" in staff.get(url(session)).content.decode()
    staff.post(url(session, "recognise"), {"external_id": "w_gast", "enrolment": enrolment.public_id})
    body = staff.get(url(session)).content.decode()
    assert "75 von 80 Minuten" in body
    assert "w_gast war Amal Haddad." in body
    staff.post(url(session, "recognise"), {"external_id": "w_gast"})
    assert KnownGuest.objects.count() == 0


def test_the_running_session_shows_who_is_there_now(staff, run, trainer, enrolment):
    session = moved(session_of(run, trainer=trainer), timezone.now() - timedelta(minutes=30))
    meeting = room_of(session, ended_at=None, requested_at=session.starts_at)
    meeting.seen_at = timezone.now()
    meeting.save()
    stayed(meeting, enrolment, 0, None)
    enrolled(run)
    body = staff.get(url(session), {"teil": "1"}).content.decode()
    assert "1 von 2 ist jetzt da." in body
    assert "Amal Haddad" in body
    assert AuditEntry.objects.filter(action="lms.attendance_read").count() == 0


def test_a_unit_to_make_up_for_it_is_offered(staff, session, run):
    _live, required, voluntary = run_units(run)
    staff.post(url(session, "catch_up"), {"unit": voluntary.pk})
    session.refresh_from_db()
    assert session.catch_up_item_id == voluntary.item_id
    answer = staff.post(url(session, "catch_up"), {"unit": required.pk}, follow=True)
    assert "Diese Einheit kann nicht zum Nachholen dienen." in answer.content.decode()


def test_the_list_in_the_room_is_ticked_and_printed(staff, session, enrolment):
    session.mode, session.place = "hybrid", "Raum 3"
    session.save()
    posted = {f"da-{enrolment.public_id}": "1", f"min-{enrolment.public_id}": "75"}
    staff.post(url(session, "tick"), posted)
    assert RoomStay.objects.get().left_at == session.starts_at + timedelta(minutes=75)
    assert "75 von 90 Minuten" in staff.get(url(session)).content.decode()
    assert "Amal Haddad" in staff.get(url(session, "sheet")).content.decode()


def test_an_online_session_has_no_code_on_the_wall(staff, session):
    assert staff.get(url(session, "code")).status_code == 404
    assert staff.get(url(session, "code_picture")).status_code == 404


def test_the_code_on_the_wall_is_a_picture_nobody_keeps(staff, session):
    session.mode, session.place = "on_site", "Raum 3"
    session.save()
    assert "code/bild.svg" in staff.get(url(session, "code")).content.decode()
    picture = staff.get(url(session, "code_picture"))
    assert (picture["Content-Type"], picture.content[:5]) == ("image/svg+xml", b"<?xml")
    assert "no-store" in picture["Cache-Control"]


@pytest.mark.parametrize("file_format", exports.FORMATS)
def test_coordinators_take_the_list_away_as_a_table_and_trainers_do_not(client, session, run, file_format):
    client.force_login(make_staff("coordinator", run.course.provider))
    answer = client.get(url(session, "export", file_format))
    assert answer.status_code == 200
    assert AuditEntry.objects.get(action="lms.attendance_exported").details == {"people": 1, "format": file_format}
    client.force_login(session.trainers.get())
    assert client.get(url(session, "export", file_format)).status_code == 404


PAGES = [("page", "get"), ("confirm", "post"), ("change_end", "post"), ("catch_up", "post"), ("tick", "post"),
         ("recognise", "post"), ("sheet", "get"), ("code", "get"), ("code_picture", "get")]  # fmt: skip


@pytest.mark.parametrize(("name", "method"), PAGES)
@pytest.mark.parametrize("who", ["other provider", "learner", "hr"])
def test_nobody_else_finds_the_list(client, session, enrolment, name, method, who):
    people = {
        "other provider": lambda: make_staff("provider_admin"),
        "learner": lambda: enrolment.learner,
        "hr": lambda: MembershipFactory(role="hr", provider=None, employer=EmployerFactory()).user,
    }
    client.force_login(people[who]())
    assert getattr(client, method)(url(session, name)).status_code in {302, 403, 404}
    assert SessionAttendance.objects.count() == 0


@pytest.mark.parametrize("learner_count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    staff, session, run, learner_count, django_assert_max_num_queries
):
    meeting = AttendanceInterval.objects.get().meeting
    for _ in range(learner_count - 1):
        stayed(meeting, enrolled(run), 0, 30)
    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    staff.get(url(session))
    with django_assert_max_num_queries(26):
        staff.get(url(session))


def test_guests_are_listed_apart_and_credited_nothing(staff, session, trainer):
    meeting = AttendanceInterval.objects.get().meeting
    invite = GuestInvite.objects.create(
        provider=meeting.provider,
        context_key=session.context_key,
        name="Gudrun Gast",
        language="de",
        digest=b"x" * 32,
        expires_at=session.ends_at,
        created_at=session.starts_at,
        created_by=trainer,
    )
    guest = Participant.objects.create(
        provider=meeting.provider,
        context_key=session.context_key,
        guest=invite,
        first_let_in_at=session.starts_at,
    )
    AttendanceInterval.objects.create(
        meeting=meeting,
        participant=guest,
        external_id=guest.external_id,
        source="webhook",
        joined_at=session.starts_at,
        left_at=session.starts_at + timedelta(minutes=50),
    )
    body = staff.get(url(session)).content.decode()
    assert "Gudrun Gast</bdi>: 50 von 80 Minuten" in body
    assert guest.external_id not in body
    staff.post(url(session, "confirm"), {"ends": wall(session.ends_at)})
    assert SessionAttendance.objects.count() == 1
