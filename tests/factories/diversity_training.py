"""Offers and requests for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory

from accounts.models import Employer, Provider
from admissions.models import SeatBlock
from courses.models import Run
from diversity_training.actions.counting import count_trained
from diversity_training.models import Topic, TrainingOffer, TrainingRequest
from lms.actions import seats
from lms.models import Enrolment
from tests.factories.accounts import EmployerFactory, ProviderFactory, UserFactory
from tests.factories.admissions import SeatBlockFactory
from tests.factories.courses import live_course
from tests.factories.lms import ENROLLED_AT, complete_units, running_run


def live_offer(provider: Provider | None = None, *, topic: str = Topic.BASIC, **values) -> TrainingOffer:
    """Return an offer whose course is published."""
    described = {key: values.pop(key) for key in ("requires", "group_min", "group_max") if key in values}
    course = live_course(
        provider, **{"offer_kind": "diversity_training", "occupation": None, "methods": "Wir üben an Fällen.", **values}
    )
    return TrainingOffer.objects.create(course=course, topic=topic, **described)


class TrainingRequestFactory(factory.django.DjangoModelFactory):
    """A request that waits for an answer."""

    class Meta:
        model = TrainingRequest

    provider = factory.SubFactory(ProviderFactory)
    course_title = "Vielfalt verstehen"
    organisation = "Metallbau Weser"
    postcode = "27568"
    contact_name = "Karin Petersen"
    contact_email = factory.Sequence(lambda n: f"karin{n}@example.org")
    people_count = 14
    language = "de"
    received_at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    reply_due_on = date(2026, 3, 9)
    state_since = factory.LazyAttribute(lambda request: request.taken_up_at or request.received_at)
    taken_up_at = None


DELIVERED_AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def booked_training(
    *, seats: int = 14, employer: Employer | None = None, run: Run | None = None, **values: Any
) -> TrainingRequest:
    """Return a booking whose training runs, with a block of seats that nobody has claimed."""
    run = run or running_run(capacity=40, course=live_offer(values.pop("provider", None)).course)
    booking = TrainingRequestFactory(
        **{
            "provider": run.course.provider,
            "employer": employer or EmployerFactory(),
            "run": run,
            "state": "running",
            "taken_up_at": DELIVERED_AT,
            **values,
        }
    )
    SeatBlockFactory(run=run, employer=booking.employer, booking_key=booking.seat_key, seats=seats)
    return booking


def takes_part(booking: TrainingRequest, *, attends: bool = True, **person: Any) -> Enrolment:
    """Let somebody claim a seat of the booking and, if they attend, complete the course."""
    block = SeatBlock.objects.get(booking_key=booking.seat_key)
    enrolment = seats.accept_by_code(block=block, learner=UserFactory(**person), at=ENROLLED_AT)
    if attends:
        complete_units(enrolment, at=DELIVERED_AT)
        enrolment.refresh_from_db()
    return enrolment


def delivered(booking: TrainingRequest) -> TrainingRequest:
    """Return the booking after its training, with its people counted."""
    booking.state = TrainingRequest.State.DELIVERED
    booking.save()
    count_trained(booking=booking, by=None, at=DELIVERED_AT)
    return booking


def trained_booking(*, used: int, trained: int, **values: Any) -> TrainingRequest:
    """Return a delivered booking in which so many seats were used, and so many of their people trained."""
    booking = booked_training(seats=used, **values)
    for number in range(used):
        takes_part(booking, attends=number < trained)
    return delivered(booking)
