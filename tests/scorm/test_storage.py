"""Where files of packages lie: exactly under their key, written over by a rerun, on a disk straight to their place."""

import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

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
