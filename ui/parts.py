"""The shapes that components take, so that templates receive prepared rows and walk no relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

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


@dataclass(frozen=True, slots=True)
class Badge:
    """A word in a coloured shape (`ui/components/badge.html`)."""

    text: str
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class ResultCard:
    """Something that was found, and why (`ui/components/result_card.html`)."""

    title: str
    href: str
    text: str = ""
    language: str = ""  # of title and text, where it may differ from the page's
    direction: str = ""
    badges: tuple[Badge, ...] = ()
    reasons: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


class FacetChoice(Protocol):
    """One value of a facet; hashable, so that what it looks like can be remembered."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def is_chosen(self) -> bool: ...


class Facet(Protocol):
    """One way to narrow down (`ui/components/facet.html`)."""

    @property
    def name(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def choices(self) -> Sequence[FacetChoice]: ...
    @property
    def is_chosen(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was chosen; its address is the page without it (`ui/components/chips.html`)."""

    label: str
    href: str
    group: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few ways to see the same thing (`ui/components/switch.html`)."""

    label: str
    href: str
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Something that happens on a day; `href` is empty where it leads nowhere."""

    label: str
    href: str
    hint: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month, its days with their entries, and the ways to its neighbours (`ui/components/month.html`)."""

    first: date
    days: tuple[tuple[date, tuple[DayEntry, ...]], ...]  # every day of the month
    previous: str = ""  # address; empty where there is nothing before
    following: str = ""

    @property
    def lead(self) -> int:
        """How many days of the week lie before the first of the month; weeks begin on Monday."""
        return self.first.weekday()

    @property
    def is_filled(self) -> bool:
        """Whether there is an entry at all."""
        return any(entries for _day, entries in self.days)


@dataclass(frozen=True, slots=True)
class InlineLogo:
    """A logo that travels inside a letter. `key` tells it from others; size in pixels as shown."""

    key: str
    alt_text: str
    width: int
    height: int
    png: bytes


@dataclass(frozen=True, slots=True)
class FundingNote:
    """What a letter says about its funding."""

    statement: str
    logos: tuple[InlineLogo, ...] = ()
