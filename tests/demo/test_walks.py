"""The guided walks: one tap leads where they begin, and the switch really cuts the line."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import BY_KEY
from certificates.numbers import genuine_number, number_for
from demo import guests, line, packages, personas, services, specimens, walks
from demo.content.timetable import GUESTS
from demo.guests import seat, welcome
from lms.config import env
from lms.models import Enrolment
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory, live_course
from tests.factories.scorm import open_launch, registered

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(settings, tmp_path):
    settings.DEMO_LINES = tmp_path / "lines"


def door(request):
    raise AssertionError("the request came through")


def player_request(rf, learner):
    launch = open_launch(registered(learner), timezone.now())
    return rf.get(f"/l/{launch.token}/state/x")


def test_there_are_five_short_walks_and_an_evening():
    short, evening = walks.WALKS[:-1], walks.WALKS[-1]
    assert (len(short), evening.key, evening.minutes) == (5, "live", 10)
    assert 8 <= sum(walk.minutes for walk in short) <= 15


@pytest.mark.parametrize("key", ["leitung", "bescheinigung", "finden", "live"])
@pytest.mark.parametrize("language", ["de", "en", "ar"])
def test_a_walk_can_be_read_in_each_language(client, lines, key, language):
    assert client.get(f"/{language}/demo/gang/{key}/").status_code == HTTPStatus.OK


def test_the_cases_and_the_people_of_the_field_are_there():
    """The eight demo cases by their first names, one of them with a single name; everybody whose role there is."""
    names = [persona.full_name for persona in personas.PERSONAS]
    names += [name for _username, name, _original, _language in personas.FELLOW_LEARNERS]
    cases = ("Samira", "Olena", "Mehmet", "Daniela", "Rahul", "Farid", "Ioana")
    assert [sum(name.startswith(f"{first} ") for name in names) for first in cases] == [1] * 7
    assert [name for name in names if " " not in name] == ["Zahra"]
    assert {persona.role for persona in personas.PERSONAS} == set(BY_KEY)


def test_a_walk_that_does_not_exist_is_not_found(client):
    assert client.get("/de/demo/gang/nirgends/").status_code == HTTPStatus.NOT_FOUND


def test_the_first_walk_makes_a_new_arabic_reader_each_time(client):
    for count in (1, 2):
        answer = client.post("/de/demo/gang/finden/beginnen/")
        assert answer.url == "/ar/"
        guests = User.objects.filter(full_name="Nadia Darwish", preferred_language="ar")
        assert guests.count() == count
    assert not guests.first().has_usable_password()


def test_a_seat_leads_to_the_first_unit_that_is_not_done():
    run = RunFactory(
        course=live_course(slug="kurs", unit_count=3), label=GUESTS, ends_on=timezone.localdate() + timedelta(days=9)
    )
    guest = welcome(full_name="Gast", at=timezone.now())
    path = seat(guest, "kurs", steps=2, at=timezone.now())
    enrolment = Enrolment.objects.get(run=run, learner=guest)
    third = run.run_units.order_by("position")[2]
    assert path == reverse("lms:unit", args=[enrolment.public_id, third.item_id])
    assert enrolment.unit_results.filter(state="completed").count() == 2


def test_the_arabic_phone_of_a_german_walk_greets_in_arabic(client):
    answer = client.post("/de/demo/gang/finden/beginnen/")
    assert "تم تسجيل دخولك" in client.get(answer.url).text


@pytest.mark.parametrize(
    ("key", "slug", "done"), [("leitung", "vielfalt-verstehen", 2), ("bescheinigung", "elektro-handwerk", 16)]
)
def test_a_learners_walk_goes_on_in_the_visitors_language(client, key, slug, done):
    """The steps name buttons, so the screen must speak as the steps do."""
    RunFactory(
        course=live_course(slug=slug, unit_count=done + 1),
        label=GUESTS,
        ends_on=timezone.localdate() + timedelta(days=9),
    )
    for language in ("ar", "de"):
        answer = client.post(f"/{language}/demo/gang/{key}/beginnen/")
        assert answer.url.startswith(f"/{language}/lernen/")
        page = client.get(answer.url).text
        assert ("تم تسجيل دخولك" in page) == (language == "ar")


def test_a_cut_line_hangs_up_on_the_players_of_that_person_only(rf, lines):
    learner, other = UserFactory(), UserFactory()
    line.cut(learner, at=timezone.now())
    answer = line.CutLine(door)(player_request(rf, learner))
    with pytest.raises(ConnectionResetError):
        next(iter(answer))
    with pytest.raises(AssertionError, match="came through"):
        line.CutLine(door)(player_request(rf, other))


def test_a_cut_line_hangs_up_on_files_of_a_package_as_well(rf, lines):
    learner, other = UserFactory(), UserFactory()
    line.cut(learner, at=timezone.now())
    own, others = (open_launch(registered(person), timezone.now()).reading for person in (learner, other))
    with pytest.raises(ConnectionResetError):
        next(iter(line.CutLine(door)(rf.get(f"/l/{own}/c/index.html"))))
    with pytest.raises(AssertionError, match="came through"):
        line.CutLine(door)(rf.get(f"/l/{others}/c/index.html"))


def test_a_mended_line_lets_through(rf, lines):
    learner = UserFactory()
    line.cut(learner, at=timezone.now())
    line.mend(learner)
    with pytest.raises(AssertionError, match="came through"):
        line.CutLine(door)(player_request(rf, learner))


def test_a_cut_line_mends_itself(lines):
    learner, at = UserFactory(), timezone.now()
    line.cut(learner, at=at)
    assert line.is_cut(learner.public_id, at=at + line.LONGEST_CUT - timedelta(seconds=1))
    assert not line.is_cut(learner.public_id, at=at + line.LONGEST_CUT)


def test_the_switch_cuts_and_mends_the_visitors_own_line(client, lines):
    person = UserFactory()
    client.force_login(person)
    client.post("/de/demo/leitung/", {"line": "cut"})
    assert line.is_cut(person.public_id, at=timezone.now())
    client.post("/de/demo/leitung/", {"line": "mend"})
    assert not line.is_cut(person.public_id, at=timezone.now())


def test_a_guest_goes_on_learning_on_a_second_device_with_one_tap(client, lines):
    RunFactory(
        course=live_course(slug="vielfalt-verstehen", unit_count=3),
        label=GUESTS,
        ends_on=timezone.localdate() + timedelta(days=9),
    )
    place = client.post("/de/demo/gang/leitung/beginnen/").url
    address = client.get("/de/demo/leitung/").context["second_device"]
    other = Client()
    assert "als Mikael Tesfaye weiter" in other.get(address).text
    assert other.post(address).url == place
    assert other.get(place).status_code == HTTPStatus.OK


def test_the_key_of_a_second_device_opens_no_account_of_somebody_else(client, lines):
    stranger = UserFactory()
    for key in ("forged", guests.second_device_key(stranger)):
        assert client.post(f"/de/demo/gang/leitung/geraet/{key}/").status_code == HTTPStatus.NOT_FOUND
    client.force_login(stranger)
    assert "second_device" not in client.get("/de/demo/leitung/").context


def test_only_the_demo_puts_the_switch_into_the_content_hosts_chain():
    assert "demo.line.CutLine" not in django_settings.CONTENT_MIDDLEWARE


def test_a_forged_number_is_not_genuine():
    number = number_for(network_code="NI", year=2026, sequence=9)
    assert genuine_number(number) == number
    assert genuine_number(specimens.forged(number)) is None


def test_the_sample_package_is_the_one_a_trainer_can_upload(client):
    answer = client.get("/de/demo/paket/")
    assert answer.content == packages.build_named("isbar")


def test_the_guide_names_every_setting_that_real_services_need():
    needed = {*env.REQUIRED_WITH_SERVICES, *env.REQUIRED_WITH_S3, "LB_MODE", "LB_S3_BUCKET"}
    named = {name for service in services.SERVICES for name in service.settings}
    assert named == {*needed, "LB_BBB_CA_BUNDLE"}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/de/demo/gang/finden/"),
        ("post", "/de/demo/gang/finden/beginnen/"),
        ("get", "/de/demo/leitung/"),
        ("post", "/de/demo/gang/leitung/geraet/key/"),
        ("get", "/de/demo/paket/"),
        ("get", "/de/demo/gang/live/0123456789ab/"),
        ("post", "/de/demo/gang/live/0123456789ab/leiten/"),
    ],
)
def test_outside_the_demo_there_are_no_walks(client, settings, method, path):
    settings.DEMO = False
    assert getattr(client, method)(path).status_code == HTTPStatus.NOT_FOUND
