"""Courses as cards: what was found, why it fits, and when it begins. A handful of statements for any number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils import dateformat
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.queries.courses import PublicRun, leading, public_runs
from courses.models import Course, Run
from courses.queries import NextAction, RunState, direction_of, published
from courses.queries.catalogue import Hit
from courses.rules import RUN_STATE_NAMES
from ui.parts import Badge, Fact, ResultCard, Tone

# What a card shows of a course: a page of cards reads these columns and makes no model of each.
COLUMNS = (
    "pk", "slug", "title", "summary", "locale__language_code", "format", "cefr_entry", "is_paid", "provider__name",
    "provider__city",
)  # fmt: skip
SOME_SLUG = "ein-kurs"
TONES: dict[RunState, Tone] = {
    RunState.OPEN: "success",
    RunState.CLOSING: "warning",
    RunState.ANNOUNCED: "info",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The texts of a course in the reader's language, or in its own."""

    title: str
    summary: str
    language: str


@dataclass(frozen=True, slots=True)
class _Offer:
    """The columns of a course that its card shows, in the order of COLUMNS."""

    pk: int
    slug: str
    title: str
    summary: str
    language: str
    format: str
    cefr_entry: str
    is_paid: bool
    provider: str
    city: str


def cards(hits: Sequence[Hit], *, language: str, at: datetime) -> list[ResultCard]:
    """
    Return the cards of these hits in their order; a course withdrawn meanwhile is left out.

    At most four statements, six when a run that fits is full and the course has others.
    """
    rows = published().filter(pk__in=[hit.course_id for hit in hits]).values_list(*COLUMNS)
    offers = {row[0]: _Offer(*row) for row in rows}
    texts = texts_of(
        [(offer.pk, Shown(offer.title, offer.summary, offer.language)) for offer in offers.values()], language=language
    )
    leading_runs, words = _leading_runs(hits, at=at), _Words()
    return [
        _card(offers[hit.course_id], texts[hit.course_id], hit, leading_runs.get(hit.course_id), words)
        for hit in hits
        if hit.course_id in offers
    ]


def texts_of(sources: Iterable[tuple[int, Shown]], *, language: str) -> dict[int, Shown]:
    """Return the texts by the course's key, in this language where a translation is public. At most one statement."""
    shown = dict(sources)
    foreign = [pk for pk, text in shown.items() if text.language != language]
    translated = Course.objects.filter(translation_of__in=foreign, locale__language_code=language, live=True)
    for pk, title, summary in translated.values_list("translation_of_id", "title", "summary") if foreign else ():
        shown[pk] = Shown(title, summary, language)
    return shown


def _leading_runs(hits: Iterable[Hit], *, at: datetime) -> dict[int, PublicRun]:
    """Return by course the run that a card speaks of: the one that fits, or, when that is full, a better one."""
    hits = list(hits)
    public = _public([hit.next_run_id for hit in hits if hit.next_run_id is not None], at=at)
    chosen = {hit.course_id: public[hit.next_run_id] for hit in hits if hit.next_run_id in public}
    full = [hit for hit in hits if hit.course_id in chosen and chosen[hit.course_id].state == RunState.FULL]
    others = _public([pk for hit in full for pk in hit.other_run_ids], at=at)
    for hit in full:
        better = leading([chosen[hit.course_id], *(others[pk] for pk in hit.other_run_ids if pk in others)])
        if better is not None:
            chosen[hit.course_id] = better
    return chosen


def _public(pks: list[int], *, at: datetime) -> dict[int, PublicRun]:
    if not pks:
        return {}
    return {found.run.pk: found for found in public_runs(Run.objects.filter(pk__in=pks), at=at)}


def hours(teaching_units: Decimal) -> str:
    """Return a length in teaching units and in hours: "80 UE (60 Stunden)"."""
    clock = teaching_units * settings.TEACHING_UNIT_MINUTES / 60
    whole = int(clock) if clock == int(clock) else 100  # a broken number takes the plural of large ones
    text = ngettext("%(units)s UE (%(hours)s Stunde)", "%(units)s UE (%(hours)s Stunden)", whole)
    return text % {"units": _number(teaching_units), "hours": _number(clock)}


def state_badge(found: PublicRun) -> Badge:
    """Return the run's state as a badge; the few last places are told."""
    if found.action == NextAction.ENROL and found.free_places <= settings.FEW_PLACES:
        free = found.free_places
        return Badge(ngettext("noch %(free)s Platz", "noch %(free)s Plätze", free) % {"free": free}, "warning")
    return Badge(str(RUN_STATE_NAMES[found.state]), TONES.get(found.state, "neutral"))


def _number(value: Decimal) -> str:
    rounded = round(value, 2)
    whole = rounded == rounded.to_integral()
    return str(number_format(rounded.to_integral() if whole else rounded.normalize()))


class _Words:
    """The words of a page of cards in the active language, looked up once."""

    def __init__(self) -> None:
        self.begins, self.volume, self.german = _("Beginn"), _("Umfang"), _("Deutsch")
        self.from_level, self.format, self.provider = _("ab %(level)s"), _("Format"), _("Träger")
        self.formats = {value: str(label) for value, label in Course.Format.choices}
        self.since = _("läuft seit %(day)s")
        self.paid, self.free = Badge(_("kostenpflichtig")), Badge(_("kostenfrei"), "info")
        self.no_run = Badge(_("zurzeit kein Termin"))
        self._volumes: dict[Decimal, str] = {}
        self._days: dict[date, str] = {}
        # Looking an address up costs as much as the rest of a card; all of a page's differ in the slug only.
        self._address = reverse("cms:course", args=[SOME_SLUG])
        self._day_format = get_format("DATE_FORMAT")

    def address_of(self, slug: str) -> str:
        """Return the address of a course's page."""
        return self._address.replace(SOME_SLUG, slug)

    def begin_of(self, found: PublicRun) -> str:
        """Return when a run begins, or since when it is on."""
        day = found.run.starts_on
        if day not in self._days:
            self._days[day] = dateformat.format(day, self._day_format)
        return self.since % {"day": self._days[day]} if found.has_begun else self._days[day]

    def volume_of(self, teaching_units: Decimal) -> str:
        """Return the length in words; many courses are equally long."""
        if teaching_units not in self._volumes:
            self._volumes[teaching_units] = hours(teaching_units)
        return self._volumes[teaching_units]


def _card(offer: _Offer, shown: Shown, hit: Hit, found: PublicRun | None, words: _Words) -> ResultCard:
    return ResultCard(
        title=shown.title,
        href=words.address_of(offer.slug),
        text=shown.summary,
        language=shown.language,
        direction=direction_of(shown.language),
        badges=(state_badge(found) if found else words.no_run, words.paid if offer.is_paid else words.free),
        reasons=tuple(hit.reasons),
        facts=tuple(_facts(offer, hit, found, words)),
    )


def _facts(offer: _Offer, hit: Hit, found: PublicRun | None, words: _Words) -> Iterator[Fact]:
    if found is not None:
        yield Fact(words.begins, words.begin_of(found))
    if hit.total_teaching_units:
        yield Fact(words.volume, words.volume_of(hit.total_teaching_units))
    if offer.cefr_entry:
        yield Fact(words.german, words.from_level % {"level": offer.cefr_entry})
    yield Fact(words.format, words.formats[offer.format])
    yield Fact(words.provider, f"{offer.provider}, {offer.city}" if offer.city else offer.provider)
