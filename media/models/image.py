import uuid
from pathlib import PurePosixPath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from accounts.models import Provider
from privacy.public_ids import PublicIdField


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
    credit = models.CharField(_("Bildnachweis"), max_length=250, blank=True)

    admin_form_fields: ClassVar = (*WagtailImage.admin_form_fields, "provider", "credit")

    search_fields: ClassVar = [*AbstractImage.search_fields, index.FilterField("provider")]

    def get_upload_to(self, filename: str) -> str:
        """Return a storage key that tells nothing: provider/kind/uuid, with the ending browsers like to see."""
        return f"{self.provider.public_id}/image/{uuid.uuid4()}{PurePosixPath(filename).suffix.lower()}"

    class DataCard:
        purpose = "Pictures in courses and pages."
        personal = {"uploaded_by_user": "who uploaded it", "credit": "who made the picture"}
        retention = "as long as it is used"
        provider = "provider"

    class Meta(AbstractImage.Meta):
        verbose_name = _("Bild")
        verbose_name_plural = _("Bilder")


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
