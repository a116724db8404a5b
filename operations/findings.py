"""What a probe of the operator's page answers: a state, a sentence, and how to mend it."""
# messages: back office

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from django_stubs_ext import StrOrPromise


class State(StrEnum):
    """In the order in which an operator wants to see them."""

    BAD = "bad"
    WARN = "warn"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Finding:
    """`facts` are pairs of label and value; `mend` is empty when there is nothing to do."""

    state: State
    text: StrOrPromise
    mend: StrOrPromise = ""
    facts: list[tuple[StrOrPromise, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Probe:
    """
    One question of the page.

    `is_outside` asks something that may hang (a server, a disk): in a thread of its own, with a time limit. The others
    ask the database that the page itself needs, with a limit for the statement.
    """

    key: str
    title: StrOrPromise
    ask: Callable[[datetime], Finding]
    is_outside: bool = False
