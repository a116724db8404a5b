"""A view allows, the web server in front sends: the view's half. nginx's: tests/services/test_front.py."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from media.actions.private_files import store
from media.responses import serve
from scorm import storage
from scorm.archive import folded
from scorm.models import PackageFile
from tests.factories.accounts import ProviderFactory
from tests.factories.scorm import open_launch, registered

pytestmark = pytest.mark.django_db
SEALED = ("Content-Security-Policy", "X-Content-Type-Options", "Cross-Origin-Resource-Policy", "X-Robots-Tag")


@pytest.fixture
def film(client):
    """Ask for a film of a package on its host."""
    launch = open_launch(registered(), timezone.now())
    version = launch.attempt.version
    storage.put("p/scorm-file/film", ContentFile(b"0123456789"))
    PackageFile.objects.create(
        version=version,
        path="Film.mp4",
        path_ci=folded("Film.mp4"),
        storage_key="p/scorm-file/film",
        size=10,
        sha256="0" * 64,
    )
    headers = {"host": f"{version.public_id}.scorm.localhost"}

    def ask(token=launch.reading, **more):
        return client.get(f"/l/{token}/c/Film.mp4", headers={**headers, **more})

    return ask


def test_without_a_web_server_in_front_the_view_sends_films_in_parts_itself(film):
    answer = film(range="bytes=2-4")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"234")
    assert not answer.has_header("X-Accel-Redirect")


def test_an_accelerated_film_names_its_place_and_keeps_the_headers_of_the_content_host(film, settings):
    plain = film()
    assert b"".join(plain.streaming_content) == b"0123456789"
    settings.IS_ACCELERATED = True
    answer = film(range="bytes=2-4")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["X-Accel-Redirect"] == "/_files/scorm/p/scorm-file/film"
    assert answer["Content-Type"] == "video/mp4"
    assert {name: answer[name] for name in SEALED} == {name: plain[name] for name in SEALED}


def test_who_may_not_see_a_film_gets_no_place_of_it(film, settings):
    settings.IS_ACCELERATED = True
    answer = film(token="falsch")
    assert answer.status_code == 404
    assert not answer.has_header("X-Accel-Redirect")


def test_an_accelerated_private_file_says_how_it_may_be_used_and_not_where_it_lies(settings):
    settings.IS_ACCELERATED = True
    file = store(
        provider=ProviderFactory(),
        kind="certificate",
        content=b"%PDF",
        media_type="application/pdf",
        download_name="Bescheinigung.pdf",
        at=timezone.now() - timedelta(days=1),
    )
    answer = serve(file)
    assert answer.content == b""
    assert answer["X-Accel-Redirect"] == f"/_files/private/{file.storage_key}"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment; ")


def test_a_picture_of_a_page_is_sent_in_parts_and_runs_nothing(client):
    name = storages["default"].save("original_images/Bild.png", ContentFile(b"0123456789"))
    answer = client.get(f"/media/{name}", headers={"range": "bytes=-3"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"789")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["nichts.png", "original_images", "../private/x", "%2e%2e/private/x"])
def test_what_is_no_picture_is_not_there(client, path):
    storages["default"].save("original_images/Bild.png", ContentFile(b"0"))
    assert client.get(f"/media/{path}").status_code == 404
