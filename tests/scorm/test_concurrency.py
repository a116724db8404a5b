"""Real threads on PostgreSQL: nothing is lost, nothing raises, nothing locks up."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from scorm import bootstrap
from scorm.actions import checks, commits, packages
from scorm.models import Attempt, Interaction, Launch, PackageVersion, Registration, ScoState
from tests.factories.accounts import ProviderFactory
from tests.factories.scorm import body, open_launch, registered, trainer_of, uploaded

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def in_threads(count, work):
    """Run work(0) … work(count - 1) at the same moment; return what they returned, raise what they raised."""
    results, errors, start = [None] * count, [], threading.Barrier(count)

    def run(index):
        try:
            start.wait()
            results[index] = work(index)
        except Exception as error:  # noqa: BLE001 - handed to the test
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    close_old_connections()
    assert errors == []
    return results


def send(launch, seq, changes, **more):
    with transaction.atomic():
        return commits.apply(token=launch.token, body=body(launch, seq, changes, **more), at=AT)


def send_until_taken(launch, seq, changes, **more):
    """What a player does: a commit that came too early is sent again."""
    for _ in range(500):
        applied = send(launch, seq, changes, **more)
        if applied.answer["status"] in ("applied", "duplicate"):
            return applied.answer["status"]
    raise AssertionError("never taken")


@pytest.mark.parametrize("_round", range(10))
def test_six_simultaneous_writes_of_one_learner_lose_nothing_and_raise_nothing(_round):
    launch = open_launch(registered(), AT)
    answers = [[{"idx": n, "set": {"id": f"q{n}", "student_response": str(n)}}] for n in range(6)]
    statuses = in_threads(
        6, lambda n: send_until_taken(launch, n + 1, {f"cmi.objectives.{n}.id": f"o{n}"}, inter=answers[n])
    )
    assert statuses == ["applied"] * 6
    assert ScoState.objects.get().doc == {f"cmi.objectives.{n}.id": f"o{n}" for n in range(6)}
    assert sorted(Interaction.objects.values_list("idx", "response")) == [(n, str(n)) for n in range(6)]
    assert Attempt.objects.get().seq == 6


@pytest.mark.parametrize("_round", range(5))
def test_the_same_commit_from_six_threads_is_applied_once(_round):
    launch = open_launch(registered(), AT)
    results = in_threads(6, lambda _: send(launch, 1, {"cmi.core.lesson_location": "3"}))
    statuses = sorted(applied.answer["status"] for applied in results)
    assert statuses == ["applied"] + ["duplicate"] * 5
    assert [applied.outcome is not None for applied in results].count(True) <= 1


@pytest.mark.parametrize("_round", range(10))
def test_six_first_launches_at_once_make_one_attempt_with_six_epochs(_round):
    registration = registered()
    in_threads(6, lambda _: open_launch_alone(registration))
    assert Attempt.objects.count() == 1
    assert sorted(Launch.objects.values_list("epoch", flat=True)) == [1, 2, 3, 4, 5, 6]


def open_launch_alone(registration):
    from scorm.actions import launches

    return launches.open_launch(
        registration=Registration.objects.get(pk=registration.pk),
        at=AT,
        language="de",
        learner_name="Amina",
        return_url="http://localhost/",
        replay_url="http://localhost/",
    )


@pytest.mark.parametrize("_round", range(10))
def test_commits_and_takeovers_at_once_neither_deadlock_nor_lose_what_was_acknowledged(_round):
    registration = registered()
    launch = open_launch(registration, AT)
    taken = []

    def work(index):
        if index == 3:
            open_launch_alone(registration)
            return
        for seq in range(1, 30):
            applied = send(launch, seq, {f"cmi.objectives.{seq}.id": str(seq)}, trigger="replay")
            if applied.status_code == 200 and applied.answer["status"] in ("applied", "late", "duplicate"):
                taken.append(seq)
            else:
                assert applied.answer.get("need") == "full" or applied.status_code == 409

    in_threads(4, work)
    doc = bootstrap.seed(ScoState.objects.get(), is_2004=False)
    assert {f"cmi.objectives.{seq}.id" for seq in taken} == set(doc)


def test_two_workers_that_check_one_upload_store_it_once():
    provider = ProviderFactory()
    version = packages.receive_upload(
        owner=provider, title="x", upload=uploaded(), by=trainer_of(provider), at=timezone.now()
    )
    in_threads(2, lambda _: checks.check(version_id=version.pk, at=AT, progress=lambda percent: None))
    version.refresh_from_db()
    assert (version.state, version.files.count(), version.scos.count()) == ("ready", 2, 1)


def test_the_same_archive_sent_twice_at_once_becomes_one_version(tmp_path, settings):
    options = {"location": str(tmp_path), "base_url": None}
    backend = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "scorm": backend}
    provider = ProviderFactory()
    trainer = trainer_of(provider)
    first = packages.receive_upload(owner=provider, title="x", upload=uploaded(b"old"), by=trainer, at=AT)

    def send(_):
        try:
            packages.receive_upload(
                owner=provider, title="x", upload=uploaded(), by=trainer, at=AT, package=first.package
            )
        except packages.UploadRefused as refused:
            return refused.code
        return "taken"

    assert sorted(in_threads(4, send)) == ["already_uploaded"] * 3 + ["taken"]
    numbers = PackageVersion.objects.order_by("number").values_list("number", flat=True)
    assert (list(numbers), len([path for path in tmp_path.rglob("*") if path.is_file()])) == ([1, 2], 2)


def test_the_same_archive_in_new_packages_checked_at_once_becomes_ready_in_each():
    provider = ProviderFactory()
    trainer = trainer_of(provider)
    versions = [
        packages.receive_upload(owner=provider, title="x", upload=uploaded(), by=trainer, at=AT) for _ in range(3)
    ]
    in_threads(3, lambda n: checks.check(version_id=versions[n].pk, at=AT, progress=lambda percent: None))
    found = PackageVersion.objects.order_by("pk")
    assert [(version.state, version.files.count()) for version in found] == [("ready", 2)] * 3
    assert [bool(version.report) for version in found][1:] == [True, True]


def test_versions_uploaded_at_once_are_numbered_one_after_the_other():
    provider = ProviderFactory()
    trainer = trainer_of(provider)
    first = packages.receive_upload(owner=provider, title="x", upload=uploaded(), by=trainer, at=AT)
    in_threads(
        4,
        lambda n: packages.receive_upload(
            owner=provider, title="x", upload=uploaded(f"{n}".encode()), by=trainer, at=AT, package=first.package
        ),
    )
    assert sorted(PackageVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_one_context_has_one_registration_however_often_it_is_asked_for():
    registration = registered()
    key = uuid4()
    from scorm.actions import registrations

    found = in_threads(
        6,
        lambda _: (
            registrations.register(
                user=registration.user, context_key=key, version=registration.version, at=AT + timedelta(0)
            ).pk
        ),
    )
    assert len(set(found)) == 1
