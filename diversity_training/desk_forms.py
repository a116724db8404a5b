# messages: back office – forms of an employer's HR
"""What the people of an employer's HR type."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import get_adapter
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Employer, User
from diversity_training.actions.thread import Enclosure
from diversity_training.models import Department, NeedsAnalysis, TrainingRequest
from diversity_training.queries.team import seats_at_desk
from media.file_types import DOCUMENTS, media_type_of

MOST_BYTES = 10 * 1024 * 1024
NOTHING = [("", gettext_lazy("keine Angabe"))]


def _area(label: Any, *, hint: Any = "", most: int = 2000, rows: int = 3, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=most,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class NewAccountForm(forms.Form):
    """A name and a password; the address is the one of the letter."""

    full_name = forms.CharField(
        label=gettext_lazy("Ihr Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=gettext_lazy("Neues Passwort"),
        help_text=gettext_lazy("Mindestens 10 Zeichen. Ein Satz ist leichter zu merken als ein Wort."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def clean_password(self) -> str:
        password: str = get_adapter().clean_password(self.cleaned_data["password"])
        return password


class GoalsForm(forms.Form):
    """First page of the needs analysis."""

    title = gettext_lazy("Ziel und Gruppe")
    goals = _area(
        gettext_lazy("Was soll nach dem Training anders sein?"),
        hint=gettext_lazy("In Ihren Worten. Ein Satz genügt."),
        most=4000,
        rows=4,
        required=True,
    )
    success = _area(gettext_lazy("Woran merken Sie, dass es gelungen ist?"))
    experience = forms.ChoiceField(
        label=gettext_lazy("Welche Erfahrung gibt es?"),
        choices=[*NOTHING, *NeedsAnalysis.Experience.choices],
        required=False,
    )
    group_wish = _area(
        gettext_lazy("Wer nimmt teil, wer besser getrennt?"),
        hint=gettext_lazy("Führungskräfte und Teams lernen oft offener in eigenen Gruppen."),
    )


class CasesForm(forms.Form):
    """Second page of the needs analysis."""

    title = gettext_lazy("Fälle und Bedarf")
    incidents = _area(
        gettext_lazy("Gibt es Vorfälle, die wir kennen sollten?"),
        hint=gettext_lazy("Bitte keine Namen und nichts, woran man jemanden erkennt."),
    )
    own_cases = _area(
        gettext_lazy("Eigene Fälle für den Workshop"),
        hint=gettext_lazy("Eine Situation aus Ihrem Alltag, ohne Namen. Wir üben daran."),
        most=4000,
        rows=4,
    )
    needs = _area(
        gettext_lazy("Was brauchen die Teilnehmenden?"),
        hint=gettext_lazy(
            "Barrierefreiheit, Sprachen, Schichtzeiten. Bitte nennen Sie keine Namen und keine Diagnosen."
        ),
    )


class SettingForm(forms.Form):
    """Third page of the needs analysis."""

    title = gettext_lazy("Termine und Vereinbarungen")
    dates = _area(
        gettext_lazy("Welche Tage und Zeiten passen?"),
        hint=gettext_lazy("Zwei Vormittage mit einer Woche Abstand haben sich bewährt."),
    )
    rooms = _area(gettext_lazy("Welche Räume und Geräte gibt es?"))
    works_council = forms.ChoiceField(
        label=gettext_lazy("Ist der Betriebs- oder Personalrat einbezogen?"),
        choices=[*NOTHING, *TrainingRequest.WorksCouncil.choices],
        required=False,
    )
    works_agreement_ref = forms.CharField(
        label=gettext_lazy("Betriebs- oder Dienstvereinbarung"),
        help_text=gettext_lazy(
            "Nur wenn es eine gibt: Titel und Datum. Ohne sie sehen Sie keine Namen der Geschulten, nur die Zahl."
        ),
        max_length=200,
        required=False,
    )
    wants_survey = forms.BooleanField(label=gettext_lazy("Anonyme Befragung vorher und nachher"), required=False)
    wants_equal_treatment = forms.BooleanField(
        label=gettext_lazy("Schulung im Sinne von § 12 AGG bescheinigen"), required=False
    )
    is_voluntary = forms.BooleanField(
        label=gettext_lazy("Die Teilnahme ist freiwillig. Wir empfehlen es: Wer freiwillig kommt, lernt mehr."),
        required=False,
    )


ANALYSIS_PAGES: tuple[type[forms.Form], ...] = (GoalsForm, CasesForm, SettingForm)


class ReasonForm(forms.Form):
    """Why a booking is declined, postponed or withdrawn."""

    reason = forms.CharField(
        label=gettext_lazy("Grund"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Bitte nennen Sie den Grund in einem Satz.")},
    )


class MessageForm(forms.Form):
    """A message with a document, for both sides."""

    text = _area(gettext_lazy("Nachricht"), most=4000)
    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy("PDF oder ein Dokument von Word, Excel, PowerPoint oder LibreOffice, höchstens 10 MB."),
        required=False,
    )

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(_("Die Datei ist zu groß. Höchstens 10 MB."))
        self.media_type = media_type_of(cast(Any, file))
        if self.media_type not in DOCUMENTS:
            raise forms.ValidationError(
                _("Diese Datei ist weder ein PDF noch ein Dokument von Word, Excel, PowerPoint oder LibreOffice.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not data["text"].strip() and not data["file"]:
            self.add_error("text", _("Bitte schreiben Sie etwas oder wählen Sie eine Datei."))
        return data

    def enclosure(self) -> Enclosure | None:
        """Return the file that was looked into, if there is one."""
        file = self.cleaned_data["file"]
        if file is None:
            return None
        return Enclosure(content=file.read(), media_type=str(self.media_type), name=str(file.name))


class ColleagueForm(forms.Form):
    """Invite somebody to the desk."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-Mail-Adresse"),
        error_messages={
            "invalid": gettext_lazy("Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@firma.de.")
        },
    )


class DepartmentForm(forms.Form):
    """Add a department."""

    department_name = forms.CharField(label=gettext_lazy("Abteilung"), max_length=120)


class _PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.display_name)


class SubstitutionForm(forms.Form):
    """Who stands in for whom, and when."""

    person = _PersonChoice(queryset=User.objects.none(), to_field_name="public_id", label=gettext_lazy("Wer ist weg?"))
    deputy = _PersonChoice(queryset=User.objects.none(), to_field_name="public_id", label=gettext_lazy("Wer vertritt?"))
    from_on = forms.DateField(
        label=gettext_lazy("Von"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    until_on = forms.DateField(
        label=gettext_lazy("Bis"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(pk__in=seats_at_desk(employer).values("user_id")).order_by("full_name", "pk")
        for name in ("person", "deputy"):
            self.fields[name].queryset = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("person") and data.get("person") == data.get("deputy"):
            self.add_error("deputy", _("Niemand vertritt sich selbst."))
        first, last = data.get("from_on"), data.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("Der letzte Tag liegt vor dem ersten."))
        return data


class LookAfterForm(forms.Form):
    """Who looks after a booking, for which department."""

    responsible = _PersonChoice(
        queryset=User.objects.none(),
        to_field_name="public_id",
        label=gettext_lazy("Zuständig"),
        required=False,
        empty_label=gettext_lazy("alle"),
    )
    department = forms.ModelChoiceField(
        queryset=Department.objects.none(), label=gettext_lazy("Abteilung"), required=False, to_field_name="public_id"
    )

    def __init__(self, *args: Any, booking: TrainingRequest, **kwargs: Any) -> None:
        initial = {"responsible": booking.responsible, "department": booking.department}
        super().__init__(*args, **{"initial": initial, **kwargs})
        if booking.employer is None:
            return
        people = User.objects.filter(pk__in=seats_at_desk(booking.employer).values("user_id"))
        self.fields["responsible"].queryset = people.order_by("full_name", "pk")  # type: ignore[attr-defined]
        self.fields["department"].queryset = booking.employer.departments.all()  # type: ignore[attr-defined]
