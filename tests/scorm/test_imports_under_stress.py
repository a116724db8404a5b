"""Imports that meet a full disk, a killed worker, a second worker or somebody who gives them up."""

import errno
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.utils.translation import override

from jobs.actions import run_due
from jobs.models import Job
from scorm import disks, report, storage
from scorm.actions import checks, packages, retention
from scorm.models import PackageFile, PackageVersion
from tests.factories.accounts import ProviderFactory
from tests.factories.scorm import manifest, trainer_of, uploaded, zipped
from tests.scorm.test_disks import disk, lying_there
from tests.scorm.test_packages import HELLO, Killed

pytestmark = pytest.mark.django_db
__all__ = ["disk"]
MANY = {"imsmanifest.xml": manifest(), "index.html": HELLO, **{f"{n}.txt": f"{n}" * 9000 for n in range(8)}}
WHOLE = ["scorm-file"] * 10 + ["scorm-zip"]


@pytest.fixture
def provider():
    return ProviderFactory()


@pytest.fixture
def send(provider, disk, at):
    def _send(package=None):
        trainer = trainer_of(provider)
        return packages.receive_upload(
            owner=provider, title="x", upload=uploaded(zipped(MANY)), by=trainer, at=at, package=package
        )

    return _send


def check(version, at, progress=lambda percent: None):
    checks.check(version_id=version.pk, at=at, progress=progress)
    version.refresh_from_db()


def fails_at(monkeypatch, number, error):
    """Let the write of the file with this number fail when half of it is on the disk."""
    real, count = storage.put, iter(range(1000))

    def put(key, content):
        if next(count) != number:
            return real(key, content)
        half = content.read(5)
        real(key, storage.Pieces(iter([half])))
        raise error

    monkeypatch.setattr(storage, "put", put)


def said(version):
    with override("de"):
        (found,) = report.findings(version.report)
    return found.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("file", [0, 4, 9])
def test_a_full_disk_is_told_in_a_sentence_and_nothing_of_the_package_stays(send, disk, at, monkeypatch, file, number):
    version = send()
    fails_at(monkeypatch, file, OSError(number, "full"))
    run_due(at=at)
    version.refresh_from_db()
    assert (version.state, [line["code"] for line in version.report]) == ("failed", ["no_space"])
    assert said(version) == "Auf dem Server ist kein Platz mehr für dieses Paket."
    assert (lying_there(disk), PackageFile.objects.count(), Job.objects.get().state) == ([], 0, "done")


def test_a_disk_that_says_only_at_the_end_that_it_is_full_is_heard(send, disk, at, monkeypatch):
    def full(place):
        raise OSError(errno.ENOSPC, "full")

    version = send()
    monkeypatch.setattr(disks, "write_down", full)
    check(version, at)
    assert (version.state, lying_there(disk)) == ("failed", [])


def test_once_there_is_room_the_same_file_may_be_sent_again(send, disk, at, monkeypatch):
    version = send()
    with monkeypatch.context() as patch:
        fails_at(patch, 4, OSError(errno.ENOSPC, "full"))
        check(version, at)
    again = send(version.package)
    check(again, at)
    assert (again.number, again.state, lying_there(disk)) == (2, "ready", WHOLE)


def test_an_upload_that_finds_no_room_is_refused_at_the_field(send, disk, monkeypatch):
    fails_at(monkeypatch, 0, OSError(errno.ENOSPC, "full"))
    with pytest.raises(packages.UploadRefused) as refused:
        send()
    assert (refused.value.code, lying_there(disk), PackageVersion.objects.count()) == ("no_space", [], 0)


class Unreachable(Exception):
    """What an object storage raises that does not answer: no OSError."""


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), Unreachable()], ids=["disk", "objects"])
@pytest.mark.parametrize("is_there_again", [True, False])
def test_an_upload_that_the_storage_cannot_take_is_refused_at_the_field(
    send, disk, monkeypatch, caplog, error, is_there_again
):
    fails_at(monkeypatch, 0, error)
    if not is_there_again:
        monkeypatch.setattr(storage, "delete", Mock(side_effect=Unreachable))
    with pytest.raises(packages.UploadRefused) as refused:
        send()
    assert (refused.value.code, PackageVersion.objects.count()) == ("not_stored", 0)
    assert lying_there(disk) == ([] if is_there_again else ["scorm-zip"])
    assert "an upload could not be stored" in caplog.text
    with override("de"):
        assert refused.value.sentence.startswith("Die Datei konnte gerade nicht gespeichert werden. Ihre Datei ist in")


@pytest.mark.parametrize("number", [0, 4, 9])
def test_a_storage_that_stops_answering_half_way_is_tried_again(send, disk, at, monkeypatch, number):
    version = send()
    with monkeypatch.context() as patch:
        fails_at(patch, number, Unreachable())
        run_due(at=at)
    version.refresh_from_db()
    assert (version.state, version.report, Job.objects.get().state) == ("checking", [], "queued")
    run_due(at=at + timedelta(hours=1))
    version.refresh_from_db()
    assert (version.state, lying_there(disk)) == ("ready", WHOLE)


def test_another_failure_of_the_disk_is_tried_again(send, disk, at, monkeypatch):
    version = send()
    with monkeypatch.context() as patch:
        fails_at(patch, 4, OSError(errno.EIO, "broken"))
        run_due(at=at)
    version.refresh_from_db()
    assert (version.state, version.report, Job.objects.get().state) == ("checking", [], "queued")
    run_due(at=at + timedelta(hours=1))
    version.refresh_from_db()
    assert (version.state, lying_there(disk)) == ("ready", WHOLE)


@pytest.mark.parametrize("rows_at_once", [3, 200])
@pytest.mark.parametrize("file", [0, 4, 9])
def test_a_worker_killed_within_a_file_is_followed_by_one_that_writes_it_whole(
    send, disk, at, monkeypatch, file, rows_at_once
):
    monkeypatch.setattr(checks, "ROWS_AT_ONCE", rows_at_once)
    version = send()
    with monkeypatch.context() as patch:
        fails_at(patch, file, Killed())
        with pytest.raises(Killed):
            check(version, at)
    check(version, at)
    assert (version.state, lying_there(disk)) == ("ready", WHOLE)
    for row in version.files.all():
        with storage.storage().open(row.storage_key) as stored:
            assert stored.read() == MANY[row.path].encode()


def at_half(act):
    """Return a function of progress that acts once, when about half is unpacked."""
    waiting = [act]

    def progress(percent):
        if percent >= 50 and waiting:
            waiting.pop()()

    return progress


def test_an_import_given_up_while_it_is_unpacked_leaves_nothing(send, disk, at):
    version = send()
    late = at + timedelta(days=2)
    check(version, at, progress=at_half(lambda: retention.give_up_checks(at=late)))
    assert (version.state, [line["code"] for line in version.report]) == ("failed", ["check_gave_up"])
    assert (lying_there(disk), PackageFile.objects.count(), version.scos.count()) == ([], 0, 0)


def test_of_two_workers_the_one_that_finds_no_room_takes_nothing_from_the_one_that_did(send, disk, at, monkeypatch):
    version = send()

    def other_worker_is_faster():
        check(PackageVersion.objects.get(), at)
        fails_at(monkeypatch, 0, OSError(errno.ENOSPC, "full"))

    check(version, at, progress=at_half(other_worker_is_faster))
    assert (version.state, version.report, version.files.count()) == ("ready", [], 10)
    assert lying_there(disk) == WHOLE


def test_of_two_workers_the_slower_one_leaves_nothing_where_the_other_has_refused(send, disk, at, monkeypatch):
    version = send()

    def other_worker_finds_no_room():
        with monkeypatch.context() as patch:
            fails_at(patch, 0, OSError(errno.ENOSPC, "full"))
            check(PackageVersion.objects.get(), at)

    check(version, at, progress=at_half(other_worker_finds_no_room))
    assert (version.state, [line["code"] for line in version.report]) == ("failed", ["no_space"])
    assert (lying_there(disk), PackageFile.objects.count(), version.scos.count()) == ([], 0, 0)


def test_a_package_taken_off_the_stage_while_it_is_unpacked_is_whole_and_offered_to_nobody(send, disk, at):
    version = send()
    archive = {"package": version.package, "by": version.created_by, "at": at}
    check(version, at, progress=at_half(lambda: packages.archive(**archive)))
    assert (version.state, lying_there(disk)) == ("ready", WHOLE)
    assert not PackageVersion.objects.playable().exists()


def test_the_same_file_in_two_new_packages_that_are_checked_at_once_is_noticed(send, disk, at):
    first, second = send(), send()
    seen = []

    def while_the_first_is_checked():
        check(second, at)
        seen.append((PackageVersion.objects.get(pk=first.pk).state, second.state, second.report[0]["code"]))

    check(first, at, progress=at_half(while_the_first_is_checked))
    assert seen == [("checking", "ready", "twin")]
