"""
Everything that is still to be sent, with the tables of retries a real server has. Pure: it decides, others send.

Sources of the tables: the end callback of bbb-web waits 30 s, 60 s, 2 min and 5 min and then gives up; analytics and
recording-ready are sent once; bbb-webhooks waits from 100 ms up to a minute, drops the hook when all tries failed,
and takes 401 for a delivery.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MOST_WAITING = 5_000
END_WAITS = (30_000, 60_000, 120_000, 300_000)
WEBHOOK_WAITS = (100, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000)
WAITS: Mapping[str, tuple[int, ...]] = {"end": END_WAITS, "webhook": WEBHOOK_WAITS}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the status, 0 for none, and how many bytes."""

    status: int
    size: int = 0


@dataclass(slots=True, eq=False)
class Delivery:
    """One request that is to be made; deliveries of one lane go one after another."""

    kind: str  # end, analytics, recording, webhook, slides
    url: str
    due_at: int
    body: bytes | None = None  # None is a GET
    headers: Mapping[str, str] = field(default_factory=dict)
    lane: str = ""
    is_forged: bool = False
    heard: Callable[[Reply], None] | None = None
    attempts: int = 0

    @property
    def begins_with_probe(self) -> bool:
        """Return whether a GET that must answer exactly 200 comes first, so that the receiver hears twice."""
        return self.kind == "end"

    @property
    def follows_redirects(self) -> bool:
        return self.kind in {"end", "webhook", "slides"}

    def is_done(self, status: int) -> bool:
        return 200 <= status < 300 or (self.kind == "webhook" and status == 401)


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the log: what was tried and what came of it."""

    at: int
    kind: str
    url: str  # without its query: that carries signatures
    status: int
    outcome: str  # delivered, retry, given up, dropped
    is_forged: bool


class Outbox:
    """Deliveries that wait or are under way."""

    def __init__(self, *, retry_scale: float = 1.0) -> None:
        self.log: deque[Sent] = deque(maxlen=300)
        self._waiting: list[Delivery] = []
        self._busy_lanes: set[str] = set()
        self._retry_scale = retry_scale

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, delivery: Delivery) -> None:
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(delivery)
        else:
            self.note(delivery, 0, "dropped", at=delivery.due_at)

    def take_due(self, *, at: int) -> list[Delivery]:
        """Hand over what is due; each must be settled afterwards."""
        due: list[Delivery] = []
        held = set(self._busy_lanes)
        for delivery in self._waiting:
            if delivery.lane and delivery.lane in held:
                continue
            if delivery.due_at <= at:
                due.append(delivery)
            held.add(delivery.lane)  # what comes later in this lane waits for what is before it
        for delivery in due:
            self._waiting.remove(delivery)
            if delivery.lane:
                self._busy_lanes.add(delivery.lane)
        return due

    def settle(self, delivery: Delivery, reply: Reply, *, at: int) -> str:
        """Note how a delivery went: "delivered", "retry" (it waits again) or "given up"."""
        self._busy_lanes.discard(delivery.lane)
        waits = WAITS.get(delivery.kind, ())
        delivery.attempts += 1
        if delivery.is_done(reply.status):
            outcome = "delivered"
        elif delivery.is_forged or delivery.attempts > len(waits):
            outcome = "given up"
        else:
            outcome = "retry"
            delivery.due_at = at + round(waits[delivery.attempts - 1] * self._retry_scale)
            self._waiting.insert(0, delivery)  # it stays the first of its lane
        if delivery.heard and outcome != "retry":
            delivery.heard(reply)
        self.note(delivery, reply.status, outcome, at=at)
        return outcome

    def forget(self, *, kind: str = "", lane: str = "") -> None:
        """Throw away what waits: of a kind (it was only in memory), or of a lane (its hook is gone)."""
        self._waiting = [
            one for one in self._waiting if not ((kind and one.kind == kind) or (lane and one.lane == lane))
        ]

    def note(self, delivery: Delivery, status: int, outcome: str, *, at: int) -> None:
        url = delivery.url.split("?", 1)[0]
        self.log.append(Sent(at, delivery.kind, url, status, outcome, delivery.is_forged))
