# messages: back office
"""The shape of an upload."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.back_office import ProviderForm
from media.actions import files, images
from media.file_types import DOCUMENTS, media_type_of
from media.models import Document, Image
from media.picture_field import PictureField
from media.rules import own_providers


class PlatformMarkForm(ProviderForm):
    """What all files have: an owner, and whether pages of the platform may show the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Only the provider's own people give a file away; what editors of the platform bring along is marked at once.
        if self.for_user is not None and not self._may_mark(self.instance.provider_id):
            del self.fields["is_for_platform"]

    def _may_mark(self, provider_key: int | None) -> bool:
        own = own_providers(self.for_user, self._meta.model)
        return bool(own) if provider_key is None else provider_key in own

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        provider = self.cleaned_data.get("provider")
        if self.instance.pk is None and provider is not None and not self._may_mark(provider.pk):
            self.instance.is_for_platform = True
            if "is_for_platform" in self.fields:
                self.cleaned_data["is_for_platform"] = True
        return cleaned


class ImageForm(PlatformMarkForm):
    """A picture with what a screen reader says instead of it, and whose work it is."""

    instance: Image

    file = PictureField(label=_("Bild"))
    description = forms.CharField(
        label=_("Beschreibung für Screenreader"),
        max_length=255,
        help_text=_(
            "Was ist zu sehen, und was davon ist wichtig? Screenreader lesen diesen Satz vor. Zum Beispiel: "
            "Zwei Frauen üben das Blutdruckmessen."
        ),
    )
    source_url = forms.URLField(label=_("Fundstelle im Netz"), required=False, assume_scheme="https")

    class Meta:
        model = Image
        fields: ClassVar = [
            "provider",
            "title",
            "file",
            "description",
            "credit",
            "licence",
            "source_url",
            "is_for_platform",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["file"]  # a picture in use is not swapped under published courses

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        provider, file = self.cleaned_data.get("provider"), self.cleaned_data.get("file")
        if provider is not None and file is not None and (known := images.same_image(provider, file)) is not None:
            same = _("Dieses Bild gibt es schon: „%(title)s“. Wählen Sie es aus, statt es noch einmal hochzuladen.")
            self.add_error("file", forms.ValidationError(same, params={"title": known.title}, code="is_there"))
        return cleaned

    def save(self, commit: bool = True) -> Image:
        """Keep what was typed by the action that knows the rules, with its audit row."""
        typed, at = dict(self.cleaned_data), timezone.now()
        if self.instance.pk is None:
            typed["is_for_platform"] = self.instance.is_for_platform
            added = images.add_image(upload=typed.pop("file"), **typed, by=self.for_user, at=at)
            self.instance = added  # the views around go on with it
            return added
        changed = {name: typed[name] for name in self.changed_data if name in typed and name != "provider"}
        if changed:
            images.change_image(image=self.instance, changes=changed, by=self.for_user, at=at)
        image: Image = self.instance
        return image


class FileForm(PlatformMarkForm):
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

    @transaction.atomic
    def save(self, commit: bool = True) -> Any:
        """Keep what was typed by the action that writes its audit row."""
        is_new, at = self.instance.pk is None, timezone.now()
        if is_new:
            self._note_file(self.cleaned_data["file"])
            files.add_file(file=self.instance, by=self.for_user, at=at)
        elif fields := [name for name in self.changed_data if name != "provider"]:
            files.change_file(file=self.instance, fields=fields, by=self.for_user, at=at)
        return self.instance

    def _note_file(self, file: File[bytes]) -> None:
        self.instance.size = file.size


class DocumentForm(FileForm):
    """A handout."""

    accepted = DOCUMENTS
    most_bytes = settings.DOCUMENT_MOST_BYTES
    refusal = _("Diese Datei ist weder ein PDF noch ein Dokument von Word, Excel, PowerPoint oder LibreOffice.")

    class Meta:
        model = Document
        fields: ClassVar = ["provider", "title", "file", "is_for_platform"]

    def _note_file(self, file: File[bytes]) -> None:
        self.instance.file_size = file.size
