"""Signing up for an online seminar without an account: a place after the letter, and none before."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from admissions import queries as places
from admissions.models import Place
from certificates.models import Certificate
from courses.models import Course, Run
from live_sessions.models import AttendanceInterval, GuestInvite, Participant
from live_sessions.presence import Source
from lms.actions import attendance
from lms.actions import guest_signups as actions
from lms.models import GuestSignup
from notifications.models import Letter
from privacy.models import AuditEntry
from tests.factories.live_sessions import MeetingFactory
from tests.factories.sessions import planned, run_in, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    today = timezone.localdate()
    run = run_in("NI", ends_on=today + timedelta(days=30))
    Course.objects.filter(pk=run.course.pk).update(offer_kind=Course.OfferKind.ONLINE_SEMINAR)
    window = {"starts_on": today, "enrol_from": today, "enrol_until": today + timedelta(days=30), "capacity": 2}
    Run.objects.filter(pk=run.pk).update(announced_at=timezone.now(), **window)
    return Run.objects.select_related("course__provider").get(pk=run.pk)


@pytest.fixture
def trainer(run):
    return trainer_of(run, email="dana@example.org")


@pytest.fixture
def session(run, trainer):
    """Return a session that begins tomorrow."""
    found = planned(run, trainer)
    Letter.objects.all().delete()
    found.starts_at = timezone.now() + timedelta(days=1)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    found.save()
    return found


def form(**values):
    return {"name": "Gabi Gast", "address": "Gabi@example.org", "organisation": "Metallbau Weser", **values}


def signed_up(run, **values):
    """Send the form in a browser of its own; return the browser and the path of the link in the letter."""
    browser = Client()
    answered = browser.post(reverse("lms:guest_signup_ask", args=[run.public_id]), form(**values))
    assert answered.headers["Location"] == reverse("lms:guest_signup_sent", args=[run.public_id])
    letter = Letter.objects.filter(event="guest_signup").latest("pk")
    return browser, re.sub(r"^https?://[^/]+", "", letter.context["link"])


def test_a_place_is_taken_only_when_the_address_is_confirmed(run, session, run_jobs):
    browser, link = signed_up(run)
    assert (places.free_places(run, timezone.now()), GuestInvite.objects.count()) == (2, 0)
    assert "möchten Sie teilnehmen?" in browser.get(link).content.decode()
    assert GuestSignup.objects.get().confirmed_at is None  # mail programs open links too
    browser.post(link, {"act": "confirm"})
    browser.post(link, {"act": "confirm"})
    assert "Sie sind angemeldet." in browser.get(link).content.decode()
    invite = GuestInvite.objects.get()
    assert (invite.address, invite.organisation, invite.created_by) == ("gabi@example.org", "Metallbau Weser", None)
    assert places.free_places(run, timezone.now()) == 1
    assert Letter.objects.filter(event="guest_invited", address="gabi@example.org").count() == 1


def test_guests_and_learners_share_the_places(run, session):
    Run.objects.filter(pk=run.pk).update(capacity=1)
    first, link = signed_up(run)
    second, other = signed_up(run, address="karl@example.org")
    first.post(link, {"act": "confirm"})
    answered = second.post(other, {"act": "confirm"})
    assert answered.status_code == 409
    assert "Alle Plätze sind inzwischen vergeben." in answered.content.decode()
    late = Client().post(reverse("lms:guest_signup_ask", args=[run.public_id]), form(address="ute@example.org"))
    assert late.status_code == 409
    assert GuestInvite.objects.count() == 1


def test_who_leaves_gives_the_place_to_somebody_else_and_may_come_back(run, session):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    browser.post(link, {"act": "leave"})
    assert "Sie sind abgemeldet." in browser.get(link).content.decode()
    assert places.free_places(run, timezone.now()) == 2
    assert GuestInvite.objects.get().revoked_at is not None
    browser.post(link, {"act": "confirm"})  # an old link opens nothing again
    assert places.free_places(run, timezone.now()) == 2
    browser, again = signed_up(run)
    browser.post(again, {"act": "confirm"})
    assert (again == link, places.free_places(run, timezone.now())) == (False, 1)


def test_who_declines_their_only_date_gives_the_place_back(run, session):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    invite = GuestInvite.objects.get()
    GuestInvite.objects.update(browser_digest=b"x" * 32, bound_at=timezone.now())
    actions.decline(invite=invite, at=timezone.now())
    assert Place.objects.get().state == Place.State.RELEASED
    assert GuestSignup.objects.get().left_at is not None


def test_staff_who_take_the_only_invitation_back_free_the_place_of_whoever_signed_up(client, run, session, trainer):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    invite = GuestInvite.objects.get()
    client.force_login(trainer)
    client.post(reverse("session_office:guest_revoke", args=[session.public_id, invite.public_id]))
    assert Place.objects.get().state == Place.State.RELEASED
    assert "Sie sind abgemeldet." in browser.get(link).content.decode()
    assert AuditEntry.objects.get(action="lms.guest_left").actor == trainer.public_id


def test_the_place_stays_while_another_invitation_of_the_guest_stands(client, run, session, trainer):
    second = planned(run, trainer, day=timezone.localdate() + timedelta(days=2), at=timezone.now())
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    first = GuestInvite.objects.get(context_key=session.context_key)
    assert GuestInvite.objects.filter(context_key=second.context_key).count() == 1
    client.force_login(trainer)
    client.post(reverse("session_office:guest_revoke", args=[session.public_id, first.public_id]))
    assert Place.objects.get().state == Place.State.HELD


def test_asking_again_tells_nobody_that_somebody_has_a_place(run, session):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    Letter.objects.all().delete()
    _, again = signed_up(run, name="Jemand Anderes", organisation="")
    signup = GuestSignup.objects.get()
    assert again == link
    assert (signup.name, signup.organisation) == ("Gabi Gast", "Metallbau Weser")
    assert Letter.objects.get().context["is_confirmed"] is True


@pytest.mark.parametrize("wrong", ["x" * 32, "0" * 32])
def test_nobody_guesses_a_link(run, session, wrong):
    _, link = signed_up(run)
    assert Client().get(link[: -len(wrong) - 1] + wrong + "/").status_code == 404


def test_what_was_not_confirmed_in_two_days_is_gone(run, session):
    browser, link = signed_up(run)
    GuestSignup.objects.update(confirm_until=timezone.now() - timedelta(seconds=1))
    assert browser.post(link, {"act": "confirm"}).status_code == 409
    assert "nicht rechtzeitig bestätigt" in browser.get(link).content.decode()
    assert (actions.remove_old(at=timezone.now()), GuestSignup.objects.count()) == (1, 0)


def test_a_year_later_the_sign_up_is_gone(run, session):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    assert actions.remove_old(at=timezone.now() + timedelta(days=300)) == 0
    assert actions.remove_old(at=timezone.now() + timedelta(days=400)) == 1


def test_only_open_seminars_with_a_date_take_guests(run, trainer):
    page = reverse("lms:guest_signup_ask", args=[run.public_id])
    answered = Client().get(page)
    assert "gerade nicht anmelden" in answered.content.decode()  # no date yet
    Course.objects.filter(pk=run.course_id).update(offer_kind="language_course")
    assert Client().get(page).status_code == 404


def test_the_form_says_once_that_the_employer_is_left_to_the_guest(run, session):
    page = Client().get(reverse("lms:guest_signup_ask", args=[run.public_id])).content.decode()
    assert page.count("(freiwillig)") == 1


def test_an_address_is_written_to_five_times_a_day_at_most(run, session, settings):
    settings.FORM_RATES = {"*": "40/h/ip", "guest_signup": "40/h/ip,1/d/key"}
    signed_up(run)
    page = reverse("lms:guest_signup_ask", args=[run.public_id])
    assert Client().post(page, form()).status_code == 429
    assert Letter.objects.filter(event="guest_signup").count() == 1


def test_a_guest_who_was_there_gets_the_confirmation_by_link(run, session, trainer, run_jobs, ready_fonts):
    browser, link = signed_up(run)
    browser.post(link, {"act": "confirm"})
    invite = GuestInvite.objects.get()
    now = timezone.now()
    session.starts_at, session.ends_at = now - timedelta(minutes=95), now - timedelta(minutes=5)
    session.save()
    room = MeetingFactory(
        context_key=session.context_key,
        provider=session.provider,
        requested_at=session.starts_at,
        seen_at=session.ends_at,
        state="ended",
        ended_at=session.ends_at,
        ended_by="server",
    )
    person = Participant.objects.create(
        guest=invite,
        context_key=session.context_key,
        provider=session.provider,
        external_id="gast",
        first_let_in_at=session.starts_at,
    )
    AttendanceInterval.objects.create(
        meeting=room,
        participant=person,
        external_id="gast",
        source=Source.WEBHOOK,
        joined_at=session.starts_at,
        left_at=session.ends_at,
    )
    attendance.confirm(session=session, ends_at=session.ends_at, by=trainer, at=now)
    made = Certificate.objects.get()
    assert (made.kind, made.holder, made.facts.holder_name) == ("seminar", None, "Gabi Gast")
    letter = Letter.objects.get(event="guest_certificate")
    path = re.sub(r"^https?://[^/]+", "", letter.context["link"])
    assert "wird gerade ausgestellt" in Client().get(path).content.decode()
    run_jobs(now)
    assert "herunterladen (PDF)" in Client().get(path).content.decode()
    assert b"".join(Client().get(path + "?pdf").streaming_content).startswith(b"%PDF")
    assert Client().get(path.rstrip("/")[:-1] + "x/?pdf").status_code == 404
    attendance.change_end(session=session, ends_at=now - timedelta(minutes=6), reason="früher", by=trainer, at=now)
    assert Certificate.objects.count() == 1
