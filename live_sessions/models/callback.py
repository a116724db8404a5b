# messages: back office

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from live_sessions.models.attendance import Participant
from live_sessions.models.meeting import Meeting
from live_sessions.models.server import Server


class CallbackKind(models.TextChoices):
    END = "end", _("Ende der Sitzung")
    RECORDING = "recording", _("Aufzeichnung bereit")
    ANALYTICS = "analytics", _("Auswertung nach dem Ende")
    EVENT = "event", _("Ereignis in der Sitzung")


class CallbackOutcome(models.TextChoices):
    """What became of a message of a server."""

    WAITING = "waiting", _("wird bearbeitet")
    TAKEN = "taken", _("übernommen")
    REVIEW = "review", _("weicht von der ersten Meldung ab, nicht übernommen")
    DISMISSED = "dismissed", _("von Menschen verworfen")


IDLE = (CallbackOutcome.REVIEW, CallbackOutcome.DISMISSED)  # kept, and counting for nothing


class CallbackReceipt(models.Model):
    """What a server told about a meeting of ours, once, however often it came."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=10, choices=CallbackKind)
    dedupe_key = models.CharField(max_length=200, unique=True)
    body_sha256 = models.CharField(max_length=64)  # of the bytes as they came
    room_id = models.CharField(max_length=100, blank=True)  # the breakout room's meetingID; empty: the main room
    told = models.JSONField(default=dict)  # what is needed of it, in our own words; no names, addresses, passwords
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=CallbackOutcome, default=CallbackOutcome.WAITING)

    class DataCard:
        purpose = "Makes sure that a message counts once, and that presence can be counted again from what was told."
        personal = {"told": "when somebody came and went, by the names the server has for them"}
        retention = "365 days after the meeting"
        provider = "meeting__provider"

    class Meta:
        verbose_name = _("Meldung eines Konferenzservers")
        verbose_name_plural = _("Meldungen der Konferenzserver")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=CallbackOutcome.TAKEN, taken_at__isnull=False)
                | ~Q(outcome=CallbackOutcome.TAKEN) & Q(taken_at=None),
                name="receipt_is_taken_at_some_time",
            ),
            models.UniqueConstraint(
                fields=["meeting", "room_id"],
                condition=Q(kind=CallbackKind.ANALYTICS) & ~Q(outcome__in=IDLE),
                name="one_analytics_body_counts",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "kind"], name="receipts_of_a_meeting")]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at:%Y-%m-%d %H:%M:%S}"


class UnplacedEvent(models.Model):
    """
    Somebody came or went in a room that nobody has told us of yet; applied as soon as it turns out to be one of ours.

    Messages of a breakout room may come before the one that says whose it is.
    """

    server = models.ForeignKey(Server, on_delete=models.CASCADE, related_name="unplaced_events")
    digest = models.CharField(max_length=64)  # of the event as it came
    room_id = models.CharField(max_length=100, blank=True)  # its meetingID, where the server named it
    internal_id = models.CharField(max_length=100, blank=True)
    told = models.JSONField()  # as in a receipt: no names, addresses, passwords
    received_at = models.DateTimeField()

    class DataCard:
        purpose = "Keeps presence in breakout rooms whole, in whatever order a server tells of it."
        personal = {"told": "when somebody came or went, by the name the server has for them"}
        retention = "an hour at most, or until the room is known"
        platform = "Of a server; whose room it is, is what nobody knows yet."

    class Meta:
        constraints = [models.UniqueConstraint(fields=["server", "digest"], name="one_unplaced_event_per_telling")]
        indexes = [
            models.Index(fields=["server", "room_id"], name="unplaced_by_room"),
            models.Index(fields=["server", "internal_id"], name="unplaced_by_internal_id"),
        ]

    def __str__(self) -> str:
        return self.digest


class UnplacedReport(models.Model):
    """
    Analytics of a room that nobody has told us of yet; they count as soon as it turns out to be one of the meeting's.

    They came signed and to the address of this meeting, as those of its breakout rooms do, and perhaps before the
    message that says whose room it is.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="unplaced_reports")
    room_id = models.CharField(max_length=100)  # its meetingID
    internal_id = models.CharField(max_length=100, blank=True)
    body_sha256 = models.CharField(max_length=64)  # of the bytes as they came
    told = models.JSONField()  # as in a receipt: no names, addresses, votes
    received_at = models.DateTimeField()

    class DataCard:
        purpose = "Keeps presence in breakout rooms whole, in whatever order a server tells of it."
        personal = {"told": "when people came and went and how they took part, by the names the server has for them"}
        retention = "48 hours at most, or until the room is known"
        provider = "meeting__provider"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "body_sha256"], name="one_unplaced_report_per_body")]

    def __str__(self) -> str:
        return self.body_sha256


class Engagement(models.Model):
    """What somebody did in a meeting, as the server's analytics count it. For the trainer's eyes only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="engagements")
    room_id = models.CharField(max_length=100, blank=True)  # as of the receipt
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="engagements"
    )
    external_id = models.CharField(max_length=100)  # as the server told it
    talk_seconds = models.PositiveIntegerField(default=0)
    talk_count = models.PositiveIntegerField(default=0)
    message_count = models.PositiveIntegerField(default=0)
    hand_count = models.PositiveIntegerField(default=0)
    emoji_count = models.PositiveIntegerField(default=0)
    vote_count = models.PositiveIntegerField(default=0)

    class DataCard:
        purpose = (
            "Shows the trainer who took part and who may need help; never decides hours or attendance, and is never "
            "exported to employers, funders or anybody else but the person."
        )
        personal = {
            "participant": "who it was",
            "external_id": "what the server calls them",
            "talk_seconds": "how long they spoke",
            "talk_count": "how often they spoke",
            "message_count": "how much they wrote",
            "hand_count": "how often they raised a hand",
            "emoji_count": "how often they reacted",
            "vote_count": "in how many polls they voted; never how",
        }
        retention = "365 days after the meeting"
        provider = "meeting__provider"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "room_id", "external_id"], name="one_engagement_per_person_and_room"
            )
        ]

    def __str__(self) -> str:
        return self.external_id
