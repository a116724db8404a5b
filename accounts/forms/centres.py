"""The form of a counselling centre."""
# messages: back office

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import CounsellingCentre, Language, Provider


class CentreForm(forms.ModelForm[CounsellingCentre]):
    """Everything that visitors read about a centre, and the postcodes it serves."""

    modes = forms.MultipleChoiceField(
        label=_("So wird beraten"), choices=CounsellingCentre.Mode, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.ModelMultipleChoiceField(
        Language.objects.all(),
        label=_("Sprachen der Beratung"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    postcode_areas = forms.CharField(
        label=_("Einzugsgebiet"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Anfänge von Postleitzahlen, getrennt durch Komma: 30 steht für alle von 30000 bis 30999, "
            "26789 nur für diese eine. Wer seine Postleitzahl eingibt, sieht die genaueste Stelle zuerst."
        ),
    )

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = CounsellingCentre
        fields = [
            "provider",
            "name",
            "street",
            "postcode",
            "city",
            "phone",
            "email",
            "website",
            "opening_hours",
            "note",
        ]
        widgets = {"opening_hours": forms.Textarea(attrs={"rows": 4}), "note": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"opening_hours": _("Eine Zeile je Tag, zum Beispiel: Montag 9 bis 12 Uhr.")}

    def __init__(self, *args: Any, providers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centre = self.instance
        if centre.pk is not None:
            del self.fields["provider"]  # a centre never changes hands through a form
            self.initial["modes"] = [mode.value for mode in centre.modes]
            self.initial["languages"] = list(centre.languages.all())
            self.initial["postcode_areas"] = ", ".join(area.prefix for area in centre.areas.all())
            return
        provider: Any = self.fields["provider"]
        provider.queryset = providers
        only: list[Provider] = list(providers[:2])
        if len(only) == 1:
            provider.initial = only[0]
            provider.widget = forms.HiddenInput()

    def clean_postcode(self) -> str:
        postcode: str = self.cleaned_data["postcode"].strip()
        if not re.fullmatch(r"[0-9]{5}", postcode):
            raise forms.ValidationError(_("Eine Postleitzahl hat fünf Ziffern."))
        return postcode

    def clean_postcode_areas(self) -> list[str]:
        areas = [part for part in re.split(r"[\s,;]+", self.cleaned_data["postcode_areas"]) if part]
        for area in areas:
            if not re.fullmatch(r"[0-9]{1,5}", area):
                raise forms.ValidationError(
                    _("„%(area)s“ ist kein Anfang einer Postleitzahl. Erlaubt sind eine bis fünf Ziffern.")
                    % {"area": area}
                )
        return sorted(set(areas))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("phone") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("phone", _("Geben Sie Telefon oder E-Mail an, sonst erreicht niemand die Stelle."))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The columns of the modes are set by the action; asking the database's rules about them now is too early.
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded | {"is_on_site", "is_by_phone", "is_by_video"}
