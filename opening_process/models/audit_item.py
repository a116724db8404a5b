# messages: back office
from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from opening_process.models.cycle import Cycle
from opening_process.starter import BY_KEY
from privacy.public_ids import PublicIdField


class Level(models.TextChoices):
    """The four levels on which an organisation opens itself; the values stand in addresses."""

    STRUCTURE = "struktur", _("Organisationsstruktur")
    STAFF = "personal", _("Personal")
    OFFERS = "angebote", _("Angebote und Dienstleistungen")
    COOPERATION = "kooperation", _("Kooperation und Vernetzung")


class Maturity(models.IntegerChoices):
    """How far something has come, from nothing to a habit that would outlive its inventors."""

    ABSENT = 0, _("nicht vorhanden")
    CONSIDERED = 1, _("angedacht")
    BEGUN = 2, _("begonnen")
    DONE = 3, _("umgesetzt")
    ROOTED = 4, _("verankert")


class AuditItem(models.Model):
    """A statement that the steering group rates in one cycle: one of ours by its key, or one of the employer's own."""

    public_id = PublicIdField()
    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="items")
    level = models.CharField(_("Ebene"), max_length=12, choices=Level)
    position = models.PositiveSmallIntegerField()
    starter_key = models.CharField(max_length=40, blank=True)  # of opening_process.starter; "" for an own one
    text = models.CharField(_("Aussage"), max_length=300, blank=True)  # of an own one
    is_on = models.BooleanField(default=True)
    maturity: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        _("Reife"), null=True, blank=True, choices=Maturity, validators=[MaxValueValidator(4)]
    )
    # What the cycle before ended with.
    baseline: models.PositiveSmallIntegerField[int | None, int | None] = models.PositiveSmallIntegerField(
        null=True, blank=True, choices=Maturity
    )
    evidence = models.TextField(_("Woran sehen Sie das?"), blank=True, max_length=2000)
    comment = models.TextField(_("Anmerkung"), blank=True, max_length=2000)
    version = models.PositiveIntegerField(default=1)

    wagtail_reference_index_ignore = True  # the back office lists what refers to what; nothing of this

    class DataCard:
        purpose = "Says how far an employer has come in one respect, and what shows it."
        personal: dict[str, str] = {}
        retention = "goes with its process"
        platform = "Belongs to the employer alone, through its process."

    class Meta:
        ordering = ["position", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(starter_key="") & ~Q(text="")) | (~Q(starter_key="") & Q(text="")),
                name="audit_item_is_ours_or_their_own",
            ),
            models.UniqueConstraint(
                fields=["cycle", "starter_key"], condition=~Q(starter_key=""), name="one_starter_question_per_cycle"
            ),
            models.CheckConstraint(
                condition=Q(maturity__isnull=True) | Q(maturity__range=(0, 4)), name="maturity_is_0_to_4"
            ),
            models.CheckConstraint(
                condition=Q(baseline__isnull=True) | Q(baseline__range=(0, 4)), name="baseline_is_0_to_4"
            ),
        ]

    def __str__(self) -> str:
        return str(self.statement)

    @property
    def is_own(self) -> bool:
        """Whether the employer wrote it."""
        return self.starter_key == ""

    @property
    def statement(self) -> StrOrPromise:
        """What is rated, in words: ours in the reader's language, an own one as it was written."""
        return self.text if self.is_own else BY_KEY[self.starter_key].text
