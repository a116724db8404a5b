"""Units: the editor's tabs, the list, and the chooser that curricula use."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn, UpdatedAtColumn
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView

from accounts.back_office import ProviderChooserViewSet, provider_keys
from accounts.roles import Permission
from courses.forms import UnitForm
from courses.models import Unit
from courses.viewsets.content import ContentViewSet
from courses.viewsets.editing import ContentCreateView, UnitDeleteView, UnitUnpublishView
from scorm.models import Package


class OriginalsOnly:
    """Curricula name originals; learners see the translation by themselves. What was written last comes first."""

    ordering = ("-latest_revision__created_at", "title", "pk")

    def filter_object_list(self, objects: Any) -> Any:
        return super().filter_object_list(objects.filter(translation_of__isnull=True))  # type: ignore[misc]


class UnitChooseView(OriginalsOnly, ChooseView):  # type: ignore[misc]
    """The chooser as it opens."""


class UnitChooseResultsView(OriginalsOnly, ChooseResultsView):  # type: ignore[misc]
    """The chooser's list after a search."""


class UnitChooserViewSet(ProviderChooserViewSet):
    """The chooser of units in a curriculum."""

    choose_view_class = UnitChooseView
    choose_results_view_class = UnitChooseResultsView

    choose_one_text = _("Einheit auswählen")
    choose_another_text = _("Andere Einheit auswählen")
    edit_item_text = _("Diese Einheit bearbeiten")


class UnitCreateView(ContentCreateView):
    """A new unit; "?package=" comes from the page of a SCORM package."""

    def get_initial_form_instance(self) -> Unit:
        unit: Unit = super().get_initial_form_instance() or Unit()
        public_id = self.request.GET.get("package", "")
        own = Package.objects.on_stage().filter(owner__in=visible_providers(self.request.user))
        if public_id and (package := own.filter(public_id=public_id).first()):
            unit.kind, unit.package, unit.title = Unit.Kind.SCORM, package, package.title
        return unit


def visible_providers(user: Any) -> set[int]:
    """Return the keys of the providers at which the person edits courses."""
    return provider_keys(user, [Permission.EDIT_COURSES])


def only_for(*kinds: Unit.Kind) -> dict[str, str]:
    """Return the attributes of a panel that the editor shows while one of these kinds is chosen."""
    return {"data-w-rules-target": "show", "data-w-rules": json.dumps({"kind": list(kinds)})}


# The tab listens to the choice of the kind, wherever the field is.
WATCHING = {"data-controller": "w-rules", "data-action": "change@document->w-rules#resolve"}


class UnitViewSet(ContentViewSet):
    """Units in the back office."""

    model = Unit
    icon = "doc-full"
    menu_label = _("Einheiten")
    menu_order = 20
    url_prefix = "einheiten"
    chooser_base_url_path = "einheiten-auswahl"
    add_view_class = UnitCreateView
    chooser_viewset_class = UnitChooserViewSet
    delete_view_class = UnitDeleteView
    unpublish_view_class = UnitUnpublishView
    list_display = (
        "__str__",
        Column("get_kind_display", label=_("Art")),
        "teaching_units",
        LiveStatusTagColumn(),
        UpdatedAtColumn(),
    )
    list_filter = ("kind", "delivery", "live")
    search_fields = ("title",)
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("provider"),
                    FieldPanel("title", required_on_save=True),
                    FieldPanel(
                        "kind",
                        help_text=_(
                            "Bei „SCORM-Paket“ wählen Sie unten das Paket; der Text steht dann davor. Bei "
                            "„Live-Termin“ planen Sie in jedem Durchgang, wann er stattfindet; der Text sagt, was man "
                            "vorher liest. Bei „Befragung“ antworten alle freiwillig und anonym. Bei "
                            "„Transferaufgabe“ sagt der Text, was zu tun ist; Sie lesen die Abgaben und antworten."
                        ),
                    ),
                    FieldPanel("package", attrs=only_for(Unit.Kind.SCORM)),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("max_attempts"), FieldPanel("wait_hours")]),
                            FieldPanel("counting"),
                            FieldPanel("may_start_over"),
                            FieldPanel("reviews_when_finished"),
                            FieldPanel("locks_when_passed"),
                        ],
                        heading=_("Versuche"),
                        help_text=_(
                            "Wer schon begonnen hat, behält, was beim ersten Öffnen galt; Durchgänge, die schon Leute "
                            "haben, ebenso."
                        ),
                        attrs=only_for(Unit.Kind.SCORM),
                    ),
                    FieldRowPanel(
                        [FieldPanel("questionnaire"), FieldPanel("survey_round")],
                        heading=_("Befragung"),
                        attrs=only_for(Unit.Kind.SURVEY),
                    ),
                    FieldPanel("body"),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("takes"), FieldPanel("due_days")]),
                            FieldPanel("needs_acceptance"),
                            FieldPanel("sample"),
                        ],
                        heading=_("Abgabe"),
                        attrs=only_for(Unit.Kind.TRANSFER_TASK),
                    ),
                ],
                heading=_("Inhalt"),
                attrs=WATCHING,
            ),
            ObjectList(
                [
                    FieldRowPanel([FieldPanel("teaching_units"), FieldPanel("delivery")]),
                    FieldRowPanel(
                        [FieldPanel("min_percent"), FieldPanel("min_minutes")],
                        heading=_("Anwesenheit"),
                        help_text=_(
                            "Was in jedem Termin dieser Einheit als besucht gilt. Beim Planen eines Termins können Sie "
                            "davon abweichen."
                        ),
                        attrs=only_for(Unit.Kind.LIVE_SESSION),
                    ),
                    FieldPanel("subject_goal"),
                    FieldPanel("language_goal"),
                    PublishingPanel(),
                ],
                heading=_("Umfang und Ziele"),
                attrs=WATCHING,
            ),
        ],
        base_form_class=UnitForm,
    )
