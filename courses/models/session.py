from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider, User
from accounts.queries import provider_ids
from accounts.roles import Permission
from courses import room_options
from courses.models.choice_list import ChoiceListField
from courses.models.run import Run
from privacy.public_ids import PublicIdField

LONGEST = timedelta(hours=12)  # a longer one is a slip of the keyboard


def default_percent() -> int:
    """Return the share of a session that one must be there, unless the plan says otherwise."""
    return int(settings.SESSION_MIN_PERCENT)


def default_staff_minutes() -> int:
    """Return how many minutes before the start a session opens for those who teach."""
    return int(settings.SESSION_OPENS_FOR_STAFF_MINUTES)


def default_learner_minutes() -> int:
    """Return how many minutes before the start a session opens for learners."""
    return int(settings.SESSION_OPENS_FOR_LEARNERS_MINUTES)


class Weekday(models.TextChoices):
    """The days of a weekly pattern, in the words of RFC 5545."""

    MONDAY = "MO", _("Montag")
    TUESDAY = "TU", _("Dienstag")
    WEDNESDAY = "WE", _("Mittwoch")
    THURSDAY = "TH", _("Donnerstag")
    FRIDAY = "FR", _("Freitag")
    SATURDAY = "SA", _("Samstag")
    SUNDAY = "SU", _("Sonntag")


class SessionSeries(models.Model):
    """
    How a series of sessions was planned: weekdays, wall time in Berlin, an end, and days that were left out.

    The sessions themselves are rows of their own; each may later move without the others.
    """

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="session_series")
    weekdays = ChoiceListField(_("Wochentage"), choices=Weekday)
    begins = models.TimeField(_("von"))  # wall time: 19:00 stays 19:00 when the clocks change
    ends = models.TimeField(_("bis"))
    from_on = models.DateField(_("ab"))
    until_on = models.DateField(_("bis einschließlich"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("Anzahl"), null=True, blank=True)
    exceptions = models.JSONField(default=list, blank=True)  # days left out, as ISO dates
    planned_at = models.DateTimeField()

    class DataCard:
        purpose = "Keeps how a series of sessions was meant, so that the rest of it can be changed together."
        personal: dict[str, str] = {}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Terminserie")
        verbose_name_plural = _("Terminserien")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="series_ends_after_begin"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=False, count__isnull=True) | Q(until_on__isnull=True, count__gte=1),
                name="series_ends_by_day_or_by_count",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="series_until_after_from"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RunSessionQuerySet(models.QuerySet["RunSession"]):
    def visible_to(self, user: User | AnonymousUser) -> RunSessionQuerySet:
        """Return the sessions of providers where the person plans runs: the door of the back office."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(run__course__provider__in=provider_ids(user, Permission.PLAN_RUNS))

    def standing(self) -> RunSessionQuerySet:
        """Return those that take place: neither they nor their run were called off or put away."""
        return self.filter(
            state=RunSession.State.PLANNED, run__cancelled_at__isnull=True, run__archived_at__isnull=True
        )

    def taught_by(self, user: User) -> RunSessionQuerySet:
        """Return the sessions this person teaches."""
        return self.filter(session_trainers__user=user)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> RunSessionQuerySet:
        """Return those that share at least a moment with this time; one that begins when another ends does not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class RunSession(models.Model):
    """
    A dated session (Termin) of a run: when, where, with whom, and what counts as attended.

    The engine of live sessions knows it by `context_key` alone. `sequence` counts the changes that a calendar must
    know (RFC 5545), `version` every change, so that two people cannot overwrite each other unseen.
    """

    class Mode(models.TextChoices):
        ONLINE = "online", _("online")
        ON_SITE = "on_site", _("vor Ort")
        HYBRID = "hybrid", _("online und vor Ort")

    class RecordingPolicy(models.TextChoices):
        NEVER = "never", _("nein")
        ALLOWED = "allowed", _("ja, wenn die Dozent*in sie im Raum startet")
        AUTO = "auto", _("ja, von Anfang an")

    class State(models.TextChoices):
        PLANNED = "planned", _("geplant")
        CANCELLED = "cancelled", _("abgesagt")

    public_id = PublicIdField()
    context_key = models.UUIDField(unique=True, editable=False, default=uuid.uuid4)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="sessions", verbose_name=_("Durchgang"))
    series = models.ForeignKey(SessionSeries, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions")
    # The place in the curriculum that is taught, as in (run, item id); never a run unit, which exists only later.
    item_id = models.UUIDField(_("Einheit"), null=True, blank=True)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    title_translations = models.JSONField(default=dict, blank=True)  # language code -> title
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    mode = models.CharField(_("Form"), max_length=10, choices=Mode, default=Mode.ONLINE)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    trainers: models.ManyToManyField[User, SessionTrainer] = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="SessionTrainer", related_name="+", verbose_name=_("Dozent*innen")
    )
    # Attended is who fulfils all that is set here (ADR 0007).
    min_percent = models.PositiveSmallIntegerField(
        _("Anwesend mindestens (Prozent)"),
        null=True,
        blank=True,
        default=default_percent,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    min_minutes = models.PositiveSmallIntegerField(
        _("Anwesend mindestens (Minuten)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    opens_for_staff_minutes = models.PositiveSmallIntegerField(
        _("Offen für Dozent*innen (Minuten vorher)"), default=default_staff_minutes
    )
    opens_for_learners_minutes = models.PositiveSmallIntegerField(
        _("Offen für Lernende (Minuten vorher)"), default=default_learner_minutes
    )
    capacity = models.PositiveSmallIntegerField(
        _("Plätze"), null=True, blank=True, validators=[MinValueValidator(1)]
    )  # None: everybody of the run
    # Otherwise the room is there only once somebody who teaches has opened it.
    opens_without_staff = models.BooleanField(
        _("Lernende dürfen den Raum öffnen"),
        default=False,
        help_text=_("Dann beginnt der Termin auch, wenn noch keine Dozent*in da ist."),
    )
    recording_policy = models.CharField(
        _("Aufzeichnung"), max_length=10, choices=RecordingPolicy, default=RecordingPolicy.NEVER
    )
    # An item of the run that makes up for this session; offered to those who were not there.
    catch_up_item_id = models.UUIDField(_("Zum Nachholen"), null=True, blank=True)
    # What differs from courses.room_options.RoomOptions; whatever else stands here counts for nothing.
    room_options = models.JSONField(default=dict, blank=True, validators=[room_options.validate])
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.TextField(_("Grund der Absage"), blank=True)
    # From then on presence is final: it is counted from the planned start to this end (ADR 0007).
    confirmed_ends_at = models.DateTimeField(_("Ende, wie bestätigt"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("bestätigt"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="sessions_confirmed"
    )
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    objects = RunSessionQuerySet.as_manager()

    class DataCard:
        purpose = "Says when and where a run meets, and what counts as attended."
        personal = {"confirmed_by": "who confirmed the list of those who were there"}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["run", "starts_at"], name="sessions_of_a_run"),
            models.Index(fields=["starts_at", "ends_at"], name="sessions_by_time"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends_at__lte=F("starts_at") + LONGEST), name="session_lasts_12_hours_at_most"
            ),
            models.CheckConstraint(
                condition=Q(state="planned", cancelled_at__isnull=True, cancel_reason="")
                | (Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="session_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None, confirmed_ends_at=None)
                | Q(
                    confirmed_at__isnull=False,
                    confirmed_by__isnull=False,
                    confirmed_ends_at__isnull=False,
                    state="planned",
                ),
                name="session_is_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_ends_at=None)
                | Q(confirmed_ends_at__gt=F("starts_at"), confirmed_ends_at__lte=F("starts_at") + LONGEST),
                name="session_is_confirmed_with_an_end_after_its_start",
            ),
            models.UniqueConstraint(
                fields=["run", "catch_up_item_id"],
                condition=Q(catch_up_item_id__isnull=False),
                name="one_session_per_item_that_makes_up_for_it",
            ),
            models.CheckConstraint(condition=Q(mode="online") | ~Q(place=""), name="session_on_site_has_place"),
            models.CheckConstraint(
                condition=~Q(mode="on_site") | Q(recording_policy="never"), name="session_on_site_is_not_recorded"
            ),
            models.CheckConstraint(
                condition=Q(min_percent__isnull=False) | Q(min_minutes__isnull=False),
                name="session_has_attendance_rule",
            ),
            models.CheckConstraint(
                condition=Q(min_percent__isnull=True) | Q(min_percent__gte=1, min_percent__lte=100),
                name="session_percent_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(min_minutes__isnull=True) | Q(min_minutes__gte=1), name="session_minutes_are_some"
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gte=1), name="session_has_room_for_somebody"
            ),
            models.CheckConstraint(
                condition=Q(opens_for_staff_minutes__gte=F("opens_for_learners_minutes")),
                name="session_opens_for_staff_first",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def provider(self) -> Provider:
        """Whose session it is."""
        return self.run.course.provider

    @property
    def takes_guests(self) -> bool:
        """Whether people without an account may be invited (run and course loaded): to online seminars only."""
        return self.run.course.offer_kind == "online_seminar" and self.mode != self.Mode.ON_SITE

    @property
    def minutes(self) -> int:
        """Planned length in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def teaching_units(self) -> Decimal:
        """Planned length in teaching units of 45 minutes."""
        return Decimal(self.minutes) / settings.TEACHING_UNIT_MINUTES

    @property
    def is_cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def may_be_recorded(self) -> bool:
        """Whether whoever comes in must have been asked before."""
        return self.recording_policy != self.RecordingPolicy.NEVER

    @property
    def opens_for_learners_at(self) -> datetime:
        """From when on learners may come in."""
        return self.starts_at - timedelta(minutes=self.opens_for_learners_minutes)

    @property
    def opens_for_staff_at(self) -> datetime:
        """From when on those who teach may come in."""
        return self.starts_at - timedelta(minutes=self.opens_for_staff_minutes)

    @property
    def calendar_uid(self) -> str:
        """What calendars call it, for ever. Derived, so that no file tells the key under which engines know it."""
        return str(uuid.uuid5(self.context_key, "calendar"))

    def title_in(self, language: str) -> str:
        """Return the title in this language, else the original; empty when it has none of its own."""
        return str(self.title_translations.get(language) or self.title)

    def is_over(self, at: datetime) -> bool:
        """Return whether its planned end has passed, or somebody has confirmed that it is over."""
        return self.ends_at <= at or self.is_confirmed

    @property
    def is_confirmed(self) -> bool:
        """Whether the list of those who were there is final."""
        return self.confirmed_at is not None

    @property
    def is_in_a_room(self) -> bool:
        """Whether people can be there in person."""
        return self.mode != self.Mode.ONLINE


class SessionTrainer(models.Model):
    """Somebody who teaches a session."""

    session = models.ForeignKey(RunSession, on_delete=models.CASCADE, related_name="session_trainers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sessions_taught")

    class DataCard:
        purpose = "Names who teaches a session."
        personal = {"user": "who teaches, and when"}
        retention = "with the run"
        provider = "session__run__course__provider"

    class Meta:
        verbose_name = _("Dozent*in eines Termins")
        verbose_name_plural = _("Dozent*innen eines Termins")
        constraints = [models.UniqueConstraint(fields=["session", "user"], name="trainer_once_per_session")]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.user_id}"
