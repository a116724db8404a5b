"""The three functions that the engine is given, and what this house keeps of a result."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from scorm.outcome import Outcome

acts: list[str] = []
jobs: list[tuple[str, Mapping[str, Any]]] = []
results: dict[str, Outcome] = {}


def audit(action: str, *, subject: Any, by: Any, at: datetime, owner: Any, details: Any = None) -> None:
    acts.append(action)


def may(user: Any, action: str, owner: Any) -> bool:
    return bool(user.groups.filter(pk=owner.pk).exists())


def enqueue(*, kind: str, key: str, payload: Mapping[str, Any], at: datetime) -> None:
    jobs.append((kind, payload))


def record(*, outcome: Outcome, at: datetime) -> None:
    results[str(outcome.context_key)] = outcome
