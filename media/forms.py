# messages: back office
"""The shape of an upload."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from accounts.back_office import ProviderForm
from media import captions
from media.file_types import DOCUMENTS, FILMS, media_type_of
from media.models import Document, Film, Image
from media.picture_field import PictureField

CAPTIONS_MOST_BYTES = 1_000_000


class ImageForm(ProviderForm):
    """A picture with what a screen reader says instead of it, and whose work it is."""

    file = PictureField(label=Image._meta.get_field("file").verbose_name)
    source_url = forms.URLField(label=_("Fundstelle im Netz"), required=False, assume_scheme="https")

    class Meta:
        model = Image
        fields: ClassVar = ["provider", "title", "file", "description", "credit", "licence", "source_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["file"]  # a picture in use is not swapped under published courses

    def save(self, commit: bool = True) -> Image:
        if "file" in self.changed_data:
            self.instance._set_image_file_metadata()
            self.instance.uploaded_by_user = self.for_user
        image: Image = super().save(commit=commit)
        return image


class _FileForm(ProviderForm):
    """What uploads into the private storage share: a type told by the content, a size, who brought it."""

    accepted: frozenset[str]
    most_bytes: int
    refusal: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["file"]  # what is in use is not swapped under published courses and pages

    def clean_file(self) -> File[bytes]:
        file: File[bytes] = self.cleaned_data["file"]
        if file.size > self.most_bytes:
            raise forms.ValidationError(
                _("Die Datei ist größer als %(most)s."), params={"most": filesizeformat(self.most_bytes)}
            )
        found = media_type_of(file)
        if found not in self.accepted:
            raise forms.ValidationError(self.refusal)
        self.instance.media_type = found
        return file

    def save(self, commit: bool = True) -> Any:
        if "file" in self.changed_data:
            self._note_file(self.cleaned_data["file"])
            self.instance.uploaded_by_user = self.for_user
        return super().save(commit=commit)

    def _note_file(self, file: File[bytes]) -> None:
        self.instance.size = file.size


class DocumentForm(_FileForm):
    """A handout."""

    accepted = DOCUMENTS
    most_bytes = settings.DOCUMENT_MOST_BYTES
    refusal = _("Diese Datei ist weder ein PDF noch ein Dokument von Word, Excel, PowerPoint oder LibreOffice.")

    class Meta:
        model = Document
        fields: ClassVar = ["provider", "title", "file"]

    def _note_file(self, file: File[bytes]) -> None:
        self.instance.file_size = file.size


class FilmForm(_FileForm):
    """A film, complete only with captions and transcript."""

    accepted = FILMS
    most_bytes = settings.FILM_MOST_BYTES
    refusal = _("Diese Datei ist kein Film im Format MP4 oder WebM.")

    captions_file = forms.FileField(
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
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["captions_file"].required = False
            self.fields["captions_file"].help_text = _("Nur, wenn Sie die Untertitel ersetzen wollen.")

    def clean_captions_file(self) -> str:
        """Return the text of the captions, as a browser will read it."""
        upload = self.cleaned_data.get("captions_file")
        if not upload:
            return str(self.instance.captions)
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

    def save(self, commit: bool = True) -> Film:
        self.instance.captions = self.cleaned_data["captions_file"]
        film: Film = super().save(commit=commit)
        return film
