from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from media.file_types import ENDINGS
from media.models.image import Image
from media.models.stored import download_name, private_key, private_storage
from privacy.public_ids import PublicIdField


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """Captions in one language, as a `track` element names them."""

    language: str
    url: str
    is_default: bool

    @property
    def label(self) -> str:
        """The language in its own words, as players list it."""
        return str(get_language_info(self.language)["name_local"])


@dataclass(frozen=True, slots=True)
class Transcript:
    """All that is said and shown in a film, in one language."""

    language: str
    text: str


class Film(models.Model):
    """
    A film of our own, never without captions and transcript (WCAG 2.2, 1.2.2 and 1.2.3).

    The file lies where nothing has an address; who may watch is asked at `film` (see `cms.rules.may_open`).
    """

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger"))
    is_for_platform = models.BooleanField(
        _("auch für Seiten der Plattform"),
        default=False,
        help_text=_(
            "Wer die Startseite und die Neuigkeiten schreibt, darf die Datei dort zeigen. Nur ankreuzen, wenn Ihre "
            "Rechte das erlauben. Nehmen Sie das Kreuz weg, bleibt die Datei auf Seiten, die sie schon zeigen."
        ),
    )
    title = models.CharField(_("Titel"), max_length=200)
    file = models.FileField(
        _("Film"),
        storage=private_storage,
        upload_to=private_key,
        max_length=200,
        help_text=_("MP4 (H.264) oder WebM. 360 Zeilen genügen auf dem Handy und sparen Daten."),
    )
    size = models.PositiveBigIntegerField(editable=False)  # bytes
    media_type = models.CharField(max_length=100, editable=False)
    seconds = models.PositiveIntegerField(_("Dauer in Sekunden"))
    captions = models.TextField(_("Untertitel"), editable=False)  # WebVTT, read by media.captions before it is kept
    language = models.CharField(_("Sprache"), max_length=12, default="de", choices=settings.LANGUAGES)
    transcript = models.TextField(
        _("Text des Films"), help_text=_("Alles, was man hört, und was man sehen muss, um es zu verstehen.")
    )
    is_signed = models.BooleanField(
        _("in Gebärdensprache"),
        default=False,
        help_text=_("Der ganze Inhalt wird in Deutscher Gebärdensprache gezeigt."),
    )
    poster = models.ForeignKey(
        Image, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("Standbild")
    )
    credit = models.CharField(_("Urheber"), max_length=250, help_text=_("Zum Beispiel: © Bildungswerk Leine"))
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("hochgeladen von"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(_("hochgeladen am"), auto_now_add=True)

    class DataCard:
        purpose = "Films in courses and pages."
        personal = {"uploaded_by_user": "who uploaded it", "credit": "who made the film"}
        retention = "as long as it is used"
        provider = "provider"

    class Meta:
        verbose_name = _("Film")
        verbose_name_plural = _("Filme")
        ordering: ClassVar = ["-created_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(captions="") & ~Q(transcript=""), name="film_has_captions_and_transcript"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def storage_key(self) -> str:
        return str(self.file.name)

    @property
    def ending(self) -> str:
        return ENDINGS[self.media_type]

    @property
    def kind(self) -> str:
        """What viewers call the format, such as "MP4"."""
        return self.ending.upper()

    @property
    def download_name(self) -> str:
        return download_name(self.title, self.ending)

    @property
    def url(self) -> str:
        """Where the film plays, for whoever may watch it."""
        return reverse("film", args=[self.public_id])

    def tracks(self, language: str) -> list[CaptionTrack]:
        """
        Return the captions in all their languages, the film's own first.

        Shown by default are those in `language`, the reader's, or else the film's own. At most one statement.
        """
        further = sorted(text.language for text in self.texts.all() if text.captions)
        default = language if language in further else self.language
        own = CaptionTrack(self.language, reverse("film_captions", args=[self.public_id]), default == self.language)
        return [own] + [
            CaptionTrack(code, reverse("film_captions", args=[self.public_id, code]), default == code)
            for code in further
            if code != self.language
        ]

    def captions_in(self, language: str) -> str | None:
        """Return the captions in exactly this language, if there are any."""
        if language == self.language:
            return str(self.captions)
        found = self.texts.filter(language=language).exclude(captions="").values_list("captions", flat=True)
        return found.first()

    def transcript_in(self, language: str) -> Transcript:
        """Return the text of the film in the reader's language, or else in its own. At most one statement."""
        for text in self.texts.all():
            if text.language == language != self.language and text.transcript:
                return Transcript(text.language, text.transcript)
        return Transcript(self.language, self.transcript)

    @property
    def minutes(self) -> int:
        """Length in whole minutes, at least one."""
        return max(1, round(self.seconds / 60))


class FilmText(models.Model):
    """
    Captions and transcript of a film in one more language than its own.

    What law and WCAG want stands in the film itself; here is what helps readers of other languages.
    """

    film = models.ForeignKey(Film, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    captions = models.TextField(blank=True)  # WebVTT, read by media.captions before it is kept
    transcript = models.TextField(blank=True)

    class DataCard:
        purpose = "Lets people who read another language follow a film."
        personal: dict[str, str] = {}
        retention = "with its film"
        provider = "film__provider"

    class Meta:
        verbose_name = _("Text eines Films")
        verbose_name_plural = _("Texte von Filmen")
        ordering: ClassVar = ["language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["film", "language"], name="one_text_per_film_and_language"),
            models.CheckConstraint(condition=~Q(captions="", transcript=""), name="film_text_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.film} ({self.language})"
