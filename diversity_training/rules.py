"""Dates that are promised to employers. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

DAYS_TO_ANSWER = 7
DAY = timedelta(days=1)
SATURDAY = 5


def reply_due_on(received: date, holidays: Container[date] = ()) -> date:
    """Return the day by which the provider answers: a week later, or the first working day after that."""
    due = received + timedelta(days=DAYS_TO_ANSWER)
    while not _is_working_day(due, holidays):
        due += DAY
    return due


def remind_of_reply_on(due: date, holidays: Container[date] = ()) -> date:
    """Return the last working day before a reply is due."""
    day = due - DAY
    while not _is_working_day(day, holidays):
        day -= DAY
    return day


def _is_working_day(day: date, holidays: Container[date]) -> bool:
    return day.weekday() < SATURDAY and day not in holidays
