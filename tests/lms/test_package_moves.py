"""A new version of a package: who moves, what stays theirs, and when the old one may be withdrawn."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from courses.models import Run
from jobs.actions import run_due
from jobs.models import Job
from lms.actions import package_moves
from lms.actions.package_moves import Scope, StillNeeded
from lms.models import UnitResult
from lms.queries import package_moves as queries
from privacy.models import AuditEntry
from scorm.actions.packages import NotReady
from scorm.models import Attempt, PackageVersion, Registration
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, run_units, running_run
from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory
from tests.lms.test_scorm_runtime import NOW, Player, address, day, launched

pytestmark = pytest.mark.django_db
DONE = {"cmi.core.lesson_status": "completed", "cmi.core.score.raw": "90"}
BEGUN = {"cmi.core.lesson_location": "3"}


class World:
    """A run whose unit plays version 1: one person has not begun, one has, one is done. Version 2 is there."""

    def __init__(self, client):
        self.client = client
        self.package = PackageFactory(owner=ProviderFactory(complaint_path="An die Leitung."))
        self.old = PackageVersionFactory(package=self.package, number=1)
        ScoFactory(version=self.old)
        unit = live_unit(self.package.owner, kind="scorm", package=self.package, body=[])
        self.trainer = make_staff("trainer", self.package.owner)
        plan = {"starts_on": day(-10), "ends_on": day(60), "enrol_from": day(-40), "enrol_until": day(30)}
        self.run = running_run(course=live_course(self.package.owner, units=[unit]), **plan)
        self.new_one, self.halfway, self.done = (enrolled(self.run, at=NOW - timedelta(days=5)) for _ in range(3))
        self.player = self.plays(self.halfway, BEGUN)
        self.plays(self.done, DONE)
        self.new = PackageVersionFactory(package=self.package, number=2)
        ScoFactory(version=self.new)

    def plays(self, enrolment, told):
        self.client.force_login(enrolment.learner)
        player = launched(self.client, enrolment)
        player.send(told)
        return player

    def decide(self, scope):
        found = package_moves.decide(version=self.new, scope=scope, by=self.trainer, at=timezone.now())
        run_due(at=timezone.now())
        return found

    def version_of(self, enrolment):
        registration = Registration.objects.filter(user=enrolment.learner).first()
        return registration.version.number if registration else None

    @property
    def given(self):
        """The number of the version that the run gives to whoever begins."""
        return run_units(self.run)[0].package_version.number


@pytest.fixture
def world(client):
    return World(client)


def test_the_numbers_say_who_could_move(world):
    found = queries.audience(world.new, at=timezone.now())
    assert (found.runs, found.not_started, found.not_finished, found.finished) == (1, 1, 1, 1)


def test_people_of_runs_that_are_over_are_not_counted(world):
    Run.objects.update(ends_on=day(-1), enrol_until=day(-2))
    assert queries.audience(world.new, at=timezone.now()).is_empty is True


@pytest.mark.parametrize(
    ("scope", "given", "halfway", "done"),
    [
        (Scope.NOBODY, 1, 1, 1),
        (Scope.NOT_STARTED, 2, 1, 1),
        (Scope.NOT_FINISHED, 2, 2, 1),
        (Scope.ALL, 2, 2, 2),
    ],
)
def test_exactly_those_move_who_were_chosen(world, scope, given, halfway, done):
    world.decide(scope)
    assert (world.given, world.version_of(world.halfway), world.version_of(world.done)) == (given, halfway, done)


def test_who_had_begun_starts_anew_and_the_old_attempt_stays(world):
    world.decide(Scope.NOT_FINISHED)
    world.client.force_login(world.halfway.learner)
    assert "Es gibt eine neue Fassung" in world.client.get(address(world.halfway, "unit")).content.decode()
    launched(world.client, world.halfway)
    rows = Attempt.objects.filter(registration__user=world.halfway.learner).order_by("number")
    assert list(rows.values_list("number", "state", "version__number")) == [(1, "moved", 1), (2, "active", 2)]


def test_nobody_loses_a_completion_or_a_score_by_moving(world):
    world.decide(Scope.ALL)
    world.plays(world.done, BEGUN)
    result = UnitResult.objects.get(enrolment=world.done)
    assert (result.state, str(result.score)) == ("completed", "0.9000")


def test_a_player_that_is_open_while_its_learner_moves_may_still_complete(world):
    world.decide(Scope.NOT_FINISHED)
    assert world.player.send(DONE).json()["status"] == "applied"
    assert UnitResult.objects.get(enrolment=world.halfway).state == "completed"


def test_the_same_decision_twice_changes_nothing_and_is_written_down_once(world):
    assert world.decide(Scope.ALL) is True
    assert world.decide(Scope.ALL) is False
    assert AuditEntry.objects.filter(action="lms.version_move_decided").count() == 1
    assert Job.objects.filter(kind="lms.move_to_version").count() == 1


def test_the_decision_is_written_down_with_its_numbers(world):
    world.decide(Scope.NOT_FINISHED)
    entry = AuditEntry.objects.get(action="lms.version_move_decided")
    assert entry.details == {"scope": "not_finished", "number": 2, "run_units": 1, "people": 1}


def test_many_people_move_in_chunks(world, monkeypatch):
    monkeypatch.setattr(package_moves, "CHUNK", 1)
    world.decide(Scope.ALL)
    assert set(Registration.objects.values_list("version__number", flat=True)) == {2}


def test_a_job_that_runs_twice_moves_nobody_twice(world):
    world.decide(Scope.NOT_FINISHED)
    job = Job.objects.get(kind="lms.move_to_version")
    package_moves.run_job(payload=job.payload, at=timezone.now(), progress=lambda percent: None)
    assert Attempt.objects.filter(state="moved").count() == 1


def test_who_uploads_no_packages_decides_nothing(world):
    with pytest.raises(PermissionDenied):
        package_moves.decide(version=world.new, scope=Scope.ALL, by=UserFactory(), at=timezone.now())
    assert world.given == 1


def test_nobody_moves_to_a_withdrawn_version(world):
    PackageVersion.objects.filter(pk=world.new.pk).update(state="retired", retired_at=timezone.now())
    with pytest.raises(NotReady):
        world.decide(Scope.ALL)


def test_a_version_is_not_withdrawn_while_somebody_needs_it(world):
    with pytest.raises(StillNeeded) as refused:
        package_moves.retire(version=world.old, by=world.trainer, at=timezone.now())
    assert (refused.value.needs.runs, refused.value.needs.people) == (1, 1)
    world.decide(Scope.NOT_FINISHED)
    package_moves.retire(version=world.old, by=world.trainer, at=timezone.now())
    world.old.refresh_from_db()
    assert world.old.state == "retired"


def page(world, name="version", number=2):
    return reverse(f"package_versions:{name}", args=[world.package.public_id, number])


def test_the_page_shows_changes_numbers_and_who_still_needs_the_old_one(world):
    world.client.force_login(world.trainer)
    text = world.client.get(page(world)).content.decode()
    assert "Der Aufbau ist derselbe wie in Version 1." in text
    assert "1 Person," in text
    assert 'value="not_started" checked' in text
    assert "1 Durchgang gibt sie neuen Lernenden," in world.client.get(page(world, number=1)).content.decode()


def test_the_page_tells_a_version_that_nobody_plays_yet_from_one_that_nobody_plays_any_more(world):
    world.client.force_login(world.trainer)
    new = world.client.get(page(world))
    assert "Noch spielt niemand diese Version." in new.content.decode()
    assert new.context["header_title"] == f"{world.package.title}: Version 2"
    world.decide(Scope.ALL)
    assert "Niemand braucht diese Version mehr." in world.client.get(page(world, number=1)).content.decode()


def test_the_decision_is_taken_on_the_page(world):
    world.client.force_login(world.trainer)
    answer = world.client.post(page(world, "move"), {"scope": "not_started"}, follow=True)
    assert "Wer jetzt beginnt, bekommt diese Version." in answer.content.decode()
    assert world.given == 2


@pytest.mark.parametrize(
    ("scope", "sentence"),
    [("nobody", "Niemand wechselt."), ("not_finished", "Es wechselt, wer noch nicht fertig ist.")],
)
def test_the_page_remembers_what_was_decided_and_offers_to_decide_otherwise(world, scope, sentence):
    world.client.force_login(world.trainer)
    assert "Anders entscheiden" not in world.client.get(page(world)).content.decode()
    world.client.post(page(world, "move"), {"scope": scope})
    text = world.client.get(page(world)).content.decode()
    assert f"<strong>{sentence}</strong>" in text
    assert f'value="{scope}" checked' in text
    assert text.count("checked") == 1
    assert "Anders entscheiden" in text


def test_that_nobody_moves_is_decided_and_written_down_once(world):
    assert (world.decide(Scope.NOBODY), world.decide(Scope.NOBODY)) == (False, False)
    assert AuditEntry.objects.filter(action="lms.version_move_decided").count() == 1
    assert PackageVersion.objects.get(number=2).movers == "nobody"


def test_the_only_version_has_nobody_to_move_and_nothing_to_compare(world):
    PackageVersion.objects.filter(number=2).delete()
    world.client.force_login(world.trainer)
    text = world.client.get(page(world, number=1)).content.decode()
    assert ("Was ist anders?" in text, "Wer wechselt zu dieser Version?" in text) == (False, False)
    assert "1 Durchgang gibt sie neuen Lernenden," in text


@pytest.mark.parametrize(("versions", "label"), [(1, "Wer braucht sie?"), (2, "Was ist anders, wer wechselt?")])
def test_the_package_page_asks_who_moves_only_where_there_is_something_to_move_between(world, versions, label):
    PackageVersion.objects.filter(number__gt=versions).delete()
    world.client.force_login(world.trainer)
    text = world.client.get(reverse("scorm_office:detail", args=[world.package.public_id])).content.decode()
    labels = ("Wer braucht sie?", "Was ist anders, wer wechselt?")
    assert {each: text.count(each) for each in labels if each in text} == {label: versions}


def test_no_choice_is_told_at_the_field(world):
    world.client.force_login(world.trainer)
    answer = world.client.post(page(world, "move"), {"scope": "x"})
    assert answer.status_code == 422
    assert "Bitte wählen Sie, wer wechselt." in answer.content.decode()


def test_a_version_in_use_is_not_withdrawn_on_the_page(world):
    world.client.force_login(world.trainer)
    answer = world.client.post(page(world, "retire", 1), follow=True)
    assert "Diese Version wird noch gebraucht." in answer.content.decode()
    assert PackageVersion.objects.get(number=1).state == "ready"


def test_a_version_that_nobody_needs_is_withdrawn_on_the_page_and_who_finished_may_still_look_at_it(world):
    world.decide(Scope.NOT_FINISHED)
    world.client.force_login(world.trainer)
    answer = world.client.post(page(world, "retire", 1), follow=True)
    assert "Die Version wird neuen Durchgängen nicht mehr gegeben." in answer.content.decode()
    assert list(PackageVersion.objects.playable().values_list("number", flat=True)) == [2]
    world.client.force_login(world.done.learner)
    told = launched(world.client, world.done)
    assert told.launch.attempt.version == world.old
    result = UnitResult.objects.get(enrolment=world.done)
    assert (result.state, str(result.score)) == ("completed", "0.9000")


@pytest.mark.parametrize(("name", "method"), [("version", "get"), ("move", "post"), ("retire", "post")])
def test_a_version_of_another_provider_does_not_exist(world, name, method):
    stranger: User = make_staff("trainer", ProviderFactory())
    world.client.force_login(stranger)
    assert getattr(world.client, method)(page(world, name)).status_code == 404


def test_the_page_costs_the_same_for_three_people_and_for_six(world, django_assert_max_num_queries):
    world.client.force_login(world.trainer)
    world.client.get(page(world))
    with django_assert_max_num_queries(20):
        world.client.get(page(world))
    for _ in range(3):
        world.plays(enrolled(world.run, at=NOW - timedelta(days=5)), BEGUN)
    world.client.force_login(world.trainer)
    with django_assert_max_num_queries(20):
        world.client.get(page(world))


def test_a_new_person_begins_in_the_version_of_the_run(world):
    world.decide(Scope.NOT_STARTED)
    world.client.force_login(world.new_one.learner)
    answer = world.client.post(address(world.new_one, "launch"))
    Player(answer["Location"]).send(BEGUN)
    assert world.version_of(world.new_one) == 2
