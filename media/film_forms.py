# messages: back office
"""The shape of a film: the file, and captions and text in as many languages as there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from media import captions
from media.actions import files
from media.file_types import FILMS
from media.forms import FileForm
from media.models import Film, FilmText

CAPTIONS_MOST_BYTES = 1_000_000


class CaptionsField(forms.FileField):
    """An upload of captions; gives their text, as a browser will read it."""

    def clean(self, data: Any, initial: Any = None) -> str:
        upload = super().clean(data, initial)
        if not upload:
            return ""
        if upload.size > CAPTIONS_MOST_BYTES or PurePosixPath(upload.name).suffix.lower() != ".vtt":
            raise forms.ValidationError(_("Untertitel kommen als WebVTT-Datei, deren Name auf .vtt endet."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("Die Untertitel sind nicht in UTF-8 gespeichert.")) from error
        try:
            captions.read(text)
        except captions.BadCaptions as error:
            raise forms.ValidationError(str(error)) from error
        return str(text)


class FilmForm(FileForm):
    """A film, complete only with captions and transcript in its own language; further languages may follow."""

    accepted = FILMS
    most_bytes = settings.FILM_MOST_BYTES
    refusal = _("Diese Datei ist kein Film im Format MP4 oder WebM.")

    takes_further_languages = True

    captions_file = CaptionsField(
        label=_("Untertitel"), help_text=_("Eine WebVTT-Datei (.vtt), in der Sprache des Films.")
    )

    class Meta:
        model = Film
        fields: ClassVar = [
            "provider",
            "title",
            "file",
            "seconds",
            "language",
            "captions_file",
            "transcript",
            "is_signed",
            "poster",
            "credit",
            "is_for_platform",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known: dict[str, FilmText] = {}
        if self.instance.pk is not None:
            self.fields["captions_file"].required = False
            self.fields["captions_file"].help_text = _("Nur, wenn Sie die Untertitel ersetzen wollen.")
            known = {text.language: text for text in self.instance.texts.all()}
        for code, name in settings.LANGUAGES if self.takes_further_languages else ():
            if self.instance.pk is None or code != self.instance.language:
                self._offer(code, name, known.get(code))

    def _offer(self, code: str, name: str, known: FilmText | None) -> None:
        """Add the fields of one further language."""
        captions_help = _("Eine WebVTT-Datei (.vtt). Freiwillig.")
        if known is not None and known.captions:
            captions_help = _("Nur, wenn Sie die Untertitel ersetzen wollen.")
        self.fields[f"captions_{code}"] = CaptionsField(
            label=format_lazy("{} ({})", _("Untertitel in einer weiteren Sprache"), name),
            required=False,
            help_text=captions_help,
        )
        if known is not None and known.captions:
            self.fields[f"remove_captions_{code}"] = forms.BooleanField(
                label=format_lazy("{} ({})", _("Diese Untertitel entfernen"), name), required=False
            )
        self.fields[f"transcript_{code}"] = forms.CharField(
            label=format_lazy("{} ({})", _("Text des Films in einer weiteren Sprache"), name),
            required=False,
            initial=known.transcript if known is not None else "",
            widget=forms.Textarea(attrs={"rows": 6, "lang": code, "dir": "auto"}),
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        own = self.cleaned_data.get("language")
        for code, captions_text, transcript in list(self._texts()):
            if code == own and (captions_text or transcript):
                field = f"captions_{code}" if captions_text else f"transcript_{code}"
                self.add_error(field, _("Das ist die Sprache des Films. Dafür gibt es oben eigene Felder."))
        return cleaned

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        """Yield (language, captions newly uploaded, transcript) of each further language."""
        for code, _name in settings.LANGUAGES:
            if f"transcript_{code}" in self.fields:
                given = self.cleaned_data
                yield code, given.get(f"captions_{code}") or "", given.get(f"transcript_{code}") or ""

    @transaction.atomic
    def save(self, commit: bool = True) -> Film:
        """Keep the film, and its texts in further languages; a language without any is no row."""
        if self.cleaned_data["captions_file"]:
            self.instance.captions = self.cleaned_data["captions_file"]
        film: Film = super().save(commit=commit)
        known = {text.language: text for text in film.texts.all()}
        for code, captions_text, transcript in self._texts():
            kept = known[code].captions if code in known else ""
            if self.cleaned_data.get(f"remove_captions_{code}"):
                kept = ""
            files.say_in(film=film, language=code, captions=captions_text or kept, transcript=transcript)
        return film


class FilmUploadForm(FilmForm):
    """What a film cannot do without, for uploading while choosing; the rest is added on its own screen."""

    takes_further_languages = False

    class Meta(FilmForm.Meta):
        fields: ClassVar = [name for name in FilmForm.Meta.fields if name not in {"is_signed", "poster"}]
