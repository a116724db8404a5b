"""A stand-in with a clock in our hand, and one on a real port."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring

from bbb_standin import api, lobby
from bbb_standin.answers import Answer
from bbb_standin.options import Options
from bbb_standin.outbox import Delivery, Reply
from bbb_standin.server import serving
from bbb_standin.standin import Standin

SECRET = "a secret of the tests"
START = 1_772_442_000_000  # Monday, 2 March 2026, 10:00 in Berlin
CONTRACTS = [folder / "shared" / "contract" / "bbb" for folder in Path(__file__).resolve().parents]


class Bench:
    """One stand-in without threads and sockets: time passes when told, and what it sends is caught."""

    def __init__(self, **options: object) -> None:
        self.at = START
        self.standin = Standin(Options(secret=SECRET, **options), clock=lambda: self.at)
        self.sent: list[Delivery] = []
        self.status: Callable[[Delivery], int] = lambda delivery: 200

    def ask(self, name: str, /, *, algorithm: str = "sha256", body: bytes = b"", **params: object) -> Answer:
        query = urlencode({key.replace("__", "-"): value for key, value in params.items()})
        signed = hashlib.new(algorithm, f"{name}{query}{SECRET}".encode()).hexdigest()
        query = f"{query}&checksum={signed}" if query else f"checksum={signed}"
        method, kind = ("POST", "application/xml") if body else ("GET", "")
        return api.answer(self.standin, api.Call(name, query, method, body, kind))

    def call(self, name: str, /, **wanted: object) -> Element:
        """Return the root of the XML that a signed call is answered with."""
        return fromstring(self.ask(name, **wanted).body)

    def create(self, meeting_id: str = "m-1", /, **params: object) -> Element:
        return self.call("create", meetingID=meeting_id, **{"name": "Wednesday evening", **params})

    def join(self, name: str = "Amina", /, *, meeting_id: str = "m-1", role: str = "VIEWER", **params: object) -> str:
        """Join by redirect=false and return the session token; the page is not open yet."""
        given = {"fullName": name, "meetingID": meeting_id, "role": role, "userID": f"u-{name.lower()}", **params}
        return self.call("join", redirect="false", **given).findtext("session_token", "")

    def enter(self, name: str = "Amina", /, **params: object) -> str:
        """Join and open the page."""
        token = self.join(name, **params)
        self.open(token)
        return token

    def open(self, token: str) -> Answer:
        return lobby.join(self.standin, token, "")

    def look(self, token: str) -> Answer:
        """Let the page ask what is new, which is its sign of life."""
        return lobby.state(self.standin, {"sessionToken": token}, "")

    def do(self, token: str, act: str, **form: object) -> Answer:
        query = {"sessionToken": token, "act": act}
        return lobby.act(self.standin, query, urlencode(form).encode(), "", wants_json=True)

    def wait(self, seconds: float, *, step: float = 1.0, looking: tuple[str, ...] = ()) -> None:
        """Let time pass; `looking` are pages that stay open meanwhile."""
        end = self.at + round(seconds * 1000)
        while self.at < end:
            self.at = min(end, self.at + round(step * 1000))
            for token in looking:
                self.look(token)
            for delivery in self.standin.step():
                self.sent.append(delivery)
                self.standin.settle(delivery, Reply(self.status(delivery), 10))

    def present(self, meeting_id: str = "m-1") -> list[str]:
        return [one.text or "" for one in self.call("getMeetingInfo", meetingID=meeting_id).iter("fullName")]

    def sent_kinds(self, kind: str) -> list[Delivery]:
        return [delivery for delivery in self.sent if delivery.kind == kind]


def key(root: Element) -> str:
    """Return the message key of a failed call."""
    assert root.findtext("returncode") == "FAILED"
    return root.findtext("messageKey", "")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def live() -> Iterator[Standin]:
    """A stand-in on a free port of this machine, with short times."""
    options = Options(secret=SECRET, port=0, end_ms=50, analytics_delay_ms=0, recording_delay_ms=0, reload_ms=200)
    standin = Standin(options)
    with serving(standin):
        yield standin


@pytest.fixture
def contract() -> Path:
    """Sample answers of real servers, where they lie beside the project."""
    found = next((folder for folder in CONTRACTS if folder.is_dir()), None)
    if found is None:
        pytest.skip("the sample answers are not here")
    return found
