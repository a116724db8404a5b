"""Groups of a run: chosen or divided, and told to the room by names that only this session knows."""

import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from courses.room_options import RoomOptions
from live_sessions.actions import meetings
from live_sessions.bbb.client import Role
from live_sessions.models import Participant
from lms.actions import enrolments, groups
from lms.models import GroupMember
from lms.queries.groups import members_of, room_parameters, titles_of
from tests.clients import SignedInClient
from tests.factories.accounts import UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.live_sessions import MeetingFactory, ParticipantFactory
from tests.factories.lms import enrolled
from tests.factories.sessions import PLANNED_AT, planned, run_in, trainer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return run_in("NI")


@pytest.fixture
def trainer(run):
    return trainer_of(run)


@pytest.fixture
def learners(run):
    return [enrolled(run, UserFactory(full_name=name)) for name in ("Amal", "Boris", "Chen", "Dilek", "Emre")]


@pytest.fixture
def office(trainer):
    browser = SignedInClient()
    browser.force_login(trainer)
    return browser


def numbers(run):
    return [number for _enrolment, number in members_of(run)]


def url(run):
    return reverse("participants:groups", args=[run.public_id])


def test_everybody_is_divided_as_evenly_as_can_be(run, trainer, learners):
    groups.spread(run=run, count=2, by=trainer, at=PLANNED_AT)
    assert numbers(run) == [1, 2, 1, 2, 1]
    groups.spread(run=run, count=3, by=trainer, at=PLANNED_AT)
    assert numbers(run) == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("count", [0, 17])
def test_no_more_groups_than_a_room_has_breakout_rooms(run, trainer, learners, count):
    with pytest.raises(groups.NoSuchGroup):
        groups.spread(run=run, count=count, by=trainer, at=PLANNED_AT)


def test_nobody_of_another_run_is_put_into_a_group_here(run, trainer, learners):
    foreign = enrolled()
    groups.assign(run=run, numbers={foreign.pk: 1, learners[0].pk: 2}, by=trainer, at=PLANNED_AT)
    assert list(GroupMember.objects.values_list("enrolment", "number")) == [(learners[0].pk, 2)]


def test_staff_choose_per_person_and_divide_in_one_click(office, run, learners):
    chosen = {f"group-{one.public_id}": number for one, number in zip(learners, ["2", "", "1", "1", "2"], strict=True)}
    office.post(url(run), {"act": "assign", **chosen})
    assert numbers(run) == [2, None, 1, 1, 2]
    shown = office.get(url(run)).content.decode()
    assert shown.count(" selected") == 4
    office.post(url(run), {"act": "spread", "count": "2"})
    assert numbers(run) == [1, 2, 1, 2, 1]


@pytest.mark.parametrize("count", ["", "viele", "99", "-1"])
def test_what_is_no_number_of_groups_changes_nothing(office, run, learners, count):
    answered = office.post(url(run), {"act": "spread", "count": count}, follow=True)
    assert "Bitte nennen Sie eine Zahl von 1 bis 16." in answered.content.decode()
    assert numbers(run) == [None] * 5


def test_strangers_and_other_providers_see_no_groups(run, learners):
    foreign = SignedInClient()
    foreign.force_login(make_staff("trainer"))
    assert [foreign.get(url(run)).status_code, foreign.post(url(run)).status_code] == [404, 404]


def test_the_room_hears_of_the_groups_by_the_ids_people_will_have_there(run, trainer, learners):
    session = planned(run, trainer)
    came_before = ParticipantFactory(
        context_key=session.context_key, provider=session.provider, user=learners[0].learner, first_let_in_at=PLANNED_AT
    )
    groups.spread(run=run, count=2, by=trainer, at=PLANNED_AT)
    first = room_parameters(session)
    told = json.loads(first["groups"])
    assert [(group["id"], group["name"], len(group["roster"])) for group in told] == [
        ("1", "Gruppe 1", 3),
        ("2", "Gruppe 2", 2),
    ]
    assert told[0]["roster"][0] == came_before.external_id
    meeting = MeetingFactory(context_key=session.context_key, provider=session.provider, requested_at=PLANNED_AT)
    for one in learners:
        address = meetings.join_url(
            meeting=meeting, user=one.learner, full_name="x", role=Role.VIEWER, parameters={}, at=PLANNED_AT
        )
        assert parse_qs(urlsplit(address).query)["userID"][0] in first["groups"]
    assert (room_parameters(session), Participant.objects.count()) == (first, 5)  # the same for every caller


def test_breakout_rooms_carry_the_names_of_the_groups_in_the_source_language(run, trainer, learners):
    session = planned(run, trainer)
    groups.spread(run=run, count=2, by=trainer, at=PLANNED_AT)
    groups.name_groups(run=run, titles={2: groups.Title("Hafen", {"ar": "الميناء"})}, by=trainer, at=PLANNED_AT)
    with translation.override("ar"):
        told = json.loads(room_parameters(session)["groups"])
    assert [group["name"] for group in told] == ["Gruppe 1", "Hafen"]


def test_learners_read_the_name_of_their_group_in_their_language(client, run, trainer, learners):
    session = planned(run, trainer, day=timezone.localdate() + timedelta(days=3))
    groups.assign(run=run, numbers={learners[0].pk: 1}, by=trainer, at=PLANNED_AT)
    groups.name_groups(run=run, titles={1: groups.Title("Hafen", {"ar": "الميناء"})}, by=trainer, at=PLANNED_AT)
    address = reverse("lms:session", args=[session.public_id])
    client.force_login(learners[0].learner)
    assert "<bdi>Hafen</bdi>" in client.get(address).content.decode()
    assert "<bdi>الميناء</bdi>" in client.get(address.replace("/de/", "/ar/", 1)).content.decode()
    client.force_login(learners[1].learner)
    assert "Hafen" not in client.get(address).content.decode()


def test_staff_name_the_groups_there_are_swap_names_and_take_one_away(office, run, trainer, learners):
    groups.spread(run=run, count=2, by=trainer, at=PLANNED_AT)
    told = []
    for first, second in (("Hafen", "Park"), ("Park", "Hafen"), ("Park", "")):
        office.post(url(run), {"act": "name", "name-1": first, "name-2": second, "name-1-en": "Harbour"})
        told.append({number: row.title for number, row in titles_of(run).items()})
    assert told == [{1: "Hafen", 2: "Park"}, {1: "Park", 2: "Hafen"}, {1: "Park"}]
    assert titles_of(run)[1].title_in("en") == "Harbour"
    assert '<option value="1" selected>1: Park</option>' in office.get(url(run)).content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name-1": "Hafen", "name-2": "hafen"}, "So heißt schon eine andere Gruppe."),
        ({"name-1": "", "name-1-en": "Harbour"}, "Bitte nennen Sie auch den deutschen Namen."),
        ({"name-1": "x" * 41}, "höchstens 40 Zeichen"),
    ],
)
def test_a_name_that_cannot_be_is_refused_at_its_field_and_kept(office, run, trainer, learners, typed, words):
    groups.spread(run=run, count=2, by=trainer, at=PLANNED_AT)
    answered = office.post(url(run), {"act": "name", **typed})
    shown = answered.content.decode()
    assert (answered.status_code, words in shown, titles_of(run)) == (422, True, {})
    assert all(f'value="{text}"' in shown for text in typed.values() if text)


def test_two_who_name_groups_at_once_get_no_two_groups_of_one_name(run, trainer, learners):
    groups.name_groups(run=run, titles={1: groups.Title("Hafen")}, by=trainer, at=PLANNED_AT)
    with pytest.raises(groups.TitleIsTaken):
        groups.name_groups(run=run, titles={2: groups.Title("HAFEN")}, by=trainer, at=PLANNED_AT)
    with pytest.raises(groups.NoSuchGroup):
        groups.name_groups(run=run, titles={17: groups.Title("Park")}, by=trainer, at=PLANNED_AT)


def test_two_sessions_know_one_person_by_two_ids(run, trainer, learners):
    groups.spread(run=run, count=1, by=trainer, at=PLANNED_AT)
    rosters = [
        set(json.loads(room_parameters(planned(run, trainer, day=day))["groups"])[0]["roster"])
        for day in (timezone.localdate() + timedelta(days=3), timezone.localdate() + timedelta(days=4))
    ]
    assert rosters[0] & rosters[1] == set()


def test_whoever_left_is_in_no_group_and_rooms_without_breakouts_have_none(run, trainer, learners):
    groups.spread(run=run, count=1, by=trainer, at=PLANNED_AT)
    enrolments.withdraw(enrolment=learners[0], reason="Umzug", by=trainer, at=PLANNED_AT)
    [group] = json.loads(room_parameters(planned(run, trainer))["groups"])
    assert len(group["roster"]) == 4
    assert room_parameters(planned(run, trainer, room=RoomOptions(breakout_rooms=False))) == {}


def test_a_list_of_groups_costs_the_same_however_many(run, learners, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert [one.name_for_staff for one, _number in members_of(run)] == ["Amal", "Boris", "Chen", "Dilek", "Emre"]
