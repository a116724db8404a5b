"""
One request to a server, and nothing that it answers can hurt us.

Three seconds to connect, ten for each read, and a watch over the whole: a server that drips a byte now and then is
cut off too. No redirects (the query carries the signature), no proxies or passwords from the surroundings, no more
than 8 MiB. Each call has a session of its own, so nothing is shared between threads or calls.
"""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic, time
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from live_sessions.bbb.client import AnswerUnusable, ServerUnreachable

CONNECT_SECONDS = 3.0
READ_SECONDS = 10.0
BUDGET_SECONDS = CONNECT_SECONDS + READ_SECONDS  # one call with all its tries; a person waits for it
MAX_BYTES = 8 * 1024 * 1024
CHUNK = 64 * 1024

# Below ERROR urllib3 writes whole addresses, signatures included, whatever level somebody chose for everything.
for _name in ("urllib3.connection", "urllib3.connectionpool"):
    logging.getLogger(_name).setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status, body, and how far the server's clock is ahead of ours (None: it sent no date)."""

    status: int
    body: bytes
    clock_offset_seconds: int | None
    asked_at: datetime | None = None  # by our clock, in the middle between question and answer


class _Watch:
    """Cuts the connections it is given when the time is over."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        with self._lock:
            for watched in self._sockets:
                watched.close()
            self._sockets.clear()

    def over(self, connection: socket.socket) -> None:
        """Watch over a connection, through a second handle: TLS takes the first one away during its handshake."""
        with self._lock:
            self._sockets.append(connection.dup())
        if self.is_over:
            self._cut()

    def _cut(self) -> None:
        self.is_over = True
        with self._lock:
            for watched in self._sockets:
                try:
                    watched.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # it is closed already


class _Adapter(HTTPAdapter):
    """Sends over connections that the watch knows."""

    def __init__(self, watch: _Watch) -> None:
        self._watch = watch
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        watch = self._watch

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                connection = super()._new_conn()
                watch.over(connection)
                return connection

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                connection = super()._new_conn()
                watch.over(connection)
                return connection

        self.poolmanager.pool_classes_by_scheme = {
            "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain}),
            "https": type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure}),
        }


def send(
    call: str,
    url: str,
    *,
    body: bytes | None = None,
    content_type: str = "application/xml",
    seconds: float = BUDGET_SECONDS,
    ca_file: str | None = None,
) -> Reply:
    """
    Send one request, GET or (with a body) POST, and return what came back within `seconds`.

    Raises ServerUnreachable and AnswerUnusable. Their texts never hold the address: it is signed.
    """
    begin, failure = monotonic(), None
    headers = {"User-Agent": "Lernbruecke", "Accept": "application/xml, text/xml, application/json"}
    headers["Accept-Encoding"] = "identity"
    if body is not None:
        headers["Content-Type"] = content_type
    with _Watch(seconds) as watch, requests.Session() as session:
        session.trust_env = False  # no .netrc password and no proxy of the surroundings gets to see a signed address
        session.mount("https://", _Adapter(watch))
        session.mount("http://", _Adapter(watch))
        try:
            with session.request(
                "GET" if body is None else "POST",
                url,
                data=body,
                headers=headers,
                timeout=(min(CONNECT_SECONDS, seconds), min(READ_SECONDS, seconds)),
                allow_redirects=False,
                stream=True,
                verify=ca_file or True,
            ) as response:
                asked_at = datetime.fromtimestamp(time() - (monotonic() - begin) / 2, UTC)
                offset = _clock_offset(response.headers.get("Date", ""), asked_at)
                content = _read(call, response)
                status = response.status_code
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            # Not raised from here: the text of the cause has the signed address in it.
            failure = _named(call, error, is_late=watch.is_over or monotonic() - begin >= seconds)
        is_late = watch.is_over
    if failure is not None:
        raise failure
    if is_late:  # cut off in the middle, which without a length looks like a short answer
        raise ServerUnreachable(call, "timeout")
    if 300 <= status < 400:
        raise AnswerUnusable(call, "redirected", status=status)
    return Reply(status, content, offset, asked_at)


def _read(call: str, response: requests.Response) -> bytes:
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise _TooLarge
    read: Callable[..., bytes] = response.raw.read1  # whatever has arrived, so that the watch is heard between
    content = bytearray()
    while chunk := read(CHUNK, decode_content=True):
        content += chunk
        if len(content) > MAX_BYTES:
            raise _TooLarge
    return bytes(content)


class _TooLarge(ValueError):
    pass


def _named(call: str, error: Exception, *, is_late: bool) -> ServerUnreachable | AnswerUnusable:
    if isinstance(error, _TooLarge):
        return AnswerUnusable(call, "tooLarge")
    if is_late or isinstance(error, requests.Timeout | TimeoutError):
        return ServerUnreachable(call, "timeout", type(error).__name__)
    if isinstance(error, requests.exceptions.SSLError):
        return ServerUnreachable(call, "tls", type(error).__name__)
    return ServerUnreachable(call, "unreachable", type(error).__name__)


def _clock_offset(date: str, asked_at: datetime) -> int | None:
    """Return the server's clock minus ours in seconds; the header counts whole ones, so ±1 means nothing."""
    try:
        told = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    if told.tzinfo is None:
        told = told.replace(tzinfo=UTC)
    offset = round((told - asked_at).total_seconds() + 0.5)
    return offset if abs(offset) > 1 else 0
