"""What a learner hands in for a transfer task."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import PurePath
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise
from PIL import Image, UnidentifiedImageError

from courses.models.unit import HandIn
from lms.actions.submissions import File
from lms.queries.submissions import TaskPage
from media.bare_pictures import without_metadata
from media.file_types import DOCUMENTS, ENDINGS, media_type_of

TEXT_MOST = 20_000  # characters; some ten pages
PIXELS_MOST = 64_000_000  # what a phone of today takes at most; more would only fill the memory
PICTURES = {"JPEG": ("image/jpeg", "jpg"), "MPO": ("image/jpeg", "jpg"), "PNG": ("image/png", "png"),
            "WEBP": ("image/webp", "webp")}  # fmt: skip
FORMATS = ("JPEG", "PNG", "WEBP")
UNREADABLE = gettext_lazy(
    "Diese Datei können wir nicht öffnen. Bitte nehmen Sie ein Foto (JPEG, PNG, WebP), ein PDF oder ein "
    "Dokument von Word, Excel, PowerPoint oder LibreOffice."
)
# Phones offer their camera where pictures are welcome.
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.odp"


class SubmissionForm(forms.Form):
    """A text, a file, or both, as the task takes it."""

    text = forms.CharField(
        label=gettext_lazy("Ihr Text"),
        required=False,
        max_length=TEXT_MOST,
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto"}),
        help_text=gettext_lazy("Bitte nennen Sie keine Namen von Kolleginnen, Kollegen oder Kunden."),
        error_messages={"max_length": gettext_lazy("Der Text ist zu lang. Höchstens 20.000 Zeichen.")},
    )
    file = forms.FileField(
        label=gettext_lazy("Datei oder Foto"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=gettext_lazy(
            "Ein Foto (JPEG, PNG, WebP), ein PDF oder ein Dokument von Word, Excel, PowerPoint oder LibreOffice, "
            "höchstens 15 MB. Wo ein Foto gemacht wurde, speichern wir nicht."
        ),
        error_messages={"empty": gettext_lazy("Diese Datei ist leer.")},
    )
    drops_file = forms.BooleanField(label=gettext_lazy("Ohne die Datei der letzten Fassung"), required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)  # of this very sheet of the form

    def __init__(self, *args: Any, takes: HandIn, last_file: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.takes, self.last_file = takes, last_file
        self.received: File | None = None
        if takes == HandIn.FILE:
            del self.fields["text"]
            self._require("file", _("Bitte wählen Sie eine Datei oder machen Sie ein Foto."), is_needed=not last_file)
        if takes == HandIn.TEXT:
            del self.fields["file"]
            self._require("text", _("Bitte schreiben Sie etwas."))
        if takes == HandIn.TEXT or not last_file:
            del self.fields["drops_file"]
        if takes == HandIn.FILE and last_file:
            del self.fields["drops_file"]  # without it nothing would be left

    def _require(self, name: str, sentence: str, *, is_needed: bool = True) -> None:
        self.fields[name].required = is_needed
        self.fields[name].error_messages["required"] = sentence

    def clean_file(self) -> UploadedFile[bytes] | None:
        file = cast("UploadedFile[bytes] | None", self.cleaned_data.get("file"))
        if not file:
            return None
        if (file.size or 0) > settings.SUBMISSION_FILE_MAX_BYTES:
            most = filesizeformat(settings.SUBMISSION_FILE_MAX_BYTES)
            raise forms.ValidationError(_("Die Datei ist zu groß. Höchstens %(most)s.") % {"most": most})
        self.received = document_in(file, DOCUMENTS) or picture_in(file, UNREADABLE)
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if not (data.get("text") or "").strip() and self.received is None and not self.keeps_file:
            self.add_error("text", _("Bitte schreiben Sie etwas, oder wählen Sie eine Datei."))
        return data

    @property
    def keeps_file(self) -> bool:
        """Whether the file of the last version goes along."""
        return bool(self.last_file) and self.takes != HandIn.TEXT and not self.cleaned_data.get("drops_file")


def form_of(page: TaskPage, data: Any = None, files: Any = None) -> SubmissionForm:
    """Return the form of the page: what was sent, else the last version to go on with."""
    newest = page.newest
    last_file = newest.file.download_name if newest is not None and newest.file is not None else ""
    initial = {"text": newest.text if newest is not None else "", "key": uuid4()}
    return SubmissionForm(data, files, takes=page.task.takes, last_file=last_file, initial=initial)


def document_in(file: UploadedFile[bytes], kinds: Collection[str]) -> File | None:
    """Return the document where its content is of one of these media types."""
    media_type = media_type_of(cast(Any, file))
    if media_type is None or media_type not in kinds:
        return None
    file.seek(0)
    return File(file.read(), media_type, _named(file, ENDINGS[media_type]))


def picture_in(file: UploadedFile[bytes], refusal: StrOrPromise) -> File:
    """Return the picture without what the camera wrote into it; `refusal` is said of what is no picture."""
    file.seek(0)
    try:
        with Image.open(cast(Any, file), formats=FORMATS) as picture:
            kind, pixels = str(picture.format), picture.width * picture.height
        if pixels > PIXELS_MOST:
            raise forms.ValidationError(_("Dieses Foto ist zu groß. Bitte machen Sie ein kleineres."))
        content = without_metadata(cast(Any, file))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise forms.ValidationError(refusal) from error
    media_type, ending = PICTURES[kind]
    return File(content, media_type, _named(file, ending))


def _named(file: UploadedFile[bytes], ending: str) -> str:
    """Return the sender's name for the file with the ending of what it is."""
    return f"{PurePath(file.name or 'datei').stem[:80] or 'datei'}.{ending}"
