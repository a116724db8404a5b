"""Forms of the back office about conference servers and consent texts."""
# messages: back office

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Network, Provider
from live_sessions import rules
from live_sessions.models import Reach, Server, ServerPool


class PoolNameForm(forms.ModelForm[ServerPool]):
    """The name of a pool; whom it serves is said once."""

    class Meta:
        model = ServerPool
        fields = ["name"]


class PoolForm(PoolNameForm):
    """A new pool and whom it serves."""

    class Meta(PoolNameForm.Meta):
        fields = ["name", "network", "provider"]
        help_texts = {
            "network": _("Leer, wenn die Servergruppe für alle Träger oder für einen einzigen da ist."),
            "provider": _("Nur wählen, wenn allein dieser Träger die Server benutzt."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model in (("network", Network), ("provider", Provider)):
            field: Any = self.fields[name]
            field.queryset = model._default_manager.filter(archived_at=None, server_pool=None).order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        network, provider = cleaned.get("network"), cleaned.get("provider")
        if network and provider:
            self.add_error("provider", _("Wählen Sie ein Netzwerk oder einen Träger, nicht beides."))
        serves_everybody = not self.errors and not network and not provider
        if serves_everybody and ServerPool.objects.filter(reach=Reach.PLATFORM).exists():
            self.add_error("network", _("Eine Servergruppe für alle gibt es schon. Wählen Sie, für wen diese ist."))
        return cleaned


class ServerForm(forms.ModelForm[Server]):
    """A server. The secret goes in and never comes out again."""

    secret = forms.CharField(
        label=_("Geheimnis"),
        required=False,
        max_length=200,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ["pool", "name", "base_url", "secret", "algorithm", "weight", "uses_hooks"]

    class Meta:
        model = Server
        fields = ["pool", "name", "base_url", "algorithm", "weight", "uses_hooks"]
        help_texts = {
            "base_url": _("Wie „bbb-conf --secret“ sie zeigt, zum Beispiel https://bbb.example.org/bigbluebutton/."),
            "algorithm": _("SHA-256 passt bei allen Servern, die noch gepflegt werden."),
            "weight": _("Ein Server mit Gewicht 2 bekommt doppelt so viele Anwesende wie einer mit Gewicht 1."),
            "uses_hooks": _(
                "Nur wenn auf dem Server das Paket bbb-webhooks läuft. Dann stimmen Kommen und Gehen auf die Sekunde."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        pool: Any = self.fields["pool"]
        pool.queryset = ServerPool.objects.order_by("name")
        secret: Any = self.fields["secret"]
        secret.required = self.instance.pk is None
        secret.help_text = (
            _(
                "Auf dem Server zeigt es „bbb-conf --secret“. Es wird verschlüsselt gespeichert und nie wieder "
                "angezeigt."
            )
            if secret.required
            else _("Leer lassen, um das gespeicherte zu behalten. Angezeigt wird es nie.")
        )

    def clean_base_url(self) -> str:
        try:
            address = rules.address(self.cleaned_data["base_url"])
        except rules.AddressNotSecure as error:
            raise forms.ValidationError(_("Die Adresse muss mit https:// beginnen.")) from error
        except rules.AddressUnusable as error:
            message = _("Das ist keine Adresse eines Servers. Sie beginnt mit https:// und enthält kein Fragezeichen.")
            raise forms.ValidationError(message) from error
        same = Server.objects.in_service().filter(base_url=address).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Dieser Server ist schon eingetragen."))
        return address

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        moved = self.instance.pk is not None and "base_url" in self.changed_data and cleaned.get("base_url")
        if moved and cleaned["base_url"] != self.initial["base_url"] and not cleaned.get("secret"):
            self.add_error("secret", _("Für eine andere Adresse geben Sie bitte auch das Geheimnis neu ein."))
        return cleaned


class ConsentTextForm(forms.Form):
    """What people agree to."""

    body = forms.CharField(
        label=_("Text"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
        help_text=_("Absätze trennt eine leere Zeile. Bitte einfach und kurz."),
    )
