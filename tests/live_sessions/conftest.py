"""Clients for servers that say what a test wants."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from live_sessions.bbb.client import Algorithm
from live_sessions.bbb.named import NamedClient
from tests.live_sessions.wire import Say, Wire, speaking

SECRET = "639259d4-9dd8-4b25-bf01-95f9567eaf4b"  # of the example in BigBlueButton's API page


@pytest.fixture
def talk() -> Iterator[Callable[..., tuple[NamedClient, Wire]]]:
    """Return a client and the wire of a server that says these words, one for each request."""
    with ExitStack() as open_servers:

        def _talk(*says: Say, algorithm: Algorithm = Algorithm.SHA256) -> tuple[NamedClient, Wire]:
            wire = open_servers.enter_context(speaking(*says))
            return NamedClient(base_url=wire.url, secret=SECRET, algorithm=algorithm), wire

        yield _talk
