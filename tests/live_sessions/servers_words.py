"""What servers send to our doors, signed as a server signs it or as a stranger would."""

import hashlib
import json
from urllib.parse import urlencode, urlsplit

import jwt
from django.test import Client
from django.utils import timezone

from live_sessions.callbacks import addresses

SECRET = "geheim"  # of tests.factories.live_sessions.ServerFactory


def path_of(url):
    return urlsplit(url).path


def end(meeting, marks="false", signature=None):
    path = path_of(addresses.metadata_of(meeting)["endCallbackUrl"])
    path = path if signature is None else f"{path.rpartition('/')[0]}/{signature}"
    return Client().get(f"{path}?recordingmarks={marks}")


def bearer(secret=SECRET, algorithm="HS512", seconds=3600, **claims):
    exp = {} if seconds is None else {"exp": int(timezone.now().timestamp()) + seconds}
    return f"Bearer {jwt.encode({**exp, **claims}, secret, algorithm=algorithm)}"


def body(meeting, *people, **values):
    told = {
        "version": "1.0",
        "meeting_id": str(meeting.meeting_id),
        "internal_meeting_id": meeting.internal_id,
        "data": {"metadata": {"is_breakout": "false"}, "attendees": list(people), "files": [], "polls": []},
    }
    told["data"] |= values.pop("data", {})
    return told | values


def person(external_id, joins, leaves, **values):
    return {"ext_user_id": external_id, "name": "Amina", "joins": joins, "leaves": leaves, **values}


def analytics(meeting, told, *, authorization=None, url=None, path=None):
    packed = told if isinstance(told, bytes) else json.dumps(told).encode()
    return Client().post(
        path or path_of(url or addresses.metadata_of(meeting)["analytics-callback-url"]),
        packed,
        content_type="application/json",
        headers={"authorization": bearer() if authorization is None else authorization},
    )


def recording(meeting_id, record_id="rec-1", *, secret=SECRET, algorithm="HS256", **claims):
    token = jwt.encode({"meeting_id": str(meeting_id), "record_id": record_id, **claims}, secret, algorithm=algorithm)
    packed = urlencode({"signed_parameters": token})
    return Client().post("/live/cb/recording", packed, content_type="application/x-www-form-urlencoded")


def event(name, meeting, ts, user=None, external=None, ids=None):
    ours = {"external-meeting-id": str(meeting.meeting_id), "internal-meeting-id": meeting.internal_id}
    told = {"meeting": ours | (ids or {})}
    if user:
        told["user"] = {
            "internal-user-id": user,
            "external-user-id": external,
            "name": "Amina",
            "ip-address": "10.0.0.9",
        }
    return {"data": {"type": "event", "id": name, "attributes": told, "event": {"ts": ts}}}


def hook(server, *events, secret=SECRET, algorithm="sha1", authorization=None, raw=None, checksum=None):
    form = urlencode({"domain": "bbb.example", "event": json.dumps(events), "timestamp": "1700000000000"})
    packed = form.encode() if raw is None else raw
    url = addresses.hook_of(server)
    signed = (
        hashlib.new(algorithm, url.encode() + packed + secret.encode()).hexdigest() if checksum is None else checksum
    )
    query = "" if authorization else f"?checksum={signed}"
    headers = {"authorization": authorization} if authorization else {}
    kind = "application/x-www-form-urlencoded;charset=UTF-8"
    return Client().post(f"{path_of(url)}{query}", packed, content_type=kind, headers=headers)
