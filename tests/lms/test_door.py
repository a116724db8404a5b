"""Who may come into the room of a session, when, and as whom."""

from datetime import timedelta

import pytest
from django.conf import settings

from courses.models import RunSession
from live_sessions.bbb.client import Role
from live_sessions.models import Participant
from lms.actions import enrolments, joining
from lms.models import Enrolment
from lms.queries.joining import DoorState, door
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.lms import enrolled
from tests.factories.sessions import planned, run_in, trainer_of

pytestmark = pytest.mark.django_db


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
    return enrolled(run).learner


def at_door(session, person, at):
    found = RunSession.objects.select_related("run__course__provider").get(pk=session.pk)
    return door(found, person, at)


def test_whoever_teaches_leads_and_whoever_learns_listens(session, trainer, learner):
    at = session.starts_at
    assert [(d.state, d.role, d.may_open) for d in (at_door(session, trainer, at), at_door(session, learner, at))] == [
        (DoorState.OPEN, Role.MODERATOR, True),
        (DoorState.OPEN, Role.VIEWER, False),
    ]


def test_a_colleague_leads_too_but_not_where_they_learn_themselves(session, run):
    colleague, curious = trainer_of(run), trainer_of(run)
    enrolled(run, curious)
    roles = [at_door(session, person, session.starts_at).role for person in (colleague, curious)]
    assert roles == [Role.MODERATOR, Role.VIEWER]


def test_who_teaches_the_session_leads_it_though_enrolled_in_the_run(session, run, trainer):
    enrolled(run, trainer)
    assert at_door(session, trainer, session.starts_at).role == Role.MODERATOR


@pytest.mark.parametrize(
    "who", ["stranger", "hr", "network", "administrator", "trainer elsewhere", "learner elsewhere"]
)
def test_for_everybody_else_there_is_no_session(session, who):
    if who == "stranger":
        person = UserFactory()
    elif who == "learner elsewhere":
        person = enrolled(run_in("HB")).learner
    elif who == "trainer elsewhere":
        person = trainer_of(run_in("HB"))
    else:
        scope = {
            "hr": {"role": "hr", "provider": None, "employer": EmployerFactory()},
            "network": {"role": "network_coordinator", "provider": None, "network": session.provider.network},
            "administrator": {"role": "administrator", "provider": None},
        }
        person = MembershipFactory(**scope[who]).user
    assert at_door(session, person, session.starts_at).state == DoorState.NOT_ENROLLED


def test_who_has_left_the_run_or_lost_the_role_stays_outside(session, run, trainer, at):
    left = enrolled(run)
    coordinator = make_staff("coordinator", run.course.provider)
    enrolments.withdraw(enrolment=left, reason="Umzug", by=coordinator, at=at)
    trainer.memberships.update(ended_at=at)
    assert {at_door(session, person, session.starts_at).state for person in (left.learner, trainer)} == {
        DoorState.NOT_ENROLLED
    }
    assert Enrolment.objects.get(pk=left.pk).state == Enrolment.State.WITHDRAWN


@pytest.mark.parametrize(
    ("seconds", "learner_sees", "trainer_sees"),
    [
        (-30 * 60 - 1, DoorState.TOO_EARLY, DoorState.TOO_EARLY),
        (-30 * 60, DoorState.TOO_EARLY, DoorState.OPEN),
        (-10 * 60 - 1, DoorState.TOO_EARLY, DoorState.OPEN),
        (-10 * 60, DoorState.OPEN, DoorState.OPEN),
        (105 * 60 - 1, DoorState.OPEN, DoorState.OPEN),
        (105 * 60, DoorState.OVER, DoorState.OVER),
    ],
)
def test_the_door_opens_and_closes_to_the_second(session, learner, trainer, seconds, learner_sees, trainer_sees):
    at = session.starts_at + timedelta(seconds=seconds)
    assert settings.SESSION_CLOSES_AFTER_MINUTES == 15
    assert (at_door(session, learner, at).state, at_door(session, trainer, at).state) == (learner_sees, trainer_sees)


def test_a_session_that_is_called_off_lets_nobody_in(session, learner, trainer):
    RunSession.objects.filter(pk=session.pk).update(
        state=RunSession.State.CANCELLED, cancelled_at=session.changed_at, cancel_reason="Krank"
    )
    states = {at_door(session, person, session.starts_at).state for person in (learner, trainer)}
    assert states == {DoorState.CANCELLED}


def test_a_session_on_site_has_no_room_and_a_hybrid_one_has(run, trainer, learner):
    states = [
        at_door(one, learner, one.starts_at).state
        for one in (planned(run, trainer, mode=mode, place="Raum 2, Am Markt 1") for mode in ("on_site", "hybrid"))
    ]
    assert states == [DoorState.ON_SITE, DoorState.OPEN]


def test_learners_open_the_room_where_the_plan_lets_them(run, trainer, learner):
    session = planned(run, trainer, opens_without_staff=True)
    assert at_door(session, learner, session.starts_at).may_open is True


def test_the_last_place_goes_to_one_and_whoever_was_in_comes_back(run, trainer):
    session = planned(run, trainer, capacity=1)
    first, second = enrolled(run).learner, enrolled(run).learner
    at = session.starts_at
    joining.take_place(session=session, person=first, found=at_door(session, first, at), at=at)
    joining.take_place(session=session, person=trainer, found=at_door(session, trainer, at), at=at)
    assert [at_door(session, person, at).state for person in (first, second, trainer)] == [
        DoorState.OPEN,
        DoorState.FULL,
        DoorState.OPEN,
    ]
    with pytest.raises(joining.NoPlaceLeft):
        joining.take_place(session=session, person=second, found=at_door(session, first, at), at=at)
    assert Participant.objects.count() == 1


def test_asking_takes_a_fixed_number_of_queries(run, trainer, learner, django_assert_num_queries):
    session = planned(run, trainer, capacity=3)
    found = RunSession.objects.select_related("run__course__provider").get(pk=session.pk)
    with django_assert_num_queries(4):
        door(found, learner, session.starts_at)
