from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy.public_ids import PublicIdField


class Programme(models.Model):
    """A funding programme, such as Integration durch Qualifizierung (IQ)."""

    public_id = PublicIdField()
    name = models.CharField(_("Name"), max_length=200)

    class DataCard:
        purpose = "Frame of all networks and offers."
        personal: dict[str, str] = {}
        retention = "stays"
        platform = "Stands above the providers."

    class Meta:
        verbose_name = _("Förderprogramm")
        verbose_name_plural = _("Förderprogramme")

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """A network that implements the programme; networks form a tree, and how many there are is data."""

    class Kind(models.TextChoices):
        STATE = "state", _("Landesnetzwerk")
        REGIONAL = "regional", _("Regionales Netzwerk")

    public_id = PublicIdField()
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="networks")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(_("Name"), max_length=200)
    code = models.CharField(_("Kürzel"), max_length=6, unique=True)  # stands in certificate numbers: IQ-NI-…
    kind = models.CharField(_("Art"), max_length=10, choices=Kind, default=Kind.STATE)
    email = models.EmailField(_("E-Mail"), blank=True)  # the public contact, for whoever finds no offer nearby
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    website = models.URLField(_("Website"), blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Groups providers, and issues the number range of certificates."
        personal = {"email": "of the coordination's office, at times of one person", "phone": "the same"}
        retention = "archived, never deleted"
        platform = "Stands above the providers."

    class Meta:
        verbose_name = _("Netzwerk")
        verbose_name_plural = _("Netzwerke")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2,6}$"), name="network_code_is_capitals"),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="network_not_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FundingPeriod(models.Model):
    """A period of funding with its own wording; a document keeps the wording of its date."""

    public_id = PublicIdField()
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="funding_periods")
    starts_on = models.DateField(_("ab"))
    ends_on = models.DateField(_("bis"))
    # Art. 50 Reg. (EU) 2021/1060: visible statement of support on documents for participants.
    statement = models.TextField(_("Förderhinweis"))

    class DataCard:
        purpose = "Funding statement for pages, letters and certificates of its time."
        personal: dict[str, str] = {}
        retention = "stays; documents of its time quote it"
        platform = "Belongs to a network."

    class Meta:
        verbose_name = _("Förderphase")
        verbose_name_plural = _("Förderphasen")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="funding_period_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.starts_on:%Y}–{self.ends_on:%Y}"
