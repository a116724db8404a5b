"""Private files: no row without a file, no file for ever without a row, no careless answer."""

import errno
import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from media import storages
from media.actions.private_files import private_storage, store, sweep_orphans
from media.models import PrivateFile
from media.responses import serve
from tests.factories.accounts import ProviderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def disk(settings, tmp_path):
    """A private storage of this test alone."""
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": str(tmp_path / "private")}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return tmp_path / "private"


def keep(at, **changes) -> PrivateFile:
    values = {
        "provider": ProviderFactory(),
        "kind": "certificate",
        "content": b"%PDF",
        "media_type": "application/pdf",
        "download_name": "Bescheinigung Übung.pdf",
        "at": at,
    }
    return store(**{**values, **changes})


def test_the_key_is_provider_kind_and_uuid_and_never_a_name(at):
    file = keep(at)
    provider, kind, key = file.storage_key.split("/")
    assert (provider, kind, len(key)) == (file.provider.public_id, "certificate", 36)
    assert file.sha256 == hashlib.sha256(b"%PDF").hexdigest()
    with private_storage().open(file.storage_key) as stored:
        assert stored.read() == b"%PDF"


def test_a_file_and_the_folders_that_lead_to_it_are_on_the_disk_before_their_row_is(at, disk, monkeypatch):
    seen, real = [], storages.write_down

    def noting(place):
        seen.append((place.relative_to(disk).parts, PrivateFile.objects.count()))
        real(place)

    monkeypatch.setattr(storages, "write_down", noting)
    provider, kind, key = keep(at).storage_key.split("/")
    assert seen == [((provider, kind, key), 0), ((provider, kind), 0), ((provider,), 0), ((), 0)]


def test_the_disk_itself_is_asked_to_write_down(tmp_path, monkeypatch):
    asked, file = [], tmp_path / "file"
    file.write_bytes(b"x")
    monkeypatch.setattr(storages.os, "fsync", lambda opened: asked.append(os.fstat(opened).st_ino))
    storages.write_down(file)
    storages.write_down(tmp_path)
    assert asked == [file.stat().st_ino, tmp_path.stat().st_ino]


def broken(*_args):
    raise OSError(errno.EIO, "Input/output error")


def half(_content):
    yield b"%P"
    broken()


@pytest.mark.parametrize(("where", "name", "what"), [(os, "fsync", broken), (ContentFile, "chunks", half)])
def test_what_the_disk_could_not_write_leaves_neither_row_nor_file(at, disk, monkeypatch, where, name, what):
    monkeypatch.setattr(where, name, what)
    with pytest.raises(OSError, match="Input/output"):
        keep(at)
    assert (PrivateFile.objects.count(), [path for path in disk.rglob("*") if path.is_file()]) == (0, [])


def test_private_files_have_no_address(at):
    file = keep(at)
    with pytest.raises(ValueError):
        private_storage().url(file.storage_key)


def test_a_file_whose_row_was_rolled_back_is_swept_after_a_day_and_others_stay(at):
    kept = keep(at)
    with transaction.atomic():
        lost = keep(at)
        transaction.set_rollback(True)
    now = datetime.now(UTC)
    assert sweep_orphans(at=now) == 0  # too young: its transaction might still commit
    assert sweep_orphans(at=now + timedelta(hours=25)) >= 1
    assert private_storage().exists(kept.storage_key)
    assert not private_storage().exists(lost.storage_key)


def test_sweeping_an_empty_storage_is_fine(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "media.storages.PrivateStorage",
            "OPTIONS": {"location": str(tmp_path / "not yet there")},
        },
    }
    assert sweep_orphans(at=datetime.now(UTC)) == 0


def test_the_answer_is_kept_by_no_cache_and_guessed_at_by_no_browser(at):
    response = serve(keep(at))
    assert b"".join(response.streaming_content) == b"%PDF"
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Disposition"] == (
        "attachment; filename=\"Bescheinigung Ubung.pdf\"; filename*=UTF-8''Bescheinigung%20%C3%9Cbung.pdf"
    )
    response.close()


def test_a_name_cannot_break_out_of_its_header(at):
    response = serve(keep(at, download_name='a"; x=\r\ny\\.pdf'))
    assert response["Content-Disposition"].startswith('attachment; filename="a; x=y.pdf"; filename*=')
    response.close()


@pytest.mark.parametrize(("media_type", "word"), [("application/pdf", "inline"), ("text/html", "attachment")])
def test_only_harmless_types_are_shown_in_the_browser(at, media_type, word):
    response = serve(keep(at, media_type=media_type), as_attachment=False)
    assert response["Content-Disposition"].split(";")[0] == word
    response.close()
