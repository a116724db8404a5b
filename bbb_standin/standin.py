"""One stand-in: its meetings, recordings, hooks, faults and what it still has to send, under one lock."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bbb_standin import analytics, callbacks, couriers, evenings, events
from bbb_standin.bots import Part, Troupe, crowd
from bbb_standin.faults import Faults
from bbb_standin.hooks import Hook, Registry
from bbb_standin.meetings import Meeting, Slides, Wishes
from bbb_standin.options import Options
from bbb_standin.outbox import Delivery, Outbox, Reply
from bbb_standin.protection import Gate
from bbb_standin.recordings import FORMATS, Archive, Recording
from bbb_standin.store import Store
from bbb_standin.world import Fact, World

logger = logging.getLogger(__name__)

STEP_S = 0.05
SAVE_MS = 1_000
COURIERS = 8
END_URL, RECORDING_URL, ANALYTICS_URL = "endcallbackurl", "bbb-recording-ready-url", "analytics-callback-url"


def machine_clock() -> int:
    """Return the milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class Standin:
    """The whole server without HTTP. Hold `lock` around whatever touches it from outside."""

    def __init__(self, options: Options, *, clock: Callable[[], int] = machine_clock) -> None:
        self.options = options
        self.clock = clock
        self.lock = threading.RLock()
        self.faults = Faults()
        self.world = World(options)
        self.archive = Archive()
        self.gate = Gate(options.secret)
        self.registry = Registry()
        self.outbox = Outbox(retry_scale=options.retry_scale)
        self.calls = 0
        self._saved_at = 0
        self._troupes: list[Troupe] = []
        self._store = Store(options.data)
        self._store.load(self.archive, self.registry)
        self._stopped = threading.Event()
        self._threads: list[threading.Thread] = []
        self._couriers: ThreadPoolExecutor | None = None

    # Life

    def listens_on(self, port: int) -> None:
        """Learn the port, which is known late where any free one would do."""
        self.options = replace(self.options, port=port)

    def start(self) -> None:
        """Let time pass: a thread for what is due, and some that send."""
        self._couriers = ThreadPoolExecutor(COURIERS, thread_name_prefix="courier")
        self._threads = [threading.Thread(target=self._live, name="clock", daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        if self._couriers:
            self._couriers.shutdown(cancel_futures=True)
        with self.lock:
            self._store.save(self.archive, self.registry)
            self._store.close()

    def _live(self) -> None:
        while not self._stopped.wait(STEP_S):
            try:
                due = self.step()
            except Exception:
                logger.exception("a step of the stand-in failed")  # time goes on all the same
                continue
            for delivery in due:
                if self._couriers:
                    done = self._couriers.submit(couriers.deliver, delivery)
                    done.add_done_callback(partial(self._settle_future, delivery))

    def _settle_future(self, delivery: Delivery, future: Future[Reply]) -> None:
        if not future.cancelled():
            self.settle(delivery, future.result() if future.exception() is None else Reply(0))

    def step(self) -> list[Delivery]:
        """Let happen what is due by now, and return what is to be sent."""
        with self.lock:
            at = self.clock()
            for troupe in self._troupes:
                troupe.tick(self.world, at=at)
            self._troupes = [troupe for troupe in self._troupes if not troupe.is_done]
            self.world.tick(at=at)
            self.pass_on()
            for recording, state in self.archive.tick(at=at):
                self._tell_recording(recording, state, at=at)
            if at - self._saved_at >= SAVE_MS:
                self._saved_at = at
                self._store.save(self.archive, self.registry)
            return self.outbox.take_due(at=at)

    def settle(self, delivery: Delivery, reply: Reply) -> None:
        with self.lock:
            outcome = self.outbox.settle(delivery, reply, at=self.clock())
            if delivery.kind == "webhook" and outcome == "given up" and not delivery.is_forged:
                self.drop_hook(int(delivery.lane.split()[1]))

    def restart(self) -> None:
        """Behave as a server switched off and on: meetings and end callbacks are lost, the disk is not."""
        self.world.restart()
        self._troupes.clear()
        self.outbox.forget(kind="end")

    # What others ask for

    def create(self, wishes: Wishes, *, at: int) -> tuple[Meeting, bool]:
        meeting, is_duplicate = self.world.create(wishes, at=at, skew_ms=self.faults.skew_s * 1000)
        if self.options.bots and not is_duplicate:
            self.send_bots(meeting, crowd(self.options.bots), seed=self.options.bots_seed)
        return meeting, is_duplicate

    def send_bots(
        self, meeting: Meeting, parts: Sequence[Part], *, seed: int, factor: float = 0, since: int = 0
    ) -> None:
        """Let bots play their lesson, which began at `since`; whoever would be there by now comes at once."""
        speed = factor or self.options.bot_factor
        self._troupes.append(Troupe(meeting, parts, seed=seed, factor=speed, at=since or self.clock()))

    def play_evening(
        self, meeting: Meeting, parts: Sequence[Part], *, seed: int, start: int, end: int
    ) -> dict[str, Any]:
        """
        Let a running meeting be one of an earlier evening, and over; return what its analytics say.

        Nothing is sent: whoever asks takes the answer for what they were told then.
        """
        evening = evenings.played(meeting, parts, seed=seed, start=start, end=end, options=self.options)
        self.world.forget(meeting)
        return {**analytics.body(evening), "internal_meeting_id": meeting.internal_id}

    def add_slides(self, meeting: Meeting, slides: Sequence[Slides], *, at: int) -> None:
        """Take presentations in; those with an address are fetched, as the real server does."""
        for one in slides:
            meeting.slides.append(one)
            if one.url and self._may_fetch(one.url):
                self.outbox.put(Delivery("slides", one.url, at, heard=partial(_arrived, one)))
            elif one.url:
                one.state = "failed"

    def add_recording(self, *, meeting_id: str, name: str, start: int, end: int, metadata: dict[str, str]) -> Recording:
        """Put a finished recording of an earlier meeting on the disk, so that a demo has a past."""
        return self.archive.add(
            Recording(
                record_id=Meeting(Wishes(meeting_id, name), created_at=start).internal_id,
                meeting_id=meeting_id,
                name=name,
                start=start,
                end=end,
                participants=0,
                metadata=metadata,
                formats=FORMATS,
                published_at=end,
                processing_at=end,
                state="published",
            )
        )

    def drop_hook(self, number: int) -> bool:
        hook = self.registry.hooks.get(number)
        if hook is not None:
            self.outbox.forget(lane=callbacks.lane(hook))
        return self.registry.remove(number)

    def forge(self, kind: str, meeting: Meeting, *, at: int) -> int:
        """Send what an attacker would while a meeting still runs; return how many requests that makes."""
        metadata, secret = meeting.wishes.metadata, self.options.secret
        made: list[Delivery] = []
        if kind == "end" and (url := metadata.get(END_URL)):
            made.append(callbacks.end(url, has_marks=False, at=at))  # the true address, at the wrong time
            made.append(callbacks.end(url, has_marks=False, at=at, is_forged=True))
        if kind == "recording" and (url := metadata.get(RECORDING_URL)):
            ids = {"meeting_id": meeting.meeting_id, "record_id": meeting.internal_id}
            made.append(callbacks.recording_ready(url, **ids, secret=secret, at=at, is_forged=True))
        if kind == "analytics" and (url := metadata.get(ANALYTICS_URL)):
            body = analytics.body(replace(meeting, ended_at=at))
            made.append(
                callbacks.analytics(url, body, secret=secret, clock_s=meeting.clock(at) // 1000, at=at, is_forged=True)
            )
        if kind == "webhook":
            body = events.event("meeting-ended", meeting, at, {})
            made += [self._webhook(hook, body, at=at, is_forged=True) for hook in self.registry.hooks.values()]
        for delivery in made:
            self.outbox.put(delivery)
        return len(made)

    # What is told

    def pass_on(self) -> None:
        """Turn what has happened into what is to be sent."""
        for fact in self.world.take_facts():
            if fact.name != "user-left" or not self.faults.no_user_left:
                self._tell(fact)
            if fact.name == "meeting-ended":
                self._tell_end(fact.meeting, at=fact.at)

    def tell_recording_change(self, recording: Recording, name: str, *, at: int) -> None:
        """Tell hooks that a recording was published, hidden or deleted."""
        self._tell_hooks(name, recording, at, {"record-id": recording.record_id})

    def _tell(self, fact: Fact) -> None:
        self._tell_hooks(fact.name, fact.meeting, fact.at, fact.attributes)

    def _tell_hooks(self, name: str, place: events.Place, at: int, attributes: Any) -> None:
        body = events.event(name, place, at, attributes)
        for hook in self.registry.hearing(name, place.meeting_id):
            self._post(partial(self._webhook, hook, body, at=at))

    def _webhook(self, hook: Hook, body: dict[str, Any], *, at: int, is_forged: bool = False) -> Delivery:
        form = events.wire(body, domain=urlsplit(self.options.origin).hostname or "", at=at)
        algorithm = self.options.hook_algorithm
        return callbacks.webhook(
            hook, form, secret=self.options.secret, algorithm=algorithm, at=at, is_forged=is_forged
        )

    def _tell_end(self, meeting: Meeting, *, at: int) -> None:
        metadata, secret = meeting.wishes.metadata, self.options.secret
        for url in (metadata.get(END_URL), meeting.wishes.ended_url):
            if url:
                self._post(partial(callbacks.end, url, has_marks=bool(meeting.marks), at=at))
        if meeting.keeps_events and (wanted := metadata.get(ANALYTICS_URL)):
            body = analytics.body(meeting, tells_leaves=not self.faults.no_user_left)
            due, clock_s = at + self.options.analytics_delay_ms, meeting.clock(at) // 1000
            self._post(partial(callbacks.analytics, wanted, body, secret=secret, clock_s=clock_s, at=due))
        delay = self.options.recording_delay_ms + self.faults.recording_delay_s * 1000
        self.archive.keep(meeting, delay_ms=delay)

    def _tell_recording(self, recording: Recording, state: str, *, at: int) -> None:
        for name, attributes in events.recording_steps(recording, state, self.options.origin):
            self._tell_hooks(name, recording, at, attributes)
        url = recording.metadata.get(RECORDING_URL)
        if state == "published" and url:
            meeting_id, record_id, secret = recording.meeting_id, recording.record_id, self.options.secret
            make = partial(callbacks.recording_ready, url, meeting_id=meeting_id, record_id=record_id, at=at)
            for _ in recording.formats:  # one call for each
                self._post(partial(make, secret=secret))

    def _post(self, make: Callable[..., Delivery]) -> None:
        """Put a callback into the outbox, the way the faults want it."""
        delivery = make()
        match self.faults.breaks_callback(delivery.kind):
            case "drop":
                self.outbox.note(delivery, 0, "dropped", at=self.clock())
                return
            case "duplicate":
                self.outbox.put(make())
            case "forge":
                self.outbox.put(make(is_forged=True))
            case "late":
                delivery.due_at += self.faults.late_s * 1000
        self.outbox.put(delivery)

    def _may_fetch(self, url: str) -> bool:
        with contextlib.suppress(ValueError):
            parts = urlsplit(url)
            if self.options.loose_slides:
                return parts.scheme in {"http", "https"}
            return parts.scheme == "https" and parts.hostname not in {"localhost", "127.0.0.1", "::1", None}
        return False


def _arrived(slides: Slides, reply: Reply) -> None:
    fits = reply.status == 200 and 0 < reply.size <= couriers.MOST_BYTES
    slides.size, slides.state = (reply.size, "ready") if fits else (0, "failed")
