from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.queries import provider_ids
from accounts.roles import Permission
from admissions.models.seat_block import SeatBlock
from courses.models import Run
from privacy.public_ids import PublicIdField


class PlaceQuerySet(models.QuerySet["Place"]):
    def occupied(self, at: datetime) -> PlaceQuerySet:
        """Return what counts against the capacity at this moment: taken, or held or offered and not yet expired."""
        return self.filter(Q(state="taken") | Q(state__in=["held", "offered"], held_until__gt=at))

    def visible_to(self, user: User | AnonymousUser) -> PlaceQuerySet:
        """Return the user's own places and those at providers where they may see the roster."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(run__course__provider__in=provider_ids(user, Permission.SEE_ROSTER)))


class Place(models.Model):
    """
    One of the places of a run: held for a while, offered to somebody, taken by a person, or given back.

    All places of all kinds are rows here, counted under one lock per run (ADR 0010). A place of a block is a seat
    of an employer; it belongs to nobody until somebody claims it.
    """

    class State(models.TextChoices):
        HELD = "held", _("reserviert")
        OFFERED = "offered", _("angeboten")
        TAKEN = "taken", _("vergeben")
        RELEASED = "released", _("frei gegeben")

    public_id = PublicIdField()
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="places")
    block = models.ForeignKey(SeatBlock, null=True, blank=True, on_delete=models.PROTECT, related_name="places")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    state = models.CharField(max_length=10, choices=State)
    created_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)  # past it the place is free again, without any sweep
    taken_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class DataCard:
        purpose = "Says who has a place in a run, so that no run is overfilled."
        personal = {
            "person": "who takes part",
            "taken_at": "since when",
            "released_at": "when the place was given back",
        }
        retention = "with the run's enrolments; released places without enrolment 12 months after the run"
        provider = "run__course__provider"

    class Meta:
        verbose_name = _("Platz")
        verbose_name_plural = _("Plätze")
        constraints = [
            models.UniqueConstraint(
                fields=["run", "person"],
                condition=Q(state__in=["held", "taken"]),
                name="one_live_place_per_run_and_person",
            ),
            models.CheckConstraint(
                condition=Q(block=None) | ~Q(state__in=["held", "offered"]) | Q(person=None),
                name="unclaimed_seat_of_an_employer_is_nobodys",
            ),
            models.CheckConstraint(
                condition=Q(state="held", held_until__isnull=False, taken_at__isnull=True, released_at__isnull=True)
                | Q(
                    state="offered",
                    block__isnull=False,
                    held_until__isnull=False,
                    taken_at__isnull=True,
                    released_at__isnull=True,
                )
                | Q(
                    state="taken",
                    person__isnull=False,
                    held_until__isnull=True,
                    taken_at__isnull=False,
                    released_at__isnull=True,
                )
                | Q(state="released", held_until__isnull=True, released_at__isnull=False),
                name="place_columns_follow_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"], name="places_of_a_run"),
            models.Index(fields=["block", "state"], condition=Q(block__isnull=False), name="seats_of_a_block"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
