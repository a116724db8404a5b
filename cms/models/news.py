from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from cms.models.text_page import TextPage
from media.choosers import image_chooser


class NewsIndexPage(TextPage):
    """The list of news, newest first, with a feed."""

    template = "cms/pages/news_index.html"
    max_count_per_parent = 1
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar = ["cms.NewsPage"]

    class DataCard:
        purpose = "Gathers what is new."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "Lists the news of the platform."

    class Meta:
        verbose_name = _("Liste der Neuigkeiten")
        verbose_name_plural = _("Listen der Neuigkeiten")


class NewsPage(TextPage):
    """One piece of news."""

    template = "cms/pages/news.html"
    parent_page_types: ClassVar = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    published_on = models.DateField(_("Datum"), default=timezone.localdate)
    image = models.ForeignKey(
        "media.Image",
        verbose_name=_("Bild"),
        help_text=_("Steht in der Liste und über dem Text. Gilt als Schmuck: Screenreader lesen es nicht vor."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    content_panels: ClassVar = [
        TitleFieldPanel("title"),
        FieldPanel("published_on"),
        FieldPanel("intro"),
        FieldPanel("image", widget=image_chooser.widget_class),
        FieldPanel("body"),
    ]

    class DataCard:
        purpose = "Tells what is new."
        personal = {"owner": "who made the page"}
        retention = "until an editor deletes it"
        platform = "News are the platform's."

    class Meta:
        verbose_name = _("Neuigkeit")
        verbose_name_plural = _("Neuigkeiten")
        indexes: ClassVar = [models.Index(fields=["-published_on"], name="news_by_date")]
