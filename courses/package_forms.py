# messages: back office
"""What staff set on a SCORM package."""

from __future__ import annotations

from django import forms

from scorm.models import Package


class SwitchesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How the player and the commits treat a package; labels and help texts are the model's."""

    class Meta:
        model = Package
        fields = Package.SWITCHES

    def switches(self) -> dict[str, bool]:
        """Return every switch with what was chosen."""
        return {name: bool(self.cleaned_data[name]) for name in self.Meta.fields}
