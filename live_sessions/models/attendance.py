# messages: back office

from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from live_sessions.models.guest import GuestInvite
from live_sessions.models.meeting import Meeting
from live_sessions.presence import Source
from privacy.public_ids import ALPHABET, new_public_id

PREFIX = "u-"  # makes it a text in every answer: bare numbers come back as numbers


def new_external_id() -> str:
    """Return an id for a person in one session: nothing on the server connects two of them."""
    return f"{PREFIX}{new_public_id()}"


def external_id_for(context_key: UUID, user_public_id: str) -> str:
    """
    Return what a server is to call this person in this context, known before they come.

    The key of the context is random and never leaves the house, so that nobody outside connects two of these ids.
    """
    number = uuid5(context_key, user_public_id).int
    return PREFIX + "".join(ALPHABET[number >> shift & 31] for shift in range(0, 60, 5))


class Participant(models.Model):
    """A person in the room of one context: what the server calls them."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="participants")
    context_key = models.UUIDField()
    # Exactly one of the two: guests are counted by their invitation, and never among members.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    guest = models.OneToOneField(
        GuestInvite, null=True, blank=True, on_delete=models.PROTECT, related_name="participant"
    )
    external_id = models.CharField(max_length=20, unique=True, editable=False, default=new_external_id)
    first_let_in_at = models.DateTimeField()

    class DataCard:
        purpose = "Finds out whose presence the server tells, without telling the server who that is elsewhere."
        personal = {
            "user": "who was let into the room",
            "guest": "which guest was",
            "first_let_in_at": "when for the first time",
        }
        retention = "with the raw intervals, 365 days after the meeting"
        provider = "provider"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["context_key", "user"], name="one_participant_per_person_and_context"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, guest=None) | Q(user=None, guest__isnull=False),
                name="participant_is_a_person_or_a_guest",
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class SourceChoices(models.TextChoices):
    """The values of `presence.Source`, for rows."""

    POLL = Source.POLL.value, _("Abfrage jede Minute")
    WEBHOOK = Source.WEBHOOK.value, _("Meldung des Servers")
    ANALYTICS = Source.ANALYTICS.value, _("Auswertung nach dem Ende")
    MANUAL = Source.MANUAL.value, _("von Hand")


class AttendanceInterval(models.Model):
    """One stay of somebody in a meeting or one of its breakout rooms, by our clock, as one source tells it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="intervals")
    breakout_id = models.CharField(max_length=100, blank=True)  # the breakout room's meetingID; empty: the main room
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.PROTECT, related_name="intervals"
    )  # null: somebody the server names and we do not know; never guessed, staff decides
    external_id = models.CharField(max_length=100)  # as the server told it
    source = models.CharField(max_length=10, choices=SourceChoices)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)  # null: nobody told (yet)

    class DataCard:
        purpose = (
            "Proves presence, from which the hours of a learner are counted again whenever something arrives late."
        )
        personal = {
            "participant": "who was there",
            "external_id": "what the server calls them",
            "joined_at": "since when",
            "left_at": "until when",
        }
        retention = "365 days after the meeting"
        provider = "meeting__provider"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "breakout_id", "source", "external_id", "joined_at"], name="one_stay_is_told_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")), name="a_stay_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(source=Source.POLL.value) | Q(left_at__isnull=False), name="a_poll_knows_until_when"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "source", "left_at"], name="stays_of_a_meeting")]

    def __str__(self) -> str:
        return f"{self.external_id} {self.joined_at:%H:%M:%S}"
