"""The calls of the API: a signed query in, an answer out. Every call is answered under the lock of the stand-in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import parse_qsl, quote, urlencode

from bbb_standin import documents, recordings, signing, wishes
from bbb_standin.answers import (
    JSON,
    Answer,
    Pair,
    created,
    failed,
    hook_pairs,
    joined,
    meeting_pairs,
    recording_pairs,
    redirect,
    success,
)
from bbb_standin.meetings import Meeting
from bbb_standin.standin import Standin
from bbb_standin.world import Refusal

ROOT = "/bigbluebutton/api"
VERSION = "3.0.0-standin"
MOST_PARAMETERS = 1_000


@dataclass(frozen=True, slots=True)
class Call:
    """One request to the API: its name is what stands behind `/bigbluebutton/api/`."""

    name: str
    query: str = ""  # raw, as it was sent
    method: str = "GET"
    body: bytes = b""
    content_type: str = ""

    @property
    def params(self) -> dict[str, str]:
        """Return the parameters; of a repeated one the first counts."""
        query = self.query or (self.body.decode("utf-8", "replace") if self._is_form else "")
        found: dict[str, str] = {}
        for name, value in parse_qsl(query, keep_blank_values=True)[:MOST_PARAMETERS]:
            found.setdefault(name, value)
        return found

    @property
    def signed_queries(self) -> tuple[str, ...]:
        """
        Return what the checksum may cover: the raw query.

        Without a query, a form is covered by its sorted parameters or by nothing: versions of the server disagree.
        """
        if self.query or not self._is_form:
            return (self.query,)
        pairs = sorted((name, value) for name, value in self.params.items() if name != "checksum")
        return (urlencode(pairs), "")

    @property
    def _is_form(self) -> bool:
        return self.method == "POST" and self.content_type.startswith("application/x-www-form-urlencoded")


Handler = Callable[[Standin, Call, Mapping[str, str], int], Answer]


def answer(standin: Standin, call: Call) -> Answer:
    """Return what the server says to a call."""
    if call.name == "":
        return _index()
    handler = CALLS.get(call.name)
    if handler is None:
        return failed("unsupportedRequest", "This request is not supported.")
    if call.name == "join" and call.method != "GET":
        return Answer(status=405, headers=(("Allow", "GET"),))
    params = call.params
    with standin.lock:
        if not _is_signed(standin, call, params):
            return failed("checksumError", "Checksums do not match")
        try:
            return handler(standin, call, params, standin.clock())
        except Refusal as refusal:
            if call.name == "join":
                return _refused_join(standin, params, refusal)
            return failed(refusal.key, refusal.sentence)
        finally:
            standin.pass_on()


def room_url(standin: Standin, token: str) -> str:
    """Return the address of the page of one visit."""
    return f"{standin.options.origin}/html5client/join?sessionToken={token}"


def _is_signed(standin: Standin, call: Call, params: Mapping[str, str]) -> bool:
    return any(
        signing.is_signed(
            call.name,
            query,
            params.get("checksum", ""),
            secret=standin.options.secret,
            algorithms=standin.faults.algorithms,
        )
        for query in call.signed_queries
    )


def _index() -> Answer:
    return success(("version", "2.0"), ("apiVersion", "2.0"), ("bbbVersion", VERSION))


def _create(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    wanted = wishes.create(params)
    slides = documents.read(call.body, call.content_type)
    meeting, is_duplicate = standin.create(wanted, at=at)
    if not is_duplicate:  # the slides of a second create are lost, as with the real server
        standin.add_slides(meeting, slides, at=at)
    return created(meeting, is_duplicate=is_duplicate)


def _join(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    visit = standin.world.join(wishes.join(params), at=at)
    url = room_url(standin, visit.token)
    if params.get("redirect", "true").lower() != "false":
        return redirect(url)
    meeting = _running(standin, params)
    return joined(meeting, visit, url)


def _refused_join(standin: Standin, params: Mapping[str, str], refusal: Refusal) -> Answer:
    """Send the browser back with the reasons, to where the call, the meeting or else our own page says."""
    if params.get("redirect", "true").lower() == "false":
        return failed(refusal.key, refusal.sentence)
    meeting = standin.world.find(params.get("meetingID", "").strip())
    back = (
        wishes.web_address(params.get("errorRedirectUrl", ""))
        or wishes.web_address(params.get("logoutURL", ""))
        or (meeting.wishes.logout_url if meeting else "")
        or f"{standin.options.origin}/"
    )
    errors = json.dumps([{"key": refusal.key, "message": refusal.sentence}], separators=(",", ":"))
    return redirect(f"{back}{'&' if '?' in back else '?'}errors={quote(errors, safe='')}")


def _running(standin: Standin, params: Mapping[str, str], key: str = "notFound") -> Meeting:
    meeting = standin.world.find(wishes.meeting_id(params))
    if meeting is None:
        raise Refusal(key, "No meeting with this ID is running.")
    return meeting


def _is_meeting_running(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    meeting = standin.world.find(wishes.meeting_id(params))
    is_running = meeting is not None and bool(meeting.listed(at, standin.options.listed_ms))
    return success(("running", is_running))


def _meeting_info(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    return success(*_pairs(standin, _running(standin, params), at))


def _meetings(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    meetings = list(standin.world.meetings.values())
    listed = ("meetings", [("meeting", _pairs(standin, meeting, at)) for meeting in meetings])
    if meetings:
        return success(listed)
    return success(listed, ("messageKey", "noMeetings"), ("message", "There are no meetings on this server."))


def _pairs(standin: Standin, meeting: Meeting, at: int) -> list[Pair]:
    rooms = [other for other in standin.world.meetings.values() if other.wishes.parent_meeting_id == meeting.meeting_id]
    return meeting_pairs(meeting, rooms, at=at, listed_ms=standin.options.listed_ms)


def _end(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    meeting = _running(standin, params)
    if params.get("password") and params["password"] != meeting.wishes.moderator_password:
        raise Refusal("invalidPassword", "This is not the password of the moderators.")
    standin.world.end(meeting, at=at)
    told = "The end has been asked for. Look with getMeetingInfo or isMeetingRunning whether it has come."
    return success(("messageKey", "sentEndMeetingRequest"), ("message", told))


def _insert_document(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    meeting = _running(standin, params)
    slides = documents.read(call.body, call.content_type)
    if meeting.is_over or not slides:
        raise Refusal("notFound" if meeting.is_over else "Params required", "There is nothing to insert, or nowhere.")
    standin.add_slides(meeting, slides, at=at)
    return success(("message", "Presentation is being uploaded"))


def _send_chat_message(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    message, name = params.get("message", ""), params.get("userName", "") or "System"
    if not 1 <= len(message) <= 500 or len(name) > 255:
        raise Refusal("validationError", "A message has 1 to 500 characters, a name 255 at most.")
    meeting = _running(standin, params, "meetingNotFound")
    if meeting.is_over:
        raise Refusal("meetingNotFound", "Meeting not found or not active")
    standin.world.say(meeting, message, at=at, name=name)
    return success(("messageKey", ""), ("message", ""))


def _recordings(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    found = standin.archive.search(wishes.recordings(params))
    ticket = partial(standin.gate.ticket, at=standin.clock()) if standin.options.protects_recordings else None
    origin = standin.options.origin
    listed = ("recordings", [("recording", recording_pairs(one, origin, ticket=ticket)) for one in found])
    if found:
        return success(listed)
    return success(("messageKey", "noRecordings"), ("message", "No recordings found"), listed)


def _found(standin: Standin, params: Mapping[str, str]) -> list[recordings.Recording]:
    found = standin.archive.find(wishes.record_ids(params))
    if not found:
        raise Refusal("notFound", "Could not find recording")
    return found


def _publish(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    is_published = wishes.publish(params)
    for one in _found(standin, params):
        if one.is_playable:
            one.state = "published" if is_published else "unpublished"
            standin.tell_recording_change(one, "rap-published" if is_published else "rap-unpublished", at=at)
    return success(("published", is_published))


def _delete(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    for one in _found(standin, params):
        one.state = "deleted"
        standin.tell_recording_change(one, "rap-deleted", at=at)
    return success(("deleted", True))


def _update(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    for one in _found(standin, params):
        recordings.update(one, wishes.metadata(params))
    return success(("updated", True))


def _text_tracks(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    found = standin.archive.find(wishes.record_ids(params))
    if not found:
        told = {"returncode": "FAILED", "messageKey": "noRecordings", "message": "No recording has this ID."}
    else:
        record_id = found[0].record_id
        tracks = [
            {
                "href": f"{standin.options.origin}/captions/{record_id}/{code}.vtt",
                "kind": "captions",
                "label": label,
                "lang": code,
                "source": "automatic",
            }
            for code, label in (("de", "Deutsch"), ("en", "English"), ("ar", "العربية"))
        ]
        return _json({"returncode": "SUCCESS", "tracks": tracks})
    return _json(told)


def _json(told: Mapping[str, object]) -> Answer:
    return Answer(json.dumps({"response": told}).encode(), JSON)


def _hooks_create(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    url = wishes.web_address(params.get("callbackURL", ""))
    if not url:
        raise Refusal("missingParamCallbackURL", "A callbackURL is missing.")
    if params.get("getRaw") == "true":
        raise Refusal("createHookError", "This stand-in has no raw events.")
    registered = standin.registry.register(url, params.get("meetingID", ""), wishes.ids(params, "eventID"))
    if registered is None:
        raise Refusal("createHookError", "This stand-in holds no more hooks.")
    hook, is_known = registered
    if is_known:
        told = "There is already a hook for this callback URL."
        return success(("hookID", hook.number), ("messageKey", "duplicateWarning"), ("message", told))
    return success(("hookID", hook.number), ("permanentHook", False), ("rawData", False))


def _hooks_list(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    wanted = params.get("meetingID", "")
    hooks = [hook for hook in standin.registry.hooks.values() if wanted in {"", hook.meeting_id} or not hook.meeting_id]
    return success(("hooks", [("hook", hook_pairs(hook)) for hook in hooks]))


def _hooks_destroy(standin: Standin, call: Call, params: Mapping[str, str], at: int) -> Answer:
    given = params.get("hookID", "")
    if not given:
        raise Refusal("missingParamHookID", "A hookID is missing.")
    if not given.isascii() or not given.isdigit() or not standin.drop_hook(int(given[:9])):
        raise Refusal("destroyMissingHook", "No hook has this ID.")
    return success(("removed", True))


CALLS: Mapping[str, Handler] = {
    "create": _create,
    "join": _join,
    "isMeetingRunning": _is_meeting_running,
    "getMeetingInfo": _meeting_info,
    "getMeetings": _meetings,
    "end": _end,
    "insertDocument": _insert_document,
    "sendChatMessage": _send_chat_message,
    "getRecordings": _recordings,
    "publishRecordings": _publish,
    "deleteRecordings": _delete,
    "updateRecordings": _update,
    "getRecordingTextTracks": _text_tracks,
    "hooks/create": _hooks_create,
    "hooks/list": _hooks_list,
    "hooks/destroy": _hooks_destroy,
}
