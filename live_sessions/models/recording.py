# messages: back office

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider, User
from accounts.queries import provider_ids
from accounts.roles import Permission
from live_sessions.models.meeting import Meeting
from privacy.public_ids import PublicIdField


class RecordingState(models.TextChoices):
    PROCESSING = "processing", _("wird aufbereitet")
    READY = "ready", _("noch nicht freigegeben")
    RELEASED = "released", _("freigegeben")
    HIDDEN = "hidden", _("verborgen")
    DELETING = "deleting", _("wird gelöscht")
    DELETED = "deleted", _("gelöscht")


GOING = (RecordingState.DELETING, RecordingState.DELETED)  # nobody brings these back
PLAYABLE = (RecordingState.READY, RecordingState.RELEASED, RecordingState.HIDDEN)


class Attention(models.TextChoices):
    """Why people must decide what becomes of a recording."""

    WITHDRAWN = "withdrawn", _("Jemand hat die Einwilligung zurückgezogen")
    ERASED = "erased", _("Jemand aus dieser Sitzung hat das Konto löschen lassen")


class DeletionReason(models.TextChoices):
    PERSON = "person", _("von Hand")
    EXPIRED = "expired", _("Frist abgelaufen")
    CALLED_OFF = "called_off", _("Termin oder Durchgang abgesagt")
    ARCHIVED = "archived", _("Durchgang abgelegt")
    GONE = "gone", _("auf dem Server nicht mehr zu finden")


class RecordingQuerySet(models.QuerySet["Recording"]):
    def visible_to(self, user: User | AnonymousUser) -> RecordingQuerySet:
        """Return the recordings of providers where the person plans runs: the door of the back office."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(provider__in=provider_ids(user, Permission.PLAN_RUNS))

    def standing(self) -> RecordingQuerySet:
        """Return those that nobody has wanted deleted."""
        return self.exclude(state__in=GOING)


class Recording(models.Model):
    """
    A recording of a meeting on its server. The server has the pictures; here is what we decided about them.

    Where it plays is asked when somebody may see it, and never kept: the address would open it for anybody.
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="recordings")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="recordings")
    record_id = models.CharField(max_length=100, unique=True)  # the server's name for it
    state = models.CharField(max_length=10, choices=RecordingState, default=RecordingState.PROCESSING)
    started_at = models.DateTimeField(null=True, blank=True)  # by the server's clock
    ended_at = models.DateTimeField(null=True, blank=True)
    captions = models.JSONField(default=list, blank=True)  # [{"language": "de", "label": "Deutsch"}]
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # last time the server listed it
    released_at = models.DateTimeField(null=True, blank=True)
    attention = models.CharField(max_length=10, choices=Attention, blank=True)
    attention_at = models.DateTimeField(null=True, blank=True)
    deletion_reason = models.CharField(max_length=10, choices=DeletionReason, blank=True)
    deletion_wanted_at = models.DateTimeField(null=True, blank=True)
    deletion_error = models.CharField(max_length=60, blank=True)  # message key of the last try
    deleted_at = models.DateTimeField(null=True, blank=True)  # the server was asked again and has it no more

    objects = RecordingQuerySet.as_manager()

    class DataCard:
        purpose = "Shows a run what was recorded once it is released, and proves that it was deleted in time."
        personal: dict[str, str] = {}
        retention = (
            "the recording: 28 days after the run ends, or sooner where the provider says so; this row stays without "
            "formats and captions as the proof of it"
        )
        provider = "provider"

    class Meta:
        verbose_name = _("Aufzeichnung")
        verbose_name_plural = _("Aufzeichnungen")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=GOING, deletion_wanted_at__isnull=False) & ~Q(deletion_reason="")
                | ~Q(state__in=GOING) & Q(deletion_wanted_at=None, deletion_reason="", deletion_error=""),
                name="recording_goes_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=RecordingState.DELETED, deleted_at__isnull=False)
                | ~Q(state=RecordingState.DELETED) & Q(deleted_at=None),
                name="recording_has_day_when_deleted",
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordingState.RELEASED) | Q(released_at__isnull=False, attention=""),
                name="released_recording_wants_no_decision",
            ),
            models.CheckConstraint(
                condition=Q(attention="", attention_at=None) | ~Q(attention="") & Q(attention_at__isnull=False),
                name="recording_asks_since_when",
            ),
        ]
        indexes = [models.Index(fields=["provider", "state"], name="recordings_of_a_provider")]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_going(self) -> bool:
        return self.state in GOING


class RecordingFormat(models.Model):
    """One way to play a recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="formats")
    kind = models.CharField(max_length=40)  # "presentation", "video", "podcast" … as the server calls it
    minutes = models.PositiveIntegerField(null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)

    class DataCard:
        purpose = "Says how a recording can be played, how long it is and how much data it costs."
        personal: dict[str, str] = {}
        retention = "with the recording"
        provider = "recording__provider"

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recording", "kind"], name="one_format_of_a_kind")]

    def __str__(self) -> str:
        return self.kind


class RecordingWatch(models.Model):
    """What we still expect of a meeting that could be recorded; a recording may come hours later, or never."""

    class State(models.TextChoices):
        RUNNING = "running", _("die Sitzung läuft noch")
        WAITING = "waiting", _("wir fragen den Server danach")
        FOUND = "found", _("gefunden")
        NOTHING = "nothing", _("nichts wurde aufgezeichnet")
        MISSING = "missing", _("nie angekommen")

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="recording_watch")
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()
    is_seen = models.BooleanField(default=False)  # somebody has read that nothing came
    # Somebody withdrew, or was erased, before the server told of anything: what comes is hidden from the beginning.
    attention = models.CharField(max_length=10, choices=Attention, blank=True, default="", db_default="")
    attention_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Looks for recordings until they are there, and tells when one never comes."
        personal: dict[str, str] = {}
        retention = "stays with the meeting; holds nobody's data"
        provider = "meeting__provider"

    class Meta:
        indexes = [models.Index(fields=["state"], name="recordings_expected")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attention="", attention_at=None) | ~Q(attention="") & Q(attention_at__isnull=False),
                name="expected_recording_asks_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.state}"
