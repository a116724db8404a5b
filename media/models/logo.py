from __future__ import annotations

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import FundingPeriod, Provider
from privacy.public_ids import PublicIdField


class Logo(models.Model):
    """
    A logo in an order, with what a screen reader says instead of it.

    The file is a PNG of our own making, named by its content and never changed or deleted: certificates quote it.
    """

    public_id = PublicIdField()
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)  # pixels
    height = models.PositiveSmallIntegerField(editable=False)
    position = models.PositiveSmallIntegerField(
        _("Reihenfolge"), default=1, help_text=_("Die kleinste Zahl steht zuerst.")
    )

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    @property
    def folder(self) -> str:
        """Return whose file it is: the first part of its storage key."""
        raise NotImplementedError

    @property
    def storage_key(self) -> str:
        return logo_key(self.folder, self.sha256)

    @property
    def url(self) -> str:
        return default_storage.url(self.storage_key)


def logo_key(folder: str, sha256: str) -> str:
    """Return where the storage keeps a logo with this content."""
    return f"{folder}/logo/{sha256}.png"


PLATFORM = "platform"


class FundingLogo(Logo):
    """A funder's logo, shown beside the statement of its funding period. None is shipped; all are uploaded."""

    funding_period = models.ForeignKey(
        FundingPeriod, on_delete=models.CASCADE, related_name="logos", verbose_name=_("Förderphase")
    )
    alt_text = models.CharField(
        _("Bildbeschreibung"),
        max_length=250,
        help_text=_("Was auf dem Logo steht, zum Beispiel: Kofinanziert von der Europäischen Union."),
    )

    class DataCard:
        purpose = "Names the funders on pages and documents (Art. 50 Reg. (EU) 2021/1060)."
        personal: dict[str, str] = {}
        retention = "until the administration takes it away; its file stays for the certificates that show it"
        platform = "Belongs to a funding period."

    class Meta(Logo.Meta):
        verbose_name = _("Logo einer Förderphase")
        verbose_name_plural = _("Logos einer Förderphase")
        constraints = [
            models.CheckConstraint(condition=~Q(alt_text=""), name="funding_logo_has_alt_text"),
            models.UniqueConstraint(fields=["funding_period", "sha256"], name="one_funding_logo_per_file"),
        ]

    def __str__(self) -> str:
        return self.alt_text

    @property
    def folder(self) -> str:
        return PLATFORM


class PartnerLogo(Logo):
    """A partner that a provider works with; shown as „In Kooperation mit“ where a page belongs to the provider."""

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="partner_logos", verbose_name=_("Träger")
    )
    name = models.CharField(_("Name"), max_length=200)  # read aloud in place of the logo
    website = models.URLField(_("Website"), blank=True)

    class DataCard:
        purpose = "Names the partners of a provider on its pages."
        personal: dict[str, str] = {}
        retention = "until the provider takes it away"
        provider = "provider"

    class Meta(Logo.Meta):
        verbose_name = _("Partner")
        verbose_name_plural = _("Partner")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="partner_logo_has_name"),
            models.UniqueConstraint(fields=["provider", "sha256"], name="one_partner_logo_per_file"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def folder(self) -> str:
        return str(self.provider.public_id)
