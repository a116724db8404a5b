# messages: back office

import secrets
import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from live_sessions.models.server import Server
from privacy.public_ids import PublicIdField


class MeetingState(models.TextChoices):
    CREATING = "creating", _("wird geöffnet")
    OPEN = "open", _("läuft")
    ENDED = "ended", _("beendet")
    DETACHED = "detached", _("Server nicht erreichbar, Sitzung anderswo fortgesetzt")


class MeetingEnd(models.TextChoices):
    """How we know that a meeting is over."""

    PERSON = "person", _("von einer Person beendet")
    SERVER = "server", _("vom Server gemeldet")
    GONE = "gone", _("auf dem Server nicht mehr zu finden")
    RESTART = "restart", _("der Server hat neu begonnen")
    MOVED = "moved", _("auf einem anderen Server fortgesetzt")


LIVE = (MeetingState.CREATING, MeetingState.OPEN)


def new_nonce() -> str:
    """Return what makes the callback addresses of a meeting impossible to guess: 128 random bits."""
    return secrets.token_hex(16)


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def live(self) -> "MeetingQuerySet":
        """Return the meetings somebody may be in."""
        return self.filter(state__in=LIVE)


class Meeting(models.Model):
    """One opening of a room on one server; a room opened again is another meeting, with another id there."""

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="meetings")
    context_key = models.UUIDField(db_index=True)  # what it belongs to; only the floor above knows
    server = models.ForeignKey(Server, on_delete=models.PROTECT, related_name="meetings")
    meeting_id = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)  # BigBlueButton's meetingID
    internal_id = models.CharField(max_length=100, blank=True)  # what the server calls it
    create_time = models.BigIntegerField(null=True, blank=True)  # by the server's clock, as it came; sent on joining
    clock_offset_seconds = models.IntegerField(default=0)  # the server's clock minus ours when it was created
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.CREATING)
    requested_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)  # last poll that listed it
    missed_polls = models.PositiveSmallIntegerField(default=0)  # polls in a row that did not list it
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=10, choices=MeetingEnd, blank=True)
    is_end_exact = models.BooleanField(default=False)  # the server said when; else as polls or we saw it
    final_at = models.DateTimeField(null=True, blank=True)  # nothing more is expected; what comes late still counts
    has_recording_marks = models.BooleanField(null=True, blank=True)  # null: nobody told; then perhaps
    nonce = models.CharField(max_length=32, editable=False, default=new_nonce)  # part of its callback addresses

    objects = MeetingQuerySet.as_manager()

    class DataCard:
        purpose = "Says where a session runs and ran, so that people come together and their presence is found again."
        personal: dict[str, str] = {}
        retention = "stays with the session it belongs to; holds nobody's data"
        provider = "provider"

    class Meta:
        verbose_name = _("Raum")
        verbose_name_plural = _("Räume")
        constraints = [
            models.UniqueConstraint(
                fields=["context_key"], condition=Q(state__in=LIVE), name="one_live_meeting_per_context"
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.ENDED, ended_at__isnull=False) & ~Q(ended_by="")
                | ~Q(state=MeetingState.ENDED) & Q(ended_at=None, ended_by=""),
                name="meeting_has_end_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(state=MeetingState.CREATING) | Q(state=MeetingState.ENDED) | Q(create_time__isnull=False),
                name="open_meeting_knows_its_create_time",
            ),
        ]
        indexes = [models.Index(fields=["server", "state"], name="meetings_of_a_server")]

    def __str__(self) -> str:
        return str(self.meeting_id)


class Breakout(models.Model):
    """A breakout room of a meeting, which the server made and names by ids of its own."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="breakouts")
    breakout_id = models.CharField(max_length=100)  # its meetingID
    internal_id = models.CharField(max_length=100, blank=True)

    class DataCard:
        purpose = "Finds the session of a breakout room, from which messages come without a word about it."
        personal: dict[str, str] = {}
        retention = "with the raw intervals, 365 days after the meeting"
        provider = "meeting__provider"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "breakout_id"], name="one_breakout_per_id")]
        indexes = [models.Index(fields=["breakout_id"], name="breakouts_by_id")]

    def __str__(self) -> str:
        return self.breakout_id
