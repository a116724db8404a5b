"""What trainers build with: the curriculum of a course and the body of a text unit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from media.blocks import PictureBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class UnitChooserBlock(SnippetChooserBlock):
    """
    The source unit, in every language.

    Not translatable: otherwise translating one course would rewrite or take offline the units of others.
    """

    def get_translatable_segments(self, value: Any) -> list[Any]:
        return []

    def restore_translated_segments(self, value: Any, segments: list[Any]) -> Any:
        return value


class CurriculumItem(blocks.StructBlock):
    """One place in a course; its block id is what results refer to."""

    unit = UnitChooserBlock("courses.Unit", label=_("Einheit"))
    optional = blocks.BooleanBlock(
        required=False,
        label=_("freiwillig"),
        help_text=_("Freiwillige Einheiten zählen nicht für den Abschluss des Kurses."),
    )

    class Meta:
        icon = "doc-full"
        label = _("Einheit")


class ModuleBlock(blocks.StructBlock):
    """A module: a title and its units in order."""

    title = blocks.CharBlock(label=_("Titel des Moduls"), max_length=200)
    items = blocks.ListBlock(CurriculumItem(), label=_("Einheiten"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Modul")
        label_format = "{title}"


class CurriculumBlock(blocks.StreamBlock):
    """The modules of a course in order."""

    module = ModuleBlock()


class CalloutBlock(blocks.StructBlock):
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
        template = "courses/blocks/callout.html"


class TermBlock(blocks.StructBlock):
    """A word of the trade and what it means, in plain words."""

    term = blocks.CharBlock(label=_("Fachwort"), max_length=120)
    meaning = blocks.TextBlock(label=_("Bedeutung"), help_text=_("Ein bis zwei kurze Sätze in einfachen Worten."))
    example = blocks.TextBlock(required=False, label=_("Beispielsatz"))

    class Meta:
        icon = "openquote"
        label = _("Fachwort")
        template = "courses/blocks/term.html"


class UnitBodyBlock(blocks.StreamBlock):
    """The text of a unit. The unit's title is the page's first heading, so headings here start below it."""

    heading = blocks.CharBlock(
        icon="title", label=_("Überschrift"), max_length=150, template="courses/blocks/heading.html"
    )
    text = blocks.RichTextBlock(
        icon="pilcrow", label=_("Text"), features=TEXT_FEATURES, template="courses/blocks/text.html"
    )
    picture = PictureBlock()
    callout = CalloutBlock()
    term = TermBlock()
