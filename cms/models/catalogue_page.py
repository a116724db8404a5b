from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel

from cms.models.base import BodyField, SitePage
from media.choosers import image_chooser


class CataloguePage(SitePage):
    """
    What editors say around the catalogue: title, introduction, and sections below the results.

    The courses themselves come from `courses`, and the addresses `/kurse/…` stay whether this page is there or not:
    an editor who takes it offline takes back words, not the way to enrol.
    """

    is_fixed = True

    template = "cms/catalogue.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    intro = models.TextField(_("Einleitung"), blank=True, max_length=400)
    body = BodyField(blank=True, verbose_name=_("Abschnitte unter den Kursen"))

    content_panels: ClassVar = [TitleFieldPanel("title"), FieldPanel("intro"), FieldPanel("body")]
    promote_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("share_image", widget=image_chooser.widget_class),
            ],
            heading=_("Für Suchmaschinen und zum Teilen"),
        ),
    ]

    class DataCard:
        purpose = "Introduces the catalogue."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "The catalogue shows the courses of all providers."

    class Meta:
        verbose_name = _("Kursübersicht")
        verbose_name_plural = _("Kursübersichten")

    def get_url(self, request: HttpRequest | None = None, current_site: object = None) -> str:
        """Return the address of the catalogue in the active language, or in that of a translation."""
        with translation.override(translation.get_language() if self.is_source else self.language):
            return reverse("cms:catalogue")

    url = property(get_url)
