"""
A minute of 200 running meetings with 20 people each on 3 servers: how often servers are asked, and how long it takes.

The servers are functions that say at once what a real one would: what is measured is ours. One poll must be over long
before the next bell.
"""

from __future__ import annotations

import time
from datetime import timedelta
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from bench.stage import Stage
from bench.verdict import Verdict

MEETINGS, SERVERS, PEOPLE, MINUTES = 200, 3, 20, 5


def run(stage: Stage) -> list[Verdict]:
    from django.utils import timezone

    from live_sessions.actions import watching
    from live_sessions.bbb import transport

    at = timezone.now()
    servers, lists = _furnish(at)
    calls: list[str] = []

    def say(call: str, url: str, **_given: Any) -> transport.Reply:
        calls.append(call)
        return transport.Reply(200, lists[urlsplit(url).hostname or ""], 0)

    real, took = transport.send, []
    transport.send = say  # type: ignore[assignment]
    try:
        for minute in range(MINUTES):
            began = time.monotonic()
            for server in servers:
                watching.poll(server_id=server.pk, at=at + timedelta(minutes=minute))
            took.append(time.monotonic() - began)
    finally:
        transport.send = real
    asked = len(calls) / MINUTES
    return [
        Verdict("poll", f"{MEETINGS} meetings on {SERVERS} servers, calls a minute", asked, SERVERS, "less"),
        Verdict("poll", "all of a minute's work", median(took), 20, "less", digits=1, unit=" s"),
    ]


def _furnish(at: Any) -> tuple[list[Any], dict[str, bytes]]:
    """Make servers and their meetings; return the servers and what each says."""
    from live_sessions.actions import servers as acting
    from live_sessions.models import Meeting, MeetingState, Server
    from tests.factories.accounts import ProviderFactory

    pool = acting.add_pool(name="Bench", by=None, at=at)
    provider = ProviderFactory()
    for number in range(SERVERS):
        url = f"https://bbb{number}.example/bigbluebutton/"
        acting.add_server(pool=pool, name=f"bbb{number}", base_url=url, secret="bench", by=None, at=at)
    servers = list(Server.objects.filter(pool=pool).order_by("pk"))
    rooms = [
        Meeting(
            provider=provider,
            context_key=uuid4(),
            server=servers[number % SERVERS],
            state=MeetingState.OPEN,
            create_time=1_700_000_000_000,
            requested_at=at,
        )
        for number in range(MEETINGS)
    ]
    Meeting.objects.bulk_create(rooms)
    said = {one.base_url: _said([room for room in rooms if room.server == one]) for one in servers}
    return servers, {urlsplit(url).hostname or "": words for url, words in said.items()}


def _said(rooms: list[Any]) -> bytes:
    people = "".join(f"<attendee><userID>u-{number}</userID></attendee>" for number in range(PEOPLE))
    meetings = "".join(
        f"<meeting><meetingID>{room.meeting_id}</meetingID><createTime>{room.create_time}</createTime>"
        f"<participantCount>{PEOPLE}</participantCount><attendees>{people}</attendees></meeting>"
        for room in rooms
    )
    return f"<response><returncode>SUCCESS</returncode><meetings>{meetings}</meetings></response>".encode()
