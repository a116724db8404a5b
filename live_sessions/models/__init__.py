from live_sessions.models.attendance import AttendanceInterval, Participant
from live_sessions.models.meeting import LIVE, Meeting, MeetingEnd, MeetingState
from live_sessions.models.pool import Reach, ServerPool
from live_sessions.models.server import Health, Server, Signature

__all__ = [
    "LIVE",
    "AttendanceInterval",
    "Health",
    "Meeting",
    "MeetingEnd",
    "MeetingState",
    "Participant",
    "Reach",
    "Server",
    "ServerPool",
    "Signature",
]
