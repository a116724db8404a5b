"""Diversity trainings as employers see them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from courses import queries as courses
from courses.models import Course
from diversity_training.models import Topic, TrainingOffer

TOPIC_ORDER = {topic: place for place, topic in enumerate(Topic)}


@dataclass(frozen=True, slots=True)
class OfferCard:
    """An offer in the list."""

    offer: TrainingOffer
    shown: Course  # the course or its published translation
    teaching_units: Decimal


def published_offers() -> list[TrainingOffer]:
    """Return the offers whose course is public: topics in their order, each by title. One query."""
    offers = TrainingOffer.objects.filter(course__in=courses.published()).select_related(
        "course__provider__network", "course__provider__region", "course__locale", "requires__course"
    )
    return sorted(offers, key=lambda offer: (TOPIC_ORDER[Topic(offer.topic)], offer.course.title, offer.pk))


def entry_course(course: Course) -> Course | None:
    """Return the course that people must have completed before this one, as its offer says; part of ENTRY_COURSE."""
    if course.offer_kind != Course.OfferKind.DIVERSITY_TRAINING:
        return None
    offer = TrainingOffer.objects.filter(course=course).select_related("requires__course__locale").first()
    return offer.requires.course if offer is not None and offer.requires is not None else None


def offer_cards(language: str) -> list[OfferCard]:
    """Return the cards of all offers, in this language where translated. Two queries, and one per offer."""
    offers = published_offers()
    shown = in_language([offer.course for offer in offers], language)
    return [
        OfferCard(offer, shown[offer.course_id], courses.curriculum(offer.course).teaching_units) for offer in offers
    ]


def in_language(listed: Iterable[Course], language: str) -> dict[int, Course]:
    """
    Return for each course its published translation, or the course itself, by the course's key. One query.

    What is no text is the course's own in every language.
    """
    originals = {course.pk: course for course in listed}
    translated = Course.objects.filter(
        translation_of__in=originals, locale__language_code=language, live=True
    ).select_related("locale")
    return originals | {
        course.translation_of_id: course.with_facts_of(originals[course.translation_of_id])
        for course in translated
        if course.translation_of_id
    }
