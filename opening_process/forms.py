# messages: back office
"""Forms of HR and of whoever accompanies it. Each that changes a row carries the version it was opened with."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer, User
from accounts.roles import Permission
from diversity_training.models import TrainingRequest
from opening_process.models import AuditItem, Cycle, Goal, Level, Maturity, Measure, Review
from opening_process.queries.people import hr_of
from opening_process.queries.trainings import trainings_of

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
NOT_RATED = ("", _("noch offen"))


class VersionedForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form about a row that others may change as well."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version

    @property
    def read_version(self) -> int:
        """The version that the person saw; 0, which no row has, when the field was lost."""
        return self.cleaned_data.get("version") or 0

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class MandateForm(VersionedForm):
    """Who wants the opening, and who steers it."""

    class Meta:
        model = Cycle
        fields = ("sponsor", "mandate", "steering_group", "review_after")
        widgets = {"mandate": forms.Textarea(attrs={"rows": 4}), "steering_group": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "sponsor": _("Ohne die oberste Leitung bleibt es bei guten Vorsätzen. Zum Beispiel: Geschäftsführung."),
            "mandate": _("Was soll in diesem Zyklus anders werden, und bis wann?"),
            "steering_group": _(
                "Funktionen genügen, Namen brauchen wir nicht. Zum Beispiel: Personalleitung, Betriebsrat, Ausbildung, "
                "zwei Beschäftigte mit Einwanderungsgeschichte."
            ),
            "review_after": _("Gezählt ab dem Tag, an dem Sie mit der Umsetzung beginnen."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("sponsor", "mandate", "steering_group"):
            self.fields[name].required = True


class RatingForm(forms.Form):
    """
    How far one statement has come.

    What the person saw comes back beside what they typed, so that a page sent whole writes only what they touched.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    maturity = forms.TypedChoiceField(
        label=_("Reife"),
        choices=[*Maturity.choices, NOT_RATED],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        show_hidden_initial=True,
    )
    evidence = forms.CharField(
        label=_("Woran sehen Sie das?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        show_hidden_initial=True,
    )
    comment = forms.CharField(
        label=_("Anmerkung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        show_hidden_initial=True,
    )

    def __init__(self, data: Any = None, *, item: AuditItem, **kwargs: Any) -> None:
        self.item = item
        initial = {
            "version": item.version,
            "maturity": "" if item.maturity is None else item.maturity,
            "evidence": item.evidence,
            "comment": item.comment,
        }
        super().__init__(data, prefix=item.public_id, initial=initial, **kwargs)

    @property
    def is_touched(self) -> bool:
        """Whether the person changed anything but the version, which is not theirs to change."""
        return bool(set(self.changed_data) - {"version"})


class OwnItemForm(forms.ModelForm):  # type: ignore[type-arg]
    """A statement of one's own."""

    class Meta:
        model = AuditItem
        fields = ("level", "text")
        help_texts = {"text": _("Eine Aussage, die stimmen kann oder nicht. Nach einer Sache auf einmal fragen.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("bitte wählen")), *Level.choices]  # type: ignore[attr-defined]
        self.fields["text"].required = True


class RewordForm(VersionedForm):
    """Say an own statement better."""

    class Meta:
        model = AuditItem
        fields = ("text",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True


class GoalForm(VersionedForm):
    """What is to be reached, and how one will know."""

    class Meta:
        model = Goal
        fields = ("level", "text", "indicator", "baseline", "target", "due_on")
        widgets = {"due_on": DAY}
        help_texts = {
            "text": _("Ein Satz. Zum Beispiel: Neue internationale Mitarbeitende bleiben bei uns."),
            "indicator": _("Etwas, das man zählen oder nachsehen kann. Zum Beispiel: Kündigungen in der Probezeit."),
            "baseline": _("Zum Beispiel: 4 von 10."),
            "target": _("Zum Beispiel: höchstens 1 von 10."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].choices = [("", _("bitte wählen")), *Level.choices]  # type: ignore[attr-defined]


class OwnerField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the employer's HR people, by name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.display_name


class TrainingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the employer's bookings, by the title of its training."""

    def label_from_instance(self, obj: TrainingRequest) -> str:
        return obj.course_title


class MeasureForm(VersionedForm):
    """Who does what by when."""

    class Meta:
        model = Measure
        fields = ("text", "owner", "owner_role", "due_on", "state", "training")
        widgets = {"due_on": DAY}

    def __init__(self, *args: Any, employer: Employer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainings = trainings_of(employer)
        owner = OwnerField(
            label=_("Verantwortlich in der Personalabteilung"),
            help_text=_("Diese Person wird erinnert. Oder nennen Sie im nächsten Feld eine Funktion."),
            queryset=hr_of(employer, Permission.MANAGE_OPENING),
            required=False,
            empty_label=_("niemand von uns"),
        )
        training = TrainingField(
            label=_("Gehört ein gebuchtes Training dazu?"),
            queryset=trainings,
            required=False,
            empty_label=_("kein Training"),
        )
        self.fields["owner"], self.fields["training"] = owner, training
        self.fields["owner_role"].label = _("Oder eine Funktion")
        self.fields["owner_role"].help_text = _("Zum Beispiel: Ausbildungsleitung. Dann werden Sie alle erinnert.")
        if not trainings.exists():
            del self.fields["training"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "owner" in cleaned and "owner_role" in cleaned:
            if cleaned["owner"] is None and not cleaned["owner_role"]:
                self.add_error("owner_role", _("Bitte sagen Sie, wer dafür verantwortlich ist."))
            elif cleaned["owner"] is not None and cleaned["owner_role"]:
                self.add_error("owner_role", _("Bitte wählen Sie eine Person oder nennen Sie eine Funktion."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {"training": None} | super().values


class ReviewForm(forms.ModelForm):  # type: ignore[type-arg]
    """The look back."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    carry_open = forms.BooleanField(
        label=_("Ziele mit offenen Maßnahmen in den nächsten Zyklus mitnehmen"), required=False, initial=True
    )

    class Meta:
        model = Review
        fields = ("held_on", "result", "decision")
        widgets = {"held_on": DAY, "result": forms.Textarea(attrs={"rows": 6}), "decision": forms.RadioSelect}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].choices = Review.Decision.choices  # type: ignore[attr-defined]

    @property
    def key(self) -> UUID | None:
        """The key of this very form."""
        found: UUID | None = self.cleaned_data.get("form_key")
        return found


class InviteForm(forms.Form):
    """Ask a trainer to accompany the process."""

    email = forms.EmailField(
        label=_("E-Mail-Adresse der Begleitung"),
        help_text=_("Die Adresse, mit der sich die Dozentin oder der Dozent hier anmeldet."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    may_write = forms.BooleanField(label=_("Darf mitschreiben: Bestandsaufnahme, Ziele und Maßnahmen"), required=False)


class DeleteForm(forms.Form):
    """Confirm that everything goes."""

    is_sure = forms.BooleanField(
        label=_("Ja, alles löschen. Ich weiß, dass es niemand wiederherstellen kann."),
        error_messages={"required": _("Bitte bestätigen Sie, dass Sie alles löschen möchten.")},
    )
