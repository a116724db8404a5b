"""
The evaluation of trainings: 500 answers to 20 questions in 20 runs, with all three filters set.

The page of staff at the 95th percentile within half a second, whatever the filters; at most 16 statements. Beside it
what the report alone takes of that, and how long it takes to count a round of 500 answers.
"""

from __future__ import annotations

import itertools
import random
import time
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from bench.stage import Stage
from bench.verdict import Verdict

ANSWERS, QUESTIONS, RUNS = 500, 20, 20
ROUNDS = 3  # visits of each choice of filters
SECONDS_BAR, STATEMENTS_BAR = 0.5, 16


def run(stage: Stage) -> list[Verdict]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from diversity_training.queries.evaluation import Filters, asked_runs, choices, report_of
    from tests.clients import SignedInClient
    from tests.factories.accounts import ProviderFactory
    from tests.factories.accounts_staff import make_staff

    provider = ProviderFactory(complaint_path="an die Leitung")
    _furnish(provider)
    counting = _seconds_to_count(provider)
    client: Any = SignedInClient(headers={"host": "localhost"})
    client.force_login(make_staff("trainer", provider))
    path = reverse("evaluation_office:page")
    runs = asked_runs([provider.pk])
    offered = {name: [value for value, _label in values] for name, values in choices(runs).items()}
    client.get(path)  # loads templates and words
    took, statements = [], 0
    for _ in range(ROUNDS):
        for chosen in itertools.product(*offered.values()):
            with CaptureQueriesContext(connection) as captured:
                begun = time.perf_counter()
                answer = client.get(path, dict(zip(offered, chosen, strict=True)))
                took.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                raise RuntimeError(f"{path} answers {answer.status_code}")
            statements = max(statements, len(captured.captured_queries))
    begun = time.perf_counter()
    report_of(runs, Filters(), language="de")
    alone = time.perf_counter() - begun
    print(f"  {counting:6.3f} s  a round of {ANSWERS} answers to {QUESTIONS} questions is counted")
    print(f"  {alone:6.3f} s  the report over all runs alone")
    took.sort()
    print(f"  {took[len(took) // 2]:6.3f} s  the page, median of {len(took)} visits", flush=True)
    return [
        Verdict("survey", "statements", statements, STATEMENTS_BAR, "less"),
        Verdict("survey", "page with three filters, p95", took[int(0.95 * len(took))], SECONDS_BAR, "less", 3, " s"),
    ]


def _questions() -> list[Any]:
    from surveys.models import Part, QuestionKind
    from surveys.models.survey import AskedQuestion

    return [
        AskedQuestion(f"q{number}", QuestionKind.AGREEMENT, Part.LEARNING, {"de": f"Ich kann {number} Dinge nennen."})
        for number in range(QUESTIONS)
    ]


def _answered(provider: Any, context: Any, count: int, dice: random.Random) -> Any:
    """Return a round, ready to be counted, with so many sheets."""
    from surveys.models import AnswerSheet
    from tests.factories.surveys import open_survey

    survey = open_survey(context_key=context, provider=provider, questions=_questions())
    AnswerSheet.objects.bulk_create(
        AnswerSheet(survey=survey, answers={f"q{number}": dice.randint(1, 5) for number in range(QUESTIONS)})
        for _ in range(count)
    )
    return survey


def _furnish(provider: Any) -> None:
    from accounts.models import Employer
    from lms.queries.surveys import context_of
    from surveys.actions import rounds
    from tests.factories.accounts import EmployerFactory
    from tests.factories.courses import CourseFactory, RunFactory
    from tests.factories.diversity_training import TrainingRequestFactory
    from tests.factories.surveys import AFTERWARDS

    dice = random.Random(1)
    courses = [CourseFactory(provider=provider, title=f"Training {number}") for number in range(4)]
    sizes = itertools.cycle(Employer.SizeClass.values)
    for number in range(RUNS):
        taught = RunFactory(course=courses[number % 4], starts_on=date(2026, 1, 5) + timedelta(days=17 * number),
                            ends_on=date(2027, 6, 30))  # fmt: skip
        employer = EmployerFactory(size_class=next(sizes))
        TrainingRequestFactory(provider=provider, employer=employer, run=taught)
        survey = _answered(provider, context_of(taught), ANSWERS // RUNS, dice)
        rounds.close(survey=survey, by=None, at=AFTERWARDS)


def _seconds_to_count(provider: Any) -> float:
    from surveys.actions import rounds
    from tests.factories.surveys import AFTERWARDS

    survey = _answered(provider, uuid4(), ANSWERS, random.Random(2))
    begun = time.perf_counter()
    rounds.close(survey=survey, by=None, at=AFTERWARDS)
    return time.perf_counter() - begun
