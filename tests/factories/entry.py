"""A training that builds on another, for tests, and people who want to enter it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Provider, User
from courses.models import Run
from lms.actions import entry_requests
from lms.models import EntryRequest
from tests.factories.accounts import ProviderFactory, UserFactory
from tests.factories.courses import RunFactory
from tests.factories.diversity_training import live_offer


def run_of(course: Any, **values: Any) -> Run:
    """Return a run of today that takes people."""
    today = timezone.localdate()
    window = {"enrol_from": today - timedelta(days=30), "enrol_until": today + timedelta(days=30)}
    return RunFactory(course=course, **{"starts_on": today, "ends_on": today + timedelta(days=60), **window, **values})


def advanced_run(provider: Provider | None = None, **values: Any) -> Run:
    """Return a run of „Vielfalt gestalten“, which builds on „Vielfalt verstehen“."""
    provider = provider or ProviderFactory(complaint_path="An die Leitung.")
    basic = live_offer(provider, title="Vielfalt verstehen", slug="vielfalt-verstehen")
    advanced = live_offer(provider, topic="advanced", title="Vielfalt gestalten", requires=basic)
    return run_of(advanced.course, **values)


def basic_of(run: Run) -> Any:
    """Return the course that the run's course builds on."""
    return run.course.training_offer.requires.course


def asked(run: Run, learner: User | None = None, **values: Any) -> EntryRequest:
    """Return a request that waits for a decision."""
    said = {"reason": "Ich leite seit Jahren solche Trainings.", "file": None, "at": timezone.now(), **values}
    return entry_requests.ask(run=run, learner=learner or UserFactory(), **said)
