"""Forms of the back office about roles and organisations."""
# messages: back office

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import queries, rules
from accounts.models import Employer, Membership, Network, Provider, Region, User
from accounts.roles import BY_KEY, Permission, Scope


class RoleForm(forms.Form):
    """Give somebody a role, whether the house knows them or not."""

    full_name = forms.CharField(label=_("Name wie im Pass"), max_length=200)
    email = forms.EmailField(
        label=_("E-Mail-Adresse"),
        help_text=_("Wer noch kein Konto hat, bekommt einen Brief und wählt damit ein Passwort."),
    )
    preferred_language = forms.ChoiceField(label=_("Sprache der Briefe"), choices=settings.LANGUAGES)
    role = forms.ChoiceField(label=_("Rolle"))
    provider = forms.ModelChoiceField(Provider.objects.none(), label=_("Träger"), required=False)
    employer = forms.ModelChoiceField(Employer.objects.none(), label=_("Arbeitgeber"), required=False)
    network = forms.ModelChoiceField(Network.objects.none(), label=_("Netzwerk"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        manages_all = rules.may(by, Permission.MANAGE_PROVIDERS) or by.is_superuser
        providers = self._choice("provider")
        if manages_all:
            providers.queryset = Provider.objects.filter(archived_at=None).order_by("name")
            self._choice("employer").queryset = Employer.objects.filter(archived_at=None).order_by("name")
            self._choice("network").queryset = Network.objects.filter(archived_at=None).order_by("name")
        else:
            del self.fields["employer"], self.fields["network"]
            providers.queryset = queries.providers_for(by, Permission.MANAGE_STAFF).order_by("name")
            providers.required = True
            providers.empty_label = None
        roles = [role for role in Membership.Role if manages_all or BY_KEY[role].scope == Scope.PROVIDER]
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]

    def _choice(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        wanted = {Scope.PROVIDER: "provider", Scope.EMPLOYER: "employer", Scope.NETWORK: "network"}
        scope = BY_KEY[cleaned["role"]].scope if "role" in cleaned else None
        for place, name in wanted.items():
            if place != scope:
                cleaned[name] = None  # what was chosen for another role does not count
            elif scope is not None and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("Diese Rolle gilt für einen Ort. Bitte wählen Sie ihn hier."))
        return cleaned


class ProviderForm(forms.ModelForm[Provider]):
    """Details of a provider; they stand on course pages and certificates."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = Provider
        fields = [
            "name",
            "address",
            "city",
            "region",
            "website",
            "signatory_name",
            "signatory_function",
            "complaint_path",
            "recording_days",
        ]
        help_texts = {
            "city": _("Steht als Ort der Ausstellung auf Bescheinigungen."),
            "signatory_name": _("Wer Bescheinigungen unterzeichnet."),
            "complaint_path": _("Wohin sich Lernende mit einer Beschwerde wenden. Steht auf jeder Kursseite."),
            "recording_days": _(
                "So viele Tage nach dem Ende eines Durchgangs werden Aufzeichnungen seiner Live-Termine gelöscht, "
                "höchstens 28."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        region: Any = self.fields["region"]
        region.queryset = Region.objects.filter(Q(archived_at=None) | Q(pk=self.instance.region_id))


class NewProviderForm(ProviderForm):
    """A new provider also needs its network and the short name in addresses, which then stay."""

    class Meta(ProviderForm.Meta):
        fields = ["network", "slug", *ProviderForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        network: Any = self.fields["network"]
        network.queryset = Network.objects.filter(archived_at=None).order_by("name")
