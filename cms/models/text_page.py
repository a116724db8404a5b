from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from cms.models.base import BodyField, SitePage


class TextPage(SitePage):
    """A page that is a title, an introduction and blocks. Abstract."""

    intro = models.TextField(_("Einleitung"), blank=True, max_length=400)
    body = BodyField(blank=True, verbose_name=_("Inhalt"))

    content_panels: ClassVar = [TitleFieldPanel("title"), FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        abstract = True


class FreePage(TextPage):
    """A page about anything, anywhere in the tree."""

    class Menu(models.TextChoices):
        HEADER = "header", _("Navigation oben")
        FOOTER = "footer", _("Fuß der Seite")

    template = "cms/pages/text.html"
    parent_page_types: ClassVar = ["cms.HomePage", "cms.FreePage", "cms.ProviderPage"]
    subpage_types: ClassVar = ["cms.FreePage"]

    menu = models.CharField(_("Menü"), max_length=10, choices=Menu, default=Menu.HEADER)

    promote_panels: ClassVar = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("show_in_menus"), FieldPanel("menu")], heading=_("Adresse und Menü")
        ),
        *SitePage.promote_panels[1:],
    ]

    class DataCard:
        purpose = "Whatever the platform or a provider has to say."
        personal = {"owner": "who made the page"}
        retention = "until an editor deletes it"
        platform = "Its place in the tree says whose it is: a provider's section or the platform's part."

    class Meta:
        verbose_name = _("Freie Seite")
        verbose_name_plural = _("Freie Seiten")
