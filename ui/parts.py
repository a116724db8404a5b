"""The shapes that components take, so that templates receive prepared rows and walk no relations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["neutral", "info", "success", "warning", "danger"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one (`ui/components/breadcrumb.html`)."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a way (`ui/components/steps.html`)."""

    label: str
    state: Literal["done", "current", "todo"] = "todo"
    hint: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A term and what it is here (`ui/components/facts.html`)."""

    term: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of `ui/components/table.html`; numbers stand at the end of their line."""

    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; with a tone it becomes a badge, with an address a link."""

    text: str
    href: str = ""
    tone: Tone | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption; the first cell of each row is the row's heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def labelled_rows(self) -> list[list[tuple[Column, Cell]]]:
        """The cells beside their columns, because a phone shows each row as a card of its own."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
