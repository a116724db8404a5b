"""Saying how a Diversity course is booked."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from courses.models import Course
from diversity_training.models import Topic, TrainingOffer
from privacy import audit


class NotADiversityTraining(Exception):
    """Only an original course of this kind is offered to employers."""


@transaction.atomic
def describe(
    *,
    course: Course,
    topic: Topic,
    group_min: int,
    group_max: int,
    requires: TrainingOffer | None,
    by: User | None,
    at: datetime,
) -> TrainingOffer:
    """Offer the course to employers, or change how; one offer per course. Raises NotADiversityTraining."""
    if course.is_translation or course.offer_kind != Course.OfferKind.DIVERSITY_TRAINING:
        raise NotADiversityTraining
    offer, is_new = TrainingOffer.objects.update_or_create(
        course=course,
        defaults={"topic": topic, "group_min": group_min, "group_max": group_max, "requires": requires},
    )
    act = "offered" if is_new else "offer_changed"
    audit.record(f"diversity_training.{act}", subject=offer, by=by, at=at, provider=course.provider)
    return offer


@transaction.atomic
def withdraw(*, offer: TrainingOffer, by: User, at: datetime) -> None:
    """Offer the course to employers no longer; requests about it stay."""
    audit.record("diversity_training.offer_withdrawn", subject=offer, by=by, at=at, provider=offer.provider)
    offer.delete()
