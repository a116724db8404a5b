"""From the course page to a place, by one press."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from admissions import actions as admissions
from lms.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory
from tests.factories.lms import enrolled

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


def day(offset):
    return date.fromordinal(timezone.localdate(NOW).toordinal() + offset)


def open_run(**values):
    plan = {"starts_on": day(14), "ends_on": day(90), "enrol_from": day(-5), "enrol_until": day(13), **values}
    return RunFactory(**plan)


def address(run):
    return reverse("lms:enrol", args=[run.public_id])


def test_a_stranger_signs_in_and_comes_back_exactly_here(client):
    run = open_run()
    answer = client.get(address(run))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={address(run)}")


def test_one_press_gives_a_place_and_says_what_happens_next(client):
    run, learner = open_run(), UserFactory()
    client.force_login(learner)
    assert run.course.title in client.get(address(run)).content.decode()
    body = client.post(address(run), follow=True).content.decode()
    assert "Sie haben einen Platz." in body
    assert "So geht es weiter" in body
    assert Enrolment.objects.get().learner == learner


def test_pressing_twice_ends_on_the_same_confirmation(client):
    run = open_run(capacity=1)
    client.force_login(UserFactory())
    first = client.post(address(run))
    assert client.post(address(run))["Location"] == first["Location"]
    assert Enrolment.objects.count() == 1


def test_whoever_has_no_name_yet_gives_it_for_the_certificate(client):
    run, learner = open_run(), UserFactory(full_name="")
    client.force_login(learner)
    refused = client.post(address(run), {"full_name": ""})
    assert "Bitte schreiben Sie Ihren Namen so, wie er im Pass steht." in refused.content.decode()
    assert not Enrolment.objects.exists()
    client.post(address(run), {"full_name": "Suharto"})
    learner.refresh_from_db()
    assert (learner.full_name, Enrolment.objects.count()) == ("Suharto", 1)


def test_a_run_that_filled_up_in_the_meantime_says_so_with_a_way_on_and_keeps_the_name_unwritten(client):
    run, learner = open_run(capacity=1), UserFactory(full_name="")
    enrolled(run, at=NOW)
    client.force_login(learner)
    answer = client.post(address(run), {"full_name": "Amina"})
    assert answer.status_code == 409
    assert "Alle Plätze sind inzwischen vergeben." in answer.content.decode()
    assert "mailto:kurse@example.org" in answer.content.decode()
    learner.refresh_from_db()
    assert learner.full_name == ""


def test_outside_the_window_the_days_are_named(client):
    run = open_run(enrol_from=day(3))
    client.force_login(UserFactory())
    answer = client.post(address(run))
    assert answer.status_code == 409
    assert "Anmelden können Sie sich vom" in answer.content.decode()


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"enrol_from": day(3)}, "Anmelden können Sie sich vom"),
        ({"enrol_from": day(-9), "enrol_until": day(-1)}, "Anmelden können Sie sich vom"),
        ({"capacity": 1}, "Alle Plätze sind inzwischen vergeben."),
        ({"cancelled_at": NOW, "cancel_reason": "Krank"}, "nimmt niemanden mehr auf"),
    ],
)
def test_who_comes_by_an_old_link_is_told_before_filling_in_anything(client, plan, words):
    run = open_run()
    if "capacity" in plan:
        enrolled(run, at=NOW)
    type(run).objects.filter(pk=run.pk).update(**plan)
    client.force_login(UserFactory())
    answer = client.get(address(run))
    assert answer.status_code == 200
    body = answer.content.decode()
    assert words in body
    assert "Verbindlich anmelden" not in body
    assert reverse("cms:course", args=[run.course.slug]) in body


def test_who_has_a_place_held_is_asked_though_the_run_is_full(client):
    run, person = open_run(capacity=1), UserFactory()
    admissions.hold(run=run, person=person, until=NOW + timedelta(days=2), by=None, at=NOW)
    client.force_login(person)
    assert "Verbindlich anmelden" in client.get(address(run)).content.decode()
    client.force_login(UserFactory())
    assert "Verbindlich anmelden" not in client.get(address(run)).content.decode()


def test_a_course_that_was_taken_off_the_air_gives_no_place(client):
    run = open_run()
    type(run.course).objects.filter(pk=run.course_id).update(live=False)
    client.force_login(UserFactory())
    assert client.post(address(run)).status_code == 404


def test_a_run_that_is_not_announced_cannot_be_entered_by_address(client):
    run = open_run(announced_at=None)
    client.force_login(UserFactory())
    assert client.get(address(run)).status_code == 404
