from live_sessions.models.attendance import AttendanceInterval, Participant, external_id_for
from live_sessions.models.callback import (
    IDLE,
    CallbackKind,
    CallbackOutcome,
    CallbackReceipt,
    Engagement,
    UnplacedEvent,
    UnplacedReport,
)
from live_sessions.models.consent import ConsentText, Decision, Pseudonym, RecordingConsent, Scope
from live_sessions.models.guest import GuestInvite
from live_sessions.models.meeting import LIVE, Breakout, Meeting, MeetingEnd, MeetingState
from live_sessions.models.pool import Reach, ServerPool
from live_sessions.models.recording import (
    GOING,
    PLAYABLE,
    Attention,
    DeletionReason,
    Recording,
    RecordingFormat,
    RecordingState,
    RecordingWatch,
)
from live_sessions.models.server import Health, Server, Signature

__all__ = [
    "GOING",
    "IDLE",
    "LIVE",
    "PLAYABLE",
    "AttendanceInterval",
    "Attention",
    "Breakout",
    "CallbackKind",
    "CallbackOutcome",
    "CallbackReceipt",
    "ConsentText",
    "Decision",
    "DeletionReason",
    "Engagement",
    "GuestInvite",
    "Health",
    "Meeting",
    "MeetingEnd",
    "MeetingState",
    "Participant",
    "Pseudonym",
    "Reach",
    "Recording",
    "RecordingConsent",
    "RecordingFormat",
    "RecordingState",
    "RecordingWatch",
    "Scope",
    "Server",
    "ServerPool",
    "Signature",
    "UnplacedEvent",
    "UnplacedReport",
    "external_id_for",
]
