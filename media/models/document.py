from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.search import index

from accounts.models import Provider
from media.file_types import ENDINGS
from media.models.stored import download_name, private_key, private_storage
from privacy.public_ids import PublicIdField


class Document(AbstractDocument):
    """
    A handout. Private: it lies where nothing has an address, and `document` asks who is looking.

    Everybody may open it as soon as, and only as long as, a live page refers to it (`cms.rules.may_open`).
    """

    public_id = PublicIdField()
    file = models.FileField(_("Datei"), storage=private_storage, upload_to=private_key, max_length=200)
    media_type = models.CharField(max_length=100, editable=False, default="application/pdf")
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
    is_for_platform = models.BooleanField(
        _("auch für Seiten der Plattform"),
        default=False,
        help_text=_(
            "Wer die Startseite und die Neuigkeiten schreibt, darf die Datei dort zeigen. Nur ankreuzen, wenn Ihre "
            "Rechte das erlauben. Nehmen Sie das Kreuz weg, bleibt die Datei auf Seiten, die sie schon zeigen."
        ),
    )

    admin_form_fields: ClassVar = (*WagtailDocument.admin_form_fields, "provider")

    search_fields: ClassVar = [
        *AbstractDocument.search_fields,
        index.FilterField("provider"),
        index.FilterField("is_for_platform"),
    ]

    class DataCard:
        purpose = "Handouts in courses and on pages."
        personal = {"uploaded_by_user": "who uploaded it"}
        retention = "as long as it is used"
        provider = "provider"

    class Meta(AbstractDocument.Meta):
        verbose_name = _("Dokument")
        verbose_name_plural = _("Dokumente")

    @property
    def storage_key(self) -> str:
        return str(self.file.name)

    @property
    def size(self) -> int:
        """Bytes."""
        return int(self.file_size or 0)

    @property
    def kind(self) -> str:
        """What readers call the format, such as "PDF"."""
        return ENDINGS.get(self.media_type, "").upper()

    @property
    def download_name(self) -> str:
        return download_name(self.title, ENDINGS.get(self.media_type, "bin"))

    @property
    def url(self) -> str:
        """Where it opens, for whoever may read it."""
        return reverse("document", args=[self.public_id])
