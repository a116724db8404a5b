from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy.public_ids import PublicIdField


class Land(models.TextChoices):
    """The sixteen Länder by ISO 3166-2:DE."""

    BB = "BB", "Brandenburg"
    BE = "BE", "Berlin"
    BW = "BW", "Baden-Württemberg"
    BY = "BY", "Bayern"
    HB = "HB", "Bremen"
    HE = "HE", "Hessen"
    HH = "HH", "Hamburg"
    MV = "MV", "Mecklenburg-Vorpommern"
    NI = "NI", "Niedersachsen"
    NW = "NW", "Nordrhein-Westfalen"
    RP = "RP", "Rheinland-Pfalz"
    SH = "SH", "Schleswig-Holstein"
    SL = "SL", "Saarland"
    SN = "SN", "Sachsen"
    ST = "ST", "Sachsen-Anhalt"
    TH = "TH", "Thüringen"


class Region(models.Model):
    """A labour-market region, such as Emscher-Lippe; which ones there are is data."""

    public_id = PublicIdField()
    name = models.CharField(_("Name"), max_length=120)
    land = models.CharField(_("Land"), max_length=2, choices=Land)
    archived_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Lets visitors find offers near them."
        personal: dict[str, str] = {}
        retention = "archived, never deleted"
        platform = "Providers and courses of many providers share a region."

    class Meta:
        verbose_name = _("Region")
        verbose_name_plural = _("Regionen")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "land"], name="one_region_per_name_and_land")]

    def __str__(self) -> str:
        return self.name


class Language(models.Model):
    """A language that people speak: of counselling, later of companions. Not a language of the interface."""

    public_id = PublicIdField()
    code = models.CharField(_("Kürzel"), max_length=12, unique=True)  # BCP 47, as in lang="…"
    name_de = models.CharField(_("Name auf Deutsch"), max_length=60)
    own_name = models.CharField(_("Name in der Sprache selbst"), max_length=60)
    is_rtl = models.BooleanField(_("wird von rechts nach links geschrieben"), default=False)

    class DataCard:
        purpose = "Says in which languages one can be advised."
        personal: dict[str, str] = {}
        retention = "stays"
        platform = "Languages belong to nobody."

    class Meta:
        verbose_name = _("Sprache")
        verbose_name_plural = _("Sprachen")
        ordering = ["name_de"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"), name="language_code_is_bcp47"
            )
        ]

    def __str__(self) -> str:
        return self.name_de

    @property
    def direction(self) -> str:
        """Return "rtl" or "ltr", for dir="…"."""
        return "rtl" if self.is_rtl else "ltr"
