"""The report on a SCORM unit as tables for spreadsheets: everybody, whole answers. In German, as all lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from courses.models import RunUnit
from lms.exports import Cell
from lms.models import UnitResult
from lms.queries.scorm_report import LearnerRow, chosen, context_keys, in_group, learner_rows, question_lines
from scorm import item_figures, results
from scorm.answer_words import kind_words, readable, words
from scorm.texts import printable

RESULTS = {"correct": "richtig", "wrong": "falsch", "incorrect": "falsch", "neutral": "neutral"}


@dataclass(frozen=True, slots=True)
class Choice:
    """What the page was narrowed to."""

    group: int | None = None
    shown: str = ""
    sort: str = ""
    every_attempt: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table that may leave the platform."""

    title: str
    headings: Sequence[str]
    rows: list[Sequence[Cell]]


def learners(run_unit: RunUnit, choice: Choice) -> Table:
    """Return one line per person."""
    headings = (
        "Name", "Name in Originalschrift", "Gruppe", "Stand", "Ergebnis", "Punkte (%)", "Versuche",
        "Minuten (vom Paket gemeldet)", "Minuten (Seite sichtbar)", "Begonnen am", "Zuletzt aktiv", "Erledigt am",
        "Version",
    )  # fmt: skip
    people = in_group(learner_rows(run_unit), choice.group)
    rows = chosen(people, shown=choice.shown, sort=choice.sort)
    return Table("Lernende", headings, [_learner(row) for row in rows])


def _learner(row: LearnerRow) -> Sequence[Cell]:
    one, played = row.enrolment, row.played
    names = (one.name_for_staff, one.original_name_for_staff, row.group.name if row.group else "")
    if row.result is None:
        return (*names, "nicht begonnen", *(None,) * 9)
    result = row.result
    success = "" if result.success == UnitResult.Success.UNKNOWN else str(result.get_success_display())
    score = None if result.score is None else _percent(float(result.score))
    counted = (None, None, None) if played is None else (
        played.attempts, played.total_seconds // 60, played.active_seconds // 60
    )  # fmt: skip
    moments = (result.first_seen_at, result.last_seen_at, result.completed_at)
    version = None if played is None else played.version
    return (*names, str(result.get_state_display()), success, score, *counted, *moments, version)


def items(run_unit: RunUnit, choice: Choice) -> Table:
    """Return one line per item of the package."""
    headings = (
        "Abschnitt", "Kennung", "Begonnen", "Erledigt", "Bestanden", "Nicht bestanden", "Punkte im Mittel (%)",
        "Minuten (Median)",
    )  # fmt: skip
    rows: list[Sequence[Cell]] = [
        (
            one.title, one.identifier, one.begun, one.completed, one.passed, one.failed, _percent(one.mean_score),
            None if one.median_seconds is None else _decimal(one.median_seconds / 60, 1),
        )
        for one in results.items(context_keys(run_unit, group=choice.group))
    ]  # fmt: skip
    return Table("Abschnitte", headings, rows)


def questions(run_unit: RunUnit, choice: Choice) -> Table:
    """Return one line per question."""
    headings = (
        "Nr.", "Abschnitt", "Frage", "Kennung", "Art", "Personen", "Antworten insgesamt", "Gewertet", "Richtig",
        "Richtig (%)", "Trennschärfe", "Obere minus untere 27 %", "Häufigste falsche Antwort", "So oft",
        "Sekunden (Median)",
    )  # fmt: skip
    rows: list[Sequence[Cell]] = []
    for line in question_lines(run_unit, group=choice.group, every_attempt=choice.every_attempt):
        one = line.report
        detail = line.detail
        rows.append((
            line.number, one.item_title, printable(one.description) or words(one.identifier),
            printable(one.identifier), kind_words(one.kind), one.people, one.answers, one.judged, one.right,
            _percent(one.difficulty), _decimal(one.correlation, 2), _decimal(one.upper_lower, 2),
            readable(one.kind, detail.wrong), detail.times or None, _decimal(detail.latency, 1),
        ))  # fmt: skip
    return Table("Fragen", headings, rows)


def answers(run_unit: RunUnit, choice: Choice) -> Table:
    """Return every answer of the attempts that count, whole, by name."""
    headings = (
        "Name", "Abschnitt", "Versuch", "Nr.", "Frage", "Kennung", "Art", "Antwort", "Wie gemeldet", "Ergebnis",
        "Sekunden", "Uhrzeit laut Paket",
    )  # fmt: skip
    names = {
        row.result.public_id: row.enrolment.name_for_staff
        for row in in_group(learner_rows(run_unit, with_played=False), choice.group)
        if row.result is not None
    }
    rows: list[Sequence[Cell]] = []
    for one in results.interactions(context_keys(run_unit, group=choice.group)):
        told = one.rest
        seconds = item_figures.latency(told.get("latency", ""))
        rows.append((
            names.get(one.context_key), one.item_title, one.attempt, one.idx + 1,
            printable(told.get("description", "")) or words(one.identifier),
            printable(one.identifier), kind_words(one.kind), readable(one.kind, one.response),
            printable(one.response), RESULTS.get(one.result, printable(one.result)),
            None if seconds is None else _decimal(seconds, 1), printable(told.get("timestamp", told.get("time", ""))),
        ))  # fmt: skip
    return Table("Antworten", headings, rows)


TABLES: dict[str, Callable[[RunUnit, Choice], Table]] = {
    "lernende": learners,
    "abschnitte": items,
    "fragen": questions,
    "antworten": answers,
}


def stem(run_unit: RunUnit, name: str) -> str:
    """Return the name of the file, without ending."""
    return f"{name}-{run_unit.run.public_id}-{run_unit.position + 1}"


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else _decimal(share * 100, 1)


def _decimal(value: float | None, places: int) -> Decimal | None:
    return None if value is None else Decimal(f"{value:.{places}f}")
