import uuid
from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class Licence(models.TextChoices):
    """What allows us to show a picture."""

    OWN = "own", _("eigenes Bild")
    PERMISSION = "permission", _("mit Genehmigung")
    BOUGHT = "bought", _("gekaufte Lizenz")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc_by", "CC BY 4.0"
    CC_BY_SA = "cc_by_sa", "CC BY-SA 4.0"
    PUBLIC_DOMAIN = "public_domain", _("gemeinfrei")


LICENCE_ADDRESSES = {
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}


class Image(AbstractImage):
    """A picture with its description, credit and owner."""

    public_id = PublicIdField()
    # Named like Wagtail's own model, so the two reverse names must not meet.
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("Schlagwörter"), related_name="house_images")
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("hochgeladen von"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+", verbose_name=_("Träger"))
    is_for_platform = models.BooleanField(
        _("auch für Seiten der Plattform"),
        default=False,
        help_text=_(
            "Wer die Startseite und die Neuigkeiten schreibt, darf die Datei dort zeigen. Nur ankreuzen, wenn Ihre "
            "Rechte das erlauben. Nehmen Sie das Kreuz weg, bleibt die Datei auf Seiten, die sie schon zeigen."
        ),
    )
    credit = models.CharField(
        _("Bildnachweis"),
        max_length=250,
        help_text=_("Wer hat das Bild gemacht? Zum Beispiel: © Maria Muster, Bildungswerk Leine"),
    )
    licence = models.CharField(_("Lizenz"), max_length=20, choices=Licence, default=Licence.PERMISSION)
    source_url = models.URLField(_("Fundstelle im Netz"), blank=True)

    admin_form_fields: ClassVar = (*WagtailImage.admin_form_fields, "provider", "credit")

    search_fields: ClassVar = [
        *AbstractImage.search_fields,
        index.FilterField("provider"),
        index.FilterField("is_for_platform"),
    ]

    def get_upload_to(self, filename: str) -> str:
        """Return a storage key that tells nothing: provider/kind/uuid, with the ending browsers like to see."""
        return f"{self.provider.public_id}/image/{uuid.uuid4()}{PurePosixPath(filename).suffix.lower()}"

    @property
    def licence_url(self) -> str:
        """Where the licence can be read, if it stands somewhere."""
        return LICENCE_ADDRESSES.get(Licence(self.licence), "")

    class DataCard:
        purpose = "Pictures in courses and pages."
        personal = {"uploaded_by_user": "who uploaded it", "credit": "who made the picture"}
        retention = "as long as it is used"
        provider = "provider"

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["provider", "file_hash"], condition=~Q(file_hash=""), name="one_image_per_provider_and_content"
            )
        ]


class Rendition(AbstractRendition):
    """A picture in one of the sizes it is shown in."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="renditions")

    class DataCard:
        purpose = "Saves learners data: the small size instead of the original."
        personal: dict[str, str] = {}
        retention = "with its picture"
        provider = "image__provider"

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
