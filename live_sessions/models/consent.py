# messages: back office

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Provider
from privacy.public_ids import PublicIdField

SOURCE = "de"


class ConsentText(models.Model):
    """
    What people agree to before a room that may be recorded: one row per version and language.

    The German original counts. A translation is shown from the day a person has released it; until then its readers
    see the original. What was released is never changed: somebody has agreed to it.
    """

    public_id = PublicIdField()
    version = models.PositiveIntegerField(_("Fassung"))
    language = models.CharField(_("Sprache"), max_length=10)
    body = models.TextField(_("Text"))
    written_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class DataCard:
        purpose = "Proves what somebody agreed to or refused."
        personal: dict[str, str] = {}
        retention = "stays, with every version"
        platform = "One text for the whole platform; the room's own page names the provider."

    class Meta:
        verbose_name = _("Einwilligungstext")
        verbose_name_plural = _("Einwilligungstexte")
        constraints = [
            models.UniqueConstraint(fields=["version", "language"], name="one_consent_text_per_version_and_language"),
            models.CheckConstraint(condition=Q(version__gte=1), name="consent_versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Decision(models.TextChoices):
    GIVEN = "given", _("eingewilligt")
    REFUSED = "refused", _("abgelehnt")
    WITHDRAWN = "withdrawn", _("zurückgezogen")


class Scope(models.TextChoices):
    """What a decision is about: what `context_key` names."""

    ROOM = "room", _("eine Sitzung")
    SERIES = "series", _("alle Sitzungen einer Reihe")


class RecordingConsent(models.Model):
    """
    One decision of a person about being recorded, in one room or in every room of a series.

    None is ever changed. For a room counts the newest of those about it and about its series. `text` is the row they
    read, in the language they read it in.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="recording_consents")
    context_key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recording_consents")
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="consents")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ROOM, db_default=Scope.ROOM)
    decision = models.CharField(max_length=10, choices=Decision)
    decided_at = models.DateTimeField()

    class DataCard:
        purpose = "Proves that nobody was recorded against their will."
        personal = {
            "user": "who decided",
            "scope": "whether they decided about one session or about all of a run",
            "decision": "whether they let themselves be recorded",
            "decided_at": "when they decided",
        }
        retention = "as long as the account, because every recording must have been lawful afterwards too"
        provider = "provider"

    class Meta:
        indexes = [models.Index(fields=["context_key", "user", "decided_at"], name="decisions_of_a_room")]

    def __str__(self) -> str:
        return f"{self.context_key}: {self.decision}"


class Pseudonym(models.Model):
    """The number by which somebody who does not want to be recorded is called in a room: „Teilnehmer*in 7“."""

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="pseudonyms")
    context_key = models.UUIDField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="pseudonyms")
    number = models.PositiveIntegerField()

    class DataCard:
        purpose = "Keeps a name out of a recording, and the same neighbour recognisable within one session."
        personal = {"user": "who is behind the number", "number": "what they are called in the room"}
        retention = "with the raw intervals, 365 days after the session"
        provider = "provider"

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["context_key", "user"], name="one_pseudonym_per_person_and_context"),
            models.UniqueConstraint(fields=["context_key", "number"], name="one_person_per_pseudonym"),
        ]

    def __str__(self) -> str:
        return str(self.number)
