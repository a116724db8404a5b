from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.models import RunSession
from lms.models.enrolment import Enrolment


class RoomStay(models.Model):
    """
    One stay of a learner in the room where a session takes place: signed in by a code there, or ticked on the list.

    `left_at` empty: until the session's end, as with everybody whose leaving nobody told.
    """

    class Way(models.TextChoices):
        CODE = "code", _("Code im Raum")
        LIST = "list", _("Liste im Raum")

    session = models.ForeignKey(RunSession, on_delete=models.PROTECT, related_name="room_stays")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="room_stays")
    way = models.CharField(max_length=4, choices=Way)
    came_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="room_stays_noted")

    class DataCard:
        purpose = "Proves presence where a session takes place in a room; hours are counted from it."
        personal = {
            "came_at": "since when the person was there",
            "left_at": "until when",
            "noted_by": "who noted it: the person, or who kept the list",
        }
        retention = "365 days after the session, as what conference servers tell"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("Aufenthalt vor Ort")
        verbose_name_plural = _("Aufenthalte vor Ort")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")), name="a_room_stay_ends_after_it_begins"
            ),
            models.UniqueConstraint(
                fields=["session", "enrolment"], condition=Q(way="list"), name="one_line_per_person_on_the_list"
            ),
            models.UniqueConstraint(
                fields=["session", "enrolment"],
                condition=Q(way="code", left_at=None),
                name="one_open_stay_per_person_in_the_room",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.came_at:%H:%M:%S}"


class KnownGuest(models.Model):
    """Whom the trainer recognised behind a name that the conference server invented: "Gast 123 war …"."""

    session = models.ForeignKey(RunSession, on_delete=models.PROTECT, related_name="known_guests")
    external_id = models.CharField(max_length=100)  # as the server told it
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="known_as")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guests_recognised")
    at = models.DateTimeField()

    class DataCard:
        purpose = "Lets the time of somebody who came in under another name count for the right person."
        personal = {"enrolment": "who it was", "by": "who recognised the person"}
        retention = "365 days after the session, as the raw intervals"
        provider = "enrolment__run__course__provider"

    class Meta:
        verbose_name = _("erkannter Gast")
        verbose_name_plural = _("erkannte Gäste")
        constraints = [models.UniqueConstraint(fields=["session", "external_id"], name="a_guest_is_one_person")]

    def __str__(self) -> str:
        return self.external_id
