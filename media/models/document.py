from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class Document(AbstractDocument):
    """A handout that learners download."""

    public_id = PublicIdField()
    # Named like Wagtail's own model, so the two reverse names must not meet.
    tags = TaggableManager(help_text=None, blank=True, verbose_name=_("Schlagwörter"), related_name="house_documents")
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

    admin_form_fields: ClassVar = (*WagtailDocument.admin_form_fields, "provider")

    class DataCard:
        purpose = "Handouts in courses."
        personal = {"uploaded_by_user": "who uploaded it"}
        retention = "as long as it is used"
        provider = "provider"

    class Meta(AbstractDocument.Meta):
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")
