"""Backups of an embedded installation; the drill with PostgreSQL and object storage is tests/services/test_stack.py."""

import hashlib
import io
import json
from collections import namedtuple
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

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


def content(key):
    with storages["private"].open(key) as file:
        return file.read()


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


def last_accounts_migration(backup, name):
    """Let the backup say that this was the last migration of accounts."""
    values = json.loads((backup / manifest.MANIFEST).read_text())
    values["migrations"]["accounts"] = name
    (backup / manifest.MANIFEST).write_text(json.dumps(values))
    (backup / manifest.PROOF).write_text(f"{manifest.digest(backup / manifest.MANIFEST)}  {manifest.MANIFEST}\n")


def test_a_backup_of_newer_code_is_refused(backup, elsewhere):
    last_accounts_migration(backup, "9999_from_tomorrow")
    elsewhere()
    with pytest.raises(restoring.DoesNotFit, match="9999_from_tomorrow"):
        restoring.restore(folder=backup)


def test_a_backup_from_before_migrations_were_merged_is_taken(backup, elsewhere):
    merged = [key for found in MigrationLoader(None).disk_migrations.values() for key in found.replaces]
    last_accounts_migration(backup, max(name for app, name in merged if app == "accounts"))
    elsewhere()
    assert restoring.restore(folder=backup).differing_tables == {}


def test_a_backup_names_no_migration_that_was_merged_into_another(backup):
    on_disk = MigrationLoader(None).disk_migrations
    named = manifest.read(backup).migrations
    assert named["accounts"] == max(name for app, name in on_disk if app == "accounts")
    assert [key for key in named.items() if key not in on_disk] == []


def test_a_backup_that_cannot_be_finished_leaves_nothing_behind(tmp_path, settings):
    broken = tmp_path / "here" / "no folder"
    broken.parent.mkdir(exist_ok=True)
    broken.write_text("a file where a folder should be")
    settings.STORAGES["scorm"]["OPTIONS"]["location"] = str(broken)
    settings.STORAGES = {**settings.STORAGES}
    with pytest.raises(CommandError):
        call_command("backup", "--to", str(tmp_path / "backups"))
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_restore_that_fails_half_way_leaves_rows_and_their_files_as_they_were(backup, monkeypatch):
    UserFactory(username="karim")
    storages["private"].save("p/certificate/3", ContentFile(b"%PDF of Karim"))

    def fail(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("operations.backups.database.shutil.copyfile", fail)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("restore", backup, "--overwrite")
    assert User.objects.filter(username__in=["amina", "karim"]).count() == 2
    assert [content(f"p/certificate/{key}") for key in ("1", "3")] == [b"%PDF", b"%PDF of Karim"]


def test_overwriting_takes_away_what_the_backup_lacks_and_mends_what_differs(backup):
    storages["private"].save("p/certificate/3", ContentFile(b"%PDF of Karim"))
    storages["private"].delete("p/certificate/1")
    storages["private"].save("p/certificate/1", ContentFile(b"%PNG"))
    restoring.restore(folder=backup, overwrite=True)
    assert not storages["private"].exists("p/certificate/3")
    assert content("p/certificate/1") == b"%PDF"


def test_a_disk_that_is_too_small_is_said_before_anything_is_touched(backup, monkeypatch):
    storages["scorm"].delete("p/scorm-file/2")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("operations.backups.files.shutil.disk_usage", lambda path: usage(100, 99, 1))
    with pytest.raises(CommandError, match=r"needs 1 MiB at .* only 0 MiB are free"):
        call_command("restore", backup, "--overwrite")
    assert not storages["scorm"].exists("p/scorm-file/2")


@pytest.mark.parametrize("name", ["nowhere", "a-file"])
def test_what_is_no_backup_is_called_so(tmp_path, name):
    (tmp_path / "a-file").write_text("no backup", encoding="utf-8")
    with pytest.raises(CommandError, match="is no whole backup"):
        call_command("restore", tmp_path / name)


def test_a_whole_backup_is_noted_for_the_operators_page_and_a_broken_one_is_not(tmp_path, settings):
    with pytest.raises(CommandError):
        call_command("backup", "--to", "/dev/null/nowhere")
    assert not SignOfLife.objects.exists()
    call_command("backup", "--to", str(tmp_path / "backups"), stdout=io.StringIO())
    assert SignOfLife.objects.get().name == SignOfLife.Name.BACKUP


def test_the_operators_page_learns_of_a_backup(tmp_path):
    call_command("backup", "--to", str(tmp_path / "backups"))
    assert SignOfLife.objects.filter(name=SignOfLife.Name.BACKUP).count() == 1
