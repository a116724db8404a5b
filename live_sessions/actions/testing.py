"""„Diesen Server prüfen“: what a person wants to know before trusting a server, asked while they wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cryptography.fernet import InvalidToken
from django.db import transaction

from accounts.models import User
from live_sessions.actions import servers, sightings, watching
from live_sessions.actions.sightings import Asked
from live_sessions.bbb import connect
from live_sessions.bbb.client import Algorithm, BBBError, MeetingList, RequestRefused
from live_sessions.models import Server
from privacy import audit, keys

CHECKSUM_WRONG = "checksumError"
CLOCK_SECONDS = 30  # a clock that is off by more makes attendance hard to explain


def examine(*, server: Server, by: User, at: datetime) -> list[dict[str, Any]]:
    """
    Ask the server who it is, whether it takes our secret and signature, and what time it has; store the findings.

    Returns [{"code": …, …}] in the order of reading; `live_sessions.wording` has the sentences. Takes 40 seconds at
    most, less than two when the server is well. A good test counts as a good poll.
    """
    servers.require(by)
    report, listed, version, error_key = _ask(server)
    if listed is not None:
        # A test asks for no meetings by name, so it ends none that the list leaves out.
        doubted = Asked(unknown=frozenset(one.pk for one in sightings.left_out(server, listed, at=at)))
        watching.note_good(server, listed, at=at, version=version, asked=doubted)
    else:
        watching.note_error(server, error_key)
    _store(server, report, is_good=listed is not None, by=by, at=at)
    return report


def _ask(server: Server) -> tuple[list[dict[str, Any]], MeetingList | None, str, str]:
    try:
        secret = keys.decrypt(server.secret)
    except InvalidToken:
        return [{"code": "secret_unreadable"}], None, "", "secretUnreadable"
    algorithm = Algorithm(server.algorithm)
    client = connect(base_url=server.base_url, secret=secret, algorithm=algorithm)
    version = ""
    try:
        version = client.version().server_version
    except RequestRefused:
        pass  # it answers, and that is what was asked
    except BBBError as error:
        return [_not_reached(error)], None, "", error.message_key
    report: list[dict[str, Any]] = [{"code": "reached", "version": version}]
    try:
        listed = client.meetings()
    except RequestRefused as error:
        if error.message_key != CHECKSUM_WRONG:
            return [*report, {"code": "refused", "key": error.message_key}], None, version, error.message_key
        better = _algorithm_it_takes(server, secret, algorithm)
        wrong = {"code": "other_algorithm", "algorithm": better} if better else {"code": "secret_wrong"}
        return [*report, wrong], None, version, error.message_key
    except BBBError as error:
        return [*report, _not_reached(error)], None, version, error.message_key
    report.append({"code": "secret_right", "algorithm": algorithm.value})
    offset = listed.clock_offset_seconds
    is_off = offset is not None and abs(offset) > CLOCK_SECONDS
    clock = "clock_unknown" if offset is None else "clock_off" if is_off else "clock_right"
    report.append({"code": clock, "seconds": offset})
    people = sum(meeting.participant_count for meeting in listed.meetings)
    report.append({"code": "load", "meetings": len(listed.meetings), "people": people})
    return report, listed, version, ""


def _not_reached(error: BBBError) -> dict[str, Any]:
    return {"code": "not_reached", "key": error.message_key}


def _algorithm_it_takes(server: Server, secret: str, refused: Algorithm) -> str:
    """Return an algorithm with which the secret is right after all, the strongest first; "" when there is none."""
    for algorithm in (Algorithm.SHA512, Algorithm.SHA384, Algorithm.SHA256, Algorithm.SHA1):
        if algorithm == refused:
            continue
        try:
            connect(base_url=server.base_url, secret=secret, algorithm=algorithm).meetings()
        except RequestRefused:
            continue
        except BBBError:
            return ""  # the server has gone meanwhile
        return algorithm.value
    return ""


@transaction.atomic
def _store(server: Server, report: list[dict[str, Any]], *, is_good: bool, by: User, at: datetime) -> None:
    Server.objects.in_service().filter(pk=server.pk).update(test_report=report, tested_at=at)
    audit.record(
        "live_sessions.server_tested",
        subject=server,
        by=by,
        at=at,
        provider=server.pool.provider,
        details={"is_good": is_good},
    )
