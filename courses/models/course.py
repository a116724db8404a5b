from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

from accounts.models import Region
from certificates.kinds import BY_KEY
from courses.blocks import CurriculumBlock
from courses.models.agg import AggContent, missing_contents
from courses.models.choice_list import ChoiceListField
from courses.models.content import Content
from courses.models.occupation import Occupation
from media.blocks import TEXT_FEATURES


class CefrLevel(models.TextChoices):
    """Levels of the Common European Framework of Reference for Languages."""

    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class TeachingLanguage(models.TextChoices):
    """Languages that people teach in; each is called as its speakers call it, in every language of the interface."""

    GERMAN = "de", "Deutsch"
    ENGLISH = "en", "English"
    ARABIC = "ar", "العربية"
    UKRAINIAN = "uk", "Українська"
    RUSSIAN = "ru", "Русский"
    TURKISH = "tr", "Türkçe"
    PERSIAN = "fa", "فارسی"
    FRENCH = "fr", "Français"
    ROMANIAN = "ro", "Română"
    POLISH = "pl", "Polski"
    SPANISH = "es", "Español"


class Course(Content):
    """An offer that people can attend, with what DIN ISO 29993 asks a provider to publish before enrolment."""

    class OfferKind(models.TextChoices):
        ADAPTATION_COURSE = "adaptation_course", _("Anpassungsqualifizierung")
        COMPENSATION_MEASURE = "compensation_measure", _("Ausgleichsmaßnahme")
        BRIDGING_COURSE = "bridging_course", _("Brückenmaßnahme")
        LANGUAGE_COURSE = "language_course", _("Fachsprachkurs")
        DIVERSITY_TRAINING = "diversity_training", _("Diversity-Training")
        ONLINE_SEMINAR = "online_seminar", _("Online-Seminar")

    class Format(models.TextChoices):
        ONLINE = "online", _("online")
        BLENDED = "blended", _("online und vor Ort")
        ON_SITE = "on_site", _("vor Ort")

    class CertificateKind(models.TextChoices):
        """Whether there is one; which one follows from the kind of offer, see `certified_as`."""

        ATTENDANCE = "attendance", _("ja, passend zur Art des Angebots")
        NONE = "none", _("keine Bescheinigung")

    class TargetGroup(models.TextChoices):
        FOREIGN_DEGREE = "foreign_degree", _("Menschen mit Berufsabschluss aus dem Ausland")
        REFUGEES = "refugees", _("Geflüchtete")
        NEW_FROM_EU = "new_from_eu", _("Neuzugewanderte aus der EU")
        EMPLOYERS = "employers", _("Unternehmen und Verwaltungen")
        MANAGERS = "managers", _("Führungskräfte und Personalverantwortliche")
        STAFF = "staff", _("Mitarbeitende")
        LABOUR_OFFICES = "labour_offices", _("Jobcenter und Agenturen für Arbeit")
        VOLUNTEERS = "volunteers", _("Ehrenamtliche")

    # What is a fact and no text: it is the source's in every language, so that no page says of the same course that it
    # is free in one language and paid for in another. Translations keep a copy and never ask for it.
    FACTS: ClassVar = (
        "number",
        "offer_kind",
        "target_groups",
        "cefr_entry",
        "cefr_goal",
        "occupation",
        "format",
        "teaching_language",
        "region",
        "certificate_kind",
        "certificate_needs_task",
        "names_agg",
        "agg_contents",
        "credits_catch_up",
        "is_paid",
        "zfu_number",
    )

    title = models.CharField(_("Titel"), max_length=200)
    slug = models.SlugField(
        _("Adresse der Kursseite"),
        max_length=120,
        blank=True,
        help_text=_("Letzter Teil der Internetadresse. Leer lassen: entsteht bei der Veröffentlichung aus dem Titel."),
    )
    number = models.CharField(
        _("Kursnummer"), max_length=40, blank=True, help_text=_("Ihre eigene Nummer; steht auf der Bescheinigung.")
    )
    offer_kind = models.CharField(
        _("Art des Angebots"), max_length=30, choices=OfferKind, default=OfferKind.ADAPTATION_COURSE
    )
    summary = models.TextField(
        _("Kurz gesagt"), blank=True, max_length=400, help_text=_("Zwei bis drei einfache Sätze für die Kursübersicht.")
    )
    image = models.ForeignKey(
        "media.Image",
        verbose_name=_("Bild"),
        help_text=_("Steht auf der Kursseite. Gilt als Schmuck: Screenreader lesen es nicht vor."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    goals = RichTextField(
        _("Lernziele"), blank=True, features=TEXT_FEATURES, help_text=_("Was können die Teilnehmenden danach?")
    )
    target_group = models.TextField(_("Für wen ist der Kurs?"), blank=True)
    target_groups = ChoiceListField(
        _("Zielgruppen in der Kursübersicht"),
        choices=TargetGroup,
        help_text=_("Danach können Besucher*innen die Kursübersicht eingrenzen."),
    )
    prerequisites = models.TextField(
        _("Voraussetzungen"), blank=True, help_text=_("Zum Beispiel: Bescheid, Berufserfahrung, Deutschkenntnisse.")
    )
    methods = models.TextField(_("So lernen Sie"), blank=True, help_text=_("Arbeitsweise und Methoden."))
    assessment = models.TextField(_("Lernerfolg"), blank=True, help_text=_("Wie wird festgestellt, was gelernt wurde?"))
    cefr_entry = models.CharField(_("Deutsch zu Beginn"), max_length=2, choices=CefrLevel, blank=True)
    cefr_goal = models.CharField(_("Deutsch als Ziel"), max_length=2, choices=CefrLevel, blank=True)
    occupation = models.ForeignKey(
        Occupation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Referenzberuf"),
    )
    format = models.CharField(_("Format"), max_length=20, choices=Format, default=Format.ONLINE)
    teaching_language = models.CharField(
        _("Unterrichtssprache"), max_length=10, choices=TeachingLanguage, default=TeachingLanguage.GERMAN
    )
    region = models.ForeignKey(
        Region,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("Region"),
        limit_choices_to={"archived_at": None},
        help_text=_("Wo der Kurs stattfindet oder für wen er gedacht ist. Leer lassen: die Region Ihres Trägers."),
    )
    equipment = models.TextField(_("Was Sie brauchen"), blank=True, help_text=_("Geräte, Programme, Internet."))
    curriculum = StreamField(CurriculumBlock(), blank=True, verbose_name=_("Inhalt"))
    certificate_kind = models.CharField(
        _("Bescheinigung"), max_length=20, choices=CertificateKind, default=CertificateKind.ATTENDANCE
    )
    certificate_title = models.CharField(
        _("Titel auf der Bescheinigung"), max_length=200, blank=True, help_text=_("Leer lassen: der Titel des Kurses.")
    )
    certificate_needs_task = models.BooleanField(
        _("nur, wenn die Transferaufgabe abgegeben ist"),
        default=False,
        help_text=_("Gilt für Diversity-Trainings. Sonst genügen 80 Prozent der Unterrichtseinheiten."),
    )
    names_agg = models.BooleanField(
        _("Die Bescheinigung nennt § 12 Abs. 2 AGG"),
        default=False,
        help_text=_("Nur für Diversity-Trainings, und nur, wenn alle Inhalte der Liste vorkommen."),
    )
    agg_contents = ChoiceListField(
        _("Inhalte zum AGG"),
        choices=AggContent,
        help_text=_("Was kommt im Training vor? Diese Zeilen stehen auf der Bescheinigung."),
    )
    credits_catch_up = models.BooleanField(
        _("Nachgeholtes zählt als Unterrichtsstunden"),
        default=False,
        help_text=_(
            "Wer einen Termin versäumt und die Einheit zum Nachholen erledigt, bekommt ihre geplante Zeit angerechnet, "
            "höchstens so viel, wie vom Termin fehlt. Fragen Sie Ihren Fördergeber."
        ),
    )
    is_paid = models.BooleanField(_("kostenpflichtig"), default=False)
    cost_note = models.TextField(_("Kosten"), blank=True, help_text=_("Was kostet die Teilnahme, und wer zahlt?"))
    # § 12 FernUSG: a distance course that is paid for needs the admission of the ZFU, or its contract is void.
    zfu_number = models.CharField(_("ZFU-Zulassungsnummer"), max_length=40, blank=True)
    cancellation = models.TextField(_("Abmeldung und Rücktritt"), blank=True)
    data_protection = models.TextField(_("Datenschutz"), blank=True)
    complaint_path = models.TextField(
        _("Beschwerdeweg"), blank=True, help_text=_("Leer lassen: der Beschwerdeweg Ihres Trägers.")
    )
    contact_name = models.CharField(_("Ansprechperson"), max_length=200, blank=True)
    contact_email = models.EmailField(_("E-Mail"), blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=60, blank=True)

    search_fields: ClassVar = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("number"),
        index.FilterField("provider_id"),
        index.FilterField("locale_id"),
        index.FilterField("offer_kind"),
        index.FilterField("live"),
        index.FilterField("translation_of_id"),
    ]

    class DataCard:
        purpose = "Describes an offer and holds its curriculum."
        personal = {"contact_name": "who answers questions", "contact_email": "how", "contact_phone": "how"}
        retention = "archived with its provider; runs and certificates keep what they need"
        provider = "provider"

    class Meta(Content.Meta):
        verbose_name = _("Kurs")
        verbose_name_plural = _("Kurse")
        ordering = ["title", "pk"]
        unique_together = [("translation_key", "locale")]
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "locale"], condition=~Q(slug=""), name="one_course_per_address_and_language"
            ),
            models.CheckConstraint(condition=Q(live=False) | ~Q(slug=""), name="published_course_has_address"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("(Kurs ohne Titel)"))

    def with_facts_of(self, source: Course) -> Self:
        """Return this translation with the facts of its source as they are now; nothing is written."""
        for name in self.FACTS:
            field = self._meta.get_field(name)
            is_known = isinstance(field, models.ForeignKey) and field.is_cached(source)
            key = name if is_known else str(field.attname)  # type: ignore[union-attr]  # no reverse relation is a fact
            setattr(self, key, getattr(source, key))
        return self

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Return the course as a revision tells it; a translation with the facts of its source."""
        course: Self = super().with_content_json(content)
        return course.with_facts_of(course.translation_of) if course.translation_of is not None else course

    @property
    def complaint_text(self) -> str:
        """The complaint path that holds: the course's own, or the provider's."""
        return self.complaint_path or self.provider.complaint_path

    @property
    def certified_as(self) -> str:
        """Which kind of certificate (certificates.kinds) people get; empty: none."""
        if self.certificate_kind == self.CertificateKind.NONE:
            return ""
        by_offer = {self.OfferKind.DIVERSITY_TRAINING: "diversity", self.OfferKind.ONLINE_SEMINAR: "seminar"}
        return by_offer.get(self.OfferKind(self.offer_kind), "attendance")

    @property
    def certificate_name(self) -> str:
        """What people get, in words of the active language."""
        kind = BY_KEY.get(self.certified_as)
        return str(kind.title if kind is not None else self.CertificateKind.NONE.label)

    @property
    def certified_agg_contents(self) -> tuple[str, ...]:
        """The contents by which its certificates may speak of § 12 AGG, in words of the active language; or none."""
        is_training = self.offer_kind == self.OfferKind.DIVERSITY_TRAINING
        if not (is_training and self.names_agg) or missing_contents(self.agg_contents):
            return ()
        return tuple(str(content.label) for content in AggContent)

    @property
    def title_on_certificate(self) -> str:
        """What certificates call this course."""
        return self.certificate_title or self.title

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "courses/preview/course.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        return {**super().get_preview_context(request, mode_name), "course": self}
