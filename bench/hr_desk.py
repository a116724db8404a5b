"""
The desk of an employer's HR: 50 bookings with 2 000 seats, half of them offered or taken.

At most 15 SQL statements, as many as with one booking; the page within 0.3 s, the median of the visits.
"""

from __future__ import annotations

import statistics
import time
from datetime import timedelta
from typing import Any

from bench import cpu
from bench.stage import Stage
from bench.verdict import Verdict

BOOKINGS, SEATS = 50, 2000
VISITS = 15
STATEMENTS_BAR, SECONDS_BAR = 15, 0.3
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(stage: Stage) -> list[Verdict]:
    few, _seconds = _visit(1, SEATS // BOOKINGS)
    many, seconds = _visit(BOOKINGS, SEATS // BOOKINGS)
    print(f"  {few} statements at 1 booking, {many} at {BOOKINGS}; {1000 * seconds:.0f} ms", flush=True)
    return [
        Verdict("hr-desk", "more statements at 50 bookings than at one", many - few, 0, "less"),
        Verdict("hr-desk", f"s with {SEATS} seats", seconds, SECONDS_BAR, "less", 3),
        Verdict("hr-desk", "statements", many, STATEMENTS_BAR, "less"),
    ]


def _visit(booking_count: int, seats_each: int) -> tuple[int, float]:
    """Return the most statements of a visit by HR, and the median of the seconds it takes."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils.translation import override

    client: Any = Client(headers={"host": "localhost"})
    client.force_login(_furnish(booking_count, seats_each))
    with override("de"):
        path = reverse("diversity_training:desk")
    cpu.wait_until_quiet()
    most, took = 0, []
    for _visit_number in range(VISITS):
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            answer = client.get(path)
            took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        most = max(most, sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries))
    return most, statistics.median(took)


def _furnish(booking_count: int, seats_each: int) -> Any:
    """Return HR of an employer with so many bookings, each with a run and its seats."""
    from django.utils import timezone

    from accounts.models import User
    from admissions.models import Place
    from privacy.public_ids import new_public_id
    from tests.factories.accounts import EmployerFactory, MembershipFactory
    from tests.factories.admissions import SeatBlockFactory
    from tests.factories.courses import RunFactory, live_course
    from tests.factories.diversity_training import TrainingRequestFactory

    at, day = timezone.now(), timezone.localdate()
    employer = EmployerFactory()
    course = live_course(None)
    for _booking in range(booking_count):
        run = RunFactory(course=course, starts_on=day + timedelta(days=30), ends_on=day + timedelta(days=90))
        booking = TrainingRequestFactory(
            provider=course.provider, employer=employer, run=run, state="enrolling", taken_up_at=at
        )
        return_on = day + timedelta(days=20)
        block = SeatBlockFactory(run=run, employer=employer, booking_key=booking.seat_key, return_on=return_on)
        kept = {"run": run, "block": block, "created_at": at, "held_until": block.ends_at}
        taken = {**kept, "held_until": None, "state": "taken", "taken_at": at}
        names = [f"hr-{run.pk}-{number}" for number in range(seats_each // 4)]
        people = User.objects.bulk_create(User(username=name, full_name=name, password="!") for name in names)
        rows = [Place(public_id=new_public_id(), person=person, **taken) for person in people]
        states = ["offered"] * (seats_each // 4) + ["held"] * (seats_each - 2 * (seats_each // 4))
        rows += [Place(public_id=new_public_id(), state=state, **kept) for state in states]
        Place.objects.bulk_create(rows)
    return MembershipFactory(role="hr", provider=None, employer=employer).user
