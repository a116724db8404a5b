"""The page of a unit that is taught at dates lists those of the learner's own run, with the way in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.models import Delivery, RunSession
from tests.factories.accounts import ProviderFactory
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, running_run
from tests.factories.sessions import planned, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolment():
    values = {"kind": "live_session", "delivery": Delivery.VIRTUAL_CLASSROOM, "min_percent": 75, "body": []}
    unit = live_unit(ProviderFactory(complaint_path="Beschwerden an die Leitung."), **values)
    return enrolled(running_run(course=live_course(unit.provider, units=[unit])))


@pytest.fixture
def page(client, enrolment):
    client.force_login(enrolment.learner)
    today = timezone.localdate()
    enrolment.run.starts_on, enrolment.run.ends_on = today - timedelta(days=9), today + timedelta(days=90)
    enrolment.run.save()
    item = enrolment.run.run_units.get().item_id
    return lambda: client.get(reverse("lms:unit", args=[enrolment.public_id, item]))


def date_of(enrolment, *, minutes, **values):
    run = enrolment.run
    session = planned(run, trainer_of(run, full_name="Frau Berg"), item_id=run.run_units.get().item_id)
    starts_at = timezone.now() + timedelta(minutes=minutes)
    dates = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90)}
    RunSession.objects.filter(pk=session.pk).update(**dates, **values)
    return session


def test_a_unit_without_dates_says_who_plans_them(page):
    assert "Ihre Kursleitung plant sie noch." in page().content.decode()


def test_each_date_says_what_holds_and_only_the_one_that_is_on_leads_to_the_room(page, enrolment):
    on, later = date_of(enrolment, minutes=-5), date_of(enrolment, minutes=600)
    off = date_of(
        enrolment, minutes=60, state="cancelled", cancelled_at=timezone.now(), cancel_reason="Die Dozentin ist krank."
    )
    planned(enrolment.run)  # a date that teaches something else
    text = page().content.decode()
    assert text.count("Zum Raum") == 1
    assert (reverse("lms:session", args=[on.public_id]) in text, "Frau Berg" in text) == (True, True)
    assert reverse("lms:session_file", args=[later.public_id]) in text
    assert ("Die Dozentin ist krank." in text, reverse("lms:session", args=[off.public_id]) in text) == (True, False)


def test_a_learner_cannot_say_that_they_were_there(client, page, enrolment):
    page()
    item = enrolment.run.run_units.get().item_id
    assert client.post(reverse("lms:complete", args=[enrolment.public_id, item])).status_code == 400


def test_more_dates_take_no_more_queries(page, enrolment, django_assert_max_num_queries):
    date_of(enrolment, minutes=60)
    page()
    with django_assert_max_num_queries(20) as one:
        page()
    for hours in range(2, 5):
        date_of(enrolment, minutes=60 * hours)
    with django_assert_max_num_queries(len(one.captured_queries)):
        page()
