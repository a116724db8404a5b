"""The catalogue as visitors see it: results, what was chosen, what to loosen when nothing fits, a month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import foot_cache
from admissions.queries import full_runs
from cms.queries.cards import cards
from cms.queries.contacts import Contacts, contacts
from courses.queries import catalogue
from courses.queries.catalogue import PARAMETERS, Result, Search
from courses.rules import BERLIN, RUN_STATE_NAMES
from ui.parts import Chip, Choice, DayEntry, MonthPage, ResultCard

PER_PAGE = 24
FULL_RUNS = "full-runs"  # key of the cache
FULL_RUNS_SECONDS = 10
MOST_LOOSENINGS = 5
MAIL_SUBJECT = "Kurssuche"  # in German, whatever the page speaks: who reads it works in an office here


@dataclass(frozen=True, slots=True)
class Loosening:
    """One choice to give up, and how many offers there are then."""

    label: str
    href: str
    count: int


@dataclass(frozen=True, slots=True)
class CataloguePart:
    """A page of the catalogue."""

    search: Search
    result: Result
    cards: list[ResultCard]
    page: Page[int]
    chips: list[Chip]
    clear_href: str
    views: list[Choice]
    orders: list[Choice]
    did_you_mean_href: str
    loosenings: list[Loosening]
    contacts: Contacts  # whom to ask when nothing was found

    @property
    def mail_subject(self) -> str:
        """What an e-mail of somebody who found nothing is about."""
        return f"{MAIL_SUBJECT}: {self.search.text}" if self.search.text else MAIL_SUBJECT

    @property
    def chosen_count(self) -> int:
        """How many values of facets are chosen."""
        return sum(len(values) for values in self.search.chosen.values())


def catalogue_part(search: Search, *, page: int, language: str, at: datetime) -> CataloguePart:
    """Return a page of the catalogue. At most four statements when something was found."""
    result = catalogue.search(search, at=at, language=language, page=page, per_page=PER_PAGE, full_runs=_full_runs(at))
    meant = result.did_you_mean
    return CataloguePart(
        search=search,
        result=result,
        cards=cards(result.hits, at=at),
        page=Paginator(range(result.total), PER_PAGE).page(result.page),
        chips=list(_chips(search, result, reverse("cms:catalogue"))),
        clear_href=reverse("cms:catalogue"),
        views=_views(search, at.astimezone(BERLIN).date(), is_month=False),
        orders=[
            Choice(_("Beginn"), list_address(search, order="start"), search.order == "start"),
            Choice(_("Passung"), list_address(search, order="fit"), search.order == "fit"),
        ],
        did_you_mean_href=list_address(search, text=meant) if meant else "",
        loosenings=[] if result.total else _loosenings(search, result, language=language, at=at),
        contacts=Contacts() if result.total else _contacts(search),
    )


def _full_runs(at: datetime) -> frozenset[int]:
    """Return the runs without a free place, seconds ago at most: they only order; each card counts its own anew."""
    found: frozenset[int] | None = foot_cache.kept(FULL_RUNS)
    if found is None:
        found = full_runs(at)
        foot_cache.keep(FULL_RUNS, found, seconds=FULL_RUNS_SECONDS)
    return found


def list_address(search: Search, **changes: Any) -> str:
    """Return the address of the list with these changes."""
    return _with_query(reverse("cms:catalogue"), search, **changes)


def _with_query(path: str, search: Search, **changes: Any) -> str:
    query = search.to_query(**changes)
    return f"{path}?{query}" if query else path


def _chips(search: Search, result: Result, path: str) -> Iterator[Chip]:
    if search.text:
        yield Chip(search.text, _with_query(path, search, text="", order="start"), _("Suche"))
    for facet in result.facets:
        chosen = getattr(search, facet.field)
        for choice in facet.choices:
            if choice.is_chosen:
                rest = tuple(value for value in chosen if value != choice.value)
                yield Chip(choice.label, _with_query(path, search, **{facet.field: rest}), facet.label)


def _loosenings(search: Search, result: Result, *, language: str, at: datetime) -> list[Loosening]:
    """Return which single choice to give up so that something is found, the most fruitful first."""
    empty: dict[str, Any] = dict.fromkeys(PARAMETERS, ())
    tries: list[tuple[str, Search]] = [
        (facet.label, replace(search, **{facet.field: empty[facet.field]}))
        for facet in result.facets
        if facet.is_chosen
    ]
    if search.text and tries:
        tries.append((_("Suche"), replace(search, text="")))
    found = [
        Loosening(label, list_address(loosened), count)
        for label, loosened in tries
        if (count := catalogue.search(loosened, at=at, language=language, per_page=1).total)
    ]
    return sorted(found, key=lambda one: -one.count)[:MOST_LOOSENINGS]


def _contacts(search: Search) -> Contacts:
    return contacts(codes=search.networks, regions=search.regions)


def occupation_choices(*, language: str, at: datetime) -> list[Choice]:
    """Return the occupations of the catalogue in the reader's language, each with its address. One statement."""
    everything = Search()
    result = catalogue.search(everything, at=at, language=language, per_page=1)
    return [
        Choice(choice.label, list_address(everything, occupations=(choice.value,)))
        for facet in result.facets
        if facet.field == "occupations"
        for choice in facet.choices
    ]


@dataclass(frozen=True, slots=True)
class MonthPart:
    """The catalogue as a month."""

    month: MonthPage
    chips: list[Chip]
    clear_href: str
    views: list[Choice]
    contacts: Contacts  # whom to ask when nothing begins
    mail_subject: str = MAIL_SUBJECT


def month_part(search: Search, *, year: int, month: int, language: str, at: datetime) -> MonthPart:
    """Return the month with the runs that begin in it, and what was chosen. Two statements when something begins."""
    path = reverse("cms:catalogue_month", args=[year, month])
    result = catalogue.search(search, at=at, language=language, per_page=1)
    shown = _month_page(search, year=year, month=month, language=language, at=at)
    return MonthPart(
        month=shown,
        chips=list(_chips(search, result, path)),
        clear_href=path,
        views=_views(search, date(year, month, 1), is_month=True),
        contacts=Contacts() if shown.is_filled else _contacts(search),
    )


def _views(search: Search, month: date, *, is_month: bool) -> list[Choice]:
    return [
        Choice(_("Liste"), list_address(search), not is_month),
        Choice(_("Monat"), month_address(search, month), is_month),
    ]


def _month_page(search: Search, *, year: int, month: int, language: str, at: datetime) -> MonthPage:
    found = catalogue.month(search, year=year, month=month, at=at, language=language)
    days = []
    for number in range(1, monthrange(year, month)[1] + 1):
        day = date(year, month, number)
        entries = tuple(
            DayEntry(
                label=start.title,
                href=reverse("cms:course", args=[start.slug]),
                hint=str(RUN_STATE_NAMES[start.state]),
                language=start.language,
            )
            for start in found.days.get(day, ())
        )
        days.append((day, entries))
    return MonthPage(
        first=found.first,
        days=tuple(days),
        previous=month_address(search, _month_beside(found.first, -1)) if found.before else "",
        following=month_address(search, _month_beside(found.first, 1)) if found.after else "",
    )


def month_address(search: Search, day: date) -> str:
    """Return the address of the month view in which this day lies."""
    return _with_query(reverse("cms:catalogue_month", args=[day.year, day.month]), search)


def _month_beside(first: date, step: int) -> date:
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)
