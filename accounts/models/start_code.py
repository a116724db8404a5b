from django.conf import settings
from django.db import models

from privacy.public_ids import PublicIdField


class StartCode(models.Model):
    """A code on paper that lets a person without e-mail set their first password. Stored as a digest, used once."""

    public_id = PublicIdField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="start_codes")
    digest = models.BinaryField(max_length=32, unique=True)  # HMAC-SHA256 of 60 random bits
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "First sign-in, or a new password, for a person without e-mail."
        personal = {"user": "whose account it opens"}
        retention = "30 days after it was used or ran out"
        platform = "Belongs to the account, which is platform-wide."

    def __str__(self) -> str:
        return str(self.public_id)
