"""Uploads in an object storage: one private bucket, the house's keys, addresses that hold for a minute."""

import http.client
import subprocess
import sys
import time
import zipfile
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from scorm import storage
from scorm.actions import checks
from scorm.actions.packages import receive_upload
from scorm.actions.registrations import register
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.scorm import SPEAKING, manifest, open_launch, trainer_of, uploaded, zipped
from tests.services.front import OPEN, ROOT
from tests.services.stack import is_open, wait_for
from tools.services import free_port

pytestmark = pytest.mark.services
LARGE = 12 * 1024**2  # beyond one part of a multipart upload


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    port = free_port()
    folder = tmp_path_factory.mktemp("buckets")
    store = subprocess.Popen(
        [sys.executable, "-m", "tools.objects", str(folder), str(port), "access", "secret"], cwd=ROOT
    )
    wait_for(lambda: is_open(port), 20, "the object storage")
    yield port
    store.kill()
    store.wait()


@pytest.fixture
def bucket(port, settings):
    """Point the house's storages at a bucket."""
    options = {
        "bucket_name": f"haus-{time.monotonic_ns()}",
        "endpoint_url": f"http://127.0.0.1:{port}",
        "region_name": "eu-central-1",
        "access_key": "access",
        "secret_key": "secret",
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "media.objects.PublicObjects", "OPTIONS": {**options, "location": "public"}},
        "private": {"BACKEND": "media.objects.PrivateObjects", "OPTIONS": {**options, "location": "private"}},
        "scorm": {"BACKEND": "media.objects.PrivateObjects", "OPTIONS": {**options, "location": "scorm"}},
    }
    storages["private"].bucket.create()
    yield options
    for alias in ("default", "private", "scorm"):
        storages[alias].connection.meta.client.close()


def ask(port, address, **headers):
    OPEN.append(http.client.HTTPConnection("127.0.0.1", port, timeout=10))
    OPEN[-1].request("GET", address, headers=headers)
    answer = OPEN[-1].getresponse()
    return answer, answer.read()


def test_a_private_file_keeps_its_key_and_its_bytes_and_has_no_address(bucket):
    place = storages["private"]
    assert place.save("p/certificate/1", ContentFile(b"%PDF")) == "p/certificate/1"
    assert place.save("p/certificate/1", ContentFile(b"other")) != "p/certificate/1"  # nothing is written over
    with place.open("p/certificate/1") as stored:
        assert stored.read() == b"%PDF"
    with pytest.raises(ValueError, match="no address"):
        place.url("p/certificate/1")
    assert place.listdir("p") == (["certificate"], [])


def test_the_bucket_is_closed_to_whoever_does_not_sign(bucket, port):
    storages["private"].save("p/certificate/1", ContentFile(b"%PDF"))
    assert ask(port, f"/{bucket['bucket_name']}/private/p/certificate/1")[0].status == 403


def test_a_signed_address_gives_parts_and_the_type_we_say_until_it_is_changed(bucket, port):
    storages["private"].save("p/film/1", ContentFile(bytes(range(100))))
    address = storages["private"].signed("p/film/1", media_type="video/mp4")
    answer, body = ask(port, address, Range="bytes=10-19")
    assert (answer.status, body, answer.headers["Content-Type"]) == (206, bytes(range(10, 20)), "video/mp4")
    assert "X-Amz-Expires=60&" in address
    assert ask(port, address.replace("Expires=60", "Expires=90"))[0].status == 403
    assert ask(port, address.replace("film/1", "film/2"))[0].status == 403


def test_pieces_of_a_package_are_stored_without_being_held_and_deleted_again(bucket):
    storage.put("p/scorm-file/1", storage.Pieces(iter([b"x" * 1000] * (LARGE // 1000))))
    storage.put("p/scorm-file/1", storage.Pieces(iter([b"y" * 1000] * (LARGE // 1000))))  # a rerun writes over its own
    assert storages["scorm"].size("p/scorm-file/1") == LARGE // 1000 * 1000
    with storages["scorm"].open("p/scorm-file/1") as stored:
        assert stored.read(3) == b"yyy"
    storage.delete(iter(["p/scorm-file/1", "p/scorm-file/nothing"]))
    assert not storages["scorm"].exists("p/scorm-file/1")


def test_pictures_have_an_address_of_ours_though_the_bucket_is_private(bucket):
    name = storages["default"].save("original_images/Bild ü.png", ContentFile(b"png"))
    assert storages["default"].url(name) == "/media/original_images/Bild%20%C3%BC.png"


def test_a_wrong_secret_is_an_error_and_not_an_empty_storage(bucket, settings):
    entry = settings.STORAGES["private"]
    wrong = {**entry, "OPTIONS": {**entry["OPTIONS"], "secret_key": "falsch"}}
    settings.STORAGES = {**settings.STORAGES, "private": wrong}
    with pytest.raises(ClientError):
        storages["private"].exists("p/certificate/1")


@pytest.mark.django_db
def test_a_package_is_taken_in_served_and_cleared_away(bucket, client):
    provider, at = ProviderFactory(), timezone.now()
    many = {f"seiten/{number}.html": f"<p>{number}</p>" for number in range(60)}
    files = {"imsmanifest.xml": manifest(), "index.html": SPEAKING, "film.mp4": bytes(LARGE), **many}
    upload = uploaded(zipped(files, level=zipfile.ZIP_STORED))
    version = receive_upload(owner=provider, title="Heft", upload=upload, by=trainer_of(provider), at=at)
    checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    version.refresh_from_db()
    assert (version.state, version.report, version.file_count) == ("ready", [], 63)
    kept = storages["scorm"].listdir(f"{provider.public_id}/scorm-file")[1]
    assert len(kept) == 63

    registration = register(user=UserFactory(), context_key=uuid4(), version=version, at=at)
    launch = open_launch(registration, timezone.now())
    host = f"{version.public_id}.scorm.localhost"

    def ask(path, **headers):
        answer = client.get(f"/l/{launch.reading}/c/{path}", headers={"host": host, **headers})
        return answer, b"".join(answer.streaming_content) if answer.streaming else answer.content

    page, content = ask("seiten/59.html")
    assert (content, page["Content-Type"]) == (b"<p>59</p>", "text/html")
    assert page["Cache-Control"] == "private, max-age=2592000, immutable"
    assert ask("seiten/59.html", if_none_match=page["ETag"])[0].status_code == 304
    film, content = ask("film.mp4", range="bytes=12000000-12000009")
    assert (film.status_code, content, film["Content-Type"]) == (206, bytes(10), "video/mp4")


@pytest.mark.django_db
def test_a_refused_package_leaves_nothing_in_the_bucket(bucket):
    provider, at = ProviderFactory(), timezone.now()
    many = {f"seiten/{number}.html": f"<p>{number}</p>" for number in range(30)}
    content = zipped({"imsmanifest.xml": manifest(), "index.html": "x", **many, "ende.html": "ENDE"}, level=0)
    upload = uploaded(content.replace(b"ENDE", b"FALS", 1))  # no longer what its checksum says
    version = receive_upload(owner=provider, title="Heft", upload=upload, by=trainer_of(provider), at=at)
    checks.check(version_id=version.pk, at=at, progress=lambda percent: None)
    version.refresh_from_db()
    assert (version.state, version.report[0]["code"]) == ("failed", "damaged_file")
    folders = storages["scorm"].listdir(str(provider.public_id))[0]
    assert [storages["scorm"].listdir(f"{provider.public_id}/{folder}")[1] for folder in folders] == [[]] * len(folders)
