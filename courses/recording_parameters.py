"""What a room must be told about recording when it is made."""

from __future__ import annotations

from courses.models import RunSession
from live_sessions.bbb.client import Value


def recording_parameters(session: RunSession) -> dict[str, Value]:
    """
    Return the parameters of BigBlueButton's `create` that follow from the session's recording policy.

    `record` alone only arms the room; a room that is armed but neither starts by itself nor may be started would
    never give a recording. Breakout rooms are never recorded: those in them could not see that they are.
    """
    policy = RunSession.RecordingPolicy
    may_record = session.may_be_recorded
    return {
        "record": may_record,
        "autoStartRecording": session.recording_policy == policy.AUTO,
        "allowStartStopRecording": may_record,
        "notifyRecordingIsOn": may_record,
        "breakoutRoomsRecord": False,
    }
