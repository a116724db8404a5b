"""
A server that speaks the same API as our stand-in and shares nothing with it: not a line, not a habit.

It is written from what BigBlueButton, its older versions and the balancers before it are known to do, so that client
and doors are not held against their own mirror image only. What it does differently stands in `Habits`.
"""

from __future__ import annotations

import gzip
import hashlib
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote_plus

from tests.live_sessions.other_habits import Habits, Room, Tree, written
from tests.live_sessions.other_tells import Teller


class Refusal(Exception):
    """FAILED, with a key."""


class OtherServer(Teller):
    """All it knows. `now` is its clock, in seconds."""

    def __init__(self, habits: Habits, secret: str, now: Callable[[], float] = time.time) -> None:
        self.habits, self.secret, self.now = habits, secret, now
        self.origin = ""
        self.rooms: dict[str, Room] = {}
        self.hooks: dict[str, tuple[str, str, str]] = {}  # id: address, meeting, events
        self.recordings: dict[str, tuple[str, str]] = {}  # id: meeting, state
        self.slides: dict[str, int] = {}
        self.count = itertools.count(1)

    @property
    def address(self) -> str:
        return f"{self.origin}{self.habits.path}/"

    # People

    def come(self, room: Room, person: str, name: str = "?", role: str = "VIEWER") -> str:
        connection = f"w_{next(self.count):06}"
        room.inside[connection] = (person, name, role)
        room.steps.append((self.now(), "in", connection, person))
        return connection

    def go(self, room: Room, connection: str) -> None:
        person, _name, _role = room.inside.pop(connection)
        room.steps.append((self.now(), "out", connection, person))

    def break_out(self, parent: Room, number: int) -> Room:
        made = round(self.now() * 1000)
        digest = hashlib.sha1(f"{parent.internal_id}{number}".encode()).hexdigest()  # noqa: S324  as servers do
        room = Room(f"{digest}-{made}", f"Raum {number}", made, {}, parent=parent.internal_id)
        self.rooms[room.meeting_id] = room
        return room

    def close(self, room: Room) -> None:
        """Nobody is told to have left: who is in when a meeting ends is not."""
        room.over_at, room.inside = self.now() + self.habits.end_takes, {}

    def running(self) -> list[Room]:
        return [room for room in self.rooms.values() if room.over_at is None or room.over_at > self.now()]

    def room(self, meeting_id: str) -> Room:
        found = [room for room in self.running() if room.meeting_id == meeting_id]
        if not found:
            raise Refusal("notFound")
        return found[0]

    # Answers

    def answer(self, call: str, query: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
        pairs = [pair for pair in query.split("&") if pair]
        given = next((pair.partition("=")[2] for pair in pairs if pair.startswith("checksum=")), "")
        rest = "&".join(pair for pair in pairs if not pair.startswith("checksum="))
        asked = dict(parse_qsl(rest, keep_blank_values=True))
        if call == "" and not given:
            return self._said(self._index())
        try:
            self._check(call, rest, given)
            if call == "join":
                return self._join(asked)
            return self._said(self._answers(call, asked, body))
        except Refusal as refusal:
            # A balancer refuses with a status of its own.
            status = 404 if self.habits.is_balancer and str(refusal) == "notFound" else 200
            told = [("returncode", "FAILED"), ("messageKey", str(refusal)), ("message", "Nö & aus <hier>")]
            return self._said(told, status)

    def _check(self, call: str, rest: str, given: str) -> None:
        name = {40: "sha1", 64: "sha256", 96: "sha384", 128: "sha512"}.get(len(given))
        if name is None or len(given) not in self.habits.digests:
            raise Refusal("checksumError")
        if hashlib.new(name, f"{call}{rest}{self.secret}".encode()).hexdigest() != given:
            raise Refusal("checksumError")

    def _index(self) -> list[Tree]:
        told: list[Tree] = [("returncode", "SUCCESS"), ("version", "2.0")]
        if self.habits.is_balancer:
            return [*told, ("build", "1.6.1")]
        return [*told, ("apiVersion", "2.0"), ("bbbVersion", self.habits.name)]

    def _answers(self, call: str, asked: dict[str, str], body: bytes) -> list[Tree]:
        acts = {
            "": self._index_of,
            "create": self._create,
            "isMeetingRunning": self._is_running,
            "getMeetingInfo": lambda asked: self._told(self.room(asked["meetingID"])),
            "getMeetings": self._meetings,
            "end": self._end,
            "sendChatMessage": self._chat,
            "getRecordings": self._recordings,
            "publishRecordings": self._publish,
            "deleteRecordings": self._delete,
            "hooks/create": self._hook,
            "hooks/list": self._hooks,
            "hooks/destroy": self._unhook,
        }
        if call not in acts:
            raise Refusal("unsupportedRequest")
        if call == "create" and body:
            self.slides[asked["meetingID"]] = body.count(b"<document")
        return [("returncode", "SUCCESS"), *acts[call](asked)]

    def _index_of(self, asked: dict[str, str]) -> list[Tree]:
        return self._index()[1:]

    def _create(self, asked: dict[str, str]) -> list[Tree]:
        try:
            room, is_new = self.room(asked["meetingID"]), False
        except Refusal:
            room = Room(asked["meetingID"], asked.get("name", ""), round(self.now() * 1000), asked)
            self.rooms[room.meeting_id], is_new = room, True
        told: list[Tree] = [
            ("meetingID", room.meeting_id),
            ("createTime", room.made_at),
            ("hasBeenForciblyEnded", False),
        ]
        if not self.habits.sparse:
            told += [("internalMeetingID", room.internal_id), ("parentMeetingID", "bbb-none"), ("duration", 0)]
        return [*told, ("messageKey", "" if is_new else "duplicateWarning"), ("message", "")]

    def _is_running(self, asked: dict[str, str]) -> list[Tree]:
        found = [room for room in self.running() if room.meeting_id == asked["meetingID"]]
        return [("running", bool(found and found[0].inside))]

    def _told(self, room: Room) -> list[Tree]:
        people = [("attendee", self._attendee(connection, *whole)) for connection, whole in sorted(room.inside.items())]
        meta = [(name[5:].lower(), text) for name, text in room.asked.items() if name.startswith("meta_")]
        told: list[Tree] = [
            ("meetingName", room.name),
            ("meetingID", room.meeting_id),
            ("createTime", room.made_at),
            ("running", bool(room.inside)),
            ("hasBeenForciblyEnded", False),
            ("attendees", people),
            ("metadata", meta),
        ]
        if room.parent:
            told += [
                ("isBreakout", True),
                ("parentMeetingID", self._parent(room)),
                ("sequence", 1),
                ("freeJoin", False),
            ]
        if not self.habits.sparse:
            counts = [("participantCount", len(people)), ("listenerCount", 0), ("maxUsers", 0), ("endTime", 0)]
            told += [("internalMeetingID", room.internal_id), ("recording", False), ("isBreakout", False), *counts]
        elif not people:
            told.remove(("attendees", []))
        return list({name: (name, value) for name, value in reversed(told)}.values())

    def _parent(self, room: Room) -> str:
        """Return its id; a server that does not name its own ids names the one it was given."""
        mine = [one.meeting_id for one in self.rooms.values() if one.internal_id == room.parent]
        return mine[0] if self.habits.sparse else room.parent

    def _attendee(self, connection: str, person: str, name: str, role: str) -> list[Tree]:
        told: list[Tree] = [("userID", person), ("role", role)]
        if self.habits.sparse:
            return told
        said = [("fullName", name), ("internalUserID", connection), ("isPresenter", role == "MODERATOR")]
        return [*told, *said, ("hasJoinedVoice", False), ("clientType", "HTML5"), ("customdata", "")]

    def _meetings(self, asked: dict[str, str]) -> list[Tree]:
        rooms = self.running() if self.habits.lists_meetings else []
        if rooms:
            return [("meetings", [("meeting", self._told(room)) for room in rooms])]
        return [("messageKey", "noMeetings"), ("message", "none")] + [("meetings", [])] * self.habits.empty_list

    def _end(self, asked: dict[str, str]) -> list[Tree]:
        self.close(self.room(asked["meetingID"]))
        return [("messageKey", "sentEndMeetingRequest"), ("message", "a while")]

    def _chat(self, asked: dict[str, str]) -> list[Tree]:
        self.room(asked["meetingID"])
        return []

    def _recordings(self, asked: dict[str, str]) -> list[Tree]:
        meetings = asked.get("meetingID", "").split(",")
        found = [
            (record, meeting, state)
            for record, (meeting, state) in self.recordings.items()
            if meeting in meetings or any(record.startswith(one) for one in asked.get("recordID", "-").split(","))
        ]
        if not found:
            return [("messageKey", "noRecordings"), ("message", "")] + [("recordings", [])] * self.habits.empty_list
        return [("recordings", [("recording", self._recording(*one)) for one in found])]

    def _recording(self, record: str, meeting: str, state: str) -> list[Tree]:
        formats: list[Tree] = [
            ("format", [("type", kind), ("url", f"https://play.example/{kind}/{record}"), ("length", minutes)])
            for kind, minutes in (("presentation", 61), ("video", 61), ("podcast", "61"), ("statistics", 0))
        ]
        times = [("startTime", 1_700_000_000_000), ("endTime", "1,700,003,600,000")]  # separators, as one version did
        told = [("recordID", record), ("meetingID", meeting), ("published", state == "published"), ("state", state)]
        return [*told, *times, ("playback", formats), ("metadata", [("meetingname", "Übung & mehr")])]

    def _publish(self, asked: dict[str, str]) -> list[Tree]:
        state = "published" if asked["publish"].lower() == "true" else "unpublished"
        self._change(asked, state)
        return [("published", state == "published")]

    def _delete(self, asked: dict[str, str]) -> list[Tree]:
        self._change(asked, "")
        return [("deleted", True)]

    def _change(self, asked: dict[str, str], state: str) -> None:
        known = [one for one in asked["recordID"].split(",") if one in self.recordings]
        if not known:
            raise Refusal("notFound")
        for one in known:
            meeting, _state = self.recordings.pop(one)
            if state:
                self.recordings[one] = (meeting, state)

    def _hook(self, asked: dict[str, str]) -> list[Tree]:
        wanted = (asked["callbackURL"], asked.get("meetingID", ""), asked.get("eventID", ""))
        known = next((number for number, hook in self.hooks.items() if hook[:2] == wanted[:2]), "")
        number = known or str(next(self.count))
        self.hooks.setdefault(number, wanted)
        return [("hookID", number), ("rawData", False), *([("messageKey", "duplicateWarning")] if known else [])]

    def _hooks(self, asked: dict[str, str]) -> list[Tree]:
        rows = [
            ("hook", [("hookID", number), ("callbackURL", address), ("meetingID", meeting), ("rawData", False)])
            for number, (address, meeting, _events) in self.hooks.items()
        ]
        return [("hooks", rows)]

    def _unhook(self, asked: dict[str, str]) -> list[Tree]:
        if self.hooks.pop(asked["hookID"], None) is None:
            raise Refusal("destroyMissingHook")
        return [("removed", True)]

    def _join(self, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Go in, or back with what was wrong: by a redirect, unless somebody wants XML and no balancer is before it."""
        wants_xml = asked.get("redirect", "").lower() == "false" and not self.habits.is_balancer
        try:
            room = self.room(asked["meetingID"])
            if asked.get("createTime") not in (None, str(room.made_at)):
                raise Refusal("mismatchCreateTimeParam")
            connection = self.come(room, asked["userID"], asked["fullName"], asked["role"])
        except Refusal as refusal:
            if wants_xml:
                raise
            told = quote(json.dumps([{"key": str(refusal), "message": "no"}]))
            return 302, {"Location": f"{self.origin}/?errors={told}"}, b""
        if wants_xml:
            return self._said([("returncode", "SUCCESS"), ("session_token", connection)])
        behind = "/backend-2/html5client/join" if self.habits.is_balancer else "/html5client/join"
        return 302, {"Location": f"{self.origin}{behind}?sessionToken={connection}"}, b""

    def _said(self, told: list[Tree], status: int = 200) -> tuple[int, dict[str, str], bytes]:
        text = written(("response", told), self.habits)
        declared = {"utf-8-sig": "utf-8"}.get(self.habits.encoding, self.habits.encoding)
        whole = f"<?xml version='1.0' encoding='{declared}'?>\n<!-- by {self.habits.name} -->\n{text}\n"
        kind = "application/xml" if self.habits.backwards else f"text/xml; charset={declared}"
        return status, {"Content-Type": kind}, whole.encode(self.habits.encoding, "xmlcharrefreplace")


@contextmanager
def serving(server: OtherServer) -> Iterator[OtherServer]:
    """Let it answer on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            call = unquote_plus(path).removeprefix(server.habits.path).strip("/")
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not path.startswith(server.habits.path):
                return self._send(404, {"Content-Type": "text/html"}, b"<html>nothing here</html>")
            return self._send(*server.answer(call, query, body))

        do_POST = do_GET  # noqa: N815  the base class's name

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            framing = server.habits.framing
            if framing == "gzip":
                headers, body = {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            if framing == "chunked":
                self.send_header("Transfer-Encoding", "chunked")
            elif framing == "close":
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            step = {"chunked": 7, "trickle": max(len(body) // 20, 1)}.get(framing, len(body) or 1)
            for piece in (body[at : at + step] for at in range(0, len(body), step)):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece) if framing == "chunked" else piece)
                if framing == "trickle":
                    time.sleep(0.002)
            if framing == "chunked":
                self.wfile.write(b"0\r\n\r\n")
            self.close_connection = framing == "close"

        def log_message(self, *said: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        http.daemon_threads = True
        server.origin = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join(timeout=5)
