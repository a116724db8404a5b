"""Seats of employers, as those meet them who are invited."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from admissions.actions import RunIsFull, seat_codes
from admissions.actions import seats as admission
from admissions.actions.seats import Invitee
from admissions.models import Place, SeatInvitation
from admissions.queries.seats import SeatCounts, counts_of
from courses.models import Run
from lms.actions import enrolments, seats
from lms.models import Enrolment
from notifications.models import Letter
from tests.factories.accounts import EmployerFactory, UserFactory
from tests.factories.courses import RunFactory, live_course
from tests.factories.lms import complete_units, enrolled

pytestmark = pytest.mark.django_db
AMINA = Invitee("Amina Beispiel", "amina@example.org")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def block(now):
    return block_of(now)


def block_of(now, *, count=3, starts_in=30, employer=None, run=None):
    day = timezone.localdate(now)
    run = run or RunFactory(
        course=live_course(None, offer_kind="diversity_training", occupation=None, methods="Wir üben an Fällen."),
        capacity=20,
        starts_on=day + timedelta(days=starts_in),
        ends_on=day + timedelta(days=90),
        enrol_from=day - timedelta(days=60),
        enrol_until=day - timedelta(days=30),
    )
    return admission.reserve(
        run=run,
        employer=employer or EmployerFactory(name="Metallbau Weser"),
        count=count,
        return_on=day + timedelta(days=20),
        by=None,
        at=now,
    )


def invited(block, now, *invitees):
    return seats.invite(block=block, invitees=invitees or [AMINA], by=UserFactory(), at=now)


def page(client, invitation, **data):
    path = "/" + seats.link_of(invitation).split("/", 3)[3]
    return client.post(path, data) if data else client.get(path)


def test_the_invited_get_a_letter_with_their_link_and_a_reminder_with_the_same(block, now):
    (invitation,) = invited(block, now)
    letter = Letter.objects.get(event="seat_invited")
    assert (letter.address, letter.context["link"]) == ("amina@example.org", seats.link_of(invitation))
    assert seats.remind(at=now + timedelta(days=4)) == 0
    assert seats.remind(at=now + timedelta(days=5)) == 1
    assert seats.remind(at=now + timedelta(days=6)) == 0
    assert Letter.objects.get(event="seat_reminder").context["link"] == letter.context["link"]


def test_nobody_is_reminded_of_what_they_answered(block, now):
    (yes, no) = invited(block, now, AMINA, Invitee("B", "b@example.org"))
    seats.accept(invitation=yes, learner=UserFactory(), at=now)
    admission.decline(invitation=no, by=None, at=now)
    assert seats.remind(at=now + timedelta(days=6)) == 0


def test_a_letter_about_an_offer_that_was_taken_back_is_not_sent(block, now, run_jobs, mailoutbox):
    (invitation,) = invited(block, now)
    seats.end_invitation(invitation=invitation, by=UserFactory(), at=now)
    run_jobs(now)
    assert mailoutbox == []


def test_a_stranger_reads_the_offer_and_is_led_to_an_account_and_back(client, block, now):
    (invitation,) = invited(block, now)
    answer = page(client, invitation)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Metallbau Weser" in text
    assert block.run.course.title in text
    here = answer.wsgi_request.path
    assert f'href="{reverse("account_login")}?next={here}"' in text
    assert f'href="{reverse("account_signup")}?next={here}"' in text
    assert "amina@example.org" not in text
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_page_is_the_same_whether_or_not_the_address_has_an_account(client, now):
    known = UserFactory(email="amina@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)
    block = block_of(now)
    (one, two) = invited(block, now, Invitee("A", "amina@example.org"), Invitee("A", "niemand@example.org"))
    texts = [re.sub(r"[0-9a-z]{32}", "", page(client, each).content.decode()) for each in (one, two)]
    assert texts[0] == texts[1]


def test_accepting_enrols_after_the_window_too_and_counts_for_the_employer(client, block, now):
    (invitation,) = invited(block, now)
    learner = UserFactory(full_name="Amina Beispiel")
    client.force_login(learner)
    answer = page(client, invitation, accept="1")
    enrolment = Enrolment.objects.get(learner=learner)
    assert answer.url == reverse("lms:enrolled", args=[enrolment.public_id])
    assert (enrolment.counts_for, enrolment.place.block) == (block.employer, block)
    assert page(client, invitation).url == reverse("lms:course", args=[enrolment.public_id])
    assert counts_of(block, now) == SeatCounts(free=2, used=1)


def test_an_account_without_a_name_gives_one_first(client, block, now):
    (invitation,) = invited(block, now)
    learner = UserFactory(full_name="")
    client.force_login(learner)
    assert page(client, invitation, full_name="").status_code == 422
    page(client, invitation, full_name="Amina Beispiel")
    learner.refresh_from_db()
    assert learner.full_name == "Amina Beispiel"
    assert Enrolment.objects.filter(learner=learner).exists()


def test_whoever_was_enrolled_alone_keeps_what_they_did_on_the_seat(now):
    day = timezone.localdate(now)
    run = RunFactory(
        course=live_course(None),
        capacity=4,
        starts_on=day,
        ends_on=day + timedelta(days=90),
        enrol_from=day,
        enrol_until=day,
    )
    enrolment = enrolled(run, at=now)
    complete_units(enrolment, count=1, at=now)
    (invitation,) = invited(block_of(now, run=run), now)
    assert seats.accept(invitation=invitation, learner=enrolment.learner, at=now) == enrolment
    assert enrolment.unit_results.count() == 1
    assert Place.objects.filter(run=run).occupied(now).count() == 3


def test_whoever_completed_the_run_alone_gets_no_seat(client, now):
    day = timezone.localdate(now)
    run = RunFactory(course=live_course(None), capacity=9, starts_on=day, ends_on=day, enrol_from=day, enrol_until=day)
    run.ends_on = day + timedelta(days=60)
    run.save()
    enrolment = enrolled(run, at=now)
    Enrolment.objects.filter(pk=enrolment.pk).update(state="completed", completed_at=now)
    (invitation,) = invited(block_of(now, run=run), now)
    client.force_login(enrolment.learner)
    answer = page(client, invitation, accept="1")
    assert answer.status_code == 409
    assert "schon abgeschlossen" in answer.content.decode()


def test_declining_needs_no_account_and_is_asked_for_first(client, block, now):
    (invitation,) = invited(block, now)
    path = page(client, invitation).wsgi_request.path + "ablehnen/"
    assert client.get(path).status_code == 200
    assert counts_of(block, now).offered == 1
    assert "Sie haben abgesagt" in client.post(path).content.decode()
    assert counts_of(block, now) == SeatCounts(free=3)
    assert page(client, invitation).status_code == 404


@pytest.mark.parametrize("token", ["x", "0" * 32, "abcdefghjkmn" * 3, "ä" * 32])
def test_a_made_up_link_opens_nothing(client, token, block, now):
    assert client.get(reverse("lms:seat", args=["x"]).replace("/x/", f"/{token}/")).status_code == 404


def test_the_code_leads_over_signing_in_to_a_seat(client, block, now):
    code = seat_codes.make(block=block, by=UserFactory(), at=now)
    answer = client.post(reverse("lms:seat_code"), {"code": code.lower()})
    assert answer.url == reverse("lms:seat_by_code")
    assert "Metallbau Weser" in client.get(answer.url).content.decode()
    learner = UserFactory()
    session = dict(client.session)
    client.force_login(learner)
    assert session["seat_code_block"] == client.session["seat_code_block"]
    client.post(reverse("lms:seat_by_code"), {"accept": "1"})
    assert Enrolment.objects.get(learner=learner).counts_for == block.employer


def test_a_wrong_code_says_so_and_many_are_too_many(client, settings):
    settings.FORM_RATES = {"*": "40/h/ip", "seat_code": "2/h/ip"}
    answers = [client.post(reverse("lms:seat_code"), {"code": "0000-0000-0000"}) for _each in range(3)]
    assert "Dieser Code gilt nicht" in answers[0].content.decode()
    assert "zu viele Anfragen" in answers[2].content.decode()


def test_a_code_that_was_replaced_meanwhile_gives_no_seat(client, block, now):
    code = seat_codes.make(block=block, by=UserFactory(), at=now)
    client.post(reverse("lms:seat_code"), {"code": code})
    seat_codes.make(block=block, by=UserFactory(), at=now + timedelta(seconds=1))
    client.force_login(UserFactory())
    assert client.post(reverse("lms:seat_by_code"), {"accept": "1"}).url == reverse("lms:seat_code")
    assert counts_of(block, now) == SeatCounts(free=3)


def test_without_a_code_there_is_nothing_to_take(client):
    assert client.get(reverse("lms:seat_by_code")).url == reverse("lms:seat_code")


def test_replacing_an_accepted_person_ends_their_part_and_tells_both(block, now):
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    invitation.refresh_from_db()
    other = seats.replace(invitation=invitation, invitee=Invitee("B", "b@example.org"), by=UserFactory(), at=now)
    enrolment.refresh_from_db()
    invitation.refresh_from_db()
    assert (enrolment.state, enrolment.place.block, invitation.state) == ("withdrawn", None, "replaced")
    assert counts_of(block, now) == SeatCounts(free=2, offered=1)
    assert set(Letter.objects.values_list("event", flat=True)) >= {"seat_ended", "seat_invited"}
    assert seats.accept(invitation=other, learner=UserFactory(), at=now).place_id == other.place_id


def leaves_and_comes_back(enrolment, now):
    """Let staff end the person's part and take them back in."""
    staff = UserFactory()
    enrolments.withdraw(enrolment=enrolment, reason="Krank", by=staff, at=now)
    return taken_back(enrolment, staff, now)


def taken_back(enrolment, staff, now):
    return enrolments.enrol(run=enrolment.run, learner=enrolment.learner, by=staff, at=now, window_applies=False)


@pytest.mark.parametrize("starts_in", [30, 0])
def test_whom_staff_take_back_has_a_seat_of_the_employer_again(starts_in, now):
    block = block_of(now, starts_in=starts_in)
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    before = counts_of(block, now)
    back = leaves_and_comes_back(enrolment, now)
    assert (back.pk, back.place.block, back.counts_for) == (enrolment.pk, block, block.employer)
    assert counts_of(block, now) == before == SeatCounts(free=2, used=1)


def test_whoever_comes_back_gets_their_own_seat_rather_than_that_of_another(now):
    block = block_of(now, starts_in=0)
    offered = invited(block, now, AMINA, Invitee("B", "b@example.org"))
    first, second = (seats.accept(invitation=one, learner=UserFactory(), at=now) for one in offered)
    enrolments.withdraw(enrolment=first, reason="Krank", by=UserFactory(), at=now)
    assert leaves_and_comes_back(second, now).place_id == offered[1].place_id


def test_where_the_seats_are_used_whoever_comes_back_keeps_the_employer_and_has_a_place_beside_them(now):
    block = block_of(now, count=1)
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    staff = UserFactory()
    enrolments.withdraw(enrolment=enrolment, reason="Krank", by=staff, at=now)
    (other,) = invited(block, now, Invitee("B", "b@example.org"))
    seats.accept(invitation=other, learner=UserFactory(), at=now)
    back = taken_back(enrolment, staff, now)
    assert (back.place.block, back.counts_for) == (None, block.employer)


def test_whom_the_employer_took_off_its_seats_staff_take_back_beside_them(block, now):
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    invitation.refresh_from_db()
    seats.end_invitation(invitation=invitation, by=UserFactory(), at=now)
    back = taken_back(enrolment, UserFactory(), now)
    assert (back.place.block, back.counts_for) == (None, None)
    assert counts_of(block, now) == SeatCounts(free=3)


def test_whoever_enrols_again_alone_takes_no_seat_of_the_employer(block, now):
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    enrolments.withdraw(enrolment=enrolment, reason="Krank", by=enrolment.learner, at=now)
    back = taken_back(enrolment, enrolment.learner, now)
    assert (back.place.block, back.counts_for) == (None, block.employer)


def test_a_seat_that_was_left_is_not_taken_again_in_a_run_that_others_have_filled(now):
    block = block_of(now, count=1, starts_in=0)
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    enrolments.withdraw(enrolment=enrolment, reason="Krank", by=UserFactory(), at=now)
    Run.objects.filter(pk=block.run_id).update(capacity=1)
    enrolments.enrol(run=block.run, learner=UserFactory(), by=UserFactory(), at=now, window_applies=False)
    with pytest.raises(RunIsFull):
        taken_back(enrolment, UserFactory(), now)


def test_after_the_day_of_return_somebody_can_still_step_in(now):
    block = block_of(now)
    (invitation,) = invited(block, now)
    seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    invitation.refresh_from_db()
    later = block.ends_at + timedelta(hours=1)
    admission.return_due(at=later)
    other = seats.replace(invitation=invitation, invitee=Invitee("B", "b@example.org"), by=UserFactory(), at=later)
    assert counts_of(block, later) == SeatCounts(offered=1, returned=2)
    assert admission.return_due(at=later) == 0
    seats.accept(invitation=other, learner=UserFactory(), at=later + timedelta(days=2))


def test_who_accepted_meanwhile_is_not_pushed_out_by_a_decision_about_an_open_invitation(block, now):
    (seen,) = invited(block, now)
    enrolment = seats.accept(invitation=SeatInvitation.objects.get(pk=seen.pk), learner=UserFactory(), at=now)
    for act in (
        lambda: seats.replace(invitation=seen, invitee=Invitee("B", "b@example.org"), by=UserFactory(), at=now),
        lambda: seats.end_invitation(invitation=seen, by=UserFactory(), at=now),
    ):
        with pytest.raises(admission.InvitationHasMoved):
            act()
    enrolment.refresh_from_db()
    assert enrolment.state == "active"


def test_from_the_first_day_on_an_employer_ends_nobodys_part(now):
    block = block_of(now, starts_in=0)
    (invitation,) = invited(block, now)
    seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    invitation.refresh_from_db()
    with pytest.raises(seats.TrainingHasBegun):
        seats.end_invitation(invitation=invitation, by=UserFactory(), at=now)


def test_whoever_leaves_gives_the_seat_back_to_the_employer_and_may_come_again(block, now):
    (invitation,) = invited(block, now)
    learner = UserFactory()
    enrolment = seats.accept(invitation=invitation, learner=learner, at=now)
    enrolments.withdraw(enrolment=enrolment, reason="krank", by=learner, at=now)
    assert counts_of(block, now) == SeatCounts(free=3)
    (again,) = invited(block, now)
    back = seats.accept(invitation=again, learner=learner, at=now)
    assert (back.pk, back.state, back.place_id) == (enrolment.pk, "active", again.place_id)


def test_a_learner_chooses_for_whom_the_training_counts_and_keeps_it_either_way(client, block, now):
    (invitation,) = invited(block, now)
    learner = UserFactory()
    enrolment = seats.accept(invitation=invitation, learner=learner, at=now)
    other = block_of(now, employer=EmployerFactory(name="Klinik Nord"))
    (second,) = invited(other, now)
    seats.accept(invitation=second, learner=learner, at=now)
    client.force_login(learner)
    path = reverse("lms:counts_for", args=[enrolment.public_id])
    assert "Klinik Nord" in client.get(path).content.decode()
    client.post(path, {"employer": other.employer.public_id})
    enrolment.refresh_from_db()
    assert (enrolment.counts_for, enrolment.state) == (other.employer, "active")
    client.post(path, {"employer": "-"})
    enrolment.refresh_from_db()
    assert enrolment.counts_for is None
    assert "keinen Arbeitgeber" in client.get(reverse("lms:course", args=[enrolment.public_id])).content.decode()


def test_a_training_cannot_count_for_a_stranger(block, now):
    (invitation,) = invited(block, now)
    enrolment = seats.accept(invitation=invitation, learner=UserFactory(), at=now)
    with pytest.raises(seats.IsNotTheirs):
        seats.choose_employer(enrolment=enrolment, employer=EmployerFactory(), by=enrolment.learner, at=now)
