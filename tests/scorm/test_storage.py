"""Where files of packages lie: exactly under their key, written over by a rerun, on a disk straight to their place."""

import os
import stat
import threading
from pathlib import Path
from typing import ClassVar

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage

from scorm import storage

KEY = "p/scorm-file/1"


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    options = {"location": str(tmp_path / "files"), "base_url": None}
    settings.STORAGES = {
        **settings.STORAGES,
        "scorm": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options},
    }
    return tmp_path / "files"


def stored(key=KEY):
    with storage.storage().open(key) as file:
        return file.read()


def put(content, key=KEY):
    storage.put(key, ContentFile(content))


def test_a_file_in_a_folder_that_is_new_and_one_in_a_folder_that_is_there(disk):
    put(b"first")
    put(b"second", "p/scorm-file/2")
    assert (stored(), stored("p/scorm-file/2")) == (b"first", b"second")
    assert sorted(path.name for path in (disk / "p" / "scorm-file").iterdir()) == ["1", "2"]


def test_a_rerun_leaves_nothing_of_what_was_there(disk):
    put(b"neighbour", "p/scorm-file/2")
    put(b"half of a longer fi")
    put(b"whole")
    assert stored() == b"whole"


def test_a_disk_that_takes_a_few_bytes_at_a_time_gets_them_all(monkeypatch):
    put(b"neighbour", "p/scorm-file/2")
    write = os.write
    monkeypatch.setattr(os, "write", lambda target, content: write(target, content[:3]))
    put(b"0123456789")
    monkeypatch.undo()
    assert stored() == b"0123456789"


def test_who_reads_a_file_while_it_is_written_again_meets_no_gap():
    put(b"0123456789")
    seen = []

    def pieces():
        yield b"01234"
        seen.append(stored())
        yield b"56789"

    storage.put(KEY, storage.Pieces(pieces()))
    assert (seen, stored()) == ([b"0123456789"], b"0123456789")


def test_the_web_server_may_read_what_is_written(disk):
    put(b"neighbour", "p/scorm-file/2")
    put(b"x")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (disk / "p" / "scorm-file").iterdir()}
    assert modes == {0o644}


def test_a_file_that_cannot_be_read_to_its_end_is_an_error_and_can_be_deleted(disk):
    def pieces():
        yield b"01234"
        raise OSError("the line is gone")

    put(b"neighbour", "p/scorm-file/2")
    with pytest.raises(OSError, match="the line is gone"):
        storage.put(KEY, storage.Pieces(pieces()))
    storage.delete(iter([KEY, "p/scorm-file/nothing"]))
    assert not Path(disk / KEY).exists()


class Far(InMemoryStorage):
    """A storage to which every file travels: eight journeys meet on the way, or none arrives."""

    meeting = threading.Barrier(storage.AT_ONCE)

    def _save(self, name, content):
        self.meeting.wait(timeout=20)
        return super()._save(name, content)


class Noting(InMemoryStorage):
    arrived: ClassVar = {}

    def _save(self, name, content):
        self.arrived[name.rpartition("/")[2]] = type(content)
        return super()._save(name, content)


class Refusing(InMemoryStorage):
    def _save(self, name, content):
        if name.endswith("3"):
            raise OSError("the storage is full")
        return super()._save(name, content)


def far(settings, kind):
    settings.STORAGES = {**settings.STORAGES, "scorm": {"BACKEND": f"{__name__}.{kind.__name__}"}}


def test_small_files_travel_to_a_far_storage_side_by_side(settings):
    far(settings, Far)
    keys = [f"p/scorm-file/{number}" for number in range(2 * storage.AT_ONCE)]
    with storage.filing() as file:
        for key in keys:
            file(key, iter([key.encode(), b"!"]), 100)
    assert [stored(key) for key in keys] == [f"{key}!".encode() for key in keys]
    storage.delete(iter(keys))
    assert not any(storage.storage().exists(key) for key in keys)


def test_a_large_file_is_never_held_in_memory_on_its_way(settings):
    far(settings, Noting)
    with storage.filing() as file:
        file("p/scorm-file/small", iter([b"x"]), storage.SMALL_BYTES)
        file("p/scorm-file/large", iter([b"x"]), storage.SMALL_BYTES + 1)
    assert Noting.arrived == {"small": ContentFile, "large": storage.Pieces}


@pytest.mark.parametrize("count", [4, 30])
def test_what_does_not_arrive_is_an_error_before_anybody_calls_it_stored(settings, count):
    far(settings, Refusing)

    def file_all():
        with storage.filing() as file:
            for number in range(count):
                file(f"p/scorm-file/{number}", iter([b"x"]), 1)

    with pytest.raises(OSError, match="the storage is full"):
        file_all()


def test_a_disk_takes_one_file_after_the_other():
    with storage.filing() as file:
        file(KEY, iter([b"x"]), 1)
        assert stored() == b"x"
