"""A field for pictures that says in one sentence what it takes."""
# messages: back office

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.images.fields import WagtailImageField

SIZE_CODES = frozenset({"required", "file_too_large", "file_too_many_pixels", "no_room"})


class PictureField(WagtailImageField):  # type: ignore[misc]
    """
    Take what a picture library can open and whose name fits what it is (settings.WAGTAILIMAGES_EXTENSIONS).

    SVG is refused: it is a document that runs scripts, and a phone needs no drawing that a PNG could not hold.
    """

    def clean(self, data: Any, initial: Any = None) -> Any:
        try:
            return super().clean(data, initial)
        except ValidationError as error:
            first = error.error_list[0]
            if first.code in SIZE_CODES:
                raise ValidationError([first]) from error
            if getattr(getattr(data, "image", None), "format_name", "") in {*self.allowed_image_extensions, "jpeg"}:
                raise ValidationError(_("Der Name der Datei endet anders, als ihr Inhalt ist.")) from error
            raise ValidationError(
                _("Diese Datei ist kein Bild im Format JPEG, PNG, WebP, AVIF oder GIF."), code="not_a_picture"
            ) from error
