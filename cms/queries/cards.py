"""Courses as cards: what was found, why it fits, and when it begins. What a card says comes with the hit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat
from django.utils.formats import get_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from cms.queries.courses import PublicRun, leading, public_runs_by_key
from courses.models import CefrLevel, Course, Run
from courses.queries import NextAction, RunState, direction_of
from courses.queries.catalogue import Hit, RunDates
from courses.rules import RUN_STATE_NAMES
from ui.parts import Badge, Fact, ResultCard, Tone

SOME_SLUG = "ein-kurs"
TONES: dict[RunState, Tone] = {
    RunState.OPEN: "success",
    RunState.CLOSING: "warning",
    RunState.ANNOUNCED: "info",
}


def cards(hits: Sequence[Hit], *, at: datetime) -> list[ResultCard]:
    """
    Return the cards of these hits in their order, in the active language.

    At most one statement, two when a run that fits is full and the course has others.
    """
    words, leading_runs = _words(get_language() or ""), _leading_runs(hits, at=at)
    return [_card(hit, leading_runs.get(hit.course_id), words) for hit in hits]


def _leading_runs(hits: Sequence[Hit], *, at: datetime) -> dict[int, PublicRun[RunDates]]:
    """Return by course the run that a card speaks of: the one that fits, or, when that is full, a better one."""
    public = public_runs_by_key([hit.next_run for hit in hits if hit.next_run is not None], at=at)
    chosen = {hit.course_id: public[hit.next_run.pk] for hit in hits if hit.next_run and hit.next_run.pk in public}
    full = [hit for hit in hits if hit.course_id in chosen and chosen[hit.course_id].state == RunState.FULL]
    others = public_runs_by_key([run for hit in full for run in hit.other_runs], at=at)
    for hit in full:
        better = leading([chosen[hit.course_id], *(others[run.pk] for run in hit.other_runs if run.pk in others)])
        if better is not None:
            chosen[hit.course_id] = better
    return chosen


def hours(teaching_units: Decimal) -> str:
    """Return a length in teaching units and in hours: "80 UE (60 Stunden)"."""
    clock = teaching_units * settings.TEACHING_UNIT_MINUTES / 60
    whole = int(clock) if clock == int(clock) else 100  # a broken number takes the plural of large ones
    text = ngettext("%(units)s UE (%(hours)s Stunde)", "%(units)s UE (%(hours)s Stunden)", whole)
    return text % {"units": _number(teaching_units), "hours": _number(clock)}


def _number(value: Decimal) -> str:
    rounded = round(value, 2)
    whole = rounded == rounded.to_integral()
    return str(number_format(rounded.to_integral() if whole else rounded.normalize()))


def state_badge(found: PublicRun[Run] | PublicRun[RunDates]) -> Badge:
    """Return the run's state as a badge; the few last places are told."""
    is_few = found.action == NextAction.ENROL and found.free_places <= settings.FEW_PLACES
    return _badge(found.state, found.free_places if is_few else None, get_language() or "")


# What follows says the same to everybody who reads the same language, named by the last argument: it is kept.


@lru_cache(maxsize=512)
def _badge(state: RunState, few: int | None, language: str) -> Badge:
    if few is None:
        return Badge(str(RUN_STATE_NAMES[state]), TONES.get(state, "neutral"))
    return Badge(ngettext("noch %(free)s Platz", "noch %(free)s Plätze", few) % {"free": few}, "warning")


@lru_cache(maxsize=2048)
def _begin(day: date, has_begun: bool, language: str) -> Fact:
    """Return when a run begins, or since when it is on."""
    words = dateformat.format(day, get_format("DATE_FORMAT"))
    return Fact(_("Beginn"), _("läuft seit %(day)s") % {"day": words} if has_begun else words)


@lru_cache(maxsize=1024)
def _volume(teaching_units: Decimal, language: str) -> Fact:
    return Fact(_("Umfang"), hours(teaching_units))


class _Words:
    """What cards say in the active language."""

    def __init__(self, language: str) -> None:
        self.language, self.provider = language, _("Träger")
        self.levels = {level: Fact(_("Deutsch"), _("ab %(level)s") % {"level": level}) for level in CefrLevel.values}
        self.formats = {value: Fact(_("Format"), str(label)) for value, label in Course.Format.choices}
        self.paid, self.free = Badge(_("kostenpflichtig")), Badge(_("kostenfrei"), "info")
        self.no_run = Badge(_("zurzeit kein Termin"))
        # Looking an address up costs as much as the rest of a card; all of a language differ in the slug only.
        self._address = reverse("cms:course", args=[SOME_SLUG])

    def address_of(self, slug: str) -> str:
        """Return the address of a course's page."""
        return self._address.replace(SOME_SLUG, slug)


_words = cache(_Words)


def _card(hit: Hit, found: PublicRun[RunDates] | None, words: _Words) -> ResultCard:
    return ResultCard(
        title=hit.title,
        href=words.address_of(hit.slug),
        text=hit.summary,
        language=hit.language,
        direction=direction_of(hit.language),
        badges=(state_badge(found) if found else words.no_run, words.paid if hit.is_paid else words.free),
        reasons=tuple(hit.reasons),
        facts=tuple(_facts(hit, found, words)),
    )


def _facts(hit: Hit, found: PublicRun[RunDates] | None, words: _Words) -> Iterator[Fact]:
    if found is not None:
        yield _begin(found.run.starts_on, found.has_begun, words.language)
    if hit.total_teaching_units:
        yield _volume(hit.total_teaching_units, words.language)
    if hit.cefr_entry in words.levels:
        yield words.levels[hit.cefr_entry]
    yield words.formats[hit.format]
    yield Fact(words.provider, f"{hit.provider}, {hit.city}" if hit.city else hit.provider)
