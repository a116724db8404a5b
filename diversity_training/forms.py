"""What employers type, and how providers offer a course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.back_office import ProviderForm
from accounts.models import Employer
from courses.models import Course
from diversity_training.models import TrainingOffer, TrainingRequest

NOTHING = [("", _("keine Angabe"))]


class RequestForm(forms.ModelForm[TrainingRequest]):
    """The short form: seven things we need, and a few that help."""

    ESSENTIAL = ("organisation", "postcode", "people_count", "format", "contact_name", "contact_email", "contact_phone")

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    organisation = forms.CharField(
        label=_("Ihre Organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Bitte nennen Sie Ihr Unternehmen, Ihre Verwaltung oder Einrichtung.")},
    )
    postcode = forms.CharField(
        label=_("Postleitzahl"),
        max_length=5,
        validators=[RegexValidator(r"^[0-9]{5}$", _("Eine Postleitzahl hat fünf Ziffern, zum Beispiel 30159."))],
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric", "dir": "ltr"}),
        error_messages={"required": _("Bitte geben Sie Ihre Postleitzahl ein.")},
    )
    people_count = forms.IntegerField(
        label=_("Wie viele Personen sollen teilnehmen?"),
        help_text=_("Eine Schätzung genügt."),
        min_value=1,
        max_value=2000,
        error_messages={
            "required": _("Bitte schätzen Sie, wie viele Personen teilnehmen."),
            "invalid": _("Bitte geben Sie eine Zahl ein, zum Beispiel 14."),
            "min_value": _("Es muss mindestens eine Person teilnehmen."),
            "max_value": _("Für mehr als 2000 Personen sprechen Sie uns bitte direkt an."),
        },
    )
    format = forms.ChoiceField(
        label=_("Wie soll das Training stattfinden?"),
        choices=TrainingRequest.Format,
        initial=TrainingRequest.Format.OPEN,
    )
    contact_name = forms.CharField(
        label=_("Ihr Name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte sagen Sie uns, wie Sie heißen.")},
    )
    contact_email = forms.EmailField(
        label=_("Ihre E-Mail-Adresse"),
        help_text=_("Dorthin geht die Bestätigung, und dorthin antworten wir."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Bitte geben Sie Ihre E-Mail-Adresse ein, damit wir antworten können."),
            "invalid": _("Diese E-Mail-Adresse ist nicht vollständig. Sie hat die Form name@firma.de."),
        },
    )
    contact_phone = forms.CharField(
        label=_("Telefon"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "dir": "ltr"}),
    )
    target_groups = forms.MultipleChoiceField(
        label=_("Für wen?"),
        choices=TrainingRequest.TargetGroup,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    occasion = forms.ChoiceField(
        label=_("Anlass"), choices=[*NOTHING, *TrainingRequest.Occasion.choices], required=False
    )
    period = forms.CharField(
        label=_("Wann?"),
        help_text=_("Zum Beispiel „im März“ oder „vor den Sommerferien“."),
        max_length=200,
        required=False,
    )
    size_class = forms.ChoiceField(
        label=_("Größe Ihrer Organisation"), choices=[*NOTHING, *Employer.SizeClass.choices], required=False
    )
    is_public = forms.BooleanField(label=_("Wir sind eine öffentliche Einrichtung."), required=False)
    works_council = forms.ChoiceField(
        label=_("Ist der Betriebs- oder Personalrat einbezogen?"),
        choices=[*NOTHING, *TrainingRequest.WorksCouncil.choices],
        required=False,
    )
    needs = forms.CharField(
        label=_("Was brauchen die Teilnehmenden?"),
        help_text=_("Barrierefreiheit, Sprachen, Schichtzeiten. Bitte nennen Sie keine Namen und keine Diagnosen."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label=_("Was möchten Sie erreichen?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    class Meta:
        model = TrainingRequest
        fields = [
            "organisation", "postcode", "people_count", "format", "contact_name", "contact_email", "contact_phone",
            "target_groups", "occasion", "period", "size_class", "is_public", "works_council", "needs", "message",
        ]  # fmt: skip

    @property
    def essential(self) -> list[forms.BoundField]:
        """The fields that everybody fills in."""
        return [self[name] for name in self.ESSENTIAL]

    @property
    def helpful(self) -> list[forms.BoundField]:
        """The fields that shorten the talk afterwards."""
        return [self[name] for name in self.Meta.fields if name not in self.ESSENTIAL]

    @property
    def helpful_has_errors(self) -> bool:
        """Whether the part that is folded away must stand open."""
        return any(field.errors for field in self.helpful)

    def wishes(self) -> dict[str, Any]:
        """Return what was typed, ready to be stored."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class OfferForm(ProviderForm):
    """How a Diversity course is booked."""

    class Meta:
        model = TrainingOffer
        fields = ["course", "topic", "group_min", "group_max", "requires"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "course" in self.fields:
            self.fields["course"].queryset = self.fields["course"].queryset.filter(
                offer_kind=Course.OfferKind.DIVERSITY_TRAINING, translation_of__isnull=True
            )
        if self.instance.pk is not None:
            self.fields["course"].disabled = True
            self.fields["requires"].queryset = self.fields["requires"].queryset.exclude(pk=self.instance.pk)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        smallest, largest = data.get("group_min"), data.get("group_max")
        if smallest and largest and largest < smallest:
            raise ValidationError({"group_max": _("Die größte Gruppe ist kleiner als die kleinste.")})
        return data
