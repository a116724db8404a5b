from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models.session import RunSession
from media.models import PrivateFile
from privacy.public_ids import PublicIdField


class SessionSlides(models.Model):
    """A presentation that waits in the room of a session when it opens, and that learners may take home."""

    public_id = PublicIdField()
    session = models.ForeignKey(RunSession, on_delete=models.CASCADE, related_name="slides")
    file = models.OneToOneField(PrivateFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    is_for_learners = models.BooleanField(_("Lernende können die Datei herunterladen"), default=True)

    class DataCard:
        purpose = "Lets trainers prepare what they show, and learners read it again."
        personal: dict[str, str] = {}
        retention = "until staff removes it, at the latest with the run"
        provider = "session__run__course__provider"

    class Meta:
        verbose_name = _("Folien")
        verbose_name_plural = _("Folien")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return str(self.public_id)
