"""What another server tells by itself: webhooks and reports, each with address, headers and body."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

from tests.live_sessions.other_habits import Habits, Room

Told = tuple[str, dict[str, str], bytes]


class Teller:
    """The half of a server that speaks first; the other half knows rooms and hooks."""

    habits: Habits
    secret: str
    now: Callable[[], float]
    rooms: dict[str, Room]
    hooks: dict[str, tuple[str, str, str]]

    def tell(self, parent: Room, *, report: bool) -> Iterator[Told]:
        """Tell all webhooks of a meeting and its breakout rooms so far, and (once it is over) the report of each."""
        rooms = [parent, *(room for room in self.rooms.values() if room.parent == parent.internal_id)]
        for room in sorted(rooms, key=lambda one: one.made_at):
            for event in self._events(room):
                for address, _meeting, _names in self.hooks.values():
                    yield self.signed(address, [event])
        for room in rooms if report else ():
            yield self._report(room, parent)

    def _events(self, room: Room) -> Iterator[dict[str, Any]]:
        yield self._event("meeting-created", "MeetingCreatedEvtMsg", room, room.made_at / 1000)
        for moment, way, connection, person in room.steps:
            name, raw = (
                ("user-joined", "UserJoinedMeetingEvtMsg") if way == "in" else ("user-left", "UserLeftMeetingEvtMsg")
            )
            yield self._event(name, raw, room, moment, connection, person)
        if room.over_at is not None:
            yield self._event("meeting-ended", "MeetingEndedEvtMsg", room, room.over_at - self.habits.end_takes)

    def _event(
        self, name: str, raw: str, room: Room, moment: float, connection: str = "", person: str = ""
    ) -> dict[str, Any]:
        stamp = round(moment * 1000)
        parent = room.parent or "bbb-none"
        if self.habits.hook_is_raw:
            ids = {"extId": room.meeting_id, "intId": room.internal_id, "isBreakout": bool(room.parent)}
            whole = {"props": {"meetingProp": ids, "breakoutProps": {"parentId": parent}}}
            body: dict[str, Any] = whole if raw == "MeetingCreatedEvtMsg" else {"meetingId": room.internal_id}
            body |= {"intId": connection, "extId": person} if connection else {}
            header = {"name": raw, "meetingId": room.internal_id}
            return {"envelope": {"name": raw, "timestamp": stamp}, "core": {"header": header, "body": body}}
        meeting = {"internal-meeting-id": room.internal_id, "external-meeting-id": room.meeting_id}
        if name == "meeting-created":
            meeting |= {"is-breakout": bool(room.parent), "parent-id": parent, "moderator-pass": "mp"}
        user = {"internal-user-id": connection, "external-user-id": person, "ip-address": "192.0.2.7"}
        attributes = {"meeting": meeting, **({"user": user} if connection else {})}
        return {"data": {"type": "event", "id": name, "attributes": attributes, "event": {"ts": stamp}}}

    def signed(self, address: str, events: list[dict[str, Any]]) -> Told:
        """Return the webhook as it goes over the wire: the checksum covers address, body and secret."""
        packed = json.dumps(events, separators=(",", ":"))
        stamp = str(round(self.now() * 1000))
        body = urlencode({"domain": "bbb.example", "event": packed, "timestamp": stamp}).encode()
        told = hashlib.new(self.habits.hook_digest, address.encode() + body + self.secret.encode()).hexdigest()
        kind = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}
        return f"{address}{'&' if '?' in address else '?'}checksum={told}", kind, body

    def _report(self, room: Room, parent: Room) -> Told:
        end = (room.over_at or self.now()) - (self.habits.end_takes if room.over_at else 0)
        people: dict[str, dict[str, dict[str, list[float]]]] = {}
        for moment, way, connection, person in room.steps:
            steps = people.setdefault(person, {}).setdefault(connection, {"joins": [], "lefts": []})
            steps["joins" if way == "in" else "lefts"].append(moment)
        data = {
            "metadata": {"is_breakout": "true" if room.parent else "false", "meeting_name": room.name},
            "start": self._moment(room.made_at / 1000),
            "finish": self._moment(end),
            "duration": round(end - room.made_at / 1000),
            "attendees": [self._person(person, connections) for person, connections in people.items()],
            "files": [],
            "polls": [],
        }
        told = {"version": "1.0", "meeting_id": room.meeting_id, "internal_meeting_id": room.internal_id, "data": data}
        if self.habits.is_balancer:  # what it got is sent on with its own parameters
            told |= {"controller": "bigbluebutton_api", "action": "analytics_callback", "format": "json"}
        head = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token()}"}
        return parent.asked["meta_analytics-callback-url"], head, json.dumps(told).encode()

    def _person(self, person: str, connections: dict[str, dict[str, list[float]]]) -> dict[str, Any]:
        told: dict[str, Any] = {"ext_user_id": person, "name": "Jemand", "moderator": False}
        told["engagement"] = {"chats": 1, "talks": 0, "talk_time": 0, "raisehand": 0, "emojis": 0, "poll_votes": 0}
        each = {
            connection: {way: [self._moment(one) for one in moments] for way, moments in steps.items()}
            for connection, steps in connections.items()
        }
        if self.habits.report == "new":
            told["sessions"] = [{"id": connection, **steps} for connection, steps in each.items()]
        told["joins"] = [one for steps in each.values() for one in steps["joins"]]
        told["leaves"] = [one for steps in each.values() for one in steps["lefts"]]
        return told

    def _moment(self, seconds: float) -> str:
        if self.habits.report == "old":  # by the clock on its wall
            return time.strftime("%Y-%m-%d %H:%M:%S -0300", time.gmtime(round(seconds) - 3 * 3600))
        return time.strftime("%Y-%m-%dT%H:%M:%S.000+00:00", time.gmtime(round(seconds)))

    def _token(self) -> str:
        def packed(told: dict[str, Any]) -> bytes:
            return urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=")

        text = packed({"typ": "JWT", "alg": "HS512"}) + b"." + packed({"exp": int(time.time()) + 24 * 3600})
        digest = hmac.new(self.secret.encode(), text, hashlib.sha512).digest()
        return (text + b"." + urlsafe_b64encode(digest).rstrip(b"=")).decode()
