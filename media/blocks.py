"""The vocabulary of text: what units of courses and pages of the website are built of."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from media.choosers import document_chooser, film_chooser, image_chooser

ImageChooserBlock = image_chooser.get_block_class(name="ImageChooserBlock", module_path="media.blocks")
DocumentChooserBlock = document_chooser.get_block_class(name="DocumentChooserBlock", module_path="media.blocks")
FilmChooserBlock = film_chooser.get_block_class(name="FilmChooserBlock", module_path="media.blocks")

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class PictureBlock(blocks.StructBlock):  # type: ignore[misc]
    """A picture with its text for those who do not see it, and a caption for all."""

    image = ImageChooserBlock(label=_("Bild"))
    alt = blocks.CharBlock(
        label=_("Bildbeschreibung"),
        required=False,
        max_length=250,
        help_text=_(
            "Was ist wichtig an diesem Bild? Screenreader lesen diesen Satz vor. Bleibt das Feld leer, gilt die "
            "Beschreibung, die beim Bild steht."
        ),
    )
    is_decorative = blocks.BooleanBlock(
        label=_("Nur Schmuck"), required=False, help_text=_("Das Bild trägt nichts zum Inhalt bei.")
    )
    caption = blocks.CharBlock(label=_("Bildunterschrift"), required=False, max_length=250)

    class Meta:
        icon = "image"
        label = _("Bild")
        template = "media/blocks/picture.html"

    def clean(self, value: Any) -> Any:
        """Want a description of whatever is not decoration (WCAG 2.2, 1.1.1), and whose work it is."""
        cleaned = super().clean(value)
        image, errors = cleaned.get("image"), {}
        if image is None or getattr(self, "is_deferred_validation", False):
            return cleaned
        if not cleaned.get("is_decorative") and not (cleaned.get("alt") or image.description):
            message = _("Beschreiben Sie das Bild, oder wählen Sie „Nur Schmuck“.")
            errors["alt"] = ValidationError(message, code="required")
        if not image.credit:
            message = _("Zu diesem Bild fehlt der Bildnachweis. Ergänzen Sie ihn unter „Bilder“.")
            errors["image"] = ValidationError(message, code="no_credit")
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class FilmBlock(blocks.StructBlock):  # type: ignore[misc]
    """A film of our own with captions and transcript; nothing is loaded before somebody presses play."""

    film = FilmChooserBlock(label=_("Film"))
    caption = blocks.CharBlock(label=_("Bildunterschrift"), required=False, max_length=250)

    class Meta:
        icon = "media"
        label = _("Film")
        template = "media/blocks/film.html"


class DocumentBlock(blocks.StructBlock):  # type: ignore[misc]
    """A handout to download, with its size."""

    document = DocumentChooserBlock(label=_("Dokument"))
    title = blocks.CharBlock(
        label=_("Text des Links"), required=False, max_length=150, help_text=_("Sonst steht hier der Titel.")
    )

    class Meta:
        icon = "doc-full-inverse"
        label = _("Dokument")
        template = "media/blocks/document.html"


class CalloutBlock(blocks.StructBlock):  # type: ignore[misc]
    """A box that stands out."""

    kind = blocks.ChoiceBlock(
        choices=[("important", _("Wichtig")), ("tip", _("Tipp")), ("example", _("Beispiel"))],
        default="important",
        label=_("Art"),
    )
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"))

    class Meta:
        icon = "warning"
        label = _("Hinweis-Kasten")
        template = "media/blocks/callout.html"

    def clean(self, value: Any) -> Any:
        """Want words in the box: to Wagtail an empty paragraph is a text."""
        cleaned = super().clean(value)
        text = cleaned.get("text")
        if not getattr(self, "is_deferred_validation", False) and not strip_tags(text.source if text else "").strip():
            message = _("Schreiben Sie etwas in den Kasten, oder nehmen Sie ihn heraus.")
            raise StructBlockValidationError(block_errors={"text": ValidationError(message, code="required")})
        return cleaned


class TermBlock(blocks.StructBlock):  # type: ignore[misc]
    """A word of the trade and what it means, in plain words."""

    term = blocks.CharBlock(label=_("Fachwort"), max_length=120)
    meaning = blocks.TextBlock(label=_("Bedeutung"), help_text=_("Ein bis zwei kurze Sätze in einfachen Worten."))
    example = blocks.TextBlock(required=False, label=_("Beispielsatz"))

    class Meta:
        icon = "openquote"
        label = _("Fachwort")
        template = "media/blocks/term.html"


class TextBodyBlock(blocks.StreamBlock):  # type: ignore[misc]
    """Text with all that belongs in it. A title stands above it as first heading, so headings start below that."""

    heading = blocks.CharBlock(
        icon="title", label=_("Überschrift"), max_length=150, template="media/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        icon="pilcrow", label=_("Text"), features=TEXT_FEATURES, template="media/blocks/text.html"
    )
    picture = PictureBlock()
    film = FilmBlock()
    document = DocumentBlock()
    callout = CalloutBlock()
    term = TermBlock()
