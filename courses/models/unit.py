from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import Revision
from wagtail.search import index

from courses.blocks import UnitBodyBlock
from courses.models.content import Content
from scorm.models import Counting, Package
from surveys.models import Questionnaire, Round


class Delivery(models.TextChoices):
    """How a unit is taught; self-study counts as asynchronous under the Fernunterrichtsschutzgesetz."""

    SELF_STUDY = "self_study", _("Selbstlernphase")
    VIRTUAL_CLASSROOM = "virtual_classroom", _("virtuelles Klassenzimmer")
    ON_SITE = "on_site", _("Präsenz")
    PRACTICE = "practice", _("Praxis im Betrieb")


# What is taught at dates, which a run has to plan.
TAUGHT_AT_DATES = frozenset({Delivery.VIRTUAL_CLASSROOM.value, Delivery.ON_SITE.value})


class CompletionRule(models.TextChoices):
    """What makes a unit complete."""

    CONFIRMED = "confirmed", _("Die lernende Person wählt „Gelesen und erledigt“.")
    PACKAGE = "package", _("Das SCORM-Paket meldet „completed“ oder „passed“.")
    ATTENDANCE = "attendance", _("Die Termine der Einheit sind besucht.")
    ANSWERED = "answered", _("Die lernende Person antwortet oder sagt, dass sie nicht möchte.")
    HANDED_IN = "handed_in", _("Die lernende Person gibt die Aufgabe ab.")
    ACCEPTED = "accepted", _("Die Dozentin oder der Dozent nimmt die Abgabe an.")


class HandIn(models.TextChoices):
    """What a transfer task takes."""

    TEXT = "text", _("Text")
    FILE = "file", _("Datei oder Foto")
    EITHER = "either", _("Text, Datei oder beides")


class Library(models.Manager["Unit"]):
    """The units from which courses are made; the own case of one employer's run is in none of its lists."""

    def get_queryset(self) -> models.QuerySet[Unit]:
        return super().get_queryset().filter(case_of__isnull=True)


class Unit(Content):
    """
    A piece of learning that courses share: a text, a SCORM package, a live session, an anonymous survey, or a transfer
    task.

    A live session is taught at dates, which each run plans for itself (RunSession); the unit says how much is planned
    and what counts as attended. Its text is what one reads before. A survey asks one round of a questionnaire; it is
    never compulsory and counts no hours. A transfer task is done at work and handed in; its text says what to do.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        SCORM = "scorm", _("SCORM-Paket")
        LIVE_SESSION = "live_session", _("Live-Termin")
        SURVEY = "survey", _("Befragung")
        TRANSFER_TASK = "transfer_task", _("Transferaufgabe")

    title = models.CharField(_("Titel"), max_length=200)
    # An employer's own case, written for one run. Never published, so no other course can take it up.
    case_of: models.ForeignKey[Any, Any] = models.ForeignKey(
        "courses.Run", null=True, blank=True, editable=False, on_delete=models.CASCADE, related_name="cases"
    )
    kind = models.CharField(_("Art"), max_length=20, choices=Kind, default=Kind.TEXT)
    package = models.ForeignKey(
        Package,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("SCORM-Paket"),
        help_text=_("Neue Pakete laden Sie unter „SCORM-Pakete“ hoch."),
    )
    # How often a SCORM package may be played here. Runs pin it with the revision; who has begun keeps what held then.
    max_attempts = models.PositiveSmallIntegerField(
        _("Versuche"),
        default=0,
        validators=[MaxValueValidator(100)],
        help_text=_(
            "Wie oft man die Übung machen kann; 0 heißt: so oft man möchte. Bei einer festen Zahl endet ein Versuch, "
            "sobald das Paket „erledigt“, „bestanden“ oder „nicht bestanden“ meldet. Unterbrechen kostet keinen."
        ),
    )
    wait_hours = models.PositiveSmallIntegerField(
        _("Pause zwischen zwei Versuchen (Stunden)"),
        default=0,
        validators=[MaxValueValidator(24 * 60)],
        help_text=_("Zum Beispiel 24, damit man vor dem nächsten Test noch einmal lernt. 0 heißt: gleich."),
    )
    counting = models.CharField(
        _("Was bei mehreren Versuchen zählt"),
        max_length=10,
        choices=Counting,
        default=Counting.BEST,
        help_text=_("Es zählen Versuche, die zu Ende sind. Eine Einheit, die einmal erledigt war, bleibt es."),
    )
    may_start_over = models.BooleanField(
        _("Lernende dürfen selbst neu beginnen"),
        default=True,
        help_text=_("Auch mitten in einem Versuch. Ohne Haken erst, wenn der Versuch zu Ende ist."),
    )
    reviews_when_finished = models.BooleanField(
        _("Nach dem Abschluss nur noch ansehen"),
        default=False,
        help_text=_("Was zu Ende ist, lässt sich noch öffnen, aber es wird nichts mehr gespeichert."),
    )
    locks_when_passed = models.BooleanField(
        _("Nach dem Bestehen kein weiterer Versuch"),
        default=False,
        help_text=_("Das Ergebnis steht dann fest. Ansehen kann man die Übung weiterhin."),
    )
    questionnaire = models.ForeignKey(
        Questionnaire,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Fragebogen"),
        help_text=_("Fragebögen schreiben Sie unter „Kurse“ → „Fragebögen“."),
    )
    survey_round = models.CharField(
        _("Wann gefragt wird"),
        max_length=10,
        choices=Round,
        blank=True,
        help_text=_(
            "„Vorher“ ist offen bis zum ersten Termin danach, „am Ende“ zwei Wochen ab dem letzten Termin davor, „nach "
            "8 bis 12 Wochen“ in den vier Wochen, die so heißen."
        ),
    )
    takes = models.CharField(
        _("Was abgegeben wird"),
        max_length=10,
        choices=HandIn,
        blank=True,
        help_text=_("Dateien sind Fotos, PDF oder Dokumente von Word, Excel, PowerPoint und LibreOffice."),
    )
    due_days = models.PositiveSmallIntegerField(
        _("Abgabe nach Tagen"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(365)],
        help_text=_(
            "Gezählt ab dem letzten Termin davor, sonst ab Beginn des Durchgangs. Auch danach kann man noch abgeben."
        ),
    )
    needs_acceptance = models.BooleanField(
        _("Erst erledigt, wenn die Abgabe angenommen ist"),
        default=False,
        help_text=_("Sonst ist die Einheit mit der ersten Abgabe erledigt."),
    )
    sample = models.TextField(
        _("Beispiel einer Abgabe"),
        blank=True,
        max_length=5000,
        help_text=_("Freiwillig. Lernende können es aufklappen, bevor sie selbst schreiben."),
    )
    body = StreamField(UnitBodyBlock(), blank=True, verbose_name=_("Text"))
    teaching_units = models.DecimalField(
        _("Geplante Unterrichtseinheiten (UE)"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(1),
        validators=[MinValueValidator(0), MaxValueValidator(400)],
        help_text=_("1 UE = 45 Minuten. Bruchteile sind erlaubt, zum Beispiel 0,5."),
    )
    # What counts as attended, taken over by each session that is planned without a rule of its own (ADR 0007).
    min_percent = models.PositiveSmallIntegerField(
        _("Anwesend mindestens (Prozent)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Ab diesem Anteil gilt ein Termin als besucht."),
    )
    min_minutes = models.PositiveSmallIntegerField(
        _("Anwesend mindestens (Minuten)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Wenn beides dasteht, gilt beides."),
    )
    delivery = models.CharField(_("Lernform"), max_length=20, choices=Delivery, default=Delivery.SELF_STUDY)
    subject_goal = models.TextField(
        _("Fachliches Lernziel"), blank=True, help_text=_("Was kann man danach? Beginnen Sie mit „Sie können …“.")
    )
    language_goal = models.TextField(
        _("Sprachliches Lernziel"), blank=True, help_text=_("Welche Wörter und Sätze übt man dabei?")
    )

    # What says how often its package may be played; a translation has none of its own.
    ATTEMPT_FIELDS: ClassVar = (
        "max_attempts", "wait_hours", "counting", "may_start_over", "reviews_when_finished", "locks_when_passed",
    )  # fmt: skip

    library = Library()  # first, so that lists and choosers of the back office start from it
    objects = models.Manager()  # by this name Wagtail reads a row that it knows of

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.FilterField("provider_id"),
        index.FilterField("locale_id"),
        index.FilterField("kind"),
        index.FilterField("live"),
        index.FilterField("translation_of_id"),
        index.FilterField("case_of_id"),
    ]

    class DataCard:
        purpose = "What learners read and do."
        personal: dict[str, str] = {}
        retention = "as long as a course or a run refers to it; published versions are never removed while pinned"
        provider = "provider"

    class Meta(Content.Meta):
        verbose_name = _("Einheit")
        verbose_name_plural = _("Einheiten")
        ordering = ["title", "pk"]
        unique_together = [("translation_key", "locale")]
        constraints = [
            models.CheckConstraint(condition=models.Q(teaching_units__gte=0), name="unit_teaching_units_not_negative"),
            models.CheckConstraint(
                condition=~models.Q(kind="scorm", live=True, package__isnull=True),
                name="published_scorm_unit_has_package",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="live_session", live=True, min_percent__isnull=True, min_minutes__isnull=True),
                name="published_live_unit_has_attendance_rule",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="survey", live=True)
                | (models.Q(questionnaire__isnull=False, teaching_units=0) & ~models.Q(survey_round="")),
                name="published_survey_unit_asks",
            ),
            models.CheckConstraint(
                condition=models.Q(case_of__isnull=True) | models.Q(live=False, kind="text"),
                name="own_case_stays_in_its_run",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="transfer_task", live=True, takes=""),
                name="published_transfer_task_takes_something",
            ),
            models.CheckConstraint(
                condition=models.Q(min_percent__isnull=True) | models.Q(min_percent__gte=1, min_percent__lte=100),
                name="unit_percent_is_a_share",
            ),
            models.CheckConstraint(condition=models.Q(counting__in=Counting.values), name="unit_counts_known_attempts"),
            models.CheckConstraint(
                condition=models.Q(min_minutes__isnull=True) | models.Q(min_minutes__gte=1),
                name="unit_minutes_are_some",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("(Einheit ohne Titel)"))

    @property
    def minutes(self) -> int:
        """Planned length in whole minutes; 1 teaching unit is 45."""
        return round(self.teaching_units * settings.TEACHING_UNIT_MINUTES)

    @property
    def completion_rule(self) -> CompletionRule:
        """What makes this unit complete; follows from its kind."""
        if self.kind == self.Kind.TRANSFER_TASK:
            return CompletionRule.ACCEPTED if self.needs_acceptance else CompletionRule.HANDED_IN
        return RULES[self.kind]

    @classmethod
    def is_pinned(cls, revision: Revision) -> bool:
        run_unit = apps.get_model("courses", "RunUnit")
        translated = apps.get_model("courses", "RunUnitTranslation")
        return bool(
            run_unit.objects.filter(unit_revision=revision).exists()
            or translated.objects.filter(revision=revision).exists()
        )

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/preview/unit.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "unit": self, "body": self.body}


# What makes a unit complete that leaves no choice.
RULES: dict[str, CompletionRule] = {
    Unit.Kind.TEXT: CompletionRule.CONFIRMED,
    Unit.Kind.SCORM: CompletionRule.PACKAGE,
    Unit.Kind.LIVE_SESSION: CompletionRule.ATTENDANCE,
    Unit.Kind.SURVEY: CompletionRule.ANSWERED,
}
