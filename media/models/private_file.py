from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField


class PrivateFile(models.Model):
    """A file that only a view which asks who is looking may serve."""

    public_id = PublicIdField()
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # "certificate", …
    storage_key = models.CharField(max_length=200, unique=True)  # provider/kind/uuid, never a user's file name
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)
    download_name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class DataCard:
        purpose = "Keeps what only some may read: certificates now, notices later."
        personal = {"storage_key": "leads to a file that may name a person"}
        retention = "with the row that refers to it"
        provider = "provider"

    class Meta:
        verbose_name = _("geschützte Datei")
        verbose_name_plural = _("geschützte Dateien")
        constraints = [models.CheckConstraint(condition=~Q(storage_key=""), name="private_file_has_key")]

    def __str__(self) -> str:
        return str(self.public_id)
