"""What a version that says "ready" needs lies on the disk, not only in memory (ADR 0043)."""

import errno
import types

import pytest

from jobs.actions import run_due
from jobs.models import Job
from scorm import disks, storage
from scorm.actions import checks, packages
from scorm.models import PackageVersion
from tests.factories.accounts import ProviderFactory
from tests.factories.scorm import trainer_of, uploaded


@pytest.fixture
def disk(settings, tmp_path):
    options = {"location": str(tmp_path / "files"), "base_url": None}
    settings.STORAGES = {
        **settings.STORAGES,
        "scorm": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    return tmp_path / "files"


@pytest.fixture
def version(db, disk, at):
    provider = ProviderFactory()
    return packages.receive_upload(owner=provider, title="x", upload=uploaded(), by=trainer_of(provider), at=at)


def lying_there(disk):
    return sorted(path.parent.name for path in disk.rglob("*") if path.is_file())


def check(version, at):
    checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    version.refresh_from_db()


def test_all_files_are_written_down_once_before_the_version_is_ready(version, disk, at, monkeypatch):
    seen, real = [], disks.write_down

    def noting(place):
        seen.append((PackageVersion.objects.get().state, lying_there(disk)))
        real(place)

    monkeypatch.setattr(disks, "write_down", noting)
    check(version, at)
    assert seen == [("checking", ["scorm-file", "scorm-file", "scorm-zip"])]
    assert version.state == "ready"


def test_a_disk_that_fails_while_writing_down_leaves_the_job_to_be_tried_again(version, at, monkeypatch):
    def failing(place):
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(disks, "write_down", failing)
        with pytest.raises(OSError, match="Input/output"):
            check(version, at)
    version.refresh_from_db()
    assert (version.state, version.report) == ("checking", [])
    check(version, at)
    assert (version.state, version.files.count()) == ("ready", 2)


def test_what_the_system_says_of_a_failure_is_raised():
    with pytest.raises(OSError, match="descriptor") as failure:
        disks.write_down(-1)
    assert failure.value.errno == errno.EBADF


def test_a_block_that_fails_waits_for_no_disk(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(disks, "write_down", asked.append)
    with pytest.raises(ValueError, match="refused"), disks.settled(tmp_path):
        raise ValueError("refused")
    assert asked == []


def test_a_system_without_syncfs_writes_down_everything(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(disks.ctypes, "CDLL", lambda *args, **kwargs: types.SimpleNamespace())
    monkeypatch.setattr(disks.os, "sync", lambda: asked.append("all"))
    with disks.settled(tmp_path):
        assert asked == []
    assert asked == ["all"]


def test_a_storage_elsewhere_keeps_what_it_has_taken_without_being_asked(settings, monkeypatch):
    settings.STORAGES = {
        **settings.STORAGES,
        "scorm": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    }
    asked = []
    monkeypatch.setattr(disks, "write_down", asked.append)
    with storage.filing() as file:
        file("p/scorm-file/1", iter([b"x"]), 1)
    assert (asked, storage.storage().exists("p/scorm-file/1")) == ([], True)


@pytest.mark.parametrize("left", [0, 100])
def test_an_upload_that_a_power_cut_shortened_is_asked_for_again(version, disk, at, left):
    (path,) = (path for path in disk.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:left])
    run_due(at=at)
    version.refresh_from_db()
    assert (version.state, [line["code"] for line in version.report]) == ("failed", ["upload_lost"])
    assert (lying_there(disk), Job.objects.get().state) == ([], "done")
