"""`/standin/…`: what whoever knows the secret may do with the stand-in itself, as JSON or by the page of switches."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, quote

from bbb_standin.answers import HTML, JSON, Answer, redirect
from bbb_standin.bots import MOST_BOTS, Part, crowd
from bbb_standin.faults import KINDS, LIMITS, BadFault, Faults
from bbb_standin.meetings import Meeting
from bbb_standin.pages import control
from bbb_standin.standin import Standin

ROOT = "/standin/"
COOKIE = "standin"


class Unusable(Exception):
    """An order that cannot be carried out; carries a sentence."""


def answer(standin: Standin, act: str, method: str, query: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Return what `/standin/<act>` answers."""
    is_page = not headers.get("Authorization")
    if is_page and act == "login" and method == "POST":
        return _login(standin, body)
    if is_page and not _has_cookie(standin, headers.get("Cookie", "")):
        return _html(control.sign_in(was_wrong=False), 200 if act == "" else 403)
    if not is_page and not _is_same(headers["Authorization"], f"Bearer {standin.options.secret}"):
        return _json({"error": "the secret is wrong"}, 401)
    if method != "POST":
        return _show(standin, act, query, is_page=is_page)
    order = ORDERS.get(act)
    if order is None:
        return _json({"error": "there is no such order"}, 404)
    try:
        with standin.lock:
            told = order(standin, _wanted(standin, act, headers, body, is_page=is_page))
    except (Unusable, BadFault) as error:
        return redirect(f"{ROOT}?told={quote(str(error))}") if is_page else _json({"error": str(error)}, 400)
    return redirect(f"{ROOT}?told=Done.") if is_page else _json(told)


def _show(standin: Standin, act: str, query: str, *, is_page: bool) -> Answer:
    with standin.lock:
        if act == "state":
            return _json(state(standin))
        if act == "" and is_page:
            told = dict(parse_qsl(query)).get("told", "")
            return _html(control.switches(standin, guard=_guard(standin), told=told[:200]))
    return _json({"error": "there is no such page"}, 404)


def state(standin: Standin) -> dict[str, Any]:
    """Return what is going on, for tests and for whoever wonders."""
    return {
        "faults": standin.faults.as_dict(),
        "calls": standin.calls,
        "waiting": len(standin.outbox),
        "meetings": [
            {
                "meetingID": meeting.meeting_id,
                "internalMeetingID": meeting.internal_id,
                "createTime": meeting.create_time,
                "present": [visit.external_id for visit in meeting.present()],
                "slides": [asdict(slides) for slides in meeting.slides],
                "chat": [line.text for line in meeting.chat],
                "isRecording": meeting.is_recording,
            }
            for meeting in standin.world.meetings.values()
        ],
        "recordings": {one.record_id: one.state for one in standin.archive.recordings.values()},
        "hooks": [hook.callback_url for hook in standin.registry.hooks.values()],
        "sent": [asdict(sent) for sent in standin.outbox.log],
    }


def _wanted(standin: Standin, act: str, headers: Mapping[str, str], body: bytes, *, is_page: bool) -> dict[str, Any]:
    if not is_page:
        try:
            wanted = json.loads(body or b"{}")
        except ValueError:
            raise Unusable("the body is no JSON") from None
        if not isinstance(wanted, dict):
            raise Unusable("the body is no JSON object")
        return wanted
    given = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    if not _is_same(given.pop("guard", ""), _guard(standin)):
        raise Unusable("The form is out of date: please try again.")
    return _from_form(given) if act == "faults" else dict(given)


def _from_form(given: Mapping[str, str]) -> dict[str, Any]:
    """Return the faults of a form: an unticked box says nothing, and a list stands in one field."""
    wanted: dict[str, Any] = dict(given)
    for name in ("no_user_left", "sha1_off"):
        wanted[name] = name in given
    for name in ("answer_calls", "callback_kinds"):
        wanted[name] = [part.strip() for part in given.get(name, "").split(",") if part.strip()]
    return {name: 0 if name in LIMITS and value == "" else value for name, value in wanted.items()}


def _set_faults(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    standin.faults = standin.faults.changed(wanted)
    return standin.faults.as_dict()


def _mend(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    standin.faults = Faults()
    return standin.faults.as_dict()


def _restart(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    standin.restart()
    return {"restarted": True}


def _meeting(standin: Standin, wanted: dict[str, Any]) -> Meeting:
    meeting = standin.world.find(str(wanted.get("meetingID", "")))
    if meeting is None:
        raise Unusable("no meeting with this meetingID is running")
    return meeting


def _send_bots(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    """
    Send bots into a meeting: `people` [{userID, name}] are those they play, else `count` of nobody.

    `since` (ms) is when their lesson began, if it is not to begin now.
    """
    meeting, unusable = _meeting(standin, wanted), Unusable("people, count, seed, factor or since cannot be used")
    try:
        count, seed = int(wanted.get("count", 0)), int(wanted.get("seed", standin.options.bots_seed))
        factor, since = float(wanted.get("factor", 0)), int(wanted.get("since", 0))
        parts = _parts(wanted)
    except (TypeError, ValueError, KeyError):
        raise unusable from None
    parts = parts or crowd(count)
    if not 0 < len(parts) <= MOST_BOTS or not 0 <= factor <= 100_000 or since < 0:
        raise unusable
    standin.send_bots(meeting, parts, seed=seed, factor=factor, since=since)
    return {"bots": len(parts)}


def _parts(wanted: Mapping[str, Any]) -> list[Part]:
    return [Part(str(one["userID"]), str(one["name"])) for one in wanted.get("people", [])]


def _play_evening(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    """Let a running meeting be an earlier evening, with `people` in it from `start` to `end` (ms); tell of it."""
    meeting, unusable = _meeting(standin, wanted), Unusable("people, start, end or seed cannot be used")
    try:
        start, end = int(wanted["start"]), int(wanted["end"])
        seed, parts = int(wanted.get("seed", standin.options.bots_seed)), _parts(wanted)
    except (TypeError, ValueError, KeyError):
        raise unusable from None
    if not 0 < start < end or len(parts) > MOST_BOTS:
        raise unusable
    return {"analytics": standin.play_evening(meeting, parts, seed=seed, start=start, end=end)}


def _forge(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    kind = str(wanted.get("kind", ""))
    if kind not in KINDS:
        raise Unusable("kind is none of end, analytics, recording, webhook")
    return {"sent": standin.forge(kind, _meeting(standin, wanted), at=standin.clock())}


def _add_recording(standin: Standin, wanted: dict[str, Any]) -> dict[str, Any]:
    """Put a finished recording on the disk: meetingID, name, start and end in milliseconds, metadata."""
    try:
        recording = standin.add_recording(
            meeting_id=str(wanted["meetingID"]),
            name=str(wanted["name"]),
            start=int(wanted["start"]),
            end=int(wanted["end"]),
            metadata={str(name).lower(): str(value) for name, value in dict(wanted.get("metadata", {})).items()},
        )
    except (KeyError, TypeError, ValueError):
        raise Unusable("meetingID, name, start or end is missing or cannot be used") from None
    return {"recordID": recording.record_id}


def _login(standin: Standin, body: bytes) -> Answer:
    given = dict(parse_qsl(body.decode("utf-8", "replace")))
    if not _is_same(given.get("secret", ""), standin.options.secret):
        return _html(control.sign_in(was_wrong=True), 403)
    cookie = f"{COOKIE}={_keyed(standin, 'cookie')}; Path={ROOT}; HttpOnly; SameSite=Strict"
    return Answer(status=303, headers=(("Location", ROOT), ("Set-Cookie", cookie)))


def _has_cookie(standin: Standin, header: str) -> bool:
    try:
        cookie = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return False
    return cookie is not None and _is_same(cookie.value, _keyed(standin, "cookie"))


def _guard(standin: Standin) -> str:
    return _keyed(standin, "guard")


def _keyed(standin: Standin, purpose: str) -> str:
    return hmac.new(standin.options.secret.encode(), f"standin {purpose}".encode(), hashlib.sha256).hexdigest()


def _is_same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode())


def _html(body: bytes, status: int = 200) -> Answer:
    return Answer(body, HTML, status)


def _json(told: Mapping[str, Any], status: int = 200) -> Answer:
    return Answer(json.dumps(told).encode(), JSON, status)


ORDERS: Mapping[str, Callable[[Standin, dict[str, Any]], dict[str, Any]]] = {
    "faults": _set_faults,
    "mend": _mend,
    "restart": _restart,
    "bots": _send_bots,
    "evenings": _play_evening,
    "forge": _forge,
    "recordings": _add_recording,
}
