from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Run

LONGEST_TITLE = 40  # what fits on the button of a breakout room


class GroupTitle(models.Model):
    """What a group of a run is called; one without a title is called by its number."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="group_titles")
    number = models.PositiveSmallIntegerField(_("Gruppe"), validators=[MinValueValidator(1)])
    title = models.CharField(_("Name der Gruppe"), max_length=LONGEST_TITLE)
    translations = models.JSONField(default=dict, blank=True)  # language code -> title

    class DataCard:
        purpose = "Lets people find the breakout room of their group by its name."
        personal: dict[str, str] = {}
        retention = "with the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Name einer Gruppe")
        verbose_name_plural = _("Namen der Gruppen")
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_title_per_group"),
            models.UniqueConstraint(fields=["run", "title"], name="one_group_per_title"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(title=""), name="group_title_says_something"),
        ]

    def __str__(self) -> str:
        return self.title

    def title_in(self, language: str) -> str:
        """Return the title in this language, else the original."""
        return str(self.translations.get(language) or self.title)
