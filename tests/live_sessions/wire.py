"""A server that says exactly the bytes a test wants, and remembers what it was asked."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Say = Callable[[socket.socket, "Heard"], None]

# Answers of real servers and of other clients' suites that lie beside a checkout (not part of it).
_beside = (folder / "shared" / "contract" / "bbb" for folder in Path(__file__).resolve().parents)
CONTRACT = next((folder for folder in _beside if folder.exists()), None)

# url#secret of a BigBlueButton server that may be used for trying: the suite makes and ends meetings there.
SERVER, _, SECRET = os.environ.get("BBB_TEST_SERVER", "").partition("#")


@dataclass
class Heard:
    """One request as it came over the wire."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Wire:
    """The server's address, and everything it heard."""

    url: str
    heard: list[Heard] = field(default_factory=list)


def answer(body: bytes, status: str = "200 OK", content_type: str = "text/xml", extra: str = "") -> Say:
    """Say this whole answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{extra}\r\n"
    return lambda line, _heard: line.sendall(head.encode() + body)


def success(inner: str = "") -> Say:
    """Say SUCCESS with these elements."""
    return answer(f"<response><returncode>SUCCESS</returncode>{inner}</response>".encode())


@contextmanager
def speaking(*says: Say) -> Iterator[Wire]:
    """Serve on a free port: the first request gets the first word, and so on; the last one is said again."""
    listener = socket.create_server(("127.0.0.1", 0))
    wire = Wire(f"http://127.0.0.1:{listener.getsockname()[1]}")
    left = list(says)

    def serve() -> None:
        while True:
            try:
                line, _address = listener.accept()
            except OSError:
                return
            with line, suppress(OSError):
                line.settimeout(5)
                heard = _hear(line)
                wire.heard.append(heard)
                (left.pop(0) if len(left) > 1 else left[0])(line, heard)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=6)


def _hear(line: socket.socket) -> Heard:
    received = b""
    while b"\r\n\r\n" not in received:
        received += line.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    first, *rest = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (text.partition(": ") for text in rest)}
    while len(body) < int(headers.get("content-length", 0)):
        body += line.recv(65536)
    method, target, _version = first.split(" ")
    return Heard(method, target, headers, body)
