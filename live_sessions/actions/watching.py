"""
One getMeetings per server and minute tells whether a server is well, how much it carries and how its clock goes.

What it leaves out of our meetings is asked for by name.

No transaction is open while a server is asked. A poll that is rung twice, by two beats or a late worker, asks once.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import Q

from live_sessions import tasks
from live_sessions.actions import sightings
from live_sessions.actions.servers import client_of
from live_sessions.actions.sightings import NOT_THERE, Asked
from live_sessions.bbb.client import BBBClient, BBBError, MeetingInfo, MeetingList, RequestRefused
from live_sessions.health import Pulse, after_poll
from live_sessions.models import Health, Meeting, Server
from privacy import keys

logger = logging.getLogger(__name__)
DAY = timedelta(days=1)
# Between two polls of a server. A call takes 13 s at most, and none begins later than 20 s after the list came, so two
# never overlap. Beat rings every 60 s, not to the dot.
PAUSE = timedelta(seconds=50)
ASKING_SECONDS = 20.0


def ring() -> int:
    """Ring for every server in service, each with a bell of its own: one that hangs holds up no other."""
    ids = list(Server.objects.in_service().order_by("pk").values_list("pk", flat=True))
    for server_id in ids:
        tasks.poll_server.delay(server_id)
    return len(ids)


def poll(*, server_id: int, at: datetime) -> bool:
    """Ask the server unless somebody just did; return whether it was asked. `at` is when the bell was heard."""
    free = Q(poll_began_at=None) | Q(poll_began_at__lte=at - PAUSE)
    if not Server.objects.in_service().filter(free, pk=server_id).update(poll_began_at=at):
        return False
    server = Server.objects.get(pk=server_id)
    try:
        client = client_of(server)
        listed = client.meetings()
    except InvalidToken:
        note_error(server, "secretUnreadable")
    except BBBError as error:
        note_error(server, error.message_key)
    else:
        listed, asked = _ask_for(client, server, listed, at=at)
        note_good(server, listed, at=at, asked=asked)
    return True


def _ask_for(client: BBBClient, server: Server, listed: MeetingList, *, at: datetime) -> tuple[MeetingList, Asked]:
    """Return the list with what it left out, and of what nobody can say whether it runs."""
    infos: list[MeetingInfo] = []
    found: set[int] = set()
    unknown: set[int] = set()
    end = monotonic() + ASKING_SECONDS
    for meeting in sightings.left_out(server, listed, at=at):
        if monotonic() >= end:
            unknown.add(meeting.pk)
            continue
        try:
            infos.append(client.meeting_info(str(meeting.meeting_id)))
            found.add(meeting.pk)
        except RequestRefused as error:
            if error.message_key not in NOT_THERE:
                unknown.add(meeting.pk)
        except BBBError:
            unknown.add(meeting.pk)
    whole = replace(listed, meetings=(*listed.meetings, *infos)) if infos else listed
    return whole, Asked(frozenset(found), frozenset(unknown))


@transaction.atomic
def note_error(asked: Server, message_key: str) -> None:
    """Write down that the server, as it stood when it was asked, did not answer as it should."""
    server = _still_the_same(asked)
    if server is None:
        return
    _beat(server, is_good=False)
    server.last_error = message_key[:60]
    server.save(update_fields=["health", "error_count", "good_count", "last_error"])


@transaction.atomic
def note_good(
    told_by: Server, listed: MeetingList, *, at: datetime, version: str = "", asked: Asked | None = None
) -> None:
    """Write down what the server told. Breakout rooms are no meetings of ours, but their people are people."""
    server = _still_the_same(told_by)
    if server is None:
        return
    _beat(server, is_good=True)
    server.last_error, server.last_good_at = "", at
    server.meeting_count = sum(not meeting.is_breakout for meeting in listed.meetings)
    server.participant_count = sum(meeting.participant_count for meeting in listed.meetings)
    server.clock_offset_seconds = _clock_offset(server, listed, at)
    server.version = version[:60] or server.version
    server.secret = keys.with_newest_key(server.secret)
    server.save(
        update_fields=[
            "health",
            "error_count",
            "good_count",
            "last_error",
            "last_good_at",
            "meeting_count",
            "participant_count",
            "clock_offset_seconds",
            "version",
            "secret",
        ]
    )
    sightings.note(server, listed, at=at, asked=asked)


def _clock_offset(server: Server, listed: MeetingList, at: datetime) -> int | None:
    """
    Return the worse of two tellings: the date of the answer, and the time of creation of the newest meeting of ours.

    What stands before a server may have the right time while the server itself, which stamps presence, has not.
    """
    newest = Meeting.objects.filter(server=server, requested_at__gte=at - DAY).order_by("-requested_at").first()
    told = [listed.clock_offset_seconds, newest.clock_offset_seconds if newest else None]
    return max((offset for offset in told if offset is not None), key=lambda offset: abs(offset), default=None)


def _still_the_same(asked: Server) -> Server | None:
    """Return the row, locked, unless somebody changed what was asked while it was asked."""
    unchanged = {"base_url": asked.base_url, "secret": asked.secret, "algorithm": asked.algorithm}
    return Server.objects.in_service().select_for_update().filter(pk=asked.pk, **unchanged).first()


def _beat(server: Server, *, is_good: bool) -> None:
    before = Pulse(server.health, server.error_count, server.good_count)
    after = after_poll(before, is_good=is_good)
    server.health, server.error_count, server.good_count = after.health, after.error_count, after.good_count
    if after.health != before.health:
        level = logging.WARNING if after.health == Health.OFFLINE else logging.INFO
        logger.log(level, "conference server is %s", after.health, extra={"server": server.public_id})
