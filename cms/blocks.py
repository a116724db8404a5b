"""What pages are built of: the blocks of units, and what only a page needs."""
# messages: back office

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.choosers import published_course_chooser
from media.blocks import TextBodyBlock

PublishedCourseBlock = published_course_chooser.get_block_class(name="PublishedCourseBlock", module_path="cms.blocks")


class PersonBlock(blocks.StructBlock):  # type: ignore[misc]
    """Somebody to turn to: who it is, for what, in which languages, and how."""

    name = blocks.CharBlock(label=_("Name"), max_length=200)
    role = blocks.CharBlock(label=_("Funktion"), required=False, max_length=200)
    languages = blocks.CharBlock(
        label=_("Sprachen"), required=False, max_length=200, help_text=_("Zum Beispiel: Deutsch, Englisch, Arabisch")
    )
    phone = blocks.CharBlock(label=_("Telefon"), required=False, max_length=60)
    email = blocks.EmailBlock(label=_("E-Mail"), required=False)

    class Meta:
        icon = "user"
        label = _("Ansprechperson")
        template = "cms/blocks/person.html"

    def clean(self, value: Any) -> Any:
        """Want a way to reach the person: a name alone helps nobody."""
        cleaned = super().clean(value)
        is_draft = getattr(self, "is_deferred_validation", False)
        if not is_draft and not (cleaned.get("phone") or cleaned.get("email")):
            message = _("Bitte geben Sie eine Telefonnummer oder eine E-Mail-Adresse an.")
            raise StructBlockValidationError(block_errors={"phone": ValidationError(message, code="required")})
        return cleaned


class PageBodyBlock(TextBodyBlock):
    """The text of a page. Its title is the first heading, so headings here start below it."""

    person = PersonBlock()
