"""Dates that are promised to employers. Pure: no database, no clock."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_TO_ANSWER = 7
SATURDAY = 5


def reply_due_on(received: date) -> date:
    """Return the day by which the provider answers: a week later, on Monday if that is a weekend."""
    due = received + timedelta(days=DAYS_TO_ANSWER)
    return due + timedelta(days=7 - due.weekday()) if due.weekday() >= SATURDAY else due
