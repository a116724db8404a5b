"""Who may not learn here any more reads nothing more of a package, at once, however many players were open where."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import access, erase, memberships, sessions
from accounts.models import User
from admissions.actions import seats as admission
from admissions.actions.seats import Invitee
from courses.actions import runs
from jobs.actions import run_due
from lms.actions import enrolments, package_moves, progress, seats
from lms.models import Enrolment, UnitResult
from scorm.actions import attempts, commits, giving_up, packages, registrations, versions
from scorm.models import (
    Attempt,
    AttemptState,
    CommitLog,
    Launch,
    Package,
    PackageVersion,
    RefusedCommit,
    Registration,
    ScoState,
)
from tests.factories.accounts import EmployerFactory, MembershipFactory, ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory, body, open_launch
from tests.scorm.test_content_host import add_file, content

pytestmark = pytest.mark.django_db
AMINA = Invitee("Amina Beispiel", "amina@example.org")


def version_of(package, number):
    version = PackageVersionFactory(package=package, number=number)
    ScoFactory(version=version)
    add_file(version, "index.html", b"<p>Hallo</p>")
    return version


class World:
    """One unit with a package in a run, a learner, and the players they have opened."""

    def __init__(self):
        self.at = timezone.now()
        self.package = PackageFactory(owner=ProviderFactory(complaint_path="An die Leitung."))
        self.version = version_of(self.package, 1)
        unit = live_unit(self.package.owner, kind="scorm", package=self.package, body=[])
        self.course = live_course(
            self.package.owner, units=[unit], offer_kind="diversity_training", occupation=None, methods="Fälle."
        )
        self.players = []

    def plan(self, starts_in):
        today = timezone.localdate(self.at)
        days = {"starts_on": starts_in, "ends_on": 60, "enrol_from": -40, "enrol_until": 30}
        return running_run(course=self.course, **{name: today + timedelta(days=n) for name, n in days.items()})

    def enrol(self):
        self.enrolment = enrolled(self.plan(-10), at=self.at)

    def take_seat(self):
        run = self.plan(10)
        block = admission.reserve(
            run=run, employer=EmployerFactory(), count=2, return_on=run.starts_on, by=None, at=self.at
        )
        (self.invitation,) = seats.invite(block=block, invitees=[AMINA], by=UserFactory(), at=self.at)
        self.enrolment = seats.accept(invitation=self.invitation, learner=UserFactory(), at=self.at)
        self.invitation.refresh_from_db()

    def registration(self):
        (run_unit,) = run_units(self.enrolment.run)
        progress.touch(enrolment=self.enrolment, run_unit=run_unit, at=self.at, is_known=False)
        key = UnitResult.objects.get(enrolment=self.enrolment).public_id
        return registrations.register(user=self.enrolment.learner, context_key=key, version=self.version, at=self.at)

    def play(self, **more):
        self.players.append(open_launch(self.registration(), self.at, **more))

    def files(self):
        """Return what each player's address of files answers."""
        found = set()
        for player in self.players:
            label = PackageVersion.objects.get(pk=player.attempt.version_id).public_id
            path = f"/l/{player.reading}/c/index.html"
            answer = Client(HTTP_HOST=f"{label}.scorm.localhost").get(path)
            found.add(answer.status_code)
            content(answer)
        return found

    def commits(self):
        """Return what each player's farewell is answered."""
        found = set()
        for player in self.players:
            label = PackageVersion.objects.get(pk=player.attempt.version_id).public_id
            client = Client(HTTP_HOST=f"{label}.scorm.localhost")
            sent = body(player, 9, {"cmi.core.lesson_location": "9"}, trigger="terminate", full=True)
            own = {"Origin": f"http://{label}.scorm.localhost"}
            path = f"/l/{player.token}/commit"
            found.add(client.post(path, sent, content_type="text/plain", headers=own).status_code)
        return found


def plays(world):
    world.play()


def has_not_opened_the_page_yet(world):
    world.play(opened=False)


def plays_on_a_second_device(world):
    world.play()
    world.play()


def left_an_attempt_behind(world):
    world.play()
    world.play(new_after=1)


def was_moved_and_plays_on(world):
    world.play()
    move(world)


def was_moved_and_plays_the_new_version(world):
    world.play()
    move(world)
    world.play()


def left_an_attempt_behind_in_the_old_version(world):
    world.play()
    world.play(new_after=1)
    move(world)
    world.play()


def began_to_move_and_was_told(world):
    """The old version's newest player is a superseded one: nothing closed it, and it might read for half a day."""
    world.play()
    attempts.end(Attempt.objects.get(), AttemptState.MOVED, world.at)
    move(world)
    world.play()


def move(world):
    new = version_of(world.package, 2)
    keys = list(Registration.objects.values_list("pk", flat=True))
    assert versions.move(registrations=Registration.objects.filter(pk__in=keys), version=new, at=world.at) == 1


SITUATIONS = [
    plays,
    has_not_opened_the_page_yet,
    plays_on_a_second_device,
    left_an_attempt_behind,
    was_moved_and_plays_on,
    was_moved_and_plays_the_new_version,
    left_an_attempt_behind_in_the_old_version,
    began_to_move_and_was_told,
]


def leaves_the_run(world):
    enrolments.withdraw(enrolment=world.enrolment, reason="Umzug", by=make_staff("coordinator"), at=world.at)


def seat_is_taken_back(world):
    seats.end_invitation(invitation=world.invitation, by=UserFactory(), at=world.at)


def seat_is_given_to_another(world):
    seats.replace(invitation=world.invitation, invitee=AMINA, by=UserFactory(), at=world.at)


def run_is_called_off(world):
    runs.cancel_run(run=world.enrolment.run, reason="Zu wenige", by=make_staff("coordinator"), at=world.at)
    run_due(at=world.at)


def account_is_erased(world):
    erase.erase(person=world.enrolment.learner, by=None, at=world.at)


WAYS = [
    (World.enrol, leaves_the_run),
    (World.take_seat, leaves_the_run),
    (World.take_seat, seat_is_taken_back),
    (World.take_seat, seat_is_given_to_another),
    (World.enrol, run_is_called_off),
    (World.enrol, account_is_erased),
]


def name(part):
    return part.__name__ if callable(part) else None


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
@pytest.mark.parametrize(("comes", "loses"), WAYS, ids=name)
def test_whoever_loses_access_reads_and_stores_nothing_more(comes, situation, loses):
    world = World()
    comes(world)
    situation(world)
    assert world.files() == {200}
    loses(world)
    assert (world.files(), world.commits()) == ({404}, {410})


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
def test_an_account_that_is_switched_off_opens_neither_files_nor_player(situation):
    world = World()
    world.enrol()
    situation(world)
    User.objects.filter(pk=world.enrolment.learner_id).update(is_active=False)
    newest = world.players[-1]
    label = PackageVersion.objects.get(pk=newest.attempt.version_id).public_id
    player = Client(HTTP_HOST=f"{label}.scorm.localhost").get(f"/l/{newest.token}/")
    assert (world.files(), player.status_code) == ({404}, 404)


def switch(world, *, on):
    User.objects.filter(pk=world.enrolment.learner_id).update(is_active=on)


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
def test_an_account_that_is_switched_off_stores_nothing_from_an_open_player(situation):
    world = World()
    world.enrol()
    situation(world)
    switch(world, on=False)
    assert world.commits() == {410}
    assert (CommitLog.objects.count(), [state.doc for state in ScoState.objects.all() if state.doc]) == (0, [])


def test_what_a_device_keeps_while_its_account_is_switched_off_is_stored_when_it_is_back():
    world = World()
    world.enrol()
    world.play()
    switch(world, on=False)
    world.commits()
    switch(world, on=True)
    assert (world.commits(), ScoState.objects.get().doc) == ({200}, {"cmi.core.lesson_location": "9"})


def test_what_is_not_storable_stays_on_the_device_while_its_account_is_switched_off():
    """Refused with 422 it would go from the device, because the server has it; the server does not take it here."""
    world = World()
    world.enrol()
    world.play()
    (player,) = world.players
    switch(world, on=False)
    bad = body(player, 1, {"cmi.suspend_data": 7})
    assert (commits.apply(token=player.token, body=bad, at=world.at).status_code, RefusedCommit.objects.count()) == (
        410,
        0,
    )


@pytest.mark.parametrize(("on", "status"), [(False, 410), (True, 200)])
def test_a_device_hands_in_what_it_kept_for_an_account_that_is_switched_on(on, status):
    world = World()
    world.enrol()
    world.play()
    (player,) = world.players
    switch(world, on=on)
    kept = body(player, 1, {"cmi.core.lesson_location": "9"}, full=True)
    later = world.at + timedelta(days=3)
    assert commits.apply_replay(user=world.enrolment.learner, body=kept, at=later).status_code == status


def test_who_left_and_is_taken_back_plays_again():
    world = World()
    world.enrol()
    left_an_attempt_behind(world)
    leaves_the_run(world)
    staff = make_staff("coordinator")
    enrolments.enrol(
        run=world.enrolment.run, learner=world.enrolment.learner, by=staff, at=world.at, window_applies=False
    )
    world.play()
    assert (world.files(), Enrolment.objects.get().state) == ({200}, "active")


def test_who_had_completed_the_course_reads_on_when_its_run_is_called_off():
    world = World()
    world.enrol()
    world.play()
    Enrolment.objects.update(state="completed", completed_at=world.at)
    run_is_called_off(world)
    assert world.files() == {200}


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
def test_a_package_off_the_stage_is_played_on_by_whoever_has_it(situation):
    """Retired and archived say what may be chosen anew; a version that somebody needs cannot be retired at all."""
    world = World()
    world.enrol()
    situation(world)
    trainer = make_staff("trainer", world.package.owner)
    newest = PackageVersion.objects.order_by("-number").first()
    if situation is plays:
        with pytest.raises(package_moves.StillNeeded):
            package_moves.retire(version=newest, by=trainer, at=world.at)
    for version in PackageVersion.objects.all():
        packages.retire(version=version, by=trainer, at=world.at)
    packages.archive(package=Package.objects.get(), by=trainer, at=world.at)
    assert world.files() == {200}


def test_who_may_not_upload_any_more_looks_at_no_package():
    world = World()
    owner = world.package.owner
    staff = MembershipFactory(provider=owner)
    registration = registrations.register_preview(user=staff.user, version=world.version, at=world.at)
    world.players.append(open_launch(registration, world.at))
    assert world.files() == {200}
    memberships.end(membership=staff, by=make_staff("administrator"), at=world.at)
    assert world.files() == {404}


def test_an_attempt_given_up_takes_nothing_from_a_player_that_was_superseded_before():
    world = World()
    world.enrol()
    plays_on_a_second_device(world)
    giving_up.give_up(Attempt.objects.get(), at=world.at)
    assert (world.files(), world.commits()) == ({404}, {410})


def signs_out(world):
    client = Client()
    client.force_login(world.enrolment.learner)
    client.post(reverse("account_logout"))


def is_signed_out_everywhere(world):
    sessions.end_all(person=world.enrolment.learner, at=world.at)


def gets_a_new_password_on_paper(world):
    coordinator = make_staff("coordinator", world.package.owner)
    learner = world.enrolment.learner
    EmailAddress.objects.filter(user=learner).delete()
    access.reset_access(person=learner, provider=world.package.owner, by=coordinator, at=world.at, learns_here=True)


SIGNING_OUT = [signs_out, is_signed_out_everywhere, gets_a_new_password_on_paper]


def players_of(world):
    """Return what each player's own address answers."""
    found = set()
    for player in world.players:
        label = PackageVersion.objects.get(pk=player.attempt.version_id).public_id
        found.add(Client(HTTP_HOST=f"{label}.scorm.localhost").get(f"/l/{player.token}/").status_code)
    return found


@pytest.mark.parametrize("situation", SITUATIONS, ids=name)
@pytest.mark.parametrize("ends", SIGNING_OUT, ids=name)
def test_who_uses_the_device_next_opens_nothing_from_its_history(situation, ends):
    world = World()
    world.enrol()
    situation(world)
    ends(world)
    assert (world.files(), players_of(world)) == ({404}, {410})


def test_what_a_device_had_not_sent_when_its_owner_signed_out_is_stored():
    world = World()
    world.enrol()
    world.play()
    signs_out(world)
    assert world.commits() == {200}
    assert ScoState.objects.get().doc == {"cmi.core.lesson_location": "9"}


def test_after_signing_in_again_the_package_goes_on_and_another_person_never_noticed():
    world = World()
    world.enrol()
    world.play()
    other = enrolled(world.enrolment.run, at=world.at)
    signs_out(world)
    world.players.clear()
    world.play()
    world.enrolment = other
    world.play()
    assert (world.files(), players_of(world)) == ({200}, {200})
    is_signed_out_everywhere(world)
    mine, theirs = (Launch.objects.get(pk=player.pk).end_reason for player in world.players)
    assert (mine, theirs) == ("", "signed_out")


def test_signing_out_leaves_what_is_long_over_as_it_is():
    world = World()
    world.enrol()
    plays_on_a_second_device(world)
    Attempt.objects.update(last_seen_at=world.at - timedelta(days=2))
    signs_out(world)
    assert list(Launch.objects.order_by("pk").values_list("end_reason", flat=True)) == ["superseded", ""]
