"""What each app holds about a person: asked app by app, top floor first (settings.SUBJECT_DATA)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any, Protocol, cast

from django.conf import settings
from django_stubs_ext import StrOrPromise


class Person(Protocol):
    """The data subject: anything with a primary key and an opaque id."""

    pk: Any
    public_id: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """Data that stays after an erasure: what it is, and the reason in words for the person."""

    what: StrOrPromise
    reason: StrOrPromise


class SubjectData(Protocol):
    """
    What an app's `subject_data.py` offers: three functions that name the person only by keyword.

    `export` returns JSON values under plain names, and {} when the app holds nothing. `kept` tells beforehand what
    `erase` will leave. `erase` runs inside the transaction of the whole erasure, removes or empties the rest and is
    safe to run twice.
    """

    def export(self, *, person: Any) -> Mapping[str, Any]: ...

    def kept(self, *, person: Any) -> Sequence[Kept]: ...

    def erase(self, *, person: Any, at: datetime) -> None: ...


def sources() -> Iterator[tuple[str, SubjectData]]:
    """Yield (app, its subject data), top floor first, so that erasing respects PROTECT."""
    for dotted in settings.SUBJECT_DATA:
        yield dotted.split(".", 1)[0], cast(SubjectData, import_module(dotted))
