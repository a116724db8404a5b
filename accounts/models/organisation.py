from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.programme import Network
from accounts.models.region import Region
from privacy.public_ids import PublicIdField

MOST_RECORDING_DAYS = 28  # a provider may delete recordings of live sessions sooner, never later


class Provider(models.Model):
    """A provider organisation (Träger): its own controller under the GDPR, hence the tenant of all its data."""

    public_id = PublicIdField()
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="providers", verbose_name=_("Netzwerk"))
    region = models.ForeignKey(
        Region,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="providers",
        verbose_name=_("Region"),
    )
    name = models.CharField(_("Name"), max_length=200)
    slug = models.SlugField(_("Kurzname in Adressen"), unique=True)
    address = models.TextField(_("Anschrift"), blank=True)
    city = models.CharField(_("Ort"), max_length=100, blank=True)  # place of issue on certificates
    website = models.URLField(_("Website"), blank=True)
    signatory_name = models.CharField(_("Unterzeichnet von"), max_length=200, blank=True)
    signatory_function = models.CharField(_("Funktion"), max_length=200, blank=True)
    complaint_path = models.TextField(_("Beschwerdeweg"), blank=True)  # DIN ISO 29993: published before enrolment
    recording_days = models.PositiveSmallIntegerField(
        _("Aufzeichnungen löschen nach (Tagen)"),
        default=MOST_RECORDING_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_RECORDING_DAYS)],
    )  # after the last day of the run
    archived_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Owns courses, runs, packages and everything that follows from them."
        personal = {"signatory_name": "who signs certificates"}
        retention = "archived, never deleted"
        platform = "Is the provider itself."

    class Meta:
        verbose_name = _("Träger")
        verbose_name_plural = _("Träger")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recording_days__range=(1, MOST_RECORDING_DAYS)),
                name="provider_keeps_recordings_28_days_at_most",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Employer(models.Model):
    """An organisation whose staff attend trainings."""

    class SizeClass(models.TextChoices):
        MICRO = "micro", _("1 bis 9 Beschäftigte")
        SMALL = "small", _("10 bis 49 Beschäftigte")
        MEDIUM = "medium", _("50 bis 249 Beschäftigte")
        LARGE = "large", _("250 und mehr Beschäftigte")

    public_id = PublicIdField()
    name = models.CharField(_("Name"), max_length=200)
    is_public = models.BooleanField(_("öffentliche Einrichtung"), default=False)
    size_class = models.CharField(_("Größe"), max_length=10, choices=SizeClass, blank=True)
    sector = models.CharField(_("Branche"), max_length=120, blank=True)
    city = models.CharField(_("Ort"), max_length=100, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Books trainings for its staff."
        personal: dict[str, str] = {}
        retention = "archived, never deleted"
        platform = "May book with several providers."

    class Meta:
        verbose_name = _("Arbeitgeber")
        verbose_name_plural = _("Arbeitgeber")

    def __str__(self) -> str:
        return self.name
