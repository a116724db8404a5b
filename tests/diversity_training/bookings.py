"""Bookings at each step, made by the actions of the product."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from diversity_training.actions import analysis, proposals, requests, steps
from diversity_training.models import TrainingRequest
from tests.factories.accounts import EmployerFactory, MembershipFactory, UserFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import RunFactory
from tests.factories.diversity_training import TrainingRequestFactory, live_offer

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def hr_of(employer, **user):
    """Return a person of the employer's HR."""
    return MembershipFactory(role="hr", provider=None, employer=employer, user=UserFactory(**user)).user


class Way:
    """One booking, its HR person and the provider's coordinator, led on step by step."""

    def __init__(self, *, at: datetime = NOW, **request: object) -> None:
        self.at = at
        offer = live_offer()
        self.booking: TrainingRequest = TrainingRequestFactory(
            provider=offer.provider, offer=offer, employer=EmployerFactory(name="Metallbau Weser"), **request
        )
        self.hr = hr_of(self.booking.employer, full_name="Karin Petersen")
        self.staff = make_staff("coordinator", self.booking.provider)
        self.trainer = make_staff("trainer", self.booking.provider)

    def run(self, *, start: date = date(2026, 4, 20), **values: object):
        """Return a run of the offered course."""
        dates = {
            "starts_on": start,
            "ends_on": start + timedelta(days=9),
            "enrol_from": start - timedelta(days=20),
            "enrol_until": start - timedelta(days=1),
            "capacity": 20,
            "announced_at": None,
        }
        return RunFactory(course=self.booking.offer.course, **{**dates, **values})

    def to(self, state: str) -> TrainingRequest:
        """Lead the booking to `state`, one of clarifying, offered, accepted, scheduled, enrolling."""
        acts = {
            "clarifying": lambda: requests.take_up(request=self.booking, by=self.staff, at=self.at),
            "offered": self.offer,
            "accepted": lambda: proposals.accept(proposal=self.booking.proposals.get(), by=self.hr, at=self.at),
            "scheduled": lambda: steps.set_dates(booking=self.booking, run=self.run(), by=self.staff, at=self.at),
            "enrolling": lambda: steps.open_invitation(booking=self.booking, by=self.staff, at=self.at),
        }
        for reached, act in acts.items():
            act()
            self.booking = TrainingRequest.objects.get(pk=self.booking.pk)
            if reached == state:
                return self.booking
        raise LookupError(state)

    def analyse(self) -> None:
        """Fill in and hand in the needs analysis."""
        analysis.note(booking=self.booking, values={"goals": "Fair auswählen"}, by=self.hr, at=self.at)
        analysis.hand_in(booking=self.booking, by=self.hr, at=self.at)

    def offer(self, **terms: object):
        """Make an offer."""
        agreed = {
            "group_size": 14,
            "duration_percent": 100,
            "modules": [{"title": "Was ist Vielfalt?", "teaching_units": "1", "is_left_out": False}],
            "own_case": "",
            "changes": "",
            "dates": "20. und 27. April, 9 bis 13 Uhr",
            "rooms": "",
            "trainer": self.trainer,
            "second_trainer": None,
            "valid_until": timezone.localdate(self.at) + timedelta(days=28),
        }
        return proposals.make(booking=self.booking, by=self.staff, at=self.at, **{**agreed, **terms})
