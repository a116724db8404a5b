"""The shape of a logo in the back office."""
# messages: back office

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from media.models import FundingLogo, PartnerLogo


class LogoForm(forms.ModelForm[Any]):
    """A logo: its picture is asked for once, what stands beside it can change."""

    picture = forms.ImageField(
        label=_("Bild"), help_text=_("PNG, JPEG, WebP oder GIF. Am besten breit, mit durchsichtigem Hintergrund.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["picture"]  # another picture is another logo: certificates show this one


class FundingLogoForm(LogoForm):
    class Meta:
        model = FundingLogo
        fields: ClassVar = ["alt_text", "position"]


class PartnerLogoForm(LogoForm):
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")

    class Meta:
        model = PartnerLogo
        fields: ClassVar = ["name", "website", "position"]
