"""
Closed-loop load: one keep-alive connection per learner, the next request when the last one is answered.

Raw sockets in one process, so that the client costs a small share of what it measures. Every answer must be 200 and
hold the marker; anything else is counted as an error, and a bench with errors has no result.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ANSWER_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Measured:
    """What a round of load gave."""

    operations: int
    seconds: float
    milliseconds: list[float]  # of each operation, sorted
    errors: int
    first_error: str

    @property
    def per_second(self) -> float:
        return self.operations / self.seconds

    def percentile(self, share: float) -> float:
        return self.milliseconds[min(len(self.milliseconds) - 1, int(share * len(self.milliseconds)))]


def post(host: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """Return a POST request as bytes."""
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        "Connection: keep-alive",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def get(host: str, path: str) -> bytes:
    """Return a GET request as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: keep-alive\r\n\r\n".encode()


class _Learner:
    """A connection and the requests that will go over it."""

    def __init__(self, address: tuple[str, int], requests: Iterator[bytes]) -> None:
        self.address, self.requests = address, requests
        self.socket = self._connect()
        self.began = 0.0
        self.received = bytearray()

    def _connect(self) -> socket.socket:
        connected = socket.create_connection(self.address, timeout=ANSWER_SECONDS)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connected

    def send_next(self) -> None:
        self.received.clear()
        self.began = time.perf_counter()
        self.socket.sendall(next(self.requests))

    def read(self) -> bytes | None:
        """Return the whole answer once it is there; an empty one when the server hung up."""
        part = self.socket.recv(65536)
        if not part:
            return b""
        self.received += part
        head, separator, body = self.received.partition(b"\r\n\r\n")
        if not separator:
            return None
        for line in head.split(b"\r\n")[1:]:
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length" and len(body) < int(value):
                return None
            if name.lower() == b"transfer-encoding" and b"chunked" in value and not body.endswith(b"0\r\n\r\n"):
                return None
        return bytes(self.received)


def run(
    address: tuple[str, int], requests: Sequence[Iterator[bytes]], *, warm: int, count: int, marker: bytes
) -> Measured:
    """Send `warm` operations unmeasured and `count` measured ones, spread over all learners."""
    learners = [_Learner(address, own) for own in requests]
    selector = selectors.DefaultSelector()
    milliseconds: list[float] = []
    started = finished = errors = 0
    first_error = ""
    began = time.perf_counter()
    try:
        for learner in learners:
            selector.register(learner.socket, selectors.EVENT_READ, learner)
            learner.send_next()
            started += 1
        while finished < warm + count:
            ready = selector.select(ANSWER_SECONDS)
            if not ready:
                raise TimeoutError(f"no answer for {ANSWER_SECONDS} s")
            for key, _ in ready:
                learner = key.data
                answer = learner.read()
                if answer is None:
                    continue
                now = time.perf_counter()
                finished += 1
                if finished == warm:
                    began = now
                if finished > warm:
                    milliseconds.append(1000 * (now - learner.began))
                if not answer.startswith(b"HTTP/1.1 200") or marker not in answer:
                    errors += 1
                    first_error = first_error or answer[:600].decode(errors="replace") or "the server hung up"
                if not answer or started >= warm + count:
                    selector.unregister(learner.socket)
                    if not selector.get_map():
                        break
                    continue
                learner.send_next()
                started += 1
            if not selector.get_map():
                break
    finally:
        selector.close()
        for learner in learners:
            learner.socket.close()
    return Measured(len(milliseconds), time.perf_counter() - began, sorted(milliseconds), errors, first_error)
