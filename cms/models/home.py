from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, TitleFieldPanel

from cms.models.base import BodyField, SitePage


class HomePage(SitePage):
    """The start page; below it stands the whole website."""

    max_count_per_parent = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    lead = models.TextField(
        _("Einleitung"), help_text=_("Was ist das hier, und für wen? Zwei bis drei kurze Sätze."), max_length=400
    )
    body = BodyField(blank=True, verbose_name=_("Weitere Abschnitte"))

    content_panels: ClassVar = [TitleFieldPanel("title"), FieldPanel("lead"), FieldPanel("body")]

    class DataCard:
        purpose = "Tells visitors what this is and leads them on."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "The website's first page belongs to nobody else."

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")
