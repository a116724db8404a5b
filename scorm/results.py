"""
What people did in packages, counted by the database, for the reports of the floor above.

Each function takes a queryset of context keys, is one statement whatever their number, and leaves previews out.
Answers come from the attempt that counts unless all are asked for; the first answer of a person to a question is the
one that figures are made of, as later ones know the solution.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Count,
    DecimalField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)

from scorm import item_figures
from scorm.models import Attempt, AttemptMode, AttemptState, Counting, Interaction, ScoState, Success
from scorm.texts import unpack

CUT = 300  # characters of an answer that pages show and tell apart
Rows = list[tuple[Any, ...]]


def attempts(context_keys: QuerySet[Any]) -> QuerySet[Attempt]:
    """Return every attempt in which people learned in these contexts."""
    real = Attempt.objects.filter(registration__is_preview=False, mode=AttemptMode.NORMAL)
    return real.filter(registration__context_key__in=context_keys)


def counting(context_keys: QuerySet[Any]) -> QuerySet[Attempt]:
    """
    Return of each registration the one attempt whose answers are shown: the one that counts (`scorm.policy.counted`).

    What has come to an end goes before what is running. Of an average the newest is shown.
    """
    made = Attempt.objects.filter(registration=OuterRef("registration"), mode=AttemptMode.NORMAL)
    is_running = Q(completed_at__isnull=True) & ~Q(success=Success.FAILED)
    by_score = Case(When(registration__counts=Counting.BEST, then=F("score")), output_field=DecimalField())
    by_number = Case(When(registration__counts=Counting.FIRST, then=F("number")), default=-F("number"))
    is_last = Case(When(is_running, then=Value(1)), default=Value(0))
    ordered = made.exclude(state=AttemptState.RESET).order_by(is_last, by_score.desc(nulls_last=True), by_number)
    return attempts(context_keys).filter(pk=Subquery(ordered.values("pk")[:1]))


@dataclass(frozen=True, slots=True)
class Played:
    """All attempts of one person in one context."""

    attempts: int
    total_seconds: int  # reported by the content, capped by our clock
    active_seconds: int  # page visible
    last_seen_at: datetime
    version: int  # the newest played


def played(context_keys: QuerySet[Any]) -> dict[UUID, Played]:
    """Return what each person has played, by context."""
    rows = (
        attempts(context_keys)
        .order_by()
        .values_list("registration__context_key")
        .annotate(
            count=Count("pk"),
            total=Sum("total_seconds"),
            active=Sum(F("active_seconds") + F("launch_active_seconds")),
            last=Max("last_seen_at"),
            newest=Max("version__number"),
        )
    )
    return {key: Played(*figures) for key, *figures in rows}


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One item of a package over everybody; versions share items by identifier."""

    identifier: str
    title: str
    begun: int
    completed: int
    passed: int
    failed: int
    mean_score: float | None  # 0..1
    median_seconds: float | None  # of those who have begun


BEGUN = """(s.seconds_before + s.launch_seconds + s.session_seconds > 0 OR s.exit IS NOT NULL
OR s.completion IN ('incomplete', 'completed') OR s.success <> 'unknown')"""
# What is hardest to count in the ORM: a median, and figures over figures of each person.
ITEMS = f"""WITH chosen AS MATERIALIZED ({{chosen}}), begun AS (
SELECT c.identifier, c.title, c.position, s.completion, s.success, s.score,
  s.seconds_before + s.launch_seconds + s.session_seconds AS seconds, CASE WHEN {BEGUN} THEN 1 ELSE 0 END AS has_begun
FROM chosen JOIN scorm_scostate s ON s.attempt_id = chosen.id JOIN scorm_sco c ON c.id = s.sco_id),
ranked AS (SELECT begun.*, ROW_NUMBER() OVER (PARTITION BY identifier, has_begun ORDER BY seconds) AS place,
  SUM(has_begun) OVER (PARTITION BY identifier) AS size FROM begun)
SELECT identifier, MAX(title), SUM(has_begun),
  SUM(CASE WHEN completion = 'completed' OR success = 'passed' THEN 1 ELSE 0 END),
  SUM(CASE WHEN success = 'passed' THEN 1 ELSE 0 END), SUM(CASE WHEN success = 'failed' THEN 1 ELSE 0 END),
  AVG(CAST(score AS DOUBLE PRECISION)),
  AVG(CASE WHEN has_begun = 1 AND place IN ((size + 1) / 2, (size + 2) / 2) THEN CAST(seconds AS DOUBLE PRECISION) END)
FROM ranked GROUP BY identifier ORDER BY MIN(position), identifier"""  # noqa: S608 - constants


def items(context_keys: QuerySet[Any]) -> list[ItemReport]:
    """Return the items in their order in the course, of the attempts that count."""
    return [ItemReport(*row) for row in _rows(ITEMS, _chosen(counting(context_keys)))]


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """How far one person is in one item."""

    has_begun: bool
    is_complete: bool
    success: str  # "unknown" | "passed" | "failed"
    score: float | None  # 0..1


HAS_BEGUN = (
    Q(seconds_before__gt=0)
    | Q(launch_seconds__gt=0)
    | Q(session_seconds__gt=0)
    | Q(exit__isnull=False)
    | Q(completion__in=["incomplete", "completed"])
    | ~Q(success="unknown")
)


def grid(context_keys: QuerySet[Any]) -> dict[UUID, dict[str, ItemStanding]]:
    """Return by context and identifier of the item how far people are, of the attempts that count."""
    states = ScoState.objects.filter(attempt__in=counting(context_keys))
    rows = states.values_list(
        "attempt__registration__context_key",
        "sco__identifier",
        ExpressionWrapper(HAS_BEGUN, output_field=BooleanField()),
        "completion",
        "success",
        "score",
    )
    found: dict[UUID, dict[str, ItemStanding]] = {}
    for key, identifier, has_begun, completion, success, score in rows:
        is_complete = completion == "completed" or success == "passed"
        standing = ItemStanding(bool(has_begun), is_complete, success, None if score is None else float(score))
        found.setdefault(key, {})[identifier] = standing
    return found


@dataclass(frozen=True, slots=True)
class QuestionReport:
    """One question over everybody who answered it; what people answered first unless said otherwise."""

    item: str  # identifier
    item_title: str
    identifier: str
    kind: str  # as SCORM calls it: "choice", "true-false", …; empty when the package does not say
    description: str  # in the package's words, 2004 only
    pattern: str  # the first right answer that the package names
    people: int
    answers: int  # repeated ones as well
    judged: int  # people whose answer the package called right or wrong
    right: int
    correlation: float | None  # -1..1
    upper_lower: float | None  # -1..1

    @property
    def difficulty(self) -> float | None:
        """Share (0..1) of right answers among those that were judged."""
        return item_figures.share(self.right, self.judged)


# {more} narrows to one question. What nobody has answered yet is no answer: some packages announce all questions.
ANSWERS = """WITH chosen AS MATERIALIZED ({{chosen}}), answers AS (
SELECT a.registration_id AS person, c.identifier AS sco, c.title, c.position, i.identifier AS question, i.idx, i.kind,
  {cut} AS response, {description} AS description, {pattern} AS pattern, {latency} AS latency,
  CASE i.result WHEN 'correct' THEN 1 WHEN 'wrong' THEN 0 WHEN 'incorrect' THEN 0 END AS is_right,
  ROW_NUMBER() OVER (PARTITION BY a.registration_id, c.identifier, i.identifier ORDER BY a.number, i.idx) AS turn,
  COUNT(*) OVER (PARTITION BY c.identifier, i.identifier) AS given
FROM chosen JOIN scorm_attempt a ON a.id = chosen.id JOIN scorm_scostate s ON s.attempt_id = a.id
JOIN scorm_sco c ON c.id = s.sco_id JOIN scorm_interaction i ON i.state_id = s.id
WHERE i.identifier <> '' AND (i.response <> '' OR i.result <> ''){{more}})"""
# Windows instead of joins: of tables made on the way PostgreSQL knows no sizes, and joins them row by row.
QUESTIONS = """, firsts AS (SELECT answers.*, SUM(is_right) OVER (PARTITION BY person) AS right_count,
  COUNT(is_right) OVER (PARTITION BY person) AS judged FROM answers WHERE turn = 1),
rests AS (SELECT firsts.*, CASE WHEN is_right IS NOT NULL AND judged > 1
  THEN CAST(right_count - is_right AS DOUBLE PRECISION) / (judged - 1) END AS rest FROM firsts),
ranked AS (SELECT rests.*, CASE WHEN rest IS NULL THEN NULL ELSE is_right END AS counted,
  ROW_NUMBER() OVER (PARTITION BY sco, question, (rest IS NULL) ORDER BY rest, person) AS place,
  COUNT(rest) OVER (PARTITION BY sco, question) AS size FROM rests)
SELECT sco, MAX(title), question, MAX(kind), MAX(description), MAX(pattern), COUNT(*), MAX(given),
  COUNT(is_right), COALESCE(SUM(is_right), 0), COUNT(rest), SUM(counted), SUM(rest), SUM(rest * rest),
  SUM(counted * rest),
  SUM(CASE WHEN place > size - (size * 27 + 50) / 100 THEN counted ELSE 0 END),
  SUM(CASE WHEN place <= (size * 27 + 50) / 100 THEN counted ELSE 0 END)
FROM ranked GROUP BY sco, question ORDER BY MIN(position), sco, MIN(idx), question"""
DETAILS = """, counted AS (SELECT sco, question, response, COUNT(*) AS times,
  ROW_NUMBER() OVER (PARTITION BY sco, question ORDER BY COUNT(*) DESC, response) AS place
  FROM answers WHERE turn = 1 AND is_right = 0 AND response <> '' GROUP BY sco, question, response)
SELECT 'wrong', sco, question, response, times FROM counted WHERE place = 1
UNION ALL SELECT 'latency', sco, question, latency, COUNT(*) FROM answers WHERE turn = 1 AND latency <> ''
GROUP BY sco, question, latency"""
GIVEN = """ SELECT response, is_right, SUM(CASE WHEN turn = 1 THEN 1 ELSE 0 END) AS firsts, COUNT(*),
COUNT(*) OVER () FROM answers GROUP BY response, is_right ORDER BY firsts DESC, COUNT(*) DESC, response LIMIT {most}"""


def questions(context_keys: QuerySet[Any], *, every_attempt: bool = False) -> list[QuestionReport]:
    """Return the questions in their order in the package; those that share an identifier within an item are one."""
    found = []
    for row in _answers(QUESTIONS, context_keys, every_attempt):
        item, title, identifier, kind, description, pattern, people, answers, judged, right, n, *sums = row
        in_test, rest, rest_squared, both, upper, lower = (value or 0 for value in sums)
        correlation = item_figures.point_biserial(
            people=n, right=int(in_test), rest=rest, rest_squared=rest_squared, both=both
        )
        index = item_figures.upper_lower(people=n, upper_right=int(upper), lower_right=int(lower))
        told = (unpack(description or ""), unpack(pattern or ""))
        counts = (int(people), int(answers), int(judged), int(right))
        found.append(QuestionReport(item, title, identifier, kind, *told, *counts, correlation, index))
    return found


@dataclass(frozen=True, slots=True)
class Detail:
    """What is worth knowing of a question beyond its figures."""

    wrong: str = ""  # the most frequent wrong answer, cut to CUT characters
    times: int = 0  # how often it was given first
    latency: float | None = None  # median of the seconds people took, where the package measures it


def details(context_keys: QuerySet[Any], *, every_attempt: bool = False) -> dict[tuple[str, str], Detail]:
    """Return by item and question what was answered wrongly most often, and how long people took."""
    wrong: dict[tuple[str, str], tuple[str, int]] = {}
    taken: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for what, item, question, text, times in _answers(DETAILS, context_keys, every_attempt):
        if what == "wrong":
            wrong[item, question] = (text, int(times))
        elif (seconds := item_figures.latency(text)) is not None:
            taken.setdefault((item, question), []).append((seconds, int(times)))
    keys = {*wrong, *taken}
    return {key: Detail(*wrong.get(key, ("", 0)), item_figures.weighted_median(taken.get(key, []))) for key in keys}


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to a question, and how many gave it."""

    response: str  # cut to CUT characters
    is_right: bool | None  # None: the package did not judge it
    firsts: int
    answers: int


def distribution(
    context_keys: QuerySet[Any], *, item: str, question: str, most: int, every_attempt: bool = False
) -> tuple[list[Given], int]:
    """Return the most frequent answers to one question, and how many different ones there are."""
    only = " AND c.identifier = %s AND i.identifier = %s"
    rows = _answers(GIVEN.format(most=int(most)), context_keys, every_attempt, only, (item, question))
    given = [
        Given(unpack(text), None if right is None else bool(right), int(a), int(b)) for text, right, a, b, _ in rows
    ]
    return given, int(rows[0][-1]) if rows else 0


class Reported(NamedTuple):
    """One answer, as it is stored, with where and by whom it was given."""

    context_key: UUID
    attempt: int
    item_title: str
    idx: int
    identifier: str
    kind: str
    response: str
    result: str
    rest: dict[str, str]


def interactions(context_keys: QuerySet[Any]) -> Iterable[Reported]:
    """Return every answer of the attempts that count, whole, for tables: by person, item and place."""
    rows = Interaction.objects.filter(state__attempt__in=counting(context_keys)).exclude(response="", result="")
    found = rows.order_by("state__attempt__registration", "state__sco__position", "idx").values_list(
        "state__attempt__registration__context_key", "state__attempt__number", "state__sco__title",
        "idx", "identifier", "kind", "response", "result", "rest",
    )  # fmt: skip
    return (Reported(*row) for row in found.iterator(chunk_size=2000))


def _answers(
    select: str, context_keys: QuerySet[Any], every_attempt: bool, more: str = "", params: tuple[Any, ...] = ()
) -> Rows:
    chosen = attempts(context_keys) if every_attempt else counting(context_keys)
    return _rows(_with_answers() + select, _chosen(chosen), more, params)


def _with_answers() -> str:
    return ANSWERS.format(
        cut=f"SUBSTR(i.response, 1, {CUT})",
        description=_element("description"),
        pattern=_element("correct_responses.0.pattern"),
        latency=_element("latency"),
    )


def _element(name: str) -> str:
    """Return SQL for one element of an interaction, as text; '' where it has none."""
    if connection.vendor == "postgresql":
        return f"COALESCE(i.rest ->> '{name}', '')"
    return f"COALESCE(json_extract(i.rest, '$.\"{name}\"'), '')"


def _chosen(rows: QuerySet[Attempt]) -> tuple[str, tuple[Any, ...]]:
    return rows.order_by().values("id").query.sql_with_params()


def _rows(sql: str, chosen: tuple[str, tuple[Any, ...]], more: str = "", params: tuple[Any, ...] = ()) -> Rows:
    text, given = chosen
    with connection.cursor() as cursor:
        cursor.execute(sql.format(chosen=text, more=more), [*given, *params])
        return list(cursor.fetchall())
