"""What visitors and staff type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.numbers import genuine_number


class NumberForm(forms.Form):
    """The number from a paper; gives back its canonical form."""

    number = forms.CharField(
        label=_("Nummer der Bescheinigung"),
        help_text=_("Sie steht unten auf der Bescheinigung, zum Beispiel IQ-NI-2026-000123-7F4KQ9PX."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie die Nummer ein.")},
    )

    unknown = _(
        "Zu dieser Nummer gibt es keine Bescheinigung. "
        "Bitte vergleichen Sie jedes Zeichen, auch die acht letzten, mit dem Papier."
    )

    def clean_number(self) -> str:
        number = genuine_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(self.unknown, code="unknown")
        return number


class NameForm(forms.Form):
    """The name a visitor reads on the paper in front of them."""

    name = forms.CharField(
        label=_("Name auf der Bescheinigung"),
        help_text=_("Groß- und Kleinschreibung, Akzente und Reihenfolge spielen keine Rolle."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "dir": "auto"}),
        error_messages={"required": _("Bitte geben Sie den Namen ein, der auf der Bescheinigung steht.")},
    )
