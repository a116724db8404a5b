"""The number of the request or task at hand, known everywhere in its thread."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

_current: ContextVar[str] = ContextVar("request_number", default="")


def current() -> str:
    """Return the number of what this thread works on; empty outside of requests and tasks."""
    return _current.get()


def new_number() -> str:
    """Return a number nobody had before: 32 hexadecimal digits, as nginx makes them."""
    return uuid.uuid4().hex


def accept(given: str | None) -> str:
    """Return a number given from outside if it is well-formed (8 to 64 harmless characters), else a new one."""
    return given if given and WELL_FORMED.fullmatch(given) else new_number()


@contextmanager
def numbered(number: str) -> Iterator[str]:
    """Give everything inside this number."""
    token = _current.set(number)
    try:
        yield number
    finally:
        _current.reset(token)


def take(number: str) -> None:
    """Give what this thread does from now on the number; "" ends it. For signals that come in pairs."""
    _current.set(number)
