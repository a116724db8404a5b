"""
The client over bigbluebutton-api-python 0.0.11, with everything unsafe of the package replaced (ADR 0019).

The package signs with SHA-1 only, waits for ever, parses what strangers send with no limit, keeps one meeting's
metadata for the next, and breaks on most lists. Its calls all go through two private names of its class; overriding
these two leaves its method names and nothing below them. tests/live_sessions holds that they exist and are enough.
"""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

from urllib3.filepost import encode_multipart_formdata

from live_sessions.bbb import answers, slides, transport
from live_sessions.bbb.answers import Answer
from live_sessions.bbb.client import (
    Algorithm,
    ApiVersion,
    BBBError,
    HookCreated,
    HookInfo,
    MeetingCreated,
    MeetingInfo,
    MeetingList,
    RecordingInfo,
    RecordingState,
    RequestRefused,
    Role,
    ServerUnreachable,
    Slides,
    TextTrack,
    Value,
)
from live_sessions.bbb.signing import base_address, checksum, query_string

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # an invalid escape sequence in its urlbuilder.py, which we do not use
    from bigbluebutton_api_python import BigBlueButton

TRIES = 3
PAUSE_SECONDS = 0.2  # before the second try, twice as long before the third, each with a random half on top
# What may be said twice without harm. `create` with the same parameters finds the meeting it made.
REPEATABLE = frozenset(
    {
        "",
        "create",
        "isMeetingRunning",
        "getMeetingInfo",
        "getMeetings",
        "getRecordings",
        "publishRecordings",
        "updateRecordings",
        "getRecordingTextTracks",
        "hooks/create",
        "hooks/list",
    }
)
Parameters = Mapping[str, Value | None]


class _Addresses:
    """Takes the place of the package's UrlBuilder: any algorithm, paths kept, no key unencoded."""

    def __init__(self, base_url: str, secret: str, algorithm: Algorithm) -> None:
        self._base = base_address(base_url)
        self._secret = secret
        self._algorithm = algorithm

    def __repr__(self) -> str:
        return f"<addresses of {self._base}>"

    def buildUrl(self, call: str, params: Parameters | None = None) -> str:  # noqa: N802  the package's name
        query = query_string(params or {})
        pair = f"checksum={checksum(call, query, self._secret, self._algorithm)}"
        return f"{self._base}{call}?{query}&{pair}" if query else f"{self._base}{call}?{pair}"


class HardenedBigBlueButton(BigBlueButton):  # type: ignore[misc]
    """The package's class, safe: its two private hooks are ours, its shared defaults are never used."""

    def __init__(
        self,
        base_url: str,
        secret: str,
        algorithm: Algorithm = Algorithm.SHA256,
        ca_file: str | None = None,
        seconds: float | None = None,
    ) -> None:
        # Not the package's own: that would keep the secret in a public attribute and lose the path of the address.
        self._BigBlueButton__urlBuilder = _Addresses(base_url, secret, algorithm)
        self._ca_file = ca_file
        self._seconds = seconds

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._BigBlueButton__urlBuilder!r}>"

    def _BigBlueButton__send_api_request(  # noqa: N802  the package's private name
        self, api_call: str, params: Parameters | None = None, data: bytes | None = None
    ) -> Answer:
        return self.call(api_call, params or {}, data)

    def call(
        self, name: str, params: Parameters, body: bytes | None = None, content_type: str = "application/xml"
    ) -> Answer:
        """Make one call of the API, again where that is harmless and time is left; raises BBBError."""
        url = self._BigBlueButton__urlBuilder.buildUrl(name, params)
        end = time.monotonic() + (self._seconds or transport.BUDGET_SECONDS)
        for attempt in range(1, TRIES + 1):
            try:
                reply = transport.send(
                    name,
                    url,
                    body=body,
                    content_type=content_type,
                    seconds=max(end - time.monotonic(), 0.1),
                    ca_file=self._ca_file,
                )
                return answers.read(name, reply)
            except ServerUnreachable as error:
                pause = PAUSE_SECONDS * attempt * random.uniform(1, 1.5)  # noqa: S311  jitter
                if name not in REPEATABLE or attempt == TRIES or time.monotonic() + pause >= end:
                    raise error from None
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    # Its own signatures share one dict between all calls; these make a new one for each.
    def create_meeting(
        self, meeting_id: str, params: Parameters | None = None, meta: Parameters | None = None, slides: object = None
    ) -> Any:
        return super().create_meeting(meeting_id, dict(params or {}), dict(meta or {}))

    def get_join_meeting_url(
        self, full_name: str, meeting_id: str, password: str = "", params: Parameters | None = None
    ) -> str:
        return cast(str, super().get_join_meeting_url(full_name, meeting_id, password, dict(params or {})))

    def update_recordings(self, recording_id: str, meta: Parameters | None = None) -> Any:
        return super().update_recordings(recording_id, dict(meta or {}))

    # These two go past the hooks, to calls that BigBlueButton dropped in 2.4.
    def get_default_config_xml(self, file_path: str | None = None) -> NoReturn:
        raise RequestRefused("getDefaultConfigXML", "unsupportedRequest")

    def set_config_xml(self, meeting_id: str, xml: str) -> NoReturn:
        raise RequestRefused("setConfigXML", "unsupportedRequest")


class NamedClient:
    """
    BBBClient over the package.

    Not here: getJoinUrl and learningDashboard want the session token of a person's browser, which no server has.
    """

    def __init__(
        self,
        *,
        base_url: str,
        secret: str,
        algorithm: Algorithm,
        ca_file: str | None = None,
        seconds: float | None = None,
    ) -> None:
        self._package = HardenedBigBlueButton(base_url, secret, algorithm, ca_file, seconds)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} over {self._package!r}>"

    def version(self) -> ApiVersion:
        return answers.version(self._package.get_api_version().rawXml)

    def create(
        self,
        meeting_id: str,
        *,
        name: str,
        parameters: Mapping[str, Value] | None = None,
        metadata: Mapping[str, Value] | None = None,
        slides: Sequence[Slides] = (),
    ) -> MeetingCreated:
        params: dict[str, Value] = {"name": name, **(parameters or {})}
        if not slides:
            answer = self._package.create_meeting(meeting_id, params, metadata).rawXml
        else:  # the package loses slides silently
            params = {**params, "meetingID": meeting_id}
            params |= {f"meta_{key}": value for key, value in (metadata or {}).items()}
            answer = self._package.call("create", params, _slides_body(slides))
        return answers.created(answer, meeting_id=meeting_id)

    def join_url(
        self,
        meeting_id: str,
        *,
        full_name: str,
        user_id: str,
        role: Role,
        create_time: int | None = None,
        parameters: Mapping[str, Value] | None = None,
    ) -> str:
        params: dict[str, Value] = {**(parameters or {}), "userID": user_id, "role": role.value}
        if create_time is not None:
            params["createTime"] = create_time
        # No password: the role counts, and an empty parameter is left out.
        return self._package.get_join_meeting_url(full_name, meeting_id, "", params)

    def is_meeting_running(self, meeting_id: str) -> bool:
        answer: Answer = self._package.is_meeting_running(meeting_id).rawXml
        return answers.is_true(answer.root, "running")

    def meeting_info(self, meeting_id: str) -> MeetingInfo:
        answer: Answer = self._package.get_meeting_info(meeting_id).rawXml
        return answers.meeting(answer.root)

    def meetings(self) -> MeetingList:
        return answers.meetings(self._package.get_meetings().rawXml)

    def end(self, meeting_id: str) -> None:
        self._package.end_meeting(meeting_id, "")

    def insert_document(self, meeting_id: str, slides: Sequence[Slides]) -> None:
        self._package.call("insertDocument", {"meetingID": meeting_id}, _slides_body(slides))

    def send_chat_message(self, meeting_id: str, message: str, *, user_name: str = "") -> None:
        params = {"meetingID": meeting_id, "message": message[:500], "userName": user_name[:255]}
        self._package.call("sendChatMessage", params)

    def recordings(
        self,
        *,
        meeting_ids: Sequence[str] = (),
        record_ids: Sequence[str] = (),
        states: Sequence[RecordingState] = (),
        offset: int | None = None,
        limit: int | None = None,
    ) -> tuple[RecordingInfo, ...]:
        if not any(meeting_ids) and not any(record_ids):
            raise ValueError("without an id the server would tell all recordings of everybody")
        params: dict[str, Value | None] = {
            "meetingID": ",".join(meeting_ids),
            "recordID": ",".join(record_ids),
            "state": ",".join(states),
            "offset": offset,
            "limit": limit,
        }
        return answers.recordings(self._package.call("getRecordings", params))

    def publish_recordings(self, record_ids: Sequence[str], *, is_published: bool) -> bool:
        answer: Answer = self._package.publish_recordings(",".join(record_ids), is_published).rawXml
        return answers.is_true(answer.root, "published")

    def update_recordings(self, record_ids: Sequence[str], metadata: Mapping[str, Value]) -> bool:
        answer: Answer = self._package.update_recordings(",".join(record_ids), metadata).rawXml
        return answers.is_true(answer.root, "updated")

    def delete_recordings(self, record_ids: Sequence[str]) -> bool:
        answer: Answer = self._package.delete_recordings(",".join(record_ids)).rawXml
        return answers.is_true(answer.root, "deleted")

    def text_tracks(self, record_id: str) -> tuple[TextTrack, ...]:
        return answers.text_tracks(self._package.call("getRecordingTextTracks", {"recordID": record_id}))

    def put_text_track(self, record_id: str, *, kind: str, language: str, label: str, content: bytes) -> None:
        call = "putRecordingTextTrack"
        params = {"recordID": record_id, "kind": kind, "lang": language, "label": label}
        body, content_type = encode_multipart_formdata({"file": ("captions.vtt", content, "text/vtt")})
        answer = self._package.call(call, params, body, content_type)
        key = str(answer.data.get("messageKey") or "")
        if key == "upload_text_track_failed":  # with SUCCESS before it
            raise RequestRefused(call, key, str(answer.data.get("message") or ""))

    def create_hook(
        self, callback_url: str, *, meeting_id: str = "", event_ids: Sequence[str] = (), is_raw: bool = False
    ) -> HookCreated:
        params: dict[str, Value] = {
            "callbackURL": callback_url,
            "meetingID": meeting_id,
            "eventID": ",".join(event_ids),
            "getRaw": is_raw,
        }
        return answers.hook_created(self._package.call("hooks/create", params))

    def hooks(self, *, meeting_id: str = "") -> tuple[HookInfo, ...]:
        return answers.hooks(self._package.call("hooks/list", {"meetingID": meeting_id}))

    def destroy_hook(self, hook_id: str) -> None:
        answer = self._package.call("hooks/destroy", {"hookID": hook_id})
        if not answers.is_true(answer.root, "removed"):
            raise BBBError("hooks/destroy", "notRemoved")


def _slides_body(given: Sequence[Slides]) -> bytes:
    return slides.body(given)
