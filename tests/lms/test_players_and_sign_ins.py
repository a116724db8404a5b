"""Whoever signs out on one device closes what was opened there, and loses nothing that plays on another."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import sign_ins
from accounts.actions import sessions
from lms.actions import enrolments
from scorm import door
from scorm.actions import retention
from scorm.models import Launch
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, body
from tests.scorm.test_content_host import add_file, content

pytestmark = pytest.mark.django_db
PASSWORD, NEXT_PASSWORD = "richtig-langes-passwort", "drei-kleine-Igel"


def package_of(owner):
    version = PackageVersionFactory(package=PackageFactory(owner=owner))
    ScoFactory(version=version)
    add_file(version, "index.html", b"<p>Hallo</p>")
    return version.package


class World:
    """A learner with two units, a package each, signed in on the library's computer and on their phone."""

    def __init__(self):
        cache.clear()  # no limits of sign-in left from other tests
        owner = ProviderFactory(complaint_path="An die Leitung.")
        units = [live_unit(owner, kind="scorm", package=package_of(owner), body=[]) for _ in range(2)]
        self.learner = UserFactory(username="amina", email="")
        today = timezone.localdate()
        days = {"starts_on": -10, "ends_on": 60, "enrol_from": -40, "enrol_until": 30}
        run = running_run(
            course=live_course(owner, units=units), **{name: today + timedelta(days=n) for name, n in days.items()}
        )
        self.enrolment = enrolled(run, self.learner, at=timezone.now())
        self.library, self.phone = self.sign_in(), self.sign_in()

    def sign_in(self, client=None, password=PASSWORD):
        client = client or Client()
        client.post(reverse("account_login"), {"login": "amina", "password": password})
        assert "_auth_user_id" in client.session
        return client

    def play(self, client, unit):
        """Open the player of a unit as a browser does; return it as `answers` takes it."""
        item = run_units(self.enrolment.run)[unit].item_id
        address = client.post(reverse("lms:launch", args=[self.enrolment.public_id, item]))["Location"]
        _scheme, _, host, _l, token, _ = address.split("/")
        assert Client(HTTP_HOST=host).get(f"/l/{token}/").status_code == 200
        launch = Launch.objects.select_related("attempt").order_by("-pk").first()
        return SimpleNamespace(host=host, token=token, launch=launch)


def answers(player):
    """Return what the player's own address and that of its files answer."""
    browser = Client(HTTP_HOST=player.host)
    reading = door.reading_token(player.launch, timezone.now())
    files = browser.get(f"/l/{reading}/c/index.html")
    content(files)
    return browser.get(f"/l/{player.token}/").status_code, files.status_code


def commit(player, seq=1):
    sent = body(player.launch, seq, {"cmi.core.lesson_location": str(seq)}, full=True, trigger="terminate")
    own = {"Origin": f"http://{player.host}"}
    browser = Client(HTTP_HOST=player.host)
    return browser.post(f"/l/{player.token}/commit", sent, content_type="text/plain", headers=own).status_code


LIVE, CLOSED = (200, 200), (410, 404)


def signs_out_at_the_library(world):
    world.library.post(reverse("account_logout"))


def signs_out_all_others_from_the_phone(world):
    world.phone.post(reverse("usersessions_list"))


def signs_out_all_others_after_the_phones_key_has_changed(world):
    changes_the_password_on_the_phone(world)
    player = world.play(world.sign_in(password=NEXT_PASSWORD), 0)
    world.phone.post(reverse("usersessions_list"))
    assert answers(player) == CLOSED


def changes_the_password_on_the_phone(world):
    new = {"oldpassword": PASSWORD, "password1": NEXT_PASSWORD, "password2": NEXT_PASSWORD}
    assert world.phone.post(reverse("account_change_password"), new).status_code == 302


def is_signed_out_everywhere(world):
    sessions.end_all(person=world.learner, at=timezone.now())


def leaves_the_run(world):
    enrolments.withdraw(enrolment=world.enrolment, reason="Umzug", by=make_staff("coordinator"), at=timezone.now())


def signs_in_once_more_at_the_library(world):
    world.library.force_login(world.learner)


WAYS = [
    (signs_out_at_the_library, CLOSED, LIVE),
    (signs_out_all_others_from_the_phone, CLOSED, LIVE),
    (changes_the_password_on_the_phone, CLOSED, LIVE),
    (signs_out_all_others_after_the_phones_key_has_changed, CLOSED, LIVE),
    (is_signed_out_everywhere, CLOSED, CLOSED),
    (leaves_the_run, CLOSED, CLOSED),
    (signs_in_once_more_at_the_library, LIVE, LIVE),
]


@pytest.mark.parametrize(("happens", "library", "phone"), WAYS, ids=lambda part: getattr(part, "__name__", None))
def test_what_was_opened_in_a_sign_in_is_closed_when_that_ends_and_not_before(happens, library, phone):
    world = World()
    at_library, on_phone = world.play(world.library, 0), world.play(world.phone, 1)
    assert (answers(at_library), answers(on_phone)) == (LIVE, LIVE)
    happens(world)
    assert (answers(at_library), answers(on_phone)) == (library, phone)


def test_the_phone_stores_on_after_the_library_has_signed_out():
    world = World()
    at_library, on_phone = world.play(world.library, 0), world.play(world.phone, 1)
    signs_out_at_the_library(world)
    assert (commit(on_phone), commit(at_library)) == (200, 200)  # what the library had not sent is brought in as well
    reasons = [Launch.objects.get(pk=player.launch.pk).end_reason for player in (at_library, on_phone)]
    assert reasons == ["signed_out", ""]


def test_a_package_open_on_both_is_closed_at_the_library_and_read_on_by_the_phone_that_took_over():
    world = World()
    at_library, on_phone = world.play(world.library, 0), world.play(world.phone, 0)
    signs_out_at_the_library(world)
    assert (answers(at_library)[0], answers(on_phone)) == (410, LIVE)
    assert Launch.objects.get(pk=at_library.launch.pk).end_reason == "signed_out"


def test_a_player_that_the_library_took_over_keeps_no_address_alive_and_is_taken_back_on_the_phone():
    """Both devices have one address of files: a tab forgotten on the phone must not open it at the library."""
    world = World()
    on_phone, at_library = world.play(world.phone, 0), world.play(world.library, 0)
    signs_out_at_the_library(world)
    assert (answers(on_phone), answers(at_library)) == (CLOSED, CLOSED)
    again = world.play(world.phone, 0)
    assert (answers(again), commit(again)) == (LIVE, 200)


def test_a_sign_out_that_follows_a_second_sign_in_closes_what_the_first_had_opened():
    world = World()
    player = world.play(world.library, 0)
    signs_in_once_more_at_the_library(world)
    signs_out_at_the_library(world)
    assert answers(player) == CLOSED


def test_a_sign_out_after_a_new_password_closes_what_was_opened_before():
    """The session goes on with another key: the mark must not change with it."""
    world = World()
    player, key = world.play(world.phone, 0), world.phone.session.session_key
    changes_the_password_on_the_phone(world)
    assert world.phone.session.session_key != key
    world.phone.post(reverse("account_logout"))
    assert answers(player) == CLOSED


def test_each_sign_in_has_a_mark_of_its_own_that_leads_nobody_to_the_session():
    world = World()
    players = [world.play(client, 0) for client in (world.library, world.library, world.phone)]
    first, second, third = (player.launch.sign_in for player in players)
    assert (first == second, first == third, len(first)) == (True, False, 64)
    assert not {world.library.session.session_key, world.library.session[sign_ins.KEY]} & {first, third}


def test_a_launch_without_a_mark_is_closed_by_every_sign_out():
    """Opened before there were marks: who sat there is not known, so it is closed, as it always was."""
    world = World()
    on_phone = world.play(world.phone, 0)
    Launch.objects.update(sign_in="")
    signs_out_at_the_library(world)
    assert answers(on_phone) == CLOSED


def test_a_sign_in_without_a_mark_closes_nothing_of_others():
    world = World()
    on_phone = world.play(world.phone, 0)
    session = world.library.session
    del session[sign_ins.KEY]
    session.save()
    signs_out_at_the_library(world)
    assert answers(on_phone) == LIVE


def test_the_mark_goes_with_the_names_after_thirty_days():
    world = World()
    world.play(world.library, 0)
    signs_out_at_the_library(world)
    retention.forget_names(at=timezone.now() + timedelta(days=31))
    assert Launch.objects.get().sign_in == ""
