"""A whole evening with the stand-in for a server, whose clock is in our hand; wires are function calls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

from django.test import Client

from bbb_standin import api
from jobs import actions as jobs
from live_sessions import callback_views
from live_sessions.actions import meetings, watching
from live_sessions.attendance import attendance
from live_sessions.bbb import transport
from live_sessions.bbb.client import Role, ServerUnreachable
from live_sessions.callbacks import addresses
from live_sessions.models import Meeting
from privacy import keys
from tests.bbb_standin.conftest import SECRET, Bench
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.live_sessions import ServerFactory, ServerPoolFactory


class Evening:
    """Servers, a session, and minutes that pass: pages stay open, polls come, callbacks are delivered, jobs run."""

    def __init__(self, monkeypatch, settings, *, count=1, uses_hooks=True):
        settings.LIVE_SESSIONS_CHANGED = ""
        self.begin = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
        self.at = self.begin
        self.context_key, self.provider, pool = uuid4(), ProviderFactory(), ServerPoolFactory()
        self.benches, self.servers, self.pages, self.calls = {}, [], {}, []
        for number in range(count):
            server = ServerFactory(
                pool=pool, secret=keys.encrypt(SECRET), uses_hooks=uses_hooks, participant_count=number * 1000
            )
            bench = Bench(bots=0)
            bench.at, bench.status = round(self.at.timestamp() * 1000), self._deliver
            self.benches[urlsplit(server.base_url).hostname] = bench
            self.servers.append(server)
        monkeypatch.setattr(transport, "send", self._send)
        monkeypatch.setattr(callback_views, "timezone", SimpleNamespace(now=lambda: self.at))
        self.silent = set()

    @property
    def bench(self):
        return next(iter(self.benches.values()))

    def bench_of(self, meeting):
        return self.benches[urlsplit(meeting.server.base_url).hostname]

    def break_(self, **faults):
        self.bench.standin.faults = self.bench.standin.faults.changed(faults)

    def hear_hooks(self):
        for server, bench in zip(self.servers, self.benches.values(), strict=True):
            bench.call("hooks/create", callbackURL=addresses.hook_of(server))

    def _send(self, call, url, *, body=None, content_type="", seconds=0, ca_file=None):
        parts = urlsplit(url)
        self.calls.append((call, parts.hostname))
        if parts.hostname in self.silent:
            raise ServerUnreachable(call, "timeout")
        bench = self.benches[parts.hostname]
        fault = bench.standin.faults.breaks_answer(call, 1)
        told = {"html": b"<html>Hello</html>", "broken_xml": b"<response><returncode>SUCC"}.get(fault)
        if told is None:
            kind = content_type if body else ""
            told = api.answer(
                bench.standin, api.Call(call, parts.query, "POST" if body else "GET", body or b"", kind)
            ).body
        return transport.Reply(200, told, 0, self.at)

    def _deliver(self, delivery):
        parts = urlsplit(delivery.url)
        address = f"{parts.path}?{parts.query}"
        headers = {name.lower(): value for name, value in delivery.headers.items()}
        if delivery.body is None:
            return max(Client().get(address).status_code for _ in range(2))  # the probe comes first
        kind = headers.pop("content-type")
        return Client().post(address, delivery.body, content_type=kind, headers=headers).status_code

    def given(self, **values):
        return {
            "context_key": self.context_key,
            "provider": self.provider,
            "name": "Abend",
            "parameters": {"meetingKeepEvents": True},
            "metadata": {},
            "at": self.at,
        } | values

    def open(self):
        return meetings.open_room(**self.given())

    def enter(self, person, role=Role.VIEWER):
        room = self.open()
        url = meetings.join_url(
            meeting=room, user=person, full_name=person.full_name, role=role, parameters={}, at=self.at
        )
        asked = {key: values[0] for key, values in parse_qs(urlsplit(url).query).items() if key != "checksum"}
        bench = self.bench_of(room)
        token = bench.call("join", redirect="false", **asked).findtext("session_token", "")
        bench.open(token)
        self.pages[person.pk] = (bench, token)

    def leave(self, person):
        bench, token = self.pages.pop(person.pk)
        bench.do(token, "leave")

    def end_by(self, person):
        bench, token = self.pages[person.pk]
        bench.do(token, "end")
        self.pages.clear()

    def minutes(self, number):
        for _ in range(number):
            for _ in range(6):
                self.at += timedelta(seconds=10)
                for bench in self.benches.values():
                    mine = tuple(token for its, token in self.pages.values() if its is bench)
                    # Callbacks arrive at the moment the stand-in sends them.
                    bench.wait(10, step=5, looking=mine)
            for server in self.servers:
                watching.poll(server_id=server.pk, at=self.at)
            jobs.run_due(at=self.at)

    def present(self, person, minutes=60):
        ends_at = self.begin + timedelta(minutes=minutes)
        told = attendance(context_key=self.context_key, starts_at=self.begin, ends_at=ends_at).by_user
        return told[person.pk]

    def rooms(self):
        return list(Meeting.objects.filter(context_key=self.context_key).order_by("pk"))


def people():
    return UserFactory(full_name="Frau Weber"), UserFactory(full_name="Amina")
