"""Backups of an embedded installation; the drill with PostgreSQL and object storage is tests/services/test_stack.py."""

import hashlib
import io
import json
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from operations.backups import manifest, restoring, taking
from operations.backups.manifest import BackupDamaged
from operations.models import SignOfLife
from tests.factories.accounts import UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL: tests/services/test_stack.py"),
]
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FILM = bytes(range(256)) * 5000


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    """Storages of this test's own."""
    settings.STORAGES = {
        name: {**entry, "OPTIONS": {**entry.get("OPTIONS", {}), "location": str(tmp_path / "here" / name)}}
        if name != "staticfiles"
        else entry
        for name, entry in settings.STORAGES.items()
    }


@pytest.fixture
def backup(tmp_path):
    UserFactory(username="amina")
    storages["private"].save("p/certificate/1", ContentFile(b"%PDF"))
    storages["scorm"].save("p/scorm-file/2", ContentFile(FILM))
    folder, _ = taking.take(into=tmp_path / "backups", at=AT)
    return folder


@pytest.fixture
def elsewhere(settings, tmp_path):
    """Point database and storages at a place where nothing is."""
    home = connection.settings_dict["NAME"]

    def go():
        connection.close()
        connection.settings_dict["NAME"] = str(tmp_path / "there.sqlite3")
        for name, entry in settings.STORAGES.items():
            if name != "staticfiles":
                entry["OPTIONS"]["location"] = str(tmp_path / "there" / name)
        settings.STORAGES = {**settings.STORAGES}

    yield go
    connection.close()
    connection.settings_dict["NAME"] = home


def test_a_backup_restores_every_row_and_every_byte_into_an_empty_place(backup, elsewhere):
    elsewhere()
    assert restoring.restore(folder=backup).differing_tables == {}
    assert User.objects.filter(username="amina").count() == 1
    with storages["scorm"].open("p/scorm-file/2") as film:
        assert hashlib.sha256(film.read()).hexdigest() == hashlib.sha256(FILM).hexdigest()


def test_the_keys_are_named_and_not_inside(backup, settings):
    everything = b"".join(path.read_bytes() for path in backup.iterdir() if path.is_file())
    assert not (backup / manifest.KEYS).exists()
    assert manifest.read(backup).key_fingerprints == manifest.fingerprints(settings.KEY_RING)
    assert [key for key in settings.KEY_RING if key.encode() in everything] == []


def test_the_keys_are_inside_for_their_owner_alone_when_asked_for(tmp_path, settings):
    folder, _ = taking.take(into=tmp_path / "backups", at=AT, with_key_ring=True)
    assert (folder / manifest.KEYS).read_text().strip() == ",".join(settings.KEY_RING)
    assert (folder / manifest.KEYS).stat().st_mode & 0o077 == 0


def test_a_place_where_something_is_stays_as_it_is_unless_told(backup):
    UserFactory(username="karim")
    with pytest.raises(CommandError, match="--overwrite"):
        call_command("restore", backup)
    assert User.objects.filter(username="karim").exists()
    call_command("restore", backup, "--overwrite", verbosity=0)
    assert not User.objects.filter(username="karim").exists()
    assert User.objects.filter(username="amina").exists()


@pytest.mark.parametrize("name", ["manifest.json", "files.tsv", "database.sqlite3", "files/private/p/certificate/1"])
def test_a_changed_backup_is_refused_before_anything_is_touched(backup, elsewhere, name):
    with (backup / name).open("ab") as stream:
        stream.write(b" ")
    elsewhere()
    with pytest.raises(BackupDamaged):
        restoring.restore(folder=backup)
    assert connection.introspection.table_names() == []


def test_a_lost_file_is_noticed(backup, elsewhere):
    (backup / "files" / "private" / "p" / "certificate" / "1").unlink()
    elsewhere()
    with pytest.raises(BackupDamaged, match="p/certificate/1"):
        restoring.restore(folder=backup)


def test_a_ring_that_lacks_a_key_is_refused_unless_told(backup, elsewhere, settings):
    elsewhere()
    settings.KEY_RING = ["another"]
    with pytest.raises(restoring.DoesNotFit, match="LB_KEY_RING"):
        restoring.restore(folder=backup)
    assert restoring.restore(folder=backup, any_keys=True).differing_tables == {}


def test_a_backup_of_newer_code_is_refused(backup, elsewhere):
    values = json.loads((backup / manifest.MANIFEST).read_text())
    values["migrations"]["accounts"] = "9999_from_tomorrow"
    (backup / manifest.MANIFEST).write_text(json.dumps(values))
    (backup / manifest.PROOF).write_text(f"{manifest.digest(backup / manifest.MANIFEST)}  {manifest.MANIFEST}\n")
    elsewhere()
    with pytest.raises(restoring.DoesNotFit, match="9999_from_tomorrow"):
        restoring.restore(folder=backup)


def test_a_backup_that_was_cut_off_does_not_bear_the_name_of_a_whole_one(tmp_path, settings):
    broken = tmp_path / "here" / "no folder"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("a file where a folder should be")
    settings.STORAGES["scorm"]["OPTIONS"]["location"] = str(broken)
    settings.STORAGES = {**settings.STORAGES}
    with pytest.raises(CommandError):
        call_command("backup", "--to", str(tmp_path / "backups"))
    assert [path.suffix for path in (tmp_path / "backups").iterdir()] == [".partial"]


def test_a_whole_backup_is_noted_for_the_operators_page_and_a_broken_one_is_not(tmp_path, settings):
    with pytest.raises(CommandError):
        call_command("backup", "--to", "/dev/null/nowhere")
    assert not SignOfLife.objects.exists()
    call_command("backup", "--to", str(tmp_path / "backups"), stdout=io.StringIO())
    assert SignOfLife.objects.get().name == SignOfLife.Name.BACKUP


def test_the_operators_page_learns_of_a_backup(tmp_path):
    call_command("backup", "--to", str(tmp_path / "backups"))
    assert SignOfLife.objects.filter(name=SignOfLife.Name.BACKUP).count() == 1
