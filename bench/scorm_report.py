"""
The report on a SCORM unit: 1 000 learners with 20 answers each, in a package of four items, half of them in groups.

Every page of it (learners, items, questions, one question, the sheet) at most 15 SQL statements and, as the median of
the visits, 1 s. The largest table, 20 000 answers for a spreadsheet, at most 2 s of this process's CPU, so that it can
leave within the request.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bench import cpu
from bench.stage import Stage
from bench.verdict import Verdict

LEARNERS, QUESTIONS, ITEMS = 1000, 20, 4
VISITS = 7
STATEMENTS_BAR, SECONDS_BAR, TABLE_BAR = 15, 1.0, 2.0
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


def run(stage: Stage) -> list[Verdict]:
    from django.db import connection
    from django.urls import reverse

    from lms.viewsets.scorm_reports import question_key
    from tests.clients import SignedInClient
    from tests.factories.accounts_staff import make_staff

    run_unit = _furnish()
    connection.cursor().execute("ANALYZE")  # as a database is that has run for a while
    client: Any = SignedInClient(headers={"host": "localhost"})
    client.force_login(make_staff("provider_admin", run_unit.run.course.provider))
    key = [run_unit.run.public_id, run_unit.item_id]
    pages = {name: reverse(f"scorm_reports:{name}", args=key) for name in ("learners", "items", "questions", "sheet")}
    pages["question"] = reverse("scorm_reports:question", args=[*key, question_key("i0", "Frage_0")])
    cpu.wait_until_quiet()
    most, slowest = 0, 0.0
    for name, address in pages.items():
        statements, seconds = _visit(client, address)
        print(f"  {name:9} {statements:2} statements, {1000 * seconds:4.0f} ms", flush=True)
        most, slowest = max(most, statements), max(slowest, seconds)
    largest = 0.0
    for table in ("lernende.csv", "antworten.csv", "antworten.xlsx"):
        name, _, kind = table.partition(".")
        begun, used = time.perf_counter(), time.process_time()
        client.get(reverse("scorm_reports:export", args=[*key, name, kind]))
        took, used = time.perf_counter() - begun, time.process_time() - used
        print(f"  {table:14} {took:.2f} s, {used:.2f} s of them CPU", flush=True)
        largest = max(largest, used)
    return [
        Verdict("scorm-report", "statements", most, STATEMENTS_BAR, "less"),
        Verdict("scorm-report", f"s with {LEARNERS} learners", slowest, SECONDS_BAR, "less", 3),
        Verdict(
            "scorm-report", f"s of CPU for {LEARNERS * QUESTIONS} answers to take along", largest, TABLE_BAR, "less", 2
        ),
    ]


def _visit(client: Any, address: str) -> tuple[int, float]:
    """Return the most statements of a visit, and the median of the seconds it takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    most, took = 0, []
    for _number in range(VISITS):
        with CaptureQueriesContext(connection) as captured:
            begun = time.perf_counter()
            answer = client.get(address)
            took.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address} answers {answer.status_code}")
        most = max(most, sum(not query["sql"].startswith(CONTROL) for query in captured.captured_queries))
    return most, statistics.median(took)


def _furnish() -> Any:
    """Return the unit of a run in which everybody has played: most are done, some attempts came before."""
    from django.utils import timezone

    from accounts.models import User
    from admissions.models import Place
    from lms.models import Enrolment, GroupMember, UnitResult
    from privacy.public_ids import new_public_id
    from scorm.models import Attempt, Interaction, Registration, ScoState
    from tests.factories.courses import RunFactory, live_course, live_unit
    from tests.factories.lms import enrolled, run_units
    from tests.factories.scorm import PackageFactory, PackageVersionFactory, ScoFactory

    at, day = timezone.now(), timezone.localdate()
    course = live_course(None)
    package = PackageFactory(owner=course.provider)
    version = PackageVersionFactory(package=package)
    scos = [ScoFactory(version=version, identifier=f"i{number}", position=number) for number in range(ITEMS)]
    unit = live_unit(course.provider, kind="scorm", package=package, body=[])
    taught = live_course(course.provider, units=[unit])
    days = {"starts_on": day - timedelta(days=30), "ends_on": day + timedelta(days=30)}
    days |= {"enrol_from": day - timedelta(days=60), "enrol_until": day + timedelta(days=1)}
    run = RunFactory(course=taught, capacity=LEARNERS + 1, **days)
    enrolled(run, at=at)  # pins the curriculum
    run_unit = run_units(run)[0]
    dice = random.Random(6)
    names = [f"bench-{run.pk}-{number}" for number in range(LEARNERS)]
    people = User.objects.bulk_create(
        User(username=name, full_name=name, password="!", last_login=at) for name in names
    )
    places = Place.objects.bulk_create(
        Place(public_id=new_public_id(), run=run, person=one, state="taken", created_at=at, taken_at=at)
        for one in people
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(run=run, learner=one, place=place, enrolled_at=at, last_seen_at=at)
        for one, place in zip(people, places, strict=True)
    )
    GroupMember.objects.bulk_create(
        GroupMember(enrolment=one, number=pk % 8 + 1) for pk, one in enumerate(enrolments[::2])
    )
    results = UnitResult.objects.bulk_create(
        UnitResult(
            enrolment=one, item_id=run_unit.item_id, run_unit=run_unit, state="completed", success="passed",
            score=Decimal(dice.randint(0, 100)) / 100, total_seconds=900, first_seen_at=at, last_seen_at=at,
            completed_at=at - timedelta(days=dice.randint(0, 28)),
        )
        for one in enrolments
    )  # fmt: skip
    registrations = Registration.objects.bulk_create(
        Registration(user=one, context_key=result.public_id, version=version, created_at=at)
        for one, result in zip(people, results, strict=True)
    )
    attempts = Attempt.objects.bulk_create(
        Attempt(
            registration=one, number=number, version=version, started_at=at, last_seen_at=at,
            state="active" if number == 2 else "finished", finished_at=None if number == 2 else at, total_seconds=450,
        )
        for one in registrations for number in (1, 2)
    )  # fmt: skip
    states = ScoState.objects.bulk_create(
        ScoState(
            attempt=attempt, sco=sco, completion="completed", success="passed", exit="", updated_at=at,
            seconds_before=dice.randint(30, 600), score=Decimal(dice.randint(0, 100)) / 100,
        )
        for attempt in attempts for sco in scos
    )  # fmt: skip
    Interaction.objects.bulk_create(_answers(Interaction, states, dice), batch_size=5000)
    return run_unit


def _answers(interaction: Any, states: Any, dice: random.Random) -> Iterator[Any]:
    """Yield the answers of each state; every fifth question is answered in words of one's own."""
    each = QUESTIONS // ITEMS
    for number, state in enumerate(states):
        skill = (number // (2 * ITEMS)) % 10 / 10
        for idx in range(each):
            is_right, is_text = dice.random() < 0.2 + 0.6 * skill, idx == each - 1
            told = {
                "latency": f"00:00:{dice.randint(2, 59):02}.{dice.randint(0, 99):02}",
                "description": f"Frage {idx}",
            }
            yield interaction(
                state=state, idx=idx, identifier=f"Frage_{idx}", kind="fill-in" if is_text else "choice",
                response=f"Ein Satz {dice.random()} " * 10 if is_text else dice.choice("abcd"),
                result="correct" if is_right else "wrong", rest=told,
            )  # fmt: skip
