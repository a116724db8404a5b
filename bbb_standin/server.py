"""HTTP around the stand-in: one thread per connection, and a bound on everything."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bbb_standin import api, lobby, switchboard
from bbb_standin.answers import HTML, XML, Answer
from bbb_standin.standin import Standin

MOST_CONNECTIONS = 300
MOST_BODY = 45 * 1024 * 1024  # slides of 30 MB, in base64
MOST_OTHER_BODY = 256 * 1024
IDLE_S = 20
POLICY = (
    "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; connect-src 'self'; "
    "media-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
BROKEN_HTML = b"<!doctype html><html lang=en><title>502 Bad Gateway</title><h1>502 Bad Gateway</h1></html>"


class Hangup(Exception):
    """The connection is closed without a word, as a dead server would."""


class Server(ThreadingHTTPServer):
    """Listens; refuses connections beyond a number that nobody needs."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, standin: Standin) -> None:
        self.standin = standin
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__((standin.options.host, standin.options.port), Handler)
        standin.listens_on(self.server_port)

    def process_request(self, request: Any, client_address: Any) -> None:
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a mistake of ours; a browser that hangs up is none."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Reads a request, asks who answers it, writes the answer."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "bbb-standin"
    sys_version = ""
    timeout = IDLE_S

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *arguments: object) -> None:
        """Addresses carry checksums and session tokens: nothing is logged."""

    def _serve(self) -> None:
        try:
            answer = self._answer()
        except Hangup:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(answer.status)
        for name, value in {**HEADERS, "Content-Type": answer.content_type}.items():
            self.send_header(name, value)
        for name, value in answer.headers:
            self.send_header(name, value.replace("\r", "").replace("\n", ""))
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)

    def _answer(self) -> Answer:
        parts = urlsplit(self.path)
        path, query = parts.path, parts.query
        is_api = path.rstrip("/") == api.ROOT or path.startswith(f"{api.ROOT}/")
        body = self._body(MOST_BODY if is_api else MOST_OTHER_BODY)
        if body is None:
            return Answer(b"Too much", "text/plain; charset=utf-8", 413)
        if path.startswith(switchboard.ROOT):
            act = path.removeprefix(switchboard.ROOT).strip("/")
            return switchboard.answer(self.server.standin, act, self.command, query, self._headers(), body)
        if is_api:
            return self._api(path.removeprefix(api.ROOT).strip("/"), query, body)
        if self.server.standin.faults.answer == "dead":
            raise Hangup
        return self._page(path, query, body)

    def _api(self, name: str, query: str, body: bytes) -> Answer:
        standin = self.server.standin
        with standin.lock:
            standin.calls += 1
            fault = standin.faults.breaks_answer(name, standin.calls)
            latency_ms = standin.faults.latency_ms
        if latency_ms:
            time.sleep(latency_ms / 1000)
        if fault == "dead":
            raise Hangup
        if fault == "error500":
            return Answer(BROKEN_HTML, HTML, 500)
        if fault == "html":
            return Answer(BROKEN_HTML, HTML)
        method = "POST" if self.command == "POST" else "GET"
        answer = api.answer(standin, api.Call(name, query, method, body, self.headers.get("Content-Type", "")))
        if fault == "broken_xml" and answer.content_type == XML:
            return Answer(answer.body[: len(answer.body) * 2 // 3], XML)  # the call was carried out all the same
        return answer

    def _page(self, path: str, query: str, body: bytes) -> Answer:
        standin, accepted = self.server.standin, self.headers.get("Accept-Language", "")
        given = dict(parse_qsl(query, max_num_fields=50))
        guarded = partial(
            lobby.guarded,
            standin,
            path=path,
            ticket=given.get("token", ""),
            cookies=self.headers.get("Cookie", ""),
            accepted=accepted,
        )
        match path.strip("/").split("/"):
            case [""]:
                return lobby.home(query, accepted)
            case ["html5client", "join"] if self.command == "GET":  # who only looks at the head has not come
                return lobby.join(standin, given.get("sessionToken", ""), accepted)
            case ["html5client", "state"]:
                return lobby.state(standin, given, accepted)
            case ["html5client", "act"] if self.command == "POST":
                wants_json = "application/json" in self.headers.get("Accept", "")
                return lobby.act(standin, given, body, accepted, wants_json=wants_json)
            case ["playback", "presentation", "2.3", record_id]:
                return guarded(record_id, shown=partial(lobby.recording, standin, record_id, accepted))
            case ["podcast", record_id, "audio.wav"]:
                wanted = self.headers.get("Range", "")
                return guarded(record_id, shown=partial(lobby.sound, standin, record_id, wanted))
            case ["captions", record_id, name] if name.endswith(".vtt"):
                language = name.removesuffix(".vtt")
                return guarded(record_id, shown=partial(lobby.captions, standin, record_id, language))
            case ["static", name]:
                return lobby.static(name)
        return lobby.NOT_FOUND

    def _headers(self) -> dict[str, str]:
        return {name: self.headers.get(name, "") for name in ("Authorization", "Cookie")}

    def _body(self, most: int) -> bytes | None:
        """Return the body; None if it is too long, and then the connection ends after the answer."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > most or self.headers.get("Transfer-Encoding"):
            self.close_connection = True
            return None
        return self.rfile.read(int(length))


@contextmanager
def serving(standin: Standin) -> Iterator[Server]:
    """Let a stand-in live and listen, in threads of this process, until the block ends."""
    server = Server(standin)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    standin.start()
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        standin.stop()
