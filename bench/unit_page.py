"""
The page of a unit in a 30-unit course, for an enrolled learner.

At most 12 SQL statements whatever the number of units; first view at most 100 kB compressed and 10 requests with
everything in; at most 10 kB on the next, when what carries a hash in its name is cached. System fonts on screen.
"""

from __future__ import annotations

from typing import Any

from bench.first_view import compressed, everything_linked
from bench.stage import Stage
from bench.verdict import Verdict

UNITS = 30
STATEMENTS_BAR, FIRST_KB_BAR, REQUESTS_BAR, NEXT_KB_BAR = 12, 100, 10, 10


def _visit(unit_count: int) -> tuple[int, bytes]:
    """Return the most statements of three visits by an enrolled learner, and the page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils.translation import override

    from bench import learners
    from courses.models import RunUnit

    enrolment = learners.enrol(learners.text_run(unit_count))
    items = list(RunUnit.objects.filter(run=enrolment.run).order_by("position").values_list("item_id", flat=True))
    client: Any = Client(headers={"host": "localhost"})
    client.force_login(enrolment.learner)
    most, content = 0, b""
    for item in (items[0], items[0], items[1]):  # first touch, again, the next one
        with override("de"):
            path = reverse("lms:unit", args=[enrolment.public_id, item])
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
        most = max(most, sum(not query["sql"].startswith(control) for query in captured.captured_queries))
        content = answer.content
    return most, content


def run(stage: Stage) -> list[Verdict]:
    few, _ = _visit(2)
    many, page = _visit(UNITS)
    linked = everything_linked(page.decode("utf-8"))
    own = compressed(page)
    for url, size in sorted(linked.items(), key=lambda item: -item[1]):
        print(f"  {size / 1000:6.1f} kB  {url}")
    print(f"  {own / 1000:6.1f} kB  the page itself; {few} statements at 2 units, {many} at {UNITS}", flush=True)
    return [
        Verdict("unit-page", "more statements at 30 units than at 2", many - few, 0, "less"),
        Verdict("unit-page", "kB on first view", (own + sum(linked.values())) / 1000, FIRST_KB_BAR, "less", 1),
        Verdict("unit-page", "requests", 1 + len(linked), REQUESTS_BAR, "less"),
        Verdict("unit-page", "kB on the next view", own / 1000, NEXT_KB_BAR, "less", 1),
        Verdict("unit-page", "statements", many, STATEMENTS_BAR, "less"),
    ]
