"""
The search of the catalogue among 5 000 courses: words in five scripts, typing errors, facets, all of it together.

The whole page at the 95th percentile within 100 ms, each asked for once and so kept by nobody. Beside it what the
search alone takes of that, how long a process needs to read all entries and to learn of one change, and the bare view.
"""

from __future__ import annotations

import itertools
import random
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from bench import cpu, load
from bench.stage import Stage
from bench.verdict import Verdict

COURSES = 5000
WARM, COUNT = 60, 400
BAR_MS = 100
PATH = "/de/kurse/"
MARKER = b'name="suche"'
WORDS = (
    "медсестра", "ممرضة", "hemşire", "پرستار", "Pflege", "plfege", "Arzt", "Ärztinnen", "Physioterapie", "инженер",
    "Elektriker", "Bürokauffrau", "Burokaufleute", "Lehrer", "معلمة", "Architektin", "Fachsprache", "Wundversorgung",
    "Buchfuhrung", "Strassenbau", "Kenntnisprüfung", "Sprachkurs", "Hannover", "Göttingen", "online", "xyzzy",
)  # fmt: skip
FACETS = (
    {"niveau": "B1"}, {"niveau": ["B1", "B2"], "format": "online"}, {"beginn": ["30d", "90d"]},
    {"tageszeit": "evening"}, {"beginn": "30d", "tageszeit": "evening"}, {"art": "language_course"},
    {"beruf": ["pflege", "medizin"]}, {"zielgruppe": "refugees", "sprache": "de"}, {"sortierung": "passung"},
    {"seite": 7}, {},
)  # fmt: skip


def _questions() -> list[dict[str, object]]:
    """Return every word with every facet, alone and in pairs, in an order that repeats."""
    alone = [{"suche": word, **facet} for word in WORDS for facet in FACETS]
    pairs = [
        {"suche": f"{one} {other}", **FACETS[number % len(FACETS)]}
        for number, (one, other) in enumerate(itertools.permutations(WORDS, 2))
    ]
    questions: list[dict[str, object]] = [*FACETS, *alone, *pairs]
    random.Random(1).shuffle(questions)
    return questions


def _pages(questions: list[dict[str, object]]) -> Iterator[bytes]:
    for question in itertools.cycle(questions):
        yield load.get("localhost", f"{PATH}?{urlencode(question, doseq=True)}")


def _bare(session: str) -> Iterator[bytes]:
    for number in itertools.count(1):
        body = b'{"number": %d}' % number
        yield load.post("127.0.0.1", "/commit", body, {"Cookie": f"sessionid={session}"})


def run(stage: Stage) -> list[Verdict]:
    from bench import offers

    courses = offers.furnish(COURSES)
    questions = _questions()
    cpu.wait_until_quiet()
    bare = load.run(stage.bare.address, [_bare(stage.bare_sessions[0])], warm=WARM, count=COUNT, marker=b'"result"')
    pages = load.run(stage.product.address, [_pages(questions)], warm=WARM, count=COUNT, marker=MARKER)
    if pages.errors or bare.errors:
        raise RuntimeError(pages.first_error or bare.first_error)
    reading, learning, alone = _in_process(questions, courses[0].pk)
    print(
        f"  page p50 {pages.percentile(0.5):.1f} ms, p95 {pages.percentile(0.95):.1f} ms; the search alone p95 "
        f"{alone:.1f} ms; bare view p50 {bare.percentile(0.5):.1f} ms, p95 {bare.percentile(0.95):.1f} ms; "
        f"a process reads {COURSES} entries in {reading:.0f} ms and one change in {learning:.0f} ms",
        flush=True,
    )
    return [
        Verdict("search", "ms of the search alone, p95", alone, BAR_MS, "less", 1),
        Verdict("search", f"ms of a page at {COURSES} courses, p95", pages.percentile(0.95), BAR_MS, "less", 1),
    ]


def _in_process(questions: list[dict[str, object]], course_id: int) -> tuple[float, float, float]:
    """Return milliseconds: to read all entries, to learn of one that changed, and a search at the 95th percentile."""
    from django.http import QueryDict
    from django.utils import timezone

    from courses.actions import catalogue as entries
    from courses.models import Course
    from courses.queries import catalogue
    from courses.search import memory

    at, took = timezone.now(), []
    reading = _milliseconds(memory.current)
    Course.objects.filter(pk=course_id).update(summary="Neu beschrieben.")
    entries.refresh(course_ids=[course_id])
    learning = _milliseconds(memory.current)
    for question in questions[:COUNT]:
        asked = catalogue.Search.from_query(QueryDict(urlencode(question, doseq=True)))
        took.append(_milliseconds(lambda asked=asked: catalogue.search(asked, at=at, language="de")))
    return reading, learning, sorted(took)[int(0.95 * len(took))]


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - began)
