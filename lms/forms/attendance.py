# messages: back office
"""What staff type on the list of a session."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from courses.models import RunSession
from courses.rules import BERLIN
from lms.queries.list_filter import Shown


class EndForm(forms.Form):
    """When the session ended, as a wall time in Berlin; the first one after its start is meant."""

    ends = forms.TimeField(
        label=_("Ende"),
        widget=forms.TimeInput(attrs={"type": "time", "step": "1"}, format="%H:%M:%S"),
        error_messages={"invalid": _("Bitte eine Uhrzeit wie 20:30 angeben.")},
    )

    def __init__(self, *args: object, session: RunSession, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.session = session

    def ends_at(self) -> datetime:
        """Return the instant that was meant."""
        starts = localtime(self.session.starts_at, BERLIN)
        ends = datetime.combine(starts.date(), self.cleaned_data["ends"], tzinfo=BERLIN)
        return ends if ends > starts else ends + timedelta(days=1)


class ChangeEndForm(EndForm):
    """Another end than was confirmed, and why."""

    reason = forms.CharField(label=_("Grund"), max_length=300)


class CorrectForm(forms.Form):
    """How long somebody was there, and why that is not what was measured."""

    minutes = forms.IntegerField(
        label=_("Minuten"), min_value=0, required=False, help_text=_("Leer lassen: der ganze Termin.")
    )
    reason = forms.CharField(
        label=_("Grund"), max_length=300, error_messages={"required": _("Bitte nennen Sie den Grund.")}
    )


class FilterForm(forms.Form):
    """Whom of a list one looks for."""

    zeigen = forms.ChoiceField(label=_("Zeigen"), choices=Shown.choices, required=False)
    suche = forms.CharField(label=_("Name"), max_length=100, required=False)


class ExcuseForm(forms.Form):
    """That somebody is excused; why is nobody's business here."""

    note = forms.CharField(
        label=_("Notiz"),
        max_length=300,
        required=False,
        help_text=_("Freiwillig. Bitte nichts über Gesundheit, Religion oder Familie."),
    )
