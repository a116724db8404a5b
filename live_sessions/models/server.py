# messages: back office

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from live_sessions.models.pool import ServerPool
from privacy.public_ids import PublicIdField

MAX_WEIGHT = 100


class Health(models.TextChoices):
    NEW = "new", _("noch nicht geprüft")
    ONLINE = "online", _("erreichbar")
    OFFLINE = "offline", _("gestört")


class Signature(models.TextChoices):
    """How calls are signed: the values of `bbb.client.Algorithm`, for rows and forms."""

    SHA256 = "sha256", "SHA-256"
    SHA384 = "sha384", "SHA-384"
    SHA512 = "sha512", "SHA-512"
    SHA1 = "sha1", _("SHA-1 (nur für alte Server)")


class ServerQuerySet(models.QuerySet["Server"]):
    def in_service(self) -> "ServerQuerySet":
        """Return the servers that have not been retired."""
        return self.filter(retired_at=None)

    def open_for_meetings(self) -> "ServerQuerySet":
        """Return the servers on which a new meeting may begin."""
        return self.in_service().filter(health=Health.ONLINE, is_draining=False)


class Server(models.Model):
    """A BigBlueButton server: how it is reached, how it is, how much it carries."""

    public_id = PublicIdField()
    pool = models.ForeignKey(
        ServerPool, on_delete=models.PROTECT, related_name="servers", verbose_name=_("Servergruppe")
    )
    name = models.CharField(_("Name"), max_length=100)
    base_url = models.CharField(_("Adresse"), max_length=300)  # as bbb.signing.base_address returns it
    secret = models.TextField(editable=False)  # by privacy.keys.encrypt; empty once the server is retired
    algorithm = models.CharField(_("Signatur"), max_length=10, choices=Signature, default=Signature.SHA256)
    weight = models.PositiveSmallIntegerField(
        _("Gewicht"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)]
    )  # how many times as much it carries as a server of weight 1
    is_draining = models.BooleanField(_("nimmt keine neuen Sitzungen an"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)

    health = models.CharField(_("Zustand"), max_length=10, choices=Health, default=Health.NEW)
    error_count = models.PositiveIntegerField(default=0)  # errors in a row; three make it offline
    good_count = models.PositiveIntegerField(default=0)  # good polls in a row; three bring it back
    last_error = models.CharField(max_length=60, blank=True)  # message key of the last error, kept until it is good
    last_good_at = models.DateTimeField(null=True, blank=True)
    poll_began_at = models.DateTimeField(null=True, blank=True)  # who sets it forward polls; nobody else for a while
    version = models.CharField(_("Version"), max_length=60, blank=True)
    clock_offset_seconds = models.IntegerField(null=True, blank=True)  # its clock minus ours; null: not known
    meeting_count = models.PositiveIntegerField(default=0)
    participant_count = models.PositiveIntegerField(default=0)
    uses_hooks = models.BooleanField(_("schickt Meldungen (bbb-webhooks)"), default=False)
    hook_id = models.CharField(max_length=60, blank=True)  # what it calls our webhook; empty: none that we know of
    hooks_checked_at = models.DateTimeField(null=True, blank=True)
    hooks_error = models.CharField(max_length=60, blank=True)  # message key of the last error, empty when it is good
    test_report = models.JSONField(default=list)  # findings of the last test: [{code, …}] of actions.testing
    tested_at = models.DateTimeField(null=True, blank=True)

    objects = ServerQuerySet.as_manager()

    class DataCard:
        purpose = "Where sessions take place, and whether the server can take them."
        personal: dict[str, str] = {}
        retention = "retired, never deleted; its secret goes when it retires"
        platform = "Set up by the administration of the platform, whoever it serves."

    class Meta:
        verbose_name = _("Konferenzserver")
        verbose_name_plural = _("Konferenzserver")
        constraints = [
            models.CheckConstraint(condition=Q(weight__range=(1, MAX_WEIGHT)), name="server_weight_is_1_to_100"),
            models.CheckConstraint(
                condition=Q(retired_at=None) & ~Q(secret="") | Q(retired_at__isnull=False, secret=""),
                name="server_has_secret_while_in_service",
            ),
            models.UniqueConstraint(
                fields=["base_url"], condition=Q(retired_at=None), name="one_server_in_service_per_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name
