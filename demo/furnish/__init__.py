"""
Furnishing the demo: everything is done by the actions that people's clicks call, so the demo also tries them.

Running it again adds what is missing and keeps what is there. It writes no model itself; a test sees to that.
"""

from __future__ import annotations

from datetime import datetime

from accounts.actions.personas import require_demo
from demo.content import adaptation, diversity
from demo.content.bookings import METALWORKS
from demo.content.timetable import SLOTS
from demo.furnish import (
    bookings,
    conference,
    corrections,
    courses,
    houses,
    indexing,
    learning,
    offers,
    opening,
    people,
    sessions,
    trainings,
    website,
)
from jobs.actions import run_due


def furnish(*, at: datetime) -> None:
    """Bring the demo to its full state as of `at`. Raises NotTheDemo outside the demo settings."""
    require_demo()
    with indexing.once():
        _everything(at)


def _everything(at: datetime) -> None:
    networks = houses.networks(at)
    providers = houses.providers(networks, at)
    houses.centres(providers, at)
    houses.logos(networks, providers, at)
    employers = houses.employers(at)
    crowd = people.everybody(providers, networks, employers, at)
    administrator = crowd.people["alexander"]
    conference.standin(by=administrator, at=at)
    conference.consent_texts(by=administrator, at=at)
    texts = (*adaptation.COURSES, *diversity.COURSES)
    ready = {
        text.slug: courses.course(text, providers[text.provider], crowd.trainer(text.provider), at) for text in texts
    }
    offers.trainings(ready, crowd, at)
    for text in texts:
        slots = [slot for slot in SLOTS if slot.course == text.slug]
        learning.keep_runs(text, ready[text.slug], slots, crowd=crowd, at=at)
    trainings.keep(crowd=crowd, at=at)
    bookings.keep(crowd=crowd, at=at)
    run_due(at=at)  # certificates for who attended
    opening.process(employer=employers[METALWORKS], hr=crowd.people["thomas"], adviser=crowd.people["selin"], at=at)
    corrections.one_certificate(by=crowd.trainer("forum-pleisse"), at=at)
    sessions.keep(at=at)
    run_due(at=at)  # letters about dates, certificates for who attended
    website.pages(providers, at=at)
