"""The Diversity trainings as employers find and book them, offered as their trainers would."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from courses.models import Course
from demo.content.diversity import OFFERS
from demo.furnish.people import Crowd
from diversity_training.actions.offers import describe
from diversity_training.models import Topic, TrainingOffer


def trainings(courses: Mapping[str, Course], crowd: Crowd, at: datetime) -> None:
    """Offer the four trainings to employers; an offer that is there stays as it is."""
    for text in OFFERS:
        course = courses[text.course]
        if TrainingOffer.objects.filter(course=course).exists():
            continue
        describe(
            course=course,
            topic=Topic(text.topic),
            group_min=text.group_min,
            group_max=text.group_max,
            requires=TrainingOffer.objects.get(course=courses[text.requires]) if text.requires else None,
            by=crowd.trainer(course.provider.slug),
            at=at,
        )
