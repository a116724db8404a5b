"""Courses: the editor's tabs and the list."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn

from courses.forms import CourseForm
from courses.models import Course
from courses.viewsets.content import ContentViewSet
from media.choosers import image_chooser


class TranslationNote(HelpPanel):  # type: ignore[misc]
    """What a translator may leave alone; silent where an original is edited."""

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]
        def is_shown(self) -> bool:
            return bool(self.instance.is_translation and super().is_shown())


class CurriculumPanel(FieldPanel):  # type: ignore[misc]
    """Modules and their units; in a translation only the titles of modules count."""

    class BoundPanel(FieldPanel.BoundPanel):  # type: ignore[misc]
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            if self.instance is not None and self.instance.is_translation:
                self.help_text = _(
                    "Übersetzen Sie hier die Titel der Module. Welche Einheiten sie haben, bestimmt das Original; "
                    "übersetzte Einheiten erscheinen von selbst."
                )


CONTENT_TAB = ObjectList(
    [
        TranslationNote(
            content=_(
                "Sie bearbeiten eine Übersetzung. Angaben, die keine Texte sind, zum Beispiel Sprachniveau, Format und "
                "ob der Kurs etwas kostet, gelten aus dem Original und stehen hier nicht."
            )
        ),
        FieldPanel("provider"),
        FieldPanel("title", required_on_save=True),
        FieldPanel("summary"),
        FieldPanel("image", widget=image_chooser.widget_class),
        CurriculumPanel(
            "curriculum",
            help_text=_(
                "Legen Sie zuerst Einheiten an (Menü „Kurse“ → „Einheiten“) und ordnen Sie sie hier zu Modulen."
            ),
        ),
    ],
    heading=_("Inhalt"),
)
STANDARD_TAB = ObjectList(
    [
        HelpPanel(
            content=_(
                "Diese Angaben verlangt DIN ISO 29993 vor der Anmeldung. Was Pflicht ist, hängt von der Art des "
                "Angebots ab; „Prüfen und veröffentlichen“ zeigt, was noch fehlt."
            )
        ),
        FieldPanel("offer_kind"),
        FieldPanel("goals"),
        FieldPanel("target_group"),
        FieldPanel("target_groups"),
        FieldPanel("prerequisites"),
        FieldRowPanel([FieldPanel("cefr_entry"), FieldPanel("cefr_goal")], heading=_("Sprachniveau (GER)")),
        FieldPanel("occupation"),
        FieldRowPanel([FieldPanel("format"), FieldPanel("teaching_language")], heading=_("Wie und in welcher Sprache")),
        FieldPanel("region"),
        FieldPanel("methods"),
        FieldPanel("assessment"),
        FieldPanel("equipment"),
        MultiFieldPanel(
            [
                FieldPanel("certificate_kind"),
                FieldPanel("certificate_title"),
                FieldPanel("credits_catch_up"),
                FieldPanel("certificate_needs_task"),
            ],
            heading=_("Bescheinigung"),
        ),
        MultiFieldPanel(
            [FieldPanel("names_agg"), FieldPanel("agg_contents")], heading=_("Schulung nach § 12 Abs. 2 AGG")
        ),
    ],
    heading=_("Angaben nach DIN ISO 29993"),
)
ACCESS_TAB = ObjectList(
    [
        MultiFieldPanel(
            [
                HelpPanel(
                    content=_(
                        "Kostet der Kurs etwas und ist er überwiegend Selbstlernphase, braucht er eine Zulassung der "
                        "ZFU (§ 12 FernUSG)."
                    )
                ),
                FieldPanel("is_paid"),
                FieldPanel("cost_note"),
                FieldPanel("zfu_number"),
            ],
            heading=_("Kosten"),
        ),
        FieldPanel("cancellation"),
        FieldPanel("data_protection"),
        FieldPanel("complaint_path"),
        MultiFieldPanel(
            [FieldPanel("contact_name"), FieldPanel("contact_email"), FieldPanel("contact_phone")],
            heading=_("Kontakt"),
        ),
    ],
    heading=_("Zugang und Kontakt"),
)
PAGE_TAB = ObjectList([FieldPanel("number"), FieldPanel("slug"), PublishingPanel()], heading=_("Nummer und Adresse"))


class CourseViewSet(ContentViewSet):
    """Courses in the back office."""

    model = Course
    icon = "openquote"
    menu_label = _("Kurse")
    menu_order = 10
    url_prefix = "kurse"
    chooser_base_url_path = "kurse-auswahl"
    list_display = (
        "__str__",
        Column("get_offer_kind_display", label=_("Art des Angebots")),
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    )
    list_filter = ("offer_kind", "live")
    search_fields = ("title", "number")
    edit_handler = TabbedInterface([CONTENT_TAB, STANDARD_TAB, ACCESS_TAB, PAGE_TAB], base_form_class=CourseForm)
