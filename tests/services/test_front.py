"""The shipped nginx configuration by itself, before a house that answers as a test wants it to."""

import http.client
import json
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import boto3
import pytest
import yaml
from botocore.config import Config
from django.conf import settings

from lms.config.uploads import FORM_BYTES
from scorm.limits import limit
from tests.services.front import CONTENT, OPEN, ROOT, SITE, Front, needs_nginx, running
from tools.services import free_port

pytestmark = pytest.mark.services
FILM = bytes(range(256)) * 4000
POLICY = "default-src 'self'"
SEALED = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=()",
    "Cache-Control": "private, max-age=31536000, immutable",
}


class House(BaseHTTPRequestHandler):
    """Allows a film, tells what it was asked, and is otherwise short."""

    protocol_version = "HTTP/1.1"
    film: dict[str, str] = {}

    def do_GET(self):
        body = b"" if self.path.startswith("/film") else json.dumps(dict(self.headers.items())).encode()
        sent = {**SEALED, **self.film, "Content-Type": "video/mp4"} if self.path.startswith("/film") else {}
        if self.path == "/page":
            sent, body = {**SEALED, "Content-Type": "text/html; charset=utf-8"}, b"<p>Hallo</p>" * 200
        status = 200
        if self.path.startswith("/status/"):
            status, body = int(self.path[8:]), b"{}"
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **sent, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_):
        return


@pytest.fixture(scope="module")
def folder():
    """A place that an unprivileged nginx can reach."""
    with tempfile.TemporaryDirectory(prefix="lernbruecke-front-") as scratch:
        place = Path(scratch)
        place.chmod(0o755)
        for name in ("disk", "objects", "data", "static"):
            (place / name).mkdir(mode=0o755)
        (place / "data/media/private/p/certificate").mkdir(parents=True)
        (place / "data/media/private/p/certificate/1").write_bytes(FILM)
        (place / "data/media/public").mkdir()
        (place / "data/media/public/bild.png").write_bytes(b"png")
        (place / "static/ui.0123456789ab.css").write_bytes(b"body{}" * 200)
        (place / "static/plain.mjs").write_bytes(b"export {}")
        yield place


@pytest.fixture(scope="module")
def web():
    server = ThreadingHTTPServer(("127.0.0.1", 0), House)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def disk(folder, web):
    needs_nginx()
    with running(Front(folder / "disk", [web, free_port()], data=folder / "data", static=folder / "static")) as front:
        yield front


@pytest.fixture(scope="module")
def objects(folder, web):
    needs_nginx()
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "tools.objects", str(folder / "buckets"), str(port), "access", "secret"]
    store = subprocess.Popen(command, cwd=ROOT)
    try:
        until = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert time.monotonic() < until
                time.sleep(0.05)
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            aws_access_key_id="access",
            aws_secret_access_key="secret",
            region_name="eu-central-1",
            config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
        )
        client.create_bucket(Bucket="haus")
        client.put_object(Bucket="haus", Key="private/Prüfung 1.mp4", Body=FILM)
        wanted = {"Bucket": "haus", "Key": "private/Prüfung 1.mp4", "ResponseContentType": "video/mp4"}
        address = client.generate_presigned_url("get_object", wanted).removeprefix(endpoint)
        front = Front(folder / "objects", [web], data=folder / "none", static=folder / "static", s3_endpoint=endpoint)
        with running(front):
            front.film = {"X-Accel-Redirect": "/_objects", "X-Object": address}
            yield front
    finally:
        store.kill()
        store.wait()


@pytest.fixture(params=["disk", "objects"])
def film(request):
    """A front whose house has allowed the film, from a disk or an object storage."""
    front = request.getfixturevalue(request.param)
    House.film = getattr(front, "film", {"X-Accel-Redirect": "/_files/private/p/certificate/1"})
    return front.browser()


def opened(port):
    """A line without TLS."""
    OPEN.append(http.client.HTTPConnection("127.0.0.1", port, timeout=5))
    return OPEN[-1]


def test_an_allowed_film_comes_whole_under_the_headers_of_the_view_and_names_no_storage(film):
    answer = film.get("/film")
    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert {name: answer.all(name) for name in SEALED} == {name: [value] for name, value in SEALED.items()}
    told = {name.lower() for name in answer.headers}
    assert [name for name in told if name.startswith(("x-accel", "x-object", "x-amz", "access-control"))] == []


def test_a_part_of_the_film_is_sent_alone_so_that_seeking_works(film):
    answer = film.get("/film", Range="bytes=1000-1999")
    assert (answer.status, answer.body) == (206, FILM[1000:2000])
    assert answer.headers["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert answer.all("Content-Security-Policy") == [POLICY]
    assert film.get("/film", Range="bytes=-16").body == FILM[-16:]
    assert film.get("/film", Range=f"bytes={len(FILM)}-").status in {404, 416}


def test_asking_for_the_head_only_brings_no_body(film):
    answer = film.ask("HEAD", "/film")
    assert (answer.status, answer.body) == (200, b"")


def test_a_film_that_lies_on_the_disk_is_not_sent_twice(disk):
    House.film = {"X-Accel-Redirect": "/_files/private/p/certificate/1"}
    etag = disk.browser().get("/film").headers["ETag"]
    assert disk.browser().get("/film", If_None_Match=etag).status == 304


def test_an_object_that_is_gone_is_a_plain_404(objects):
    House.film = {**objects.film, "X-Object": objects.film["X-Object"].replace("Pr", "Br")}
    answer = objects.browser().get("/film")
    assert (answer.status, answer.text) == (404, "404\n")
    assert {name: answer.all(name) for name in OWN} == {name: [value] for name, value in OWN.items()}


@pytest.mark.parametrize("host", [SITE, f"paket.{CONTENT}"])
@pytest.mark.parametrize(
    "path", ["/_files/private/p/certificate/1", "/_objects", "/metrics", "/healthz", "/readyz", "/_said/fault.html"]
)
def test_what_is_for_the_inside_is_not_there_from_outside(disk, objects, host, path):
    front = objects if path == "/_objects" else disk
    assert front.browser(host).get(path).status == 404


def test_the_house_hears_who_asks_from_nginx_and_not_from_the_client(disk):
    asked = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "http", "X-Request-ID": "mine", "X-Forwarded-Host": "x"}
    heard = json.loads(disk.browser(**asked).get("/de/").text)
    assert heard["Host"] == SITE
    assert (heard["X-Forwarded-For"], heard["X-Forwarded-Proto"]) == ("127.0.0.1", "https")
    assert "X-Forwarded-Host" not in heard
    assert re.fullmatch(r"[0-9a-f]{32}", heard["X-Request-ID"])


def test_the_log_holds_the_request_id_and_neither_codes_nor_tokens_nor_persons(disk):
    browser = disk.browser()
    heard = json.loads(browser.get("/de/kurse/?suche=geheim").text)["X-Request-ID"]
    browser.get("/de/konto/password/reset/key/geheim-1/")
    browser.get("/ar/konto/confirm-email/geheim-2/")
    disk.browser(f"paket.{CONTENT}").get("/l/geheim-3/c/index.html")
    until = time.monotonic() + 5
    while (text := disk.log.read_text()).count("\n") < 4 or "/l/*" not in text:
        assert time.monotonic() < until, text
        time.sleep(0.05)
    lines = [json.loads(line) for line in text.splitlines()]
    assert "geheim" not in text
    assert "127.0.0.1" not in text
    assert [(line["path"], line["from"]) for line in lines if line["request_id"] == heard] == [
        ("/de/kurse/", "127.0.0.0")
    ]
    assert {line["path"] for line in lines} >= {"/de/konto/password/reset/key/*", "/l/*/c/index.html"}


def test_headers_of_a_page_come_once_and_it_is_compressed(disk):
    answer = disk.browser().get("/page", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert {name: answer.all(name) for name in SEALED} == {name: [value] for name, value in SEALED.items()}


OWN = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
}


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        (SITE, "/static/plain.mjs", 200),
        (SITE, "/static/nothing.css", 404),
        (SITE, "/media/bild.png", 200),
        (SITE, "/media/nothing.png", 404),
        (SITE, "/metrics", 404),
        (f"paket.{CONTENT}", "/static/plain.mjs", 200),
        (f"paket.{CONTENT}", "/static/nothing.css", 404),
        (f"paket.{CONTENT}", "/readyz", 404),
    ],
)
def test_what_nginx_answers_by_itself_tells_browsers_the_same_as_the_house(disk, host, path, status):
    answer = disk.browser(host).get(path)
    assert (answer.status, {name: answer.all(name) for name in OWN}) == (status, {k: [v] for k, v in OWN.items()})
    assert answer.all("Access-Control-Allow-Origin") == []


def test_static_files_with_a_hash_are_kept_for_ever_and_others_for_an_hour(disk):
    for host in (SITE, f"paket.{CONTENT}"):
        hashed = disk.browser(host).get("/static/ui.0123456789ab.css")
        assert hashed.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        plain = disk.browser(host).get("/static/plain.mjs")
        assert plain.headers["Cache-Control"] == "public, max-age=3600"
        assert plain.headers["Content-Type"].startswith("text/javascript")
        assert plain.headers["X-Content-Type-Options"] == "nosniff"


def test_pictures_lie_on_the_site_only_and_run_nothing(disk):
    answer = disk.browser().get("/media/bild.png")
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (200, b"png", "image/png")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert disk.browser(f"paket.{CONTENT}").get("/media/bild.png").body != b"png"


@pytest.mark.parametrize("host", [SITE, f"www.{SITE}", f"paket.{CONTENT}"])
def test_http_leads_to_https(disk, host):
    line = opened(disk.http_port)
    line.request("GET", "/de/kurse/?seite=2", headers={"Host": host})
    answer = line.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{host}/de/kurse/?seite=2")


def test_a_name_that_is_not_ours_gets_no_answer(disk):
    line = opened(disk.http_port)
    line.request("GET", "/", headers={"Host": "fremd.example"})
    with pytest.raises(ConnectionResetError):
        line.getresponse()
    context = ssl.create_default_context()
    with socket.create_connection(("127.0.0.1", disk.https_port), 5) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname="fremd.example")


def test_old_tls_is_refused(disk):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", disk.https_port), 5) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=SITE)


def test_only_the_back_office_and_transfer_tasks_take_more_than_a_form(disk):
    body = b"x" * (4 * 1024**2)
    assert disk.browser().ask("POST", "/de/kontakt/", body).status == 413
    assert disk.browser().ask("POST", "/admin/pakete/", body).status == 200
    assert disk.browser().ask("POST", "/ar/lernen/abc123def456/0859f4fa-90a9/abgeben/", body).status == 200


def test_what_nginx_lets_in_is_what_the_house_takes():
    text = (ROOT / "docker" / "nginx" / "nginx.conf").read_text(encoding="utf-8")
    most = max(int(found) for found in re.findall(r"client_max_body_size (\d+)m;", text))
    assert most * 1024**2 == settings.SCORM_UPLOAD_MAX_BYTES + FORM_BYTES
    usual = re.search(r"\n    client_max_body_size (\d+)m;", text)
    assert usual is not None
    assert int(usual[1]) * 1024**2 >= settings.DATA_UPLOAD_MAX_MEMORY_SIZE >= limit("COMMIT_MAX_BYTES")
    photo = re.search(r"/abgeben/\$ \{\s+client_max_body_size (\d+)m;", text)
    assert photo is not None
    assert int(photo[1]) * 1024**2 == settings.SUBMISSION_FILE_MAX_BYTES + FORM_BYTES


def test_the_health_check_of_the_container_answers_inside_only(disk):
    line = opened(disk.health_port)
    line.request("GET", "/healthz")
    assert line.getresponse().status == 200
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    *shell, asked = compose["services"]["nginx"]["healthcheck"]["test"][1:]
    assert subprocess.run([*shell, asked.replace("8081", str(disk.health_port))], check=False).returncode == 0
    assert subprocess.run([*shell, asked.replace("8081", str(free_port()))], check=False).returncode != 0


def test_a_house_that_does_not_answer_gets_a_page_that_says_what_happens_next(folder):
    needs_nginx()
    (folder / "lonely").mkdir(mode=0o755)
    front = Front(folder / "lonely", [free_port()], data=folder / "data", static=folder / "static")
    with running(front):
        answer = front.browser().get("/de/lernen/")
        assert front.browser(f"paket.{CONTENT}").ask("POST", "/l/x/commit", b"{}").status == 502  # so the player waits
    assert answer.status == 502
    assert "Gleich wieder da" in answer.text
    assert answer.headers["Retry-After"] == "5"
    assert {name: answer.all(name) for name in OWN} == {name: [value] for name, value in OWN.items()}


LARGE = b"x" * (4 * 1024**2)


def too_large(front, host):
    return front.browser(host).ask("POST", "/l/x/commit", LARGE)


def makes_no_sense(front, host):
    return front.browser(host).get("/de/", Content_Length="many")


def finds_no_room_on_the_way(front, host):
    """nginx writes what it takes in to its own disk first; here it may not."""
    body = front.folder / "temp" / "body"
    mode = body.stat().st_mode
    body.chmod(0)
    try:
        return front.browser(host).ask("POST", "/l/x/commit", LARGE[: 2 * 1024**2])
    finally:
        body.chmod(mode)


@pytest.mark.parametrize("host", [SITE, f"paket.{CONTENT}"])
@pytest.mark.parametrize(
    ("ask", "status", "sentence"),
    [
        (too_large, 413, "Das war zu viel auf einmal"),
        (makes_no_sense, 400, "Diese Anfrage haben wir nicht verstanden"),
        (finds_no_room_on_the_way, 500, "Bei uns ist ein Fehler passiert"),
    ],
)
def test_what_nginx_refuses_by_itself_it_explains_in_three_languages(disk, host, ask, status, sentence):
    answer = ask(disk, host)
    assert (answer.status, answer.headers["Content-Type"], sentence in answer.text) == (status, "text/html", True)
    assert re.findall(r'<section lang="(\w+)"', answer.text) == ["en", "ar"]
    assert {name: answer.all(name) for name in OWN} == {name: [value] for name, value in OWN.items()}
    assert answer.all("Cache-Control") == ["no-store"]
    assert answer.all("Content-Security-Policy")[0].startswith("default-src 'none'")


def test_what_the_house_says_of_an_error_passes_as_it_is(disk):
    for status in (400, 413, 500, 502, 504):
        assert (disk.browser().get(f"/status/{status}").text, status) == ("{}", status)
