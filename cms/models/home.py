from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.fields import RichTextField, StreamField

from cms.blocks import PublishedCourseBlock
from cms.models.base import BodyField, SitePage, SourceFieldPanel
from media.blocks import TEXT_FEATURES
from media.choosers import image_chooser


class HomePage(SitePage):
    """The start page; below it stands the whole website. What moves (courses, news) it finds by itself."""

    is_fixed = True

    max_count_per_parent = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]

    lead = models.TextField(
        _("Einleitung"), help_text=_("Was ist das hier, und für wen? Zwei bis drei kurze Sätze."), max_length=400
    )
    hero_image = models.ForeignKey(
        "media.Image",
        verbose_name=_("Großes Bild"),
        help_text=_("Gilt als Schmuck: Screenreader lesen es nicht vor."),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    learners_text = models.TextField(_("Für Lernende"), max_length=300, blank=True)
    employers_text = models.TextField(_("Für Unternehmen"), max_length=300, blank=True)
    counselling_text = models.TextField(_("Für Ratsuchende"), max_length=300, blank=True)
    featured = StreamField(
        [("course", PublishedCourseBlock())],
        blank=True,
        max_num=6,
        verbose_name=_("Ausgewählte Kurse"),
        help_text=_(
            "Ihre Auswahl, in dieser Reihenfolge. Ein Kurs, den sein Träger zurückzieht, verschwindet von selbst. "
            "Ohne Auswahl stehen hier die Kurse, die als Nächstes beginnen. Gilt für alle Sprachen."
        ),
    )
    about_title = models.CharField(_("Überschrift"), max_length=120, blank=True)
    about = RichTextField(_("Text"), features=TEXT_FEATURES, blank=True)
    body = BodyField(blank=True, verbose_name=_("Weitere Abschnitte"))

    content_panels: ClassVar = [
        TitleFieldPanel("title"),
        FieldPanel("lead"),
        FieldPanel("hero_image", widget=image_chooser.widget_class),
        MultiFieldPanel(
            [FieldPanel("learners_text"), FieldPanel("employers_text"), FieldPanel("counselling_text")],
            heading=_("Drei Wege"),
        ),
        SourceFieldPanel("featured"),
        MultiFieldPanel([FieldPanel("about_title"), FieldPanel("about")], heading=_("Was ist das hier?")),
        FieldPanel("body"),
    ]

    @property
    def featured_ids(self) -> list[int]:
        """The keys of the courses that editors chose, in their order; the German page's hold for all languages."""
        source = self.source
        blocks = source.featured.raw_data if isinstance(source, HomePage) else []
        return [int(block["value"]) for block in blocks if block["value"]]

    class DataCard:
        purpose = "Tells visitors what this is and leads them on."
        personal = {"owner": "who made the page"}
        retention = "stays"
        platform = "The website's first page belongs to nobody else."

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")
