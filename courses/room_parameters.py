"""What a room is made with: the same for everybody who asks for it, since whoever comes first makes it for all."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from courses.models import RunSession
from courses.recording_parameters import recording_parameters
from courses.room_options import RoomOptions
from live_sessions.bbb.client import Value

STAFF_SEATS = 10  # the server counts everybody; who teaches takes no learner's place


def parameters_for(session: RunSession) -> dict[str, Value]:
    """
    Return the parameters of BigBlueButton's `create` for this session; nothing in them is about a person.

    Events are kept so that the server can tell afterwards who was there, recorded or not (BigBlueButton deletes them
    at once otherwise).
    """
    with override(settings.LANGUAGE_CODE):
        back = settings.SITE_ORIGIN + reverse("lms:session", args=[session.public_id])
    parameters: dict[str, Value] = {
        **RoomOptions.read(session.room_options).parameters(),
        "meetingKeepEvents": True,
        "logoutURL": back,
        **recording_parameters(session),
    }
    if session.capacity is not None:
        parameters["maxParticipants"] = session.capacity + STAFF_SEATS
    return parameters


def room_name(session: RunSession) -> str:
    """Return what stands above the room, in the source language: its own title, or the course's."""
    return session.title or session.run.course.title
