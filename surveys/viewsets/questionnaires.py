# messages: back office
"""Questionnaires in the back office."""

from __future__ import annotations

from typing import Any, cast

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import snippets

from accounts.back_office import ProviderViewSet
from accounts.models import User
from surveys.actions import questionnaires
from surveys.forms import LANGUAGES, QuestionForm, QuestionnaireForm, field_of
from surveys.models import Questionnaire


class QuestionPanel(InlinePanel):  # type: ignore[misc]
    """The questions, each in a form with its translations."""

    def get_form_options(self) -> dict[str, Any]:
        options: dict[str, Any] = super().get_form_options()
        options["formsets"][self.relation_name]["form"] = QuestionForm
        return options


class _Noted:
    """What an editor does to a questionnaire is written in the same transaction."""

    act: str
    object: Any
    request: Any

    def _note(self, questionnaire: Questionnaire) -> None:
        questionnaires.note(
            act=self.act, questionnaire=questionnaire, by=cast(User, self.request.user), at=timezone.now()
        )


class QuestionnaireListView(snippets.IndexView):  # type: ignore[misc]
    """The list, with the way to questionnaires to begin with."""

    @property
    def header_buttons(self) -> list[Any]:
        return [
            *super().header_buttons,
            HeaderButton(_("Fragebögen zum Anfangen"), url=reverse("starter_office:page"), icon_name="copy"),
        ]


class QuestionnaireCreateView(_Noted, snippets.CreateView):  # type: ignore[misc]
    """A new questionnaire."""

    act = "created"

    def save_instance(self) -> Questionnaire:
        with transaction.atomic():
            saved: Questionnaire = super().save_instance()
            self._note(saved)
        return saved


class QuestionnaireEditView(_Noted, snippets.EditView):  # type: ignore[misc]
    """Change what is asked from the next round on."""

    act = "changed"

    def save_instance(self) -> Questionnaire:
        with transaction.atomic():
            saved: Questionnaire = super().save_instance()
            self._note(saved)
        return saved


class QuestionnaireDeleteView(_Noted, snippets.DeleteView):  # type: ignore[misc]
    """Remove a questionnaire that no unit names."""

    act = "deleted"

    def delete_action(self) -> None:
        with transaction.atomic():
            self._note(self.object)
            super().delete_action()


class QuestionnaireViewSet(ProviderViewSet):
    """What is asked about trainings."""

    model = Questionnaire
    icon = "list-ul"
    menu_label = _("Fragebögen")
    menu_order = 30
    url_prefix = "frageboegen"
    chooser_base_url_path = "frageboegen-auswahl"
    index_view_class = QuestionnaireListView
    add_view_class = QuestionnaireCreateView
    edit_view_class = QuestionnaireEditView
    delete_view_class = QuestionnaireDeleteView
    list_display = ("__str__",)
    list_export: list[str] = []
    search_backend_name = None
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "Eine Runde, die schon begonnen hat, behält ihre Fragen. Gefragt wird anonym: Ergebnisse sehen Sie "
                    "erst, wenn die Runde vorbei ist und mindestens fünf Personen geantwortet haben."
                )
            ),
            FieldPanel("provider"),
            FieldPanel("title"),
            QuestionPanel(
                "questions",
                [
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("part")]),
                    FieldPanel("text"),
                    FieldRowPanel(
                        [FieldPanel("is_asked_before"), FieldPanel("is_asked_at_end"), FieldPanel("is_asked_later")],
                        heading=_("Wann gefragt wird"),
                    ),
                    MultiFieldPanel(
                        [FieldPanel(field_of(language)) for language in LANGUAGES],
                        heading=_("In anderen Sprachen"),
                        classname="collapsed",
                    ),
                ],
                heading=_("Fragen"),
                label=_("Frage"),
                min_num=1,
            ),
        ],
        base_form_class=QuestionnaireForm,
    )
