"""Courses as cards: what was found, why it fits, and when it begins. A handful of statements for any number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from cms.queries.courses import PublicRun, leading, public_runs
from courses.models import Course, Run
from courses.queries import NextAction, RunState, published
from courses.queries.catalogue import Hit
from courses.rules import RUN_STATE_NAMES
from ui.parts import Badge, Fact, ResultCard, Tone

# Texts that a card does not show and a page of cards need not load.
HEAVY = (
    "goals", "target_group", "prerequisites", "methods", "assessment", "equipment", "curriculum", "cost_note",
    "cancellation", "data_protection", "complaint_path",
)  # fmt: skip
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
    direction: str


def cards(hits: Sequence[Hit], *, language: str, at: datetime) -> list[ResultCard]:
    """Return the cards of these hits in their order. Four statements; a course withdrawn meanwhile is left out."""
    courses = published().defer(*HEAVY).in_bulk([hit.course_id for hit in hits])
    texts = texts_of(courses.values(), language=language)
    wanted = [pk for hit in hits for pk in (hit.next_run_id, *hit.other_run_ids) if pk is not None]
    runs = Run.objects.in_bulk(wanted)
    public = {found.run.pk: found for found in public_runs(runs.values(), at=at)} if runs else {}
    return [
        _card(courses[hit.course_id], texts[hit.course_id], hit, _leading_of(hit, public))
        for hit in hits
        if hit.course_id in courses
    ]


def texts_of(courses: Iterable[Course], *, language: str) -> dict[int, Shown]:
    """Return title and summary by the course's key, in this language where a translation is public. One statement."""
    courses = list(courses)
    shown = {
        course.pk: Shown(course.title, course.summary, course.language, course.text_direction) for course in courses
    }
    foreign = [course.pk for course in courses if course.language != language]
    translated = Course.objects.filter(translation_of__in=foreign, locale__language_code=language, live=True)
    direction = "rtl" if get_language_info(language)["bidi"] else "ltr"
    for pk, title, summary in translated.values_list("translation_of_id", "title", "summary") if foreign else ():
        shown[pk] = Shown(title, summary, language, direction)
    return shown


def hours(teaching_units: Decimal) -> str:
    """Return a length in teaching units and in hours: "80 UE (60 Stunden)"."""
    clock = teaching_units * settings.TEACHING_UNIT_MINUTES / 60
    text = ngettext("%(units)s UE (%(hours)s Stunde)", "%(units)s UE (%(hours)s Stunden)", 1 if clock == 1 else 2)
    return text % {"units": _number(teaching_units), "hours": _number(clock)}


def begins(found: PublicRun) -> str:
    """Return when a run begins, or since when it is on."""
    day = date_format(found.run.starts_on, "DATE_FORMAT")
    return _("läuft seit %(day)s") % {"day": day} if found.has_begun else day


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


def _leading_of(hit: Hit, public: dict[int, PublicRun]) -> PublicRun | None:
    """Return the run that a card speaks of: the one that fits what was chosen, or, when it is full, a better one."""
    chosen = public.get(hit.next_run_id) if hit.next_run_id is not None else None
    if chosen is not None and chosen.state != RunState.FULL:
        return chosen
    others = [public[pk] for pk in hit.other_run_ids if pk in public]
    return leading([chosen, *others]) if chosen is not None else leading(others)


def _card(course: Course, shown: Shown, hit: Hit, found: PublicRun | None) -> ResultCard:
    state = state_badge(found) if found is not None else Badge(_("zurzeit kein Termin"))
    price = Badge(_("kostenpflichtig")) if course.is_paid else Badge(_("kostenfrei"), "info")
    return ResultCard(
        title=shown.title,
        href=reverse("cms:course", args=[course.slug]),
        text=shown.summary,
        language=shown.language,
        direction=shown.direction,
        badges=(state, price),
        reasons=tuple(hit.reasons),
        facts=tuple(_facts(course, hit, found)),
    )


def _facts(course: Course, hit: Hit, found: PublicRun | None) -> Iterable[Fact]:
    if found is not None:
        yield Fact(_("Beginn"), begins(found))
    if hit.total_teaching_units:
        yield Fact(_("Umfang"), hours(hit.total_teaching_units))
    if course.cefr_entry:
        yield Fact(_("Deutsch"), _("ab %(level)s") % {"level": course.cefr_entry})
    yield Fact(_("Format"), str(course.get_format_display()))
    place = f"{course.provider.name}, {course.provider.city}" if course.provider.city else course.provider.name
    yield Fact(_("Träger"), place)
