"""What courses tell about a person, and what erasing leaves."""

import pytest

from courses import subject_data
from courses.actions import runs, tailoring
from courses.models import RunTrainer, Tailoring
from tests.factories.accounts import UserFactory
from tests.factories.courses import RunFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_a_trainer_learns_which_runs_and_versions_are_known():
    trainer = UserFactory()
    run = RunFactory()
    RunTrainer.objects.create(run=run, user=trainer)
    UnitFactory().save_revision(user=trainer)
    told = subject_data.export(person=trainer)
    assert [row["run"] for row in told["runs_taught"]] == [run.public_id]
    assert told["versions_saved"] == 1


def test_somebody_who_never_taught_is_unknown_here():
    assert subject_data.export(person=UserFactory()) == {}
    assert subject_data.kept(person=UserFactory()) == []


def test_an_erased_trainer_teaches_nothing_and_the_run_stays(at):
    trainer = UserFactory()
    run = RunFactory()
    runs.change_run(run=run, by=trainer, at=at, trainers=[trainer], plan={})
    subject_data.erase(person=trainer, at=at)
    assert run.run_trainers.count() == 0


def test_whoever_tailored_a_run_is_taken_out_of_it(at):
    trainer, run = UserFactory(), RunFactory()
    tailoring.note(run=run, known_version=0, target_group="Team", language_needs="", by=trainer, at=at)
    assert subject_data.export(person=trainer)["runs_tailored"] == 1

    subject_data.erase(person=trainer, at=at)

    assert Tailoring.objects.get().changed_by is None
