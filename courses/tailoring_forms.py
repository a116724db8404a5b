# messages: back office
"""What staff type when they fit a run to an employer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.models import Run, Unit
from courses.queries.adaptations import Tailored

MOST_MINUTES = 18_000  # 400 teaching units, the most a unit may plan


class VersionedForm(forms.Form):
    """A form that knows which version of the run the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class NoteForm(VersionedForm):
    """For whom the run is."""

    target_group = forms.CharField(
        label=gettext_lazy("Für wen"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Zum Beispiel „Ausbilder*innen, gemischte Gruppe“. Bitte keine Namen."),
    )
    language_needs = forms.CharField(
        label=gettext_lazy("Sprache und Barrierefreiheit"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Zum Beispiel „Einfache Sprache, Untertitel“. Bitte keine Namen."),
    )


class SwapForm(VersionedForm):
    """Another published unit of the provider."""

    unit = forms.ModelChoiceField(
        label=gettext_lazy("Stattdessen"),
        queryset=Unit.library.none(),
        empty_label=gettext_lazy("Bitte wählen"),
        help_text=gettext_lazy(
            "Alle veröffentlichten Einheiten Ihres Trägers, die in diesem Durchgang noch nicht vorkommen."
        ),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minuten"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES,
        help_text=gettext_lazy("Leer: so lange, wie für die Einheit geplant ist."),
    )

    def __init__(self, *args: Any, run: Run, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = run.run_units.values("unit")
        field: Any = self.fields["unit"]
        field.queryset = (
            Unit.library.filter(provider=run.course.provider_id, live=True, translation_of__isnull=True)
            .exclude(pk__in=there)
            .defer("body")
            .order_by("title", "pk")
        )
        field.label_from_instance = self._words

    @staticmethod
    def _words(unit: Unit) -> str:
        return _("%(title)s (%(kind)s, %(minutes)s Minuten)") % {
            "title": unit.title,
            "kind": unit.get_kind_display(),
            "minutes": unit.minutes,
        }


class CaseForm(VersionedForm):
    """An own case of the employer."""

    title = forms.CharField(label=gettext_lazy("Titel"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Der Fall"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Nur die Teilnehmenden dieses Durchgangs lesen ihn. Bitte nennen Sie niemanden beim Namen. Eine leere "
            "Zeile beginnt einen Absatz."
        ),
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minuten"), min_value=1, max_value=MOST_MINUTES)


class NewCaseForm(CaseForm):
    """A case that is yet to be placed."""

    after = forms.TypedChoiceField(label=gettext_lazy("Nach welcher Einheit?"), coerce=UUID)

    def __init__(self, *args: Any, now: Tailored, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["after"]
        field.choices = [(str(item.item_id), item.title) for item in now.items]
        if now.items:
            field.initial = str(now.items[-1].item_id)


class MinutesForm(VersionedForm):
    """The minutes of each place, in a table; surveys take none."""

    def __init__(self, *args: Any, now: Tailored, fixed: set[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": "id_minutes_%s"})
        self.now = now
        for item in now.items:
            if not item.is_survey and item.item_id not in fixed:
                self.fields[str(item.item_id)] = forms.IntegerField(
                    label=_("Minuten von „%(title)s“") % {"title": item.title},
                    initial=item.minutes,
                    min_value=1,
                    max_value=MOST_MINUTES,
                    widget=forms.NumberInput(attrs={"form": "minutes"}),
                )

    def minutes(self) -> dict[UUID, int]:
        """Return what was typed, by place."""
        return {UUID(name): value for name, value in self.cleaned_data.items() if name != "version"}
