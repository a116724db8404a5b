"""Blocks for text that shows pictures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, StructBlock

from media.choosers import image_chooser

ImageChooserBlock = image_chooser.get_block_class(name="ImageChooserBlock", module_path="media.blocks")


class PictureBlock(StructBlock):  # type: ignore[misc]
    """A picture with its text for those who do not see it, and a caption for all."""

    image = ImageChooserBlock(label=_("Bild"))
    alt = CharBlock(
        label=_("Bildbeschreibung"),
        required=False,
        max_length=250,
        help_text=_("Was ist wichtig an diesem Bild? Screenreader lesen diesen Satz vor."),
    )
    is_decorative = BooleanBlock(
        label=_("Nur Schmuck"), required=False, help_text=_("Das Bild trägt nichts zum Inhalt bei.")
    )
    caption = CharBlock(label=_("Bildunterschrift"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Bild")
        template = "media/picture_block.html"
