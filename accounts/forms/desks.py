"""Forms for what the administration of the platform sets up: each for founding and for changing."""
# messages: back office

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Employer, FundingPeriod, Language, Network, Programme, Region

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class DeskForm(forms.ModelForm[Any]):
    """A form whose `fixed` fields are asked for once: what is out in the world keeps its letters."""

    fixed: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            for name in self.fixed:
                del self.fields[name]


class ProgrammeForm(DeskForm):
    class Meta:
        model = Programme
        fields = ["name"]


class NetworkForm(DeskForm):
    """A network; its letters stand in certificate numbers, so they never change."""

    fixed = frozenset({"code"})
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Network
        fields = ["programme", "parent", "name", "code", "kind", "email", "phone", "website"]
        labels = {"programme": _("Förderprogramm"), "parent": _("gehört zu")}
        help_texts = {
            "code": _("Zwei bis sechs Großbuchstaben, zum Beispiel NI. Steht in Bescheinigungsnummern."),
            "email": _("Steht auf der Seite für alle, die in ihrer Nähe keine Beratungsstelle finden."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = False
        above: Any = self.fields["parent"]
        above.queryset = Network.objects.filter(archived_at=None).exclude(pk=self.instance.pk).order_by("name")

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Network.Kind.STATE


class FundingPeriodForm(DeskForm):
    """A period with the wording of its time; pages, letters and new certificates say it."""

    fixed = frozenset({"network"})

    class Meta:
        model = FundingPeriod
        fields = ["network", "starts_on", "ends_on", "statement"]
        labels = {"network": _("Netzwerk")}
        widgets = {"starts_on": DAY, "ends_on": DAY}
        help_texts = {
            "statement": _(
                "Der Satz, den der Zuwendungsbescheid verlangt. Er steht auf allen Seiten, in Briefen und auf "
                "Bescheinigungen. Ausgestellte Bescheinigungen behalten den Satz ihres Tages."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "network" in self.fields:
            network: Any = self.fields["network"]
            network.queryset = Network.objects.filter(archived_at=None).order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Das Ende liegt vor dem Anfang."))
        return cleaned


class RegionForm(DeskForm):
    class Meta:
        model = Region
        fields = ["name", "land"]


class LanguageForm(DeskForm):
    """A language that people speak; its code marks texts for screen readers, so it never changes."""

    fixed = frozenset({"code"})

    class Meta:
        model = Language
        fields = ["code", "name_de", "own_name", "is_rtl"]
        help_texts = {"code": _("Nach BCP 47: zwei oder drei kleine Buchstaben, zum Beispiel uk für Ukrainisch.")}


class EmployerForm(DeskForm):
    class Meta:
        model = Employer
        fields = ["name", "is_public", "size_class", "sector", "city"]
