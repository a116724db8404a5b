"""By which day a provider answers an employer: its working days, those of its Land."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Provider
from courses.public_holidays import holidays_within, land_of
from diversity_training import rules
from diversity_training.models import TrainingRequest
from diversity_training.queries.offers import published_offers

AROUND = timedelta(days=30)  # longer than any row of days off


@dataclass(frozen=True, slots=True)
class Promise:
    """Who answers, and by which day."""

    provider: Provider
    reply_due_on: date


def promised_on(provider: Provider, received: date) -> date:
    """Return by which day the provider answers what it receives on this day."""
    return rules.reply_due_on(received, holidays_within(received, received + AROUND, [land_of(provider)]))


def remind_of_reply_on(request: TrainingRequest) -> date:
    """Return the last working day before the promised answer is due."""
    due = request.reply_due_on
    return rules.remind_of_reply_on(due, holidays_within(due - AROUND, due, [land_of(request.provider)]))


def advisers(received: date) -> list[Promise]:
    """Return who advises employers, by name: the providers whose trainings are public. One query."""
    found = {offer.course.provider_id: offer.course.provider for offer in published_offers()}
    by_name = sorted(found.values(), key=lambda provider: (provider.name, provider.pk))
    return [Promise(provider, promised_on(provider, received)) for provider in by_name]
