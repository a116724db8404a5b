from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.models.enrolment import Enrolment


class GroupMember(models.Model):
    """In which group of their run a learner works; a group is its number in the run, and lives in breakout rooms."""

    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="group_member")
    number = models.PositiveSmallIntegerField(_("Gruppe"), validators=[MinValueValidator(1)])

    class DataCard:
        purpose = "Lets learners of a run work together in the same breakout room each time."
        personal = {"enrolment": "who works with whom"}
        retention = "with the enrolment; goes when the account is erased"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Gruppe")
        verbose_name_plural = _("Gruppen")
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="groups_count_from_one")]

    def __str__(self) -> str:
        return f"{self.enrolment_id}/{self.number}"
