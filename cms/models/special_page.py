from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from cms.models.text_page import TextPage
from media.choosers import film_chooser
from media.models import Film


class PlainLanguagePage(TextPage):
    """The start page in Leichte Sprache, with a film in German Sign Language (§ 4 BITV 2.0)."""

    template = "cms/pages/plain_language.html"
    menu_place = "footer"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar = ["cms.FreePage"]

    sign_film = models.ForeignKey(
        Film,
        verbose_name=_("Film in Deutscher Gebärdensprache"),
        help_text=_("Der Film erklärt, was man auf dieser Website findet und wie man sich zurechtfindet."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels: ClassVar = [
        TitleFieldPanel("title"),
        FieldPanel("intro"),
        FieldPanel("sign_film", widget=film_chooser.widget_class),
        FieldPanel("body"),
    ]

    class DataCard:
        purpose = "Says in Leichte Sprache and in sign language what this is and how to find one's way."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "Speaks of the whole website."

    class Meta:
        verbose_name = _("Seite in Leichter Sprache")
        verbose_name_plural = _("Seiten in Leichter Sprache")


class ImageCreditsPage(TextPage):
    """All pictures and films that live pages and courses show, with maker and licence; made by itself."""

    template = "cms/pages/image_credits.html"
    menu_place = "footer"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class DataCard:
        purpose = "Names who made the pictures (§ 13 UrhG, licences)."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "Lists the pictures of all providers."

    class Meta:
        verbose_name = _("Bildquellen")
        verbose_name_plural = _("Bildquellen")
