from __future__ import annotations

from datetime import date, datetime
from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Employer, Provider
from courses.models import Run
from diversity_training import booking
from diversity_training.models.offer import TrainingOffer
from diversity_training.models.team import Department
from privacy.public_ids import PublicIdField


class TrainingRequest(models.Model):
    """An employer's training, from the request to the last meeting: a booking. Its states are those of booking.py."""

    State = booking.State

    class Format(models.TextChoices):
        ONLINE = "online", _("online")
        BLENDED = "blended", _("online und vor Ort")
        IN_HOUSE = "in_house", _("bei uns im Haus")
        OPEN = "open", _("noch offen")

    class WorksCouncil(models.TextChoices):
        INVOLVED = "involved", _("ja, einbezogen")
        PLANNED = "planned", _("noch nicht, aber geplant")
        NO = "no", _("nein")
        NONE = "none", _("gibt es bei uns nicht")

    class Wants(models.TextChoices):
        TRAINING = "training", _("Training")
        ADVICE = "advice", _("Beratung für Betriebe")

    class Talk(models.TextChoices):
        PHONE = "phone", _("am Telefon")
        VIDEO = "video", _("per Video")
        ON_SITE = "on_site", _("bei uns im Haus")
        EMAIL = "email", _("schriftlich per E-Mail")

    class Occasion(models.TextChoices):
        NEW_COLLEAGUES = "new_colleagues", _("neue internationale Beschäftigte")
        CONFLICT = "conflict", _("Konflikte im Team")
        EQUAL_TREATMENT = "equal_treatment", _("Schulung nach § 12 AGG")
        MISSION = "mission", _("Leitbild und Strategie")
        OTHER = "other", _("etwas anderes")

    class TargetGroup(models.TextChoices):
        MANAGERS = "managers", _("Führungskräfte")
        HR = "hr", _("Personalabteilung")
        TEAM = "team", _("Teams")
        TRAINEES = "trainees", _("Auszubildende")
        ADMINISTRATION = "administration", _("Verwaltung")

    public_id = PublicIdField()
    form_key = models.UUIDField(default=uuid4, unique=True, editable=False)  # a form sent twice is one request
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="training_requests")
    offer = models.ForeignKey(TrainingOffer, null=True, on_delete=models.SET_NULL, related_name="requests")
    wants = models.CharField(_("Anliegen"), max_length=10, choices=Wants, default=Wants.TRAINING)
    course_title = models.CharField(_("Training"), max_length=200)  # as it was called when somebody asked for it
    organisation = models.CharField(_("Organisation"), max_length=200)
    is_public = models.BooleanField(_("öffentliche Einrichtung"), default=False)
    size_class = models.CharField(_("Größe"), max_length=10, choices=Employer.SizeClass, blank=True)
    sector = models.CharField(_("Branche"), max_length=120, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    contact_name = models.CharField(_("Ansprechperson"), max_length=200)
    contact_email = models.EmailField(_("E-Mail"))
    contact_phone = models.CharField(_("Telefon"), max_length=60, blank=True)
    talk = models.CharField(_("Gespräch"), max_length=10, choices=Talk, blank=True)  # how they like to be advised
    people_count: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        _("Wie viele Personen?"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(2000)],
    )
    target_groups = models.JSONField(_("Für wen?"), default=list, blank=True)  # keys of TargetGroup
    format = models.CharField(_("Form"), max_length=20, choices=Format, default=Format.OPEN)
    occasion = models.CharField(_("Anlass"), max_length=20, choices=Occasion, blank=True)
    period = models.CharField(_("Wann?"), max_length=200, blank=True)
    needs = models.TextField(_("Barrierefreiheit und Sprachen"), blank=True, max_length=2000)
    works_council = models.CharField(_("Betriebs- oder Personalrat"), max_length=10, choices=WorksCouncil, blank=True)
    message = models.TextField(_("Was möchten Sie erreichen?"), blank=True, max_length=4000)
    language = models.CharField(max_length=10)  # in which to write back
    state = models.CharField(_("Stand"), max_length=20, choices=booking.State, default=booking.State.REQUESTED)
    state_since = models.DateTimeField(_("Stand seit"))
    resumes_to = models.CharField(max_length=20, blank=True)  # where a postponed booking goes on
    reason = models.TextField(_("Grund"), blank=True, max_length=2000)  # of a refusal, a delay, a withdrawal
    # Set by whoever opens the link in the letter: what somebody typed as a name joins nobody to an employer.
    employer = models.ForeignKey(
        Employer,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bookings",
        verbose_name=_("Arbeitgeber"),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("zuständig im Betrieb"),
    )
    department = models.ForeignKey(
        Department,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="bookings",
        verbose_name=_("Abteilung"),
    )
    run = models.OneToOneField(
        Run, null=True, blank=True, on_delete=models.PROTECT, related_name="booking", verbose_name=_("Durchgang")
    )
    seat_key = models.UUIDField(default=uuid4, unique=True, editable=False)  # by which the places know the booking
    works_agreement_ref = models.CharField(_("Betriebsvereinbarung"), max_length=200, blank=True)  # empty: none
    wants_survey = models.BooleanField(_("anonyme Befragung"), default=True)
    analysed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("Bedarfsanalyse abgegeben"), null=True, blank=True
    )
    renewal_asked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("um Erneuerung des Angebots gebeten"), null=True, blank=True
    )
    received_at = models.DateTimeField(_("eingegangen"))
    reply_due_on = models.DateField(_("Antwort bis"))
    taken_up_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        _("beantwortet"), null=True, blank=True
    )
    taken_up_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_removed_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        null=True, blank=True
    )

    class DataCard:
        purpose = "Lets an employer and a provider agree on a training and hold it, and counts who asks for what."
        personal = {
            "contact_name": "who asks",
            "contact_email": "how to answer",
            "contact_phone": "how to answer",
            "needs": "may tell of people who need support",
            "message": "free words of the person who asks",
            "period": "free words of the person who asks: when to train, or when to talk",
            "taken_up_by": "who of the provider's staff answered",
            "responsible": "who of the employer's HR looks after it",
            "reason": "free words about a refusal, a delay or a withdrawal",
        }
        retention = "contact and free words 12 months after the last step (TRAINING_REQUEST_CONTACT_DAYS); counts stay"
        provider = "provider"

    class Meta:
        verbose_name = _("Trainingsanfrage")
        verbose_name_plural = _("Trainingsanfragen")
        ordering = ["-received_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(people_count__gte=1), name="training_request_for_somebody"),
            models.CheckConstraint(
                condition=Q(wants="training", people_count__isnull=False)
                | Q(wants="advice", people_count__isnull=True, state__in=booking.FOR_ADVICE),
                name="advice_becomes_a_booking_before_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(state="clarifying") | Q(taken_up_at__isnull=False), name="training_request_taken_up_at"
            ),
            models.CheckConstraint(
                condition=Q(contact_removed_at__isnull=False) | (~Q(contact_email="") & ~Q(contact_name="")),
                name="training_request_can_be_answered",
            ),
            models.CheckConstraint(condition=Q(state__in=booking.State.values), name="booking_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state__in=booking.WITH_RUN) | Q(run__isnull=False), name="booking_with_dates_has_run"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=booking.WITH_EMPLOYER) | Q(employer__isnull=False),
                name="booking_accepted_by_an_employer",
            ),
            models.CheckConstraint(
                condition=Q(state="postponed", resumes_to__in=booking.RESUMABLE)
                | (~Q(state="postponed") & Q(resumes_to="")),
                name="booking_postponed_knows_where_it_goes_on",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=booking.WITH_REASON) | ~Q(reason="") | Q(contact_removed_at__isnull=False),
                name="booking_stopped_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(renewal_asked_at=None) | Q(state="offered"), name="renewal_asked_of_an_offer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.course_title}"

    @property
    def target_group_names(self) -> list[str]:
        """For whom the training is wanted, in words."""
        names = dict(self.TargetGroup.choices)
        return [str(names[key]) for key in self.target_groups if key in names]

    @property
    def is_advice(self) -> bool:
        """Whether they want to talk before they choose a training."""
        return self.wants == self.Wants.ADVICE

    @property
    def takes_analysis(self) -> bool:
        """Whether the employer may still say what the training shall be like."""
        return not self.is_advice and self.state in booking.ANALYSIS_OPEN_IN

    @property
    def state_name(self) -> StrOrPromise:
        """The state in words."""
        if self.is_advice and self.state == booking.State.CANCELLED:
            return _("Beratung beendet")
        return booking.State(self.state).label

    @property
    def step(self) -> booking.Step:
        """What comes next, for both sides."""
        return booking.step(
            booking.State(self.state),
            is_analysed=self.analysed_at is not None,
            is_advice=self.is_advice,
            is_renewal_asked=self.renewal_asked_at is not None,
        )

    @property
    def due_on(self) -> date | None:
        """The day by which whoever has the turn should act."""
        if self.state == booking.State.REQUESTED:
            return self.reply_due_on
        last = max(moment for moment in (self.state_since, self.analysed_at, self.renewal_asked_at) if moment)
        return booking.due_on(self.step, timezone.localdate(last))

    @property
    def waits_for_invitation(self) -> bool:
        """Whether the dates stand and the provider has still to open the invitation."""
        return self.state == booking.State.SCHEDULED

    @property
    def lets_invite(self) -> bool:
        """Whether nothing about the booking keeps the employer from inviting people."""
        return not self.waits_for_invitation

    @property
    def is_employers_turn(self) -> bool:
        """Whether the next step is the employer's."""
        return self.step.turn == booking.Turn.EMPLOYER

    @property
    def is_providers_turn(self) -> bool:
        """Whether the next step is the provider's."""
        return self.step.turn == booking.Turn.PROVIDER

    @property
    def tone(self) -> str:
        """How the state is coloured for the employer."""
        if self.state in (booking.State.CLOSED, booking.State.CERTIFIED):
            return "success"
        return "warning" if self.is_employers_turn or self.state == booking.State.POSTPONED else "neutral"
