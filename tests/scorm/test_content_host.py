"""The content host: tokens, files, parts of files, headers, and what it never does."""

import hashlib
from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from scorm import door, storage, tokens
from scorm.actions import attempts, launches, registrations
from scorm.archive import folded
from scorm.models import Attempt, AttemptState, Launch, PackageFile, PackageVersion, Registration, ScoState
from tests.factories.accounts import UserFactory
from tests.factories.scorm import ScoFactory, open_launch, registered

pytestmark = pytest.mark.django_db
PAGE = b"<p>Hallo</p>"
VIDEO = bytes(range(256)) * 40


def add_file(version, path, content):
    key = f"p/scorm-file/{version.public_id}-{hashlib.sha256(path.encode()).hexdigest()[:12]}"
    storage.put(key, ContentFile(content))
    digest = hashlib.sha256(content).hexdigest()
    return PackageFile.objects.create(
        version=version, path=path, path_ci=folded(path), storage_key=key, size=len(content), sha256=digest
    )


@pytest.fixture
def launch():
    launch = open_launch(registered(), timezone.now())
    version = launch.attempt.version
    for path, content in {"index.html": PAGE, "Film.mp4": VIDEO, "a/shell.php": b"<?php", "ü 1.txt": b"x"}.items():
        add_file(version, path, content)
    return launch


def host_of(launch):
    return f"{PackageVersion.objects.get(pk=launch.attempt.version_id).public_id}.scorm.localhost"


@pytest.fixture
def fetch(client, launch):
    def _fetch(path, *, method="get", host=None, token=None, headers=None, **more):
        own = launch.reading if path.startswith("c/") else launch.token
        address = f"/l/{token or own}/{path}"
        return getattr(client, method)(address, headers={"host": host or host_of(launch), **(headers or {})}, **more)

    return _fetch


def content(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_a_file_is_served_with_the_headers_of_the_content_host(fetch):
    response = fetch("c/index.html")
    assert content(response) == PAGE
    assert response["Content-Type"] == "text/html"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Origin-Agent-Cluster"] == "?1"
    assert response["Cache-Control"] == "private, max-age=2592000, immutable"
    assert "unload=(self)" in response["Permissions-Policy"]
    assert "object-src 'none'" in response["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert "Access-Control-Allow-Origin" not in response
    assert "Set-Cookie" not in response


@pytest.mark.parametrize("path", ["c/index.html", "c/INDEX.HTML", "c/%C3%BC%201.txt", "c/%25C3%25BC%25201.txt"])
def test_paths_are_found_exactly_decoded_and_in_other_case(fetch, path):
    response = fetch(path)
    assert response.status_code == 200
    response.close()


@pytest.mark.parametrize("path", ["c/none.html", "c/../index.html", "c//etc/passwd", "c/%2e%2e/%2e%2e/manage.py"])
def test_what_has_no_row_is_not_found(fetch, path):
    assert fetch(path).status_code == 404


@pytest.mark.parametrize(
    ("language", "direction", "said"), [("de", "ltr", "Diese Seite fehlt in der Übung"), ("ar", "rtl", "هذه الصفحة")]
)
def test_a_page_that_is_not_there_says_so_in_the_learners_language(fetch, launch, language, direction, said):
    Launch.objects.filter(pk=launch.pk).update(language=language)
    response = fetch("c/missing.html", headers={"Sec-Fetch-Dest": "iframe"})
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    text = response.content.decode()
    assert f'<html lang="{language}" dir="{direction}">' in text
    assert said in text
    assert "<a " not in text  # a link in the frame of the package leads nowhere


def test_what_pages_load_gets_a_plain_answer(fetch):
    response = fetch("c/missing.png", headers={"Sec-Fetch-Dest": "image"})
    assert (response.status_code, response.content) == (404, b"404")


@pytest.mark.parametrize(
    ("language", "said"),
    [("de", "Die Sitzung ist beendet"), ("ar", "انتهت الجلسة"), ("en", "The session has ended")],
)
def test_an_old_page_of_a_package_says_that_it_is_over_and_leads_back_to_the_course(fetch, launch, language, said):
    Launch.objects.filter(pk=launch.pk).update(language=language)
    launches.close_launches(registrations=[launch.attempt.registration], at=timezone.now())
    response = fetch("c/index.html", headers={"Sec-Fetch-Dest": "document"})
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert (response.context["title"], response.context["exit_url"]) == (said, launch.return_url)
    assert f'<html lang="{language}"' in response.content.decode()


def test_an_old_page_within_a_frame_offers_no_link_that_would_lead_nowhere(fetch, launch):
    launches.close_launches(registrations=[launch.attempt.registration], at=timezone.now())
    response = fetch("c/index.html", headers={"Sec-Fetch-Dest": "iframe"})
    assert "Die Sitzung ist beendet" in response.content.decode()
    assert "<a " not in response.content.decode()
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["", "c/index.html"])
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Dest": "document"}, {"Accept": "text/html,*/*;q=0.8"}])
def test_a_bookmark_that_nothing_is_known_of_leads_to_the_platform(fetch, settings, path, headers):
    """A launch that was deleted since, a cut-off address; browsers of before 2023 do not say what they want it for."""
    response = fetch(path, token="forgotten", headers=headers)
    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert "Diese Adresse galt nur für einen Besuch." in page
    assert f'<a href="{settings.SITE_ORIGIN}">Zur Lernplattform</a>' in page
    assert "Set-Cookie" not in response


def test_who_opens_a_forgotten_bookmark_reads_it_in_the_browsers_language(fetch):
    response = fetch("", token="forgotten", headers={"Sec-Fetch-Dest": "document", "Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in response.content.decode()


def test_server_programs_are_only_for_download(fetch):
    response = fetch("c/a/shell.php")
    assert (response["Content-Type"], response["Content-Disposition"]) == ("application/octet-stream", "attachment")
    response.close()


@pytest.mark.parametrize(
    ("header", "status", "part", "content_range"),
    [
        ("bytes=0-99", 206, VIDEO[:100], "bytes 0-99/10240"),
        ("bytes=10000-", 206, VIDEO[10000:], "bytes 10000-10239/10240"),
        ("bytes=-5", 206, VIDEO[-5:], "bytes 10235-10239/10240"),
        ("bytes=0-99999", 206, VIDEO, "bytes 0-10239/10240"),
        ("bytes=5-2", 200, VIDEO, None),
        ("bytes=0-1,5-6", 200, VIDEO, None),
        ("elephants=1-2", 200, VIDEO, None),
        ("bytes=10240-", 416, b"", "bytes */10240"),
        ("bytes=-0", 416, b"", "bytes */10240"),
    ],
)
def test_parts_of_files(fetch, header, status, part, content_range):
    response = fetch("c/Film.mp4", headers={"range": header})
    assert (response.status_code, content(response), response.get("Content-Range")) == (status, part, content_range)
    if status != 416:
        assert (response["Accept-Ranges"], response["Content-Length"]) == ("bytes", str(len(part)))


def test_a_part_of_a_changed_file_is_the_whole_file(fetch):
    response = fetch("c/Film.mp4", headers={"range": "bytes=0-1", "if-range": '"old"'})
    assert (response.status_code, len(content(response))) == (200, len(VIDEO))


def test_a_known_file_is_not_sent_again(fetch):
    etag = f'"{hashlib.sha256(PAGE).hexdigest()}"'
    response = fetch("c/index.html", headers={"if-none-match": etag})
    assert (response.status_code, content(response)) == (304, b"")


@pytest.mark.parametrize("known", ["W/{}", '"other", W/{}', "*"])
def test_a_known_file_is_known_too_when_a_server_on_the_way_has_marked_it_as_weak(fetch, known):
    etag = f'"{hashlib.sha256(PAGE).hexdigest()}"'
    response = fetch("c/index.html", headers={"if-none-match": known.format(etag)})
    assert (response.status_code, content(response)) == (304, b"")


def test_a_part_is_sent_for_a_strong_mark_alone(fetch):
    etag = f'"{hashlib.sha256(VIDEO).hexdigest()}"'
    for mark, status in ((etag, 206), (f"W/{etag}", 200), ("Mon, 23 Nov 2026 10:00:00 GMT", 200)):
        response = fetch("c/Film.mp4", headers={"range": "bytes=0-1", "if-range": mark})
        assert (response.status_code, len(content(response))) == (status, 2 if status == 206 else len(VIDEO))


def test_no_browser_keeps_the_answer_to_a_part_that_is_not_there(fetch):
    assert fetch("c/Film.mp4", headers={"range": "bytes=10240-"})["Cache-Control"] == "no-store"


def test_a_file_that_the_storage_has_lost_is_missing_for_the_learner_and_said_to_the_operator(fetch, launch, caplog):
    row = PackageFile.objects.get(version=launch.attempt.version_id, path="index.html")
    storage.storage().delete(row.storage_key)
    with caplog.at_level("ERROR", logger="scorm.player"):
        response = fetch("c/index.html", headers={"Sec-Fetch-Dest": "iframe"})
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert "Diese Seite fehlt in der Übung" in response.content.decode()
    assert row.storage_key in caplog.text


@pytest.mark.parametrize(
    "path",
    ["c/a%00b.html", "c/%ff%fe.html", "c/%ED%A0%80.html", "c/" + "a" * 600, "state/I%00", "state/" + "I" * 400],
)
def test_an_address_that_no_database_takes_is_not_found(fetch, path):
    assert fetch(path).status_code == 404


def test_the_token_of_one_package_opens_nothing_on_another_host(fetch):
    other = ScoFactory().version
    assert fetch("c/index.html", host=f"{other.public_id}.scorm.localhost").status_code == 404
    assert fetch("", host=f"{other.public_id}.scorm.localhost").status_code == 404


def test_a_forged_token_opens_nothing(fetch, launch):
    forged = tokens.make(launch.public_id, "another-nonce")
    assert fetch("", token=forged).status_code == 404
    assert fetch("", token=launch.token[:-2] + "zz").status_code == 404
    assert fetch("c/index.html", token=launch.reading[:-2] + "zz").status_code == 404


def test_a_token_signed_with_an_older_key_of_the_ring_still_opens(fetch, settings, launch):
    settings.KEY_RING = ["tests only, older"]
    older, older_reading = tokens.make(launch.public_id, launch.nonce), door.reading_token(launch, timezone.now())
    settings.KEY_RING = ["tests only, first", "tests only, older"]
    assert fetch("", token=older).status_code == 200
    response = fetch("c/index.html", token=older_reading)
    assert (older_reading != launch.reading, response.status_code) == (True, 200)
    response.close()


def test_the_platform_host_knows_no_content_address(client, launch):
    assert client.get(f"/l/{launch.reading}/c/index.html", headers={"host": "testserver"}).status_code == 404


def test_the_content_host_knows_no_page_of_the_platform(client, launch):
    for path in ["/de/", "/admin/", "/de/konto/login/", "/"]:
        response = client.get(path, headers={"host": host_of(launch)})
        assert response.status_code == 404
        assert "Set-Cookie" not in response


@pytest.mark.parametrize(
    "host",
    [
        "scorm.localhost",
        "scorm.localhost:8000",
        "a.b.scorm.localhost",
        "any.scorm.localhost.",
        "ANY.scorm.localhost.:8000",
        "any.scorm.localhost:99",
    ],
)
@pytest.mark.parametrize("path", ["/", "/de/", "/de/konto/login/", "/admin/", "/media/x"])
def test_no_name_within_the_content_domain_shows_the_platform(client, host, path):
    answer = client.get(path, headers={"host": host, "x-forwarded-host": "testserver"})
    assert answer.status_code == 404
    assert not answer.cookies


def test_a_forwarded_host_moves_nothing(client, launch):
    forwarded = {"host": "testserver", "x-forwarded-host": host_of(launch)}
    assert client.get(f"/l/{launch.token}/", headers=forwarded).status_code == 404
    assert client.get("/de/konto/login/", headers=forwarded).status_code == 200


def test_a_package_leaves_no_service_worker_in_the_browser(fetch):
    assert fetch("c/index.html", headers={"service-worker": "script"}).status_code == 404


def test_an_absolute_address_leads_back_into_the_package(client, launch):
    referer = f"http://{host_of(launch)}/l/{launch.reading}/c/index.html"
    response = client.get("/bilder/a b.png?x=1", headers={"host": host_of(launch), "referer": referer})
    assert (response.status_code, response["Location"]) == (302, f"/l/{launch.reading}/c/bilder/a%20b.png?x=1")


def test_the_player_page_carries_the_bootstrap_and_no_inline_script(fetch, launch):
    response = fetch("")
    page = response.content.decode()
    assert response.status_code == 200
    assert response.context["bootstrap"]["launch"] == str(launch.public_id)
    assert response.context["bootstrap"]["last_seq"] == 0
    assert 'type="application/json"' in page
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Content-Security-Policy"].startswith("default-src 'self';")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("facts", "is_sandboxed"), [({}, True), ({"has_frames": True}, False), ({"has_frames": False}, True)]
)
def test_a_package_of_several_frames_may_open_pages_in_each_of_them(fetch, launch, facts, is_sandboxed):
    PackageVersion.objects.filter(pk=launch.attempt.version_id).update(manifest={"facts": facts})
    assert (" sandbox=" in fetch("").content.decode()) is is_sandboxed


@pytest.mark.parametrize(("kinds", "has_some"), [(["frame"], True), (["script", "image"], False)])
def test_frames_of_other_hosts_are_told_to_the_player(fetch, launch, kinds, has_some):
    facts = {"hosts": [{"host": "film.example", "kinds": kinds, "file": "index.html"}]}
    PackageVersion.objects.filter(pk=launch.attempt.version_id).update(manifest={"facts": facts})
    assert fetch("").context["bootstrap"]["has_foreign_frames"] is has_some


def test_a_launch_is_opened_within_fifteen_minutes_or_never(fetch, launch):
    Launch.objects.filter(pk=launch.pk).update(opened_at=None, created_at=timezone.now() - timedelta(minutes=16))
    assert fetch("").status_code == 410
    Launch.objects.filter(pk=launch.pk).update(created_at=timezone.now() - timedelta(minutes=14))
    assert fetch("").status_code == 200
    Launch.objects.filter(pk=launch.pk).update(created_at=timezone.now() - timedelta(minutes=60))
    assert fetch("").status_code == 200


def test_a_superseded_page_says_so_and_leads_back(fetch, launch):
    open_launch(launch.attempt.registration, timezone.now())
    response = fetch("")
    assert response.status_code == 410
    assert "An anderer Stelle geöffnet" in response.content.decode()
    assert launch.return_url in response.content.decode()


def content_of(launch):
    """What a browser asks for at first: the start file of the item, as the player names it."""
    return f"/l/{launch.reading}/c/index.html"


def test_files_keep_their_address_from_launch_to_launch(fetch, launch):
    again = open_launch(launch.attempt.registration, timezone.now())
    assert (again.token != launch.token, again.reading) == (True, launch.reading)
    assert fetch("state/I", token=again.token).json()["href"] == f"../{launch.reading}/c/index.html"
    assert content(fetch("c/index.html")) == PAGE


def test_files_move_to_a_new_address_once_a_month_and_an_open_player_keeps_its_own(fetch, launch):
    now = timezone.now()
    Registration.objects.update(created_at=now - timedelta(days=30, hours=1))  # the second month began an hour ago
    Launch.objects.update(created_at=now - timedelta(hours=2))
    assert content(fetch("c/index.html")) == PAGE
    again = open_launch(launch.attempt.registration, now)
    assert fetch("c/index.html").status_code == 404
    assert content(fetch("c/index.html", token=again.reading)) == PAGE


def test_files_are_each_persons_own(client, launch):
    """Somebody else on the same phone has another address; the first one opens nothing once its player is closed."""
    version = PackageVersion.objects.get(pk=launch.attempt.version_id)
    other = registrations.register(user=UserFactory(), context_key=uuid4(), version=version, at=timezone.now())
    theirs = open_launch(other, timezone.now())
    assert theirs.reading != launch.reading
    launches.close_launches(registrations=[launch.attempt.registration], at=timezone.now())
    headers = {"host": host_of(launch)}
    assert client.get(content_of(launch), headers=headers).status_code == 404
    assert content(client.get(content_of(theirs), headers=headers)) == PAGE


def test_an_address_of_files_opens_neither_player_nor_state_nor_log(fetch, launch):
    assert fetch("", token=launch.reading).status_code == 404
    assert fetch("state/I", token=launch.reading).status_code == 404
    own = {"origin": f"http://{host_of(launch)}"}
    sent = {"data": "x", "content_type": "text/plain", "method": "post", "headers": own}
    assert fetch("log", token=launch.reading, **sent).status_code == 404
    assert fetch("commit", token=launch.reading, **sent).status_code != 200


def test_a_launchs_own_token_is_no_address_of_files(fetch, launch):
    assert fetch("c/index.html", token=launch.token).status_code == 404


def test_an_address_of_files_lives_as_long_as_the_newest_player(fetch, launch):
    late = timezone.now() - timedelta(hours=13)
    Launch.objects.update(created_at=late)
    Attempt.objects.update(last_seen_at=late)
    assert fetch("c/index.html").status_code == 404
    open_launch(launch.attempt.registration, timezone.now(), opened=False)
    assert content(fetch("c/index.html")) == PAGE


def test_the_files_of_an_old_version_end_with_its_last_player(fetch, launch):
    """Who is moved while a player is open goes on undisturbed, as long as that player lives."""
    attempts.end(launch.attempt, AttemptState.MOVED, timezone.now())
    assert content(fetch("c/index.html")) == PAGE
    Attempt.objects.update(last_seen_at=timezone.now() - timedelta(hours=13))
    assert fetch("c/index.html").status_code == 404


def test_one_content_host_for_all_tells_versions_apart_by_the_address(client, launch, settings):
    settings.CONTENT_ORIGIN = "http://127.0.0.1"
    other = open_launch(registered(), timezone.now())
    assert content(client.get(content_of(launch), headers={"host": "127.0.0.1"})) == PAGE
    assert client.get(content_of(other), headers={"host": "127.0.0.1"}).status_code == 404  # it has no such file


@pytest.mark.parametrize(
    ("asked", "status"), [({}, 200), ({"range": "bytes=0-1"}, 206), ({"if-none-match": "own"}, 304)]
)
def test_a_look_at_the_head_of_a_file_sends_no_body(fetch, asked, status):
    etag = f'"{hashlib.sha256(PAGE).hexdigest()}"'
    headers = {name: value.replace("own", etag) for name, value in asked.items()}
    response = fetch("c/index.html", method="head", headers=headers)
    assert (response.status_code, content(response)) == (status, b"")
    response.close()
    assert (response["ETag"], response["Cache-Control"]) == (etag, "private, max-age=2592000, immutable")


def test_closing_launches_kills_their_tokens(fetch, launch):
    launches.close_launches(registrations=[launch.attempt.registration], at=timezone.now())
    assert fetch("c/index.html").status_code == 404
    assert fetch("").status_code == 410


def test_the_state_of_an_item_is_the_bootstraps_sco(fetch, launch):
    answer = fetch("state/I").json()
    assert (answer["identifier"], answer["href"], answer["entry"], answer["seed"]) == (
        "I",
        f"../{launch.reading}/c/index.html",
        "ab-initio",
        {},
    )
    assert fetch("state/elsewhere").status_code == 404


def test_an_item_is_found_whatever_signs_its_identifier_has(fetch, launch):
    identifier = "Modul 1/Teil ä"
    sco = ScoFactory(version=launch.attempt.version, identifier=identifier, position=1)
    ScoState.objects.create(attempt=launch.attempt, sco=sco, updated_at=timezone.now())
    assert fetch(f"state/{quote(identifier, safe='')}").json()["identifier"] == identifier


def test_the_log_takes_lines_of_the_own_origin_only(fetch, launch):
    own = f"http://{host_of(launch)}"
    for origin, status in [(own, 204), ("http://evil.example", 403), ("", 403)]:
        response = fetch("log", method="post", headers={"origin": origin}, data="x", content_type="text/plain")
        assert response.status_code == status
