from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.public_ids import PublicIdField


class PackageQuerySet(models.QuerySet["Package"]):
    """Packages as back office and pages ask for them."""

    def for_owners(self, owner_ids: Iterable[int]) -> PackageQuerySet:
        """Only those of the given owners: the one visibility rule of packages."""
        return self.filter(owner_id__in=list(owner_ids))

    def on_stage(self) -> PackageQuerySet:
        """Only those that nobody has archived."""
        return self.filter(archived_at=None)


class Package(models.Model):
    """A SCORM package of an owner, in one or more versions. Archived, never deleted."""

    public_id = PublicIdField()
    owner = models.ForeignKey(
        settings.SCORM_OWNER_MODEL, verbose_name=_("Träger"), on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("Titel"), max_length=200)
    created_at = models.DateTimeField(_("angelegt am"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(_("archiviert am"), null=True, blank=True)
    # How the player and the commits treat this package, whatever its version (scorm.runtime.Rules).
    overrides_by_mastery = models.BooleanField(
        _("Die Bestehensgrenze entscheidet"),
        default=True,
        help_text=_(
            "Nennt das Paket eine Bestehensgrenze und eine Punktzahl, sagt ihr Vergleich, ob bestanden ist, auch wenn "
            "das Paket selbst etwas anderes meldet. Ohne Haken gilt, was das Paket meldet."
        ),
    )
    counts_failed_as_completed = models.BooleanField(
        _("„Nicht bestanden“ gilt als erledigt"),
        default=False,
        help_text=_(
            "Die Einheit ist dann auch erledigt, wenn jemand den Test im Paket nicht besteht. Das Ergebnis bleibt "
            "„nicht bestanden“."
        ),
    )
    allows_downgrade = models.BooleanField(
        _("Das Paket darf zurückstufen"),
        default=False,
        help_text=_(
            "Sonst bleiben „erledigt“, „bestanden“ und die beste Punktzahl stehen, auch wenn das Paket beim nächsten "
            "Öffnen weniger meldet. Eine Einheit, die einmal erledigt war, bleibt es in jedem Fall."
        ),
    )
    advances_by_itself = models.BooleanField(
        _("Nach jedem Teil weiter zum nächsten"),
        default=False,
        help_text=_(
            "Für SCORM 1.2 mit mehreren Teilen: Ist einer zu Ende, öffnet sich der nächste. In SCORM 2004 sagt das "
            "Paket selbst, wie es weitergeht."
        ),
    )
    hides_menu = models.BooleanField(
        _("Ohne Inhaltsverzeichnis"),
        default=False,
        help_text=_(
            "Für Pakete mit mehreren Teilen, die eine eigene Übersicht haben. Die Wege zum vorigen und "
            "nächsten bleiben."
        ),
    )

    SWITCHES: ClassVar = (
        "overrides_by_mastery", "counts_failed_as_completed", "allows_downgrade", "advances_by_itself", "hides_menu",
    )  # fmt: skip

    objects = PackageQuerySet.as_manager()

    class DataCard:
        purpose = "Groups the versions of one learning package under a title."
        personal = {"created_by": "who uploaded it first"}
        retention = "archived when no longer offered; stays as long as attempts refer to it"
        provider = "owner"

    class Meta:
        verbose_name = _("SCORM-Paket")
        verbose_name_plural = _("SCORM-Pakete")
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="package_has_title")]

    def __str__(self) -> str:
        return self.title


class VersionState(models.TextChoices):
    """Where an upload stands: queued → checking → ready or failed; ready → retired."""

    QUEUED = "queued", _("wartet auf Prüfung")
    CHECKING = "checking", _("wird geprüft")
    READY = "ready", _("bereit")
    FAILED = "failed", _("abgelehnt")
    RETIRED = "retired", _("zurückgezogen")


class Standard(models.TextChoices):
    """Which edition a package speaks, as the player is told."""

    SCORM_12 = "1.2", "SCORM 1.2"
    SCORM_2004_2 = "2004-2", "SCORM 2004 2nd Edition"
    SCORM_2004_3 = "2004-3", "SCORM 2004 3rd Edition"
    SCORM_2004_4 = "2004-4", "SCORM 2004 4th Edition"


class PackageVersionQuerySet(models.QuerySet["PackageVersion"]):
    """Versions by what may be done with them."""

    def playable(self) -> PackageVersionQuerySet:
        """Ready, of a package that is on stage: what a course may offer anew."""
        return self.filter(state=VersionState.READY, package__archived_at=None)


class PackageVersion(models.Model):
    """One uploaded zip: checked by a job, then immutable; its public id is the label of its content host."""

    public_id = PublicIdField()
    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("Version"))
    state = models.CharField(_("Stand"), max_length=10, choices=VersionState, default=VersionState.QUEUED)
    standard = models.CharField(_("Standard"), max_length=10, choices=Standard, blank=True)
    upload_name = models.CharField(_("hochgeladene Datei"), max_length=200)
    zip_key = models.CharField(max_length=200, blank=True)  # storage key; empty once the upload is refused
    zip_sha256 = models.CharField(max_length=64)
    zip_bytes = models.PositiveBigIntegerField()
    unzipped_bytes = models.PositiveBigIntegerField(null=True)
    file_count = models.PositiveIntegerField(null=True)
    # The parsed tree (scorm/manifest.py) with its sequencing; under "facts" what scorm/examination.py saw.
    manifest = models.JSONField(default=dict)
    report = models.JSONField(default=list)  # [{"level": "error"|"warning"|"info", "code": str, "params": {}}]
    created_at = models.DateTimeField(_("hochgeladen am"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("geprüft am"), null=True)
    retired_at = models.DateTimeField(_("zurückgezogen am"), null=True)
    # Who of those in another version goes on in this one, in the house's own words; "" until somebody has decided.
    movers = models.CharField(max_length=20, blank=True)
    movers_decided_at = models.DateTimeField(null=True)

    objects = PackageVersionQuerySet.as_manager()

    class DataCard:
        purpose = "Keeps one uploaded package, what its manifest says, and the report of its check."
        personal = {"created_by": "who uploaded it", "upload_name": "a file name its author chose"}
        retention = "as long as the package; a refused upload keeps only its report"
        provider = "package__owner"

    class Meta:
        verbose_name = _("Version eines SCORM-Pakets")
        verbose_name_plural = _("Versionen von SCORM-Paketen")
        ordering = ["package_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["package", "number"], name="one_version_per_number"),
            models.UniqueConstraint(
                fields=["package", "zip_sha256"], condition=~Q(state="failed"), name="one_version_per_upload"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="version_numbers_start_at_one"),
            models.CheckConstraint(
                condition=Q(state="failed", zip_key="", unzipped_bytes=None) | (~Q(state="failed") & ~Q(zip_key="")),
                name="refused_upload_keeps_no_file",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["ready", "retired"])
                | (~Q(standard="") & Q(checked_at__isnull=False, unzipped_bytes__isnull=False)),
                name="playable_version_is_checked",
            ),
            models.CheckConstraint(
                condition=Q(state="retired", retired_at__isnull=False) | (~Q(state="retired") & Q(retired_at=None)),
                name="retired_version_has_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(movers="", movers_decided_at=None) | (~Q(movers="") & Q(movers_decided_at__isnull=False)),
                name="decision_on_movers_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} v{self.number}"

    @property
    def is_2004(self) -> bool:
        return self.standard != Standard.SCORM_12


class PackageFile(models.Model):
    """One unpacked file of a version; the content host serves nothing that has no row here."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=500)  # NFC, forward slashes, relative to the manifest's folder
    path_ci = models.CharField(max_length=500)  # casefolded: authors on Windows do not notice wrong case
    storage_key = models.CharField(max_length=200, unique=True)
    size = models.PositiveBigIntegerField()  # bytes, counted while unpacking
    sha256 = models.CharField(max_length=64)

    class DataCard:
        purpose = "Finds the stored bytes of a path inside a package."
        personal: dict[str, str] = {}
        retention = "as long as the version"
        provider = "version__package__owner"

    class Meta:
        verbose_name = _("Datei eines SCORM-Pakets")
        verbose_name_plural = _("Dateien von SCORM-Paketen")
        constraints = [
            models.UniqueConstraint(fields=["version", "path"], name="one_file_per_path"),
            models.UniqueConstraint(fields=["version", "path_ci"], name="one_file_per_folded_path"),
            models.CheckConstraint(condition=~Q(storage_key=""), name="package_file_has_key"),
        ]

    def __str__(self) -> str:
        return self.path
