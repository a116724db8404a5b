"""What browsers ask for: the room, what people do in it, recordings, files."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qsl

from bbb_standin import clip, protection
from bbb_standin.answers import HTML, JSON, Answer, redirect
from bbb_standin.api import room_url
from bbb_standin.meetings import ALLOW, DENY, WAIT, Meeting, Visit
from bbb_standin.pages import playback, room
from bbb_standin.pages.words import Words, choose
from bbb_standin.standin import Standin
from bbb_standin.world import back_url

STATIC = Path(__file__).parent / "static"
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}
LONGEST_BEAT_MS = 2_000
NOT_FOUND = Answer(b"Not found", "text/plain; charset=utf-8", 404)


def home(query: str, accepted: str) -> Answer:
    """Return the front page, with the reasons a refused join came back with."""
    try:
        errors = json.loads(dict(parse_qsl(query)).get("errors", "[]"))
        reasons = [str(error["message"])[:300] for error in errors][:5]
    except (ValueError, TypeError, KeyError):
        reasons = []
    return _html(room.home(choose("", accepted), reasons))


def join(standin: Standin, token: str, accepted: str) -> Answer:
    """Return the room, or the page that says why there is none; opening it is arriving."""
    with standin.lock:
        found = standin.world.visit(token)
        if found is None:
            return _gone(standin, token, accepted)
        meeting, visit = found
        words = choose(visit.locale, accepted)
        standin.world.arrive(meeting, visit, at=standin.clock())
        standin.pass_on()
        if why := _why_not(meeting, visit):
            return _html(room.notice(why, words, back_url=back_url(meeting, visit)))
        render = room.waiting if visit.admission == WAIT else room.room
        return _html(render(meeting, visit, words, poll_ms=_beat(standin)))


def state(standin: Standin, query: Mapping[str, str], accepted: str) -> Answer:
    """Return what has changed, as JSON; asking is the sign of life of a page."""
    token = query.get("sessionToken", "")
    with standin.lock:
        found = standin.world.visit(token)
        if found is None:
            return _go(standin, token)
        meeting, visit = found
        if visit.admission == WAIT and not meeting.is_over:
            return _json({})
        if _why_not(meeting, visit) or (visit.admission == ALLOW and not visit.joins):
            return _go(standin, token)
        standin.world.arrive(meeting, visit, at=standin.clock())
        standin.pass_on()
        return _json(_state(meeting, visit, query, accepted))


def act(standin: Standin, query: Mapping[str, str], body: bytes, accepted: str, *, wants_json: bool) -> Answer:
    """Carry out what somebody did in the room."""
    token = query.get("sessionToken", "")
    form = dict(parse_qsl(body[:65_536].decode("utf-8", "replace")))
    with standin.lock:
        found = standin.world.visit(token)
        if found is not None and found[1].joins and not _why_not(*found):
            meeting, visit = found
            at, name = standin.clock(), query.get("act", "")
            if name != "close":
                standin.world.arrive(meeting, visit, at=at)
            _do(standin, meeting, visit, name, form, at=at)
            standin.pass_on()
            if wants_json and not _why_not(meeting, visit):
                return _json(_state(meeting, visit, query, accepted))
        return _go(standin, token) if wants_json else redirect(room_url(standin, token))


def _do(standin: Standin, meeting: Meeting, visit: Visit, name: str, form: Mapping[str, str], *, at: int) -> None:
    world = standin.world
    text = form.get("text", "").strip()[: room.LONGEST_MESSAGE]
    match name:
        case "close":
            world.close_page(visit, at=at)
        case "leave":
            world.leave(meeting, visit, at=at)
        case "hand":
            world.set_hand(meeting, visit, is_up=not visit.has_hand_up, at=at)
        case "microphone":
            world.set_microphone(meeting, visit, is_on=not visit.has_microphone, at=at)
        case "chat" if text and (visit.is_moderator or not meeting.wishes.disables_public_chat):
            world.say(meeting, text, at=at, visit=visit)
        case "vote" if form.get("answer", "").isdecimal():
            world.vote(meeting, visit, int(form["answer"][:3]), at=at)
    if not visit.is_moderator:
        return
    match name:
        case "ask" if text:
            world.ask(meeting, visit, text, _choices(form.get("kind", ""), choose(visit.locale)), at=at)
        case "stop-poll" if (poll := meeting.open_poll()) is not None:
            poll.is_open = False
        case "record" if meeting.wishes.allow_start_stop_recording:
            world.set_recording(meeting, is_on=not meeting.is_recording, at=at)
        case "end":
            world.end(meeting, at=at)
        case "admit" | "refuse":
            for guest in meeting.visits.values():
                if guest.user_id == form.get("guest"):
                    world.decide(guest, is_admitted=name == "admit")


def _choices(kind: str, words: Words) -> tuple[str, ...]:
    if kind in {"2", "3", "4"}:
        return room.LETTERS[: int(kind)]
    return (words("yes"), words("no"))


def guarded(
    standin: Standin, record_id: str, path: str, ticket: str, cookies: str, accepted: str, shown: Callable[[], Answer]
) -> Answer:
    """Return what is `shown` of a recording, to whoever may see it: all, or where they are protected one browser."""
    if not standin.options.protects_recordings:
        return shown()
    with standin.lock:
        at = standin.clock()
        is_known = standin.gate.knows(cookies, record_id, at=at)
        visit = standin.gate.enter(ticket, record_id, at=at) if ticket and not is_known else None
    if ticket and (is_known or visit is not None):
        kept = protection.cookies(record_id, visit) if visit else ()
        return Answer(status=303, headers=(("Location", path), *kept))  # the ticket leaves the address bar
    return shown() if is_known else _html(playback.closed(choose("", accepted)), 403)


def recording(standin: Standin, record_id: str, accepted: str) -> Answer:
    """Return the page of a published recording."""
    with standin.lock:
        found = standin.archive.find([record_id])
        if not found or not found[0].is_published:
            return NOT_FOUND
        return _html(playback.playback(found[0], choose("", accepted)))


def sound(standin: Standin, record_id: str, wanted_range: str) -> Answer:
    """Return the sound of a published recording, or the range of it that a player asks for."""
    with standin.lock:
        found = standin.archive.find([record_id])
    if not found or not found[0].is_published:
        return NOT_FOUND
    whole = clip.sound()
    first, _, last = wanted_range.removeprefix("bytes=").partition("-")
    if not wanted_range.startswith("bytes=") or not first.isdecimal() or (last and not last.isdecimal()):
        return Answer(whole, "audio/wav", headers=(("Accept-Ranges", "bytes"),))
    start, stop = int(first), min(int(last) if last else len(whole) - 1, len(whole) - 1)
    if start > stop:
        return Answer(status=416, headers=(("Content-Range", f"bytes */{len(whole)}"),))
    shown = (("Accept-Ranges", "bytes"), ("Content-Range", f"bytes {start}-{stop}/{len(whole)}"))
    return Answer(whole[start : stop + 1], "audio/wav", 206, shown)


def captions(standin: Standin, record_id: str, language: str) -> Answer:
    with standin.lock:
        found = standin.archive.find([record_id])
    text = clip.captions(language)
    if not found or not found[0].is_published or text is None:
        return NOT_FOUND
    return Answer(text.encode(), "text/vtt; charset=utf-8")


def static(name: str) -> Answer:
    path = STATIC / name
    kind = TYPES.get(name.rpartition(".")[2])
    if kind is None or path.parent != STATIC or not path.is_file():
        return NOT_FOUND
    return Answer(path.read_bytes(), kind)


def _why_not(meeting: Meeting, visit: Visit) -> str:
    """Return the name of the page that tells why somebody has no room; "" if they have one."""
    if meeting.is_over:
        return "ended"
    if visit.has_logged_out:
        return "left"
    return "denied" if visit.admission == DENY else ""


def _gone(standin: Standin, token: str, accepted: str) -> Answer:
    farewell = standin.world.farewell(token)
    if farewell is None:
        return _html(room.notice("lost", choose("", accepted)), 404)
    words = choose(farewell.locale, accepted)
    return _html(room.notice("lost" if farewell.is_lost else "ended", words, back_url=farewell.back_url))


def _go(standin: Standin, token: str) -> Answer:
    """Tell the page to load itself anew: it shall say something else now."""
    return _json({"go": room_url(standin, token)})


def _state(meeting: Meeting, visit: Visit, query: Mapping[str, str], accepted: str) -> dict[str, object]:
    after = query.get("after", "")
    lines = room.lines(meeting, after=int(after) if after.isdecimal() else 0)
    return {"parts": room.parts(meeting, visit, choose(visit.locale, accepted)), "lines": lines}


def _beat(standin: Standin) -> int:
    return max(200, min(LONGEST_BEAT_MS, standin.options.silence_ms // 3))


def _html(body: bytes, status: int = 200) -> Answer:
    return Answer(body, HTML, status)


def _json(told: Mapping[str, object]) -> Answer:
    return Answer(json.dumps(told).encode(), JSON)
