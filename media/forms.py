"""The shape of an upload."""

from __future__ import annotations

from typing import Any, ClassVar

from wagtail.images.fields import WagtailImageField

from accounts.back_office import ProviderForm
from media.models import Image


class ImageForm(ProviderForm):
    """A picture with what a screen reader says instead of it."""

    file = WagtailImageField(label=Image._meta.get_field("file").verbose_name)

    class Meta:
        model = Image
        fields: ClassVar = ["provider", "title", "file", "description", "credit"]

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
