"""What employers type, and how providers offer a course."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.back_office import ProviderForm
from accounts.models import Employer, Provider
from courses.models import Course
from courses.search.bidi import isolated
from diversity_training.models import TrainingOffer, TrainingRequest
from diversity_training.queries.replies import Promise

NOTHING = [("", _("keine Angabe"))]


class ContactForm(forms.Form):
    """Who asks, and how to answer."""

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


def people_field() -> forms.IntegerField:
    """Return the field that asks for how many people a training shall be."""
    return forms.IntegerField(
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


class RequestForm(ContactForm):
    """The short form: seven things we need, and a few that help."""

    ESSENTIAL = ("organisation", "postcode", "people_count", "format", "contact_name", "contact_email", "contact_phone")
    HELPFUL = (
        "target_groups", "occasion", "period", "sector", "size_class", "is_public", "works_council", "needs", "message",
    )  # fmt: skip

    people_count = people_field()
    format = forms.ChoiceField(
        label=_("Wie soll das Training stattfinden?"),
        choices=TrainingRequest.Format,
        initial=TrainingRequest.Format.OPEN,
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
    sector = forms.CharField(
        label=_("Branche"), help_text=_("Zum Beispiel „Pflege“ oder „Metallbau“."), max_length=120, required=False
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

    @property
    def essential(self) -> list[forms.BoundField]:
        """The fields that everybody fills in."""
        return [self[name] for name in self.ESSENTIAL]

    @property
    def helpful(self) -> list[forms.BoundField]:
        """The fields that shorten the talk afterwards."""
        return [self[name] for name in self.HELPFUL]

    @property
    def helpful_has_errors(self) -> bool:
        """Whether the part that is folded away must stand open."""
        return any(field.errors for field in self.helpful)

    def wishes(self) -> dict[str, Any]:
        """Return what was typed, ready to be stored."""
        return {name: self.cleaned_data[name] for name in (*self.ESSENTIAL, *self.HELPFUL)}


class AdviceForm(ContactForm):
    """Who does not know yet what they need asks for a talk: four things we need, the rest helps."""

    WISHES = ("organisation", "postcode", "contact_name", "contact_email", "contact_phone", "talk", "period", "message")
    field_order = ("provider", *WISHES)

    talk = forms.ChoiceField(
        label=_("Wie möchten Sie mit uns sprechen?"),
        choices=[("", _("gleich, wie")), *TrainingRequest.Talk.choices],
        required=False,
    )
    period = forms.CharField(
        label=_("Wann passt es Ihnen?"),
        help_text=_("Zum Beispiel „dienstags am Vormittag“."),
        max_length=200,
        required=False,
    )
    message = forms.CharField(
        label=_("Worum geht es?"),
        help_text=_("Ein Stichwort genügt. Bitte nennen Sie keine Namen von Beschäftigten."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    provider = forms.ChoiceField(
        label=_("Wer soll Sie beraten?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, wer Sie beraten soll.")},
    )

    def __init__(self, *args: Any, advisers: list[Promise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.advisers = {promise.provider.public_id: promise for promise in advisers}
        if len(advisers) == 1:  # nothing to choose
            del self.fields["provider"]
        else:
            choices = [(key, _adviser(promise)) for key, promise in self.advisers.items()]
            self.fields["provider"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("talk") == TrainingRequest.Talk.PHONE and not data.get("contact_phone"):
            self.add_error("contact_phone", _("Bitte geben Sie eine Nummer ein, unter der wir Sie anrufen."))
        return data

    @property
    def typed(self) -> list[forms.BoundField]:
        """The fields in the order of the page."""
        return [self[name] for name in ("provider", *self.WISHES) if name in self.fields]

    @property
    def adviser(self) -> Provider:
        """Who shall answer; only of a form that is valid."""
        chosen = self.cleaned_data.get("provider")
        return (self.advisers[chosen] if chosen else next(iter(self.advisers.values()))).provider

    def wishes(self) -> dict[str, Any]:
        """Return what was typed, ready to be stored."""
        return {name: self.cleaned_data[name] for name in self.WISHES}


def _adviser(promise: Promise) -> str:
    provider, due = promise.provider, promise.reply_due_on
    name = f"{provider.name} ({provider.region.name})" if provider.region is not None else provider.name
    return gettext("%(name)s. Antwort bis %(weekday)s, %(day)s") % {
        "name": isolated(name),
        "weekday": date_format(due, "l"),
        "day": date_format(due, "DATE_FORMAT"),
    }


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
