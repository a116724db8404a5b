"""
The server's side of the player's protocol, in memory: what the real one promises, and nothing more.

Tests of the player need a server that loses, delays and refuses on demand. The template and the player's
files are the real ones; only what stands behind the four addresses of a launch is played here.
"""

from __future__ import annotations

import json
import mimetypes
import re
import socket
import threading
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from scorm import headers, receiving

Flat = dict[str, str]

STRINGS = {
    "starting": "Wird gestartet …",
    "saving": "Wird gespeichert …",
    "saved": "Alles gespeichert",
    "offline_one": "Keine Verbindung – 1 Änderung auf diesem Gerät",
    "unkept": "Noch nicht gesichert",
    "warning_unkept": "Lassen Sie diese Seite offen.",
    "offline_n": "Keine Verbindung – %(n)s Änderungen auf diesem Gerät",
    "warning_unsaved": "%(n)s Änderungen sind noch nicht gespeichert.",
    "partly": "Nicht alles gespeichert",
    "warning_refused": "Ein Teil ist nicht gespeichert.",
    "warning_outsize": "Ein Teil ist zu groß.",
    "superseded_title": "An anderer Stelle geöffnet",
    "superseded_text": "Sie lernen gerade an anderer Stelle weiter.",
    "continue_here": "Hier weiterlernen",
    "ended_title": "Sitzung beendet",
    "ended_text": "Diese Sitzung ist abgelaufen.",
    "ended_unkept": "Was noch nicht gespeichert ist, geht sonst verloren.",
    "exit": "Beenden",
    "preview": "Vorschau",
    "review": "Zum Ansehen: Ihr Ergebnis bleibt, wie es ist.",
    "failed_title": "Nicht gestartet",
    "failed_text": "Die Lerneinheit konnte nicht gestartet werden.",
    "skip": "Zum Inhalt der Übung",
    "foreign_text": "Ein Programm von %(host)s fehlt.",
    "retry": "Noch einmal",
    "replay": "Nachreichen",
    "size_hint": "",
    "contents": "Inhalt",
    "previous": "Voriger Teil",
    "next": "Nächster Teil",
    "suspend": "Unterbrechen",
    "finish": "Übung beenden",
    "finish_title": "Die ganze Übung beenden?",
    "finish_text": "Er beginnt dann von vorn.",
    "go_on": "Weiterlernen",
    "time_title": "Die Zeit ist um",
    "time_continue_text": "Sie können weiterlernen.",
    "time_exit_text": "Dieser Teil ist beendet.",
    "greyed": "Was grau ist, öffnet sich nicht.",
    "done_mark": "erledigt",
    "failed_mark": "nicht bestanden",
    "calls_recorded": "Protokoll zur Fehlersuche",
    "calls_recorded_text": "Hier wird aufgezeichnet.",
}


@dataclass
class Attempt:
    """One learner's attempt at one SCO, or at a course of several, with everything that was stored."""

    files: dict[str, bytes]
    standard: str = "1.2"
    kind: str = "sco"
    href: str = "index.html"
    doc: Flat = field(default_factory=dict)
    epoch: int = 0
    last_epoch_stored: int = 0
    late: list[dict[str, Any]] = field(default_factory=list)
    sco: dict[str, Any] = field(default_factory=dict)
    course: dict[str, Any] | None = None  # as in the bootstrap
    docs: dict[str, Flat] = field(default_factory=dict)  # of a course, by item
    standing: dict[str, Any] | None = None
    current: str = "item_1"
    learner: str = "pseudonym-1"
    overrides_by_mastery: bool = True
    has_frames: bool = False
    has_foreign_frames: bool = False


@dataclass
class Launch:
    """One opening of the player."""

    attempt: Attempt
    token: str
    uid: str
    epoch: int
    mode: str = "normal"
    language: str = "de"
    last_seq: int = 0
    records_calls: bool = False
    expired: bool = False


class Harness:
    """State of the played server, and the switches that tests turn."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.launches: dict[str, Launch] = {}
        self.calls: list[dict[str, Any]] = []  # parts of the log
        self.calls_status = 204
        self.measures: list[dict[str, int]] = []
        self.bodies: list[dict[str, Any]] = []
        self.moments: list[float] = []  # when each body came, in seconds
        self.sizes: list[int] = []
        self.replays: list[list[dict[str, Any]]] = []
        self.refuse_with: int | None = None
        self.refuse_next: list[tuple[int, dict[str, Any]]] = []
        self.lose: list[str] = []  # of the next bodies: "before" or "after" they are applied
        self.delay = 0.0
        self.suspend_data = 64_000
        self.body = 1_000_000  # bytes of a body that the server takes, and says so
        self.stranger: int | None = None  # status with which somebody in between answers, and a page
        self.takes: int | None = None  # bytes that somebody in between takes
        self.after_page: Callable[[], None] | None = None  # what happens while the next player page is on its way
        self.lock = threading.Lock()

    @property
    def lms(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def content(self) -> str:
        return f"http://p1.localhost:{self.port}"

    def launch(self, attempt: Attempt, **options: Any) -> Launch:
        """Open the attempt anew, which makes any earlier launch an old one."""
        attempt.epoch += 1
        launch = Launch(attempt, uuid.uuid4().hex, str(uuid.uuid4()), attempt.epoch, **options)
        self.launches[launch.token] = launch
        return launch

    def url(self, launch: Launch) -> str:
        return f"{self.content}/l/{launch.token}/"

    def bootstrap(self, launch: Launch) -> dict[str, Any]:
        attempt = launch.attempt
        return {
            "v": 1,
            "now": int(time.time() * 1000),
            "launch": launch.uid,
            "epoch": launch.epoch,
            "standard": attempt.standard,
            "has_frames": attempt.has_frames,
            "has_foreign_frames": attempt.has_foreign_frames,
            "overrides_by_mastery": attempt.overrides_by_mastery,
            "mode": launch.mode,
            "learner": {"id": attempt.learner, "name": "Nguyễn Thị Hoa"},
            "language": launch.language,
            "dir": "rtl" if launch.language == "ar" else "ltr",
            "title": "Diversity-Grundlagen",
            "last_seq": launch.last_seq,
            "sco": self.sco(attempt, attempt.current),
            "course": attempt.course,
            "records_calls": launch.records_calls,
            "urls": {
                "commit": "commit",
                "calls": "calls",
                "log": "log",
                "replay": f"{self.lms}/scorm/nachreichen/",
                "exit": f"{self.lms}/kurs/",
            },
            "limits": {"suspend_data": self.suspend_data, "body": self.body},
            "strings": STRINGS,
        }

    def sco(self, attempt: Attempt, identifier: str) -> dict[str, Any]:
        doc = attempt.docs.get(identifier, {}) if attempt.course else attempt.doc
        return {
            "identifier": identifier,
            "title": "Diversity-Grundlagen",
            "kind": attempt.kind,
            "href": f"c/{attempt.href}",
            "entry": "resume" if doc else "ab-initio",
            "seed": doc,
            "credit": "credit",
            "mastery": None,
            "max_time_allowed": None,
            "time_limit_action": None,
            "launch_data": None,
            "scaled_passing_score": None,
            "completion_threshold": None,
            "total_seconds": 123.0,
            **attempt.sco,
        }

    def commit(self, token: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Apply a commit the way the contract says. Returns status and answer."""
        launch = self.launches.get(token)
        if launch is None or (launch.expired and body["seq"] > launch.last_seq):
            return 410, {"status": "ended"}
        return self.apply(launch, body)

    def apply(self, launch: Launch, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        attempt, seq = launch.attempt, body["seq"]
        answer = {"result": True, "errorCode": 0, "seq": seq, "need": None, "server": {}}
        if seq <= launch.last_seq:
            return 200, {**answer, "status": "duplicate"}
        status = "applied"
        if launch.epoch < attempt.epoch:
            newer_work = attempt.last_epoch_stored > launch.epoch
            if newer_work or body["trigger"] not in ("replay", "terminate", "pagehide"):
                attempt.late.append(body)
                return 409, {"result": False, "errorCode": 391, "status": "superseded"}
            status = "late"
        is_missing = (body.get("after") or 0) > launch.last_seq if body["full"] else seq > launch.last_seq + 1
        if is_missing:
            return 200, {**answer, "status": "stale", "need": "full"}
        stored = attempt.docs.get(body["sco"], {}) if attempt.course else attempt.doc
        fresh = _left_alone(stored, body) if body["full"] else dict(stored)
        fresh.update(body["set"])
        for row in body["inter"]:
            fresh.update({f"cmi.interactions.{row['idx']}.{name}": value for name, value in row["set"].items()})
        attempt.last_epoch_stored = launch.epoch
        launch.last_seq = seq
        fresh = {path: value for path, value in fresh.items() if value != ""}
        if attempt.course:
            attempt.docs[body["sco"]] = fresh
            attempt.current = body["sco"]
            if "course" in body:
                attempt.course = {**attempt.course, "state": body["course"]["state"]}
                attempt.standing = body["course"]["standing"]
        else:
            attempt.doc = fresh  # last: tests wait for it
        return 200, {**answer, "status": status}

    def replay(self, bodies: list[dict[str, Any]]) -> int:
        """Take a journal that came by form; the token is no matter there."""
        self.replays.append(bodies)
        for body in bodies:
            launch = next(one for one in self.launches.values() if one.uid == body["launch"])
            self.apply(launch, {**body, "trigger": "replay"})
        return len(bodies)


def _left_alone(stored: Flat, body: dict[str, Any]) -> Flat:
    """What a whole document leaves as it is stored: elements, answers that it does not name, "*" for all."""
    keep, named = set(body.get("keep", [])), {f"cmi.interactions.{row['idx']}" for row in body["inter"]}

    ranges = [range(int(first), int(last) + 1) for first, last in re.findall(r"interactions\.(\d+)-(\d+)", str(keep))]

    def stays(path: str) -> bool:
        row = ".".join(path.split(".")[:3]) if path.startswith("cmi.interactions.") else None
        if path in keep or (row not in named and not keep.isdisjoint({row, "*"})):
            return True
        return row is not None and row not in named and any(int(row.rpartition(".")[2]) in each for each in ranges)

    return {path: value for path, value in stored.items() if stays(path)}


def _handler(harness: Harness) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments: object) -> None:
            pass

        def answer(self, status: int, body: bytes, media_type: str, **headers: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Permissions-Policy", "unload=(self)")
            self.send_header("Referrer-Policy", "same-origin")
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def answer_json(self, status: int, answer: dict[str, Any], **headers: str) -> None:
            self.answer(status, json.dumps(answer).encode(), "application/json", **headers)

        def page(self, text: str) -> None:
            html = f'<!doctype html><html lang="de"><title>{text}</title><h1>{text}</h1></html>'
            self.answer(200, html.encode(), "text/html; charset=utf-8")

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                if not found:
                    return self.answer(404, b"", "text/plain")
                media = mimetypes.guess_type(path)[0] or "application/octet-stream"
                return self.answer(200, Path(found).read_bytes(), media)
            if path.startswith("/l/"):
                _, _, token, rest = path.split("/", 3)
                launch = harness.launches.get(token)
                if launch is None:
                    return self.answer(404, b"", "text/plain")
                if rest == "":
                    html = render_to_string("scorm/player.html", {"bootstrap": harness.bootstrap(launch)})
                    happens, harness.after_page = harness.after_page, None
                    if happens:
                        happens()
                    frames = "'self'" if launch.mode == "preview" else "'none'"
                    policy = headers.PLAYER_POLICY.format(site=harness.lms, frames=frames)
                    return self.answer(200, html.encode(), "text/html; charset=utf-8", Content_Security_Policy=policy)
                if rest == "phone":
                    told = {"title": "Diversity-Grundlagen", "language": "de", "dir": "ltr", "portrait": 360}
                    told |= {"landscape": 740, "exit_url": f"{harness.lms}/kurs/"}
                    html = render_to_string("scorm/stage.html", told)
                    policy = headers.PLAYER_POLICY.format(site=harness.lms, frames="'none'")
                    return self.answer(200, html.encode(), "text/html; charset=utf-8", Content_Security_Policy=policy)
                if rest.startswith("state/"):
                    return self.answer_json(200, harness.sco(launch.attempt, rest.removeprefix("state/")))
                content = launch.attempt.files.get(rest.removeprefix("c/"))
                if content is None:
                    return self.answer(404, b"", "text/plain")
                media = mimetypes.guess_type(rest)[0] or "text/html"
                return self.answer(200, content, media, Content_Security_Policy=headers.CONTENT_POLICY)
            return self.page("Kursseite" if path == "/kurs/" else "LMS")

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            if path == "/scorm/nachreichen/" and self.headers.get("Origin") == harness.content:
                with harness.lock:
                    entries = receiving.entries_of(parse_qs(raw.decode())["journal"][0])
                    count = harness.replay(entries)
                return self.page(f"{count} Änderungen nachgereicht")
            if self.headers.get("Origin") != harness.content:
                return self.answer(403, b"", "text/plain")
            if self.headers.get("Content-Encoding") == "deflate":
                raw = zlib.decompress(raw)
            if path.endswith("/log"):
                if raw.startswith(b'{"measure"'):
                    harness.measures.append(json.loads(raw)["measure"])
                return self.answer(204, b"", "text/plain")
            body = json.loads(raw)
            if path.endswith("/calls"):
                harness.calls.append(body)
                return self.answer(harness.calls_status, b"", "text/plain")
            time.sleep(harness.delay)
            with harness.lock:
                harness.moments.append(time.monotonic())
                harness.bodies.append(body)
                harness.sizes.append(int(self.headers.get("Content-Length", 0)))
                lost = harness.lose.pop(0) if harness.lose else ""
                if lost == "before":
                    return self.hang_up()
                if harness.stranger:
                    moved = {"Location": f"{harness.lms}/anmelden/"} if harness.stranger == 302 else {}
                    page = b"<!doctype html><title>WLAN</title><h1>Willkommen im Netz</h1>"
                    return self.answer(harness.stranger, page, "text/html", **moved)
                if harness.refuse_next:
                    status, answer = harness.refuse_next.pop(0)
                elif harness.refuse_with:
                    status, answer = harness.refuse_with, {}
                elif harness.takes is not None and len(raw) > harness.takes:
                    return self.answer(413, b"<h1>Request Entity Too Large</h1>", "text/html")
                elif len(raw) > harness.body:
                    status, answer = 413, {"result": False, "errorCode": 391, "status": "too_large"}
                else:
                    status, answer = harness.commit(path.split("/")[2], body)
                if lost == "after":
                    return self.hang_up()
                if lost == "half":
                    half = json.dumps(answer).encode()[:20]
                    self.answer(status, half, "application/json")
                    return self.hang_up()
            return self.answer_json(status, answer)

        def hang_up(self) -> None:
            """The line goes down: the browser never hears an answer."""
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    return Handler


class QuietServer(ThreadingHTTPServer):
    """A browser that hangs up early is no error."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@contextmanager
def serve() -> Iterator[Harness]:
    """Run the played server on a port that no page of an earlier test knows: its last word must not be heard here."""
    server = QuietServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    harness = Harness(server.server_port)
    server.RequestHandlerClass = _handler(harness)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield harness
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
