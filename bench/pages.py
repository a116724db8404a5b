"""The first view of home, catalogue (24 courses) and a course: at most 100 kB compressed and 10 requests each."""

from __future__ import annotations

from typing import Any

from bench.first_view import compressed, everything_linked
from bench.stage import Stage
from bench.verdict import Verdict

COURSES = 30
KB_BAR, REQUESTS_BAR = 100, 10


def run(stage: Stage) -> list[Verdict]:
    from django.test import Client

    from bench import offers
    from courses.models import Course

    course = Course.objects.filter(live=True).order_by("pk").first() or offers.furnish(COURSES)[0]
    client: Any = Client(headers={"host": "localhost"})
    verdicts = []
    for name, path in [("home", "/ar/"), ("catalogue", "/ar/kurse/"), ("course", f"/ar/kurse/{course.slug}/")]:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path} answers {answer.status_code}")
        linked, own = everything_linked(answer.content.decode("utf-8")), compressed(answer.content)
        print(f"  {name}: the page itself {own / 1000:.1f} kB, {len(linked)} files with it", flush=True)
        size = (own + sum(linked.values())) / 1000
        verdicts += [
            Verdict("pages", f"kB on first view of {name}", size, KB_BAR, "less", 1),
            Verdict("pages", f"requests of {name}", 1 + len(linked), REQUESTS_BAR, "less"),
        ]
    return verdicts
