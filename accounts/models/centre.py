from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Provider
from accounts.models.region import Language
from privacy.public_ids import PublicIdField


class CounsellingCentreQuerySet(models.QuerySet["CounsellingCentre"]):
    def public(self) -> CounsellingCentreQuerySet:
        """Return those that visitors find."""
        return self.filter(archived_at__isnull=True, provider__archived_at__isnull=True)


class CounsellingCentre(models.Model):
    """A place where people are advised about recognition and qualification, on site, by phone or by video."""

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("vor Ort")
        PHONE = "phone", _("am Telefon")
        VIDEO = "video", _("per Video")

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="centres", verbose_name=_("Träger"))
    name = models.CharField(_("Name"), max_length=200)
    street = models.CharField(_("Straße und Hausnummer"), max_length=200)
    postcode = models.CharField(_("Postleitzahl"), max_length=5)
    city = models.CharField(_("Ort"), max_length=100)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.URLField(_("Website"), blank=True)
    opening_hours = models.TextField(_("Öffnungszeiten"), blank=True)
    languages: models.ManyToManyField[Language, models.Model] = models.ManyToManyField(
        Language, related_name="centres", blank=True, verbose_name=_("Sprachen der Beratung")
    )
    is_on_site = models.BooleanField(_("vor Ort"), default=True)
    is_by_phone = models.BooleanField(_("am Telefon"), default=False)
    is_by_video = models.BooleanField(_("per Video"), default=False)
    note = models.TextField(_("Hinweis"), blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = CounsellingCentreQuerySet.as_manager()

    class DataCard:
        purpose = "Leads people to advice near them, in their language."
        personal = {"email": "of the office, at times of one person", "phone": "the same"}
        retention = "archived when it closes, never deleted"
        provider = "provider"

    class Meta:
        verbose_name = _("Beratungsstelle")
        verbose_name_plural = _("Beratungsstellen")
        ordering = ["city", "name"]
        constraints = [
            models.CheckConstraint(condition=Q(postcode__regex=r"^[0-9]{5}$"), name="centre_postcode_is_five_digits"),
            models.CheckConstraint(
                condition=Q(is_on_site=True) | Q(is_by_phone=True) | Q(is_by_video=True),
                name="centre_advises_somehow",
            ),
            models.CheckConstraint(condition=~Q(phone="") | ~Q(email=""), name="centre_can_be_reached"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def modes(self) -> list[Mode]:
        """How the centre advises."""
        offered = {
            self.Mode.ON_SITE: self.is_on_site,
            self.Mode.PHONE: self.is_by_phone,
            self.Mode.VIDEO: self.is_by_video,
        }
        return [mode for mode, is_offered in offered.items() if is_offered]


class PostcodeArea(models.Model):
    """The beginning of the postcodes that a centre serves: "30" is all of 30000 to 30999; five digits are one town."""

    centre = models.ForeignKey(CounsellingCentre, on_delete=models.CASCADE, related_name="areas")
    prefix = models.CharField(_("Anfang der Postleitzahl"), max_length=5, db_index=True)

    class DataCard:
        purpose = "Finds the centre for a postcode without a map service."
        personal: dict[str, str] = {}
        retention = "with its centre"
        provider = "centre__provider"

    class Meta:
        verbose_name = _("Einzugsgebiet")
        verbose_name_plural = _("Einzugsgebiete")
        ordering = ["prefix"]
        constraints = [
            models.UniqueConstraint(fields=["centre", "prefix"], name="one_area_per_prefix"),
            models.CheckConstraint(condition=Q(prefix__regex=r"^[0-9]{1,5}$"), name="area_is_one_to_five_digits"),
        ]

    def __str__(self) -> str:
        return self.prefix
