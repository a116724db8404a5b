from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Region
from courses.models.course import Course
from courses.models.occupation import Occupation


class CatalogueEntry(models.Model):
    """
    What the catalogue needs of one published course, prepared: terms, facets, announced runs and the texts of its card.

    Written in the transaction that publishes, withdraws or plans (actions.catalogue), read whole by each process into
    memory (search.snapshot). Lost entries are no loss: `manage.py rebuild_catalogue` makes them anew.
    """

    course = models.OneToOneField(Course, on_delete=models.CASCADE, related_name="catalogue_entry")
    # A new random number with each writing: the sum of all tells a process whether it still knows them all, without
    # a counter that every publication would have to wait for.
    stamp = models.BigIntegerField(db_index=True)  # indexed for its sum, which then reads no rows
    algorithm = models.PositiveSmallIntegerField()  # of search.words, when the terms were made
    offer_kind = models.CharField(max_length=30)
    occupation = models.ForeignKey(Occupation, null=True, on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")  # None: the provider's
    cefr_entry = models.CharField(max_length=2, blank=True)
    cefr_goal = models.CharField(max_length=2, blank=True)
    target_groups = models.JSONField(default=list)  # keys of Course.TargetGroup
    format = models.CharField(max_length=20)
    teaching_language = models.CharField(max_length=10)
    is_paid = models.BooleanField(default=False)
    teaching_units = models.DecimalField(max_digits=7, decimal_places=2)  # 1 teaching unit is 45 minutes
    # (language code, title) of the source, then of its published translations; a list, since only that keeps its order.
    titles = models.JSONField(default=list)
    summaries = models.JSONField(default=list)  # of the same languages, in the same order
    # Folded and stemmed words by where they stand: {"title": "ausbild pfleg …", "summary": …, "content": …}.
    terms = models.JSONField(default=dict)
    # The announced runs that are neither called off nor put away; over or not is seen when somebody searches.
    runs = models.JSONField(default=list)

    class DataCard:
        purpose = "Lets the catalogue search and count quickly."
        personal: dict[str, str] = {}
        retention = "as long as the course is published; can be made anew at any time"
        provider = "course__provider"

    class Meta:
        verbose_name = _("Eintrag der Kursübersicht")
        verbose_name_plural = _("Einträge der Kursübersicht")

    def __str__(self) -> str:
        return f"{self.course_id}"
