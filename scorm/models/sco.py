from __future__ import annotations

import re
from urllib.parse import unquote

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from scorm.models.package import PackageVersion


class ScoKind(models.TextChoices):
    """What an item of the organization leads to."""

    SCO = "sco", _("Lerneinheit")
    ASSET = "asset", _("Inhalt ohne Rückmeldung")
    CLUSTER = "cluster", _("Gruppe")


class Sco(models.Model):
    """One item of a version's organization, with what the manifest says about launching and judging it."""

    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE, related_name="scos")
    identifier = models.CharField(max_length=255)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="children")
    position = models.PositiveIntegerField()  # order in the whole tree, depth first
    title = models.CharField(max_length=500, blank=True)
    kind = models.CharField(max_length=10, choices=ScoKind)
    href = models.CharField(max_length=2000, blank=True)  # relative to the package, xml:base and parameters included
    is_visible = models.BooleanField(default=True)
    mastery_score = models.DecimalField(max_digits=9, decimal_places=4, null=True)  # 1.2, raw points
    max_time_allowed = models.CharField(max_length=40, blank=True)  # as written: timespan (1.2) or duration (2004)
    time_limit_action = models.CharField(max_length=40, blank=True)
    launch_data = models.TextField(blank=True)  # dataFromLMS
    prerequisites = models.TextField(blank=True)  # 1.2, aicc_script
    scaled_passing_score = models.DecimalField(max_digits=7, decimal_places=6, null=True)  # 2004, -1..1
    completion_threshold = models.DecimalField(max_digits=7, decimal_places=6, null=True)  # 2004, 0..1
    waits_for_word = models.BooleanField(default=False)  # 2004: silence is no completion (deliveryControls)
    sequencing = models.JSONField(default=dict)  # 2004, as the manifest wrote it

    class DataCard:
        purpose = "Tells the player what to open and the commit how to judge what comes back."
        personal: dict[str, str] = {}
        retention = "as long as the version"
        provider = "version__package__owner"

    class Meta:
        verbose_name = _("Eintrag eines SCORM-Pakets")
        verbose_name_plural = _("Einträge von SCORM-Paketen")
        ordering = ["version_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "identifier"], name="one_sco_per_identifier"),
            models.UniqueConstraint(fields=["version", "position"], name="one_sco_per_position"),
            models.CheckConstraint(
                condition=Q(kind="cluster", href="") | (~Q(kind="cluster") & ~Q(href="")),
                name="what_is_launched_has_href",
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def file_path(self) -> str:
        """The path of the file that is opened, "" for a cluster: no query, no fragment, percent-decoded."""
        return unquote(re.split(r"[?#]", self.href, maxsplit=1)[0])
