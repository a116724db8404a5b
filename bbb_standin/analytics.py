"""The body of the analytics callback: who was there from when to when, and what they did."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bbb_standin.meetings import Meeting, Visit
from bbb_standin.world import poll_id


def body(meeting: Meeting, *, tells_leaves: bool = True) -> dict[str, Any]:
    """
    Return the body for an ended meeting.

    Who was there at the end has left at the end, as the real script fills it in. Without `tells_leaves` every leave is
    missing, as after lost events.
    """
    finish = meeting.ended_at
    people: dict[str, list[Visit]] = {}
    for visit in meeting.visits.values():
        if visit.joins:
            people.setdefault(visit.external_id, []).append(visit)
    metadata = {name.replace("-", "_"): value for name, value in meeting.wishes.metadata.items()}
    metadata |= {
        "is_breakout": str(meeting.wishes.is_breakout).lower(),
        "meeting_id": meeting.meeting_id,
        "meeting_name": meeting.wishes.name,
    }
    return {
        "version": "1.0",
        "meeting_id": meeting.meeting_id,
        "internal_meeting_id": meeting.internal_id,
        "custom": {},
        "data": {
            "metadata": metadata,
            "duration": (finish - meeting.created_at) // 1000,
            "start": _iso(meeting, meeting.created_at),
            "finish": _iso(meeting, finish),
            "attendees": [_attendee(meeting, visits, tells_leaves=tells_leaves) for visits in people.values()],
            "files": [slides.name for slides in meeting.slides],
            "polls": [_poll(meeting, number) for number in range(len(meeting.polls))],
        },
    }


def _attendee(meeting: Meeting, visits: list[Visit], *, tells_leaves: bool) -> dict[str, Any]:
    def leaves(visit: Visit) -> list[int]:
        at_the_end = [meeting.ended_at] if visit.is_present else []
        return [*visit.leaves, *at_the_end]

    joined = sorted(moment for visit in visits for moment in visit.joins)
    left = sorted(moment for visit in visits for moment in leaves(visit))
    present_ms = sum(sum(leaves(visit)) - sum(visit.joins) for visit in visits)
    return {
        "ext_user_id": visits[0].external_id,
        "name": visits[-1].name,
        "moderator": any(visit.is_moderator for visit in visits),
        "userdata": dict(visits[-1].custom),
        "joins": [_iso(meeting, moment) for moment in joined],
        "leaves": [_iso(meeting, moment) for moment in left] if tells_leaves else [],
        # Two devices at once count twice here, as with the real script: who needs it right computes it again.
        "duration": present_ms // 1000,
        "recent_talking_time": "",
        "engagement": {
            "chats": sum(visit.chats for visit in visits),
            "talks": sum(visit.talks for visit in visits),
            "raisehand": sum(visit.hands for visit in visits),
            "emojis": 0,
            "poll_votes": sum(visit.votes for visit in visits),
            "talk_time": sum(visit.talk_ms for visit in visits) // 1000,
        },
        "sessions": {
            visit.user_id: {
                "joins": [_step(meeting, visit, moment, "join") for moment in visit.joins],
                "lefts": [_step(meeting, visit, moment, "left") for moment in leaves(visit)] if tells_leaves else [],
            }
            for visit in visits
        },
    }


def _step(meeting: Meeting, visit: Visit, moment: int, name: str) -> dict[str, Any]:
    return {
        "timestamp": _iso(meeting, moment),
        "userid": visit.user_id,
        "ext_userid": visit.external_id,
        "event": name,
        "remove": False,
    }


def _poll(meeting: Meeting, number: int) -> dict[str, Any]:
    poll = meeting.polls[number]
    external = {visit.user_id: visit.external_id for visit in meeting.visits.values()}
    return {
        "id": poll_id(meeting, poll),
        "type": "CUSTOM",
        "question": poll.question,
        "published": not poll.is_open,
        "options": list(poll.answers),
        "start": _iso(meeting, poll.started_at),
        "votes": {external[user_id]: poll.answers[answer] for user_id, answer in poll.votes.items()},
    }


def _iso(meeting: Meeting, moment: int) -> str:
    shown = datetime.fromtimestamp(meeting.clock(moment) / 1000, UTC)
    return shown.isoformat(timespec="milliseconds")
