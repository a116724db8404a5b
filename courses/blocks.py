"""What trainers build with: the curriculum of a course and the body of a text unit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from media.blocks import TextBodyBlock


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


class UnitBodyBlock(TextBodyBlock):
    """The text of a unit. The unit's title is the page's first heading, so headings here start below it."""
