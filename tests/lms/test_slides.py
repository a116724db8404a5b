"""Slides for learners: on the page of their session before and after it, for the run alone, with their size."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.actions import slides
from courses.models import RunSession
from lms.actions import enrolments
from lms.queries.slides import of_sessions
from tests.clients import SignedInClient
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import enrolled
from tests.factories.sessions import PLANNED_AT, planned, run_in, trainer_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 " + b"x" * 2048


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def session(run, trainer):
    return planned(run, trainer)


@pytest.fixture
def learner(run):
    return enrolled(run)


def add(session, by, name="Abend 1.pdf", **values):
    return slides.add_slides(
        session=session, content=PDF, media_type="application/pdf", name=name, by=by, at=PLANNED_AT, **values
    )


def url(one):
    return reverse("lms:session_slides", args=[one.session.public_id, one.public_id])


def page(client, session):
    return client.get(reverse("lms:session", args=[session.public_id])).content.decode()


@pytest.mark.parametrize("days", [3, 0, -3], ids=["before", "on the day", "after"])
def test_learners_of_the_run_find_the_slides_with_kind_and_size(client, session, trainer, learner, days):
    starts_at = timezone.now() + timedelta(days=days)
    RunSession.objects.filter(pk=session.pk).update(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    made = add(session, trainer)
    client.force_login(learner.learner)
    shown = page(client, session)
    assert (url(made) in shown, "Abend 1.pdf" in shown, "PDF, <bdi>2,0" in shown) == (True, True, True)
    answered = client.get(url(made))
    assert b"".join(answered.streaming_content) == PDF
    assert answered.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answered.headers["Cache-Control"]


def test_a_front_server_hands_the_file_out_where_there_is_one(client, session, trainer, learner, settings):
    settings.IS_ACCELERATED = True
    made = add(session, trainer)
    client.force_login(learner.learner)
    assert made.file.storage_key in client.get(url(made)).headers["X-Accel-Redirect"]


def test_what_is_kept_back_is_for_those_who_lead_alone(client, session, trainer, learner):
    made = add(session, trainer, is_for_learners=False)
    client.force_login(learner.learner)
    assert (url(made) in page(client, session), client.get(url(made)).status_code) == (False, 404)
    client.force_login(trainer)
    assert b"".join(client.get(url(made)).streaming_content) == PDF


@pytest.mark.parametrize("who", ["of another run", "withdrawn", "foreign trainer", "nobody"])
def test_nobody_else_gets_them(session, trainer, learner, who):
    made = add(session, trainer)
    browser = SignedInClient()
    if who == "withdrawn":
        enrolments.withdraw(enrolment=learner, reason="Umzug", by=trainer, at=PLANNED_AT)
        browser.force_login(learner.learner)
    elif who != "nobody":
        browser.force_login(enrolled().learner if who == "of another run" else make_staff("trainer"))
    assert browser.get(url(made)).status_code == (302 if who == "nobody" else 404)


def test_slides_of_another_session_are_not_under_this_address(client, run, session, trainer, learner):
    made = add(session, trainer)
    other = planned(run, trainer, day=timezone.localdate(session.starts_at) + timedelta(days=1))
    client.force_login(learner.learner)
    assert client.get(reverse("lms:session_slides", args=[other.public_id, made.public_id])).status_code == 404


def test_a_session_that_was_called_off_shows_none(client, session, trainer, learner):
    made = add(session, trainer)
    RunSession.objects.update(state="cancelled", cancelled_at=timezone.now(), cancel_reason="Krank")
    client.force_login(learner.learner)
    assert url(made) not in page(client, session)


def test_however_many_sessions_and_slides_it_is_one_query(run, trainer, django_assert_num_queries):
    sessions = [planned(run, trainer, day=timezone.localdate(PLANNED_AT) + timedelta(days=days)) for days in (3, 4, 5)]
    for session in sessions:
        add(session, trainer)
        add(session, trainer, name="zwei.pdf")
    with django_assert_num_queries(1):
        assert [len(lines) for lines in of_sessions(sessions).values()] == [2, 2, 2]
    with django_assert_num_queries(1):
        assert len(of_sessions(sessions[:1])) == 1
