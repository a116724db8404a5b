"""The learner's desk: all own runs with where to go on, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from accounts.models import User
from certificates.models import Certificate
from courses.models import Course, RunUnit, RunUnitTranslation
from lms.models import Enrolment, UnitResult
from lms.standing import Standing, next_item, standing


class Stage(StrEnum):
    """Where a learner is with a run."""

    WAITING = "waiting"  # enrolled, the run has not begun
    LEARNING = "learning"
    FINISHED = "finished"  # every required unit is done
    OVER = "over"  # the run has ended before everything was done; units stay open for reading
    CANCELLED = "cancelled"

    @property
    def may_open_units(self) -> bool:
        """Whether units can be opened: from the first day on, and after the last one for reading."""
        return self in {Stage.LEARNING, Stage.FINISHED, Stage.OVER}


@dataclass(frozen=True, slots=True)
class NextUnit:
    """The unit that "Weiter" opens."""

    item_id: UUID
    title: str
    language: str
    is_started: bool


@dataclass(frozen=True, slots=True)
class DeskCard:
    """One run of the learner."""

    enrolment: Enrolment
    stage: Stage
    course_title: str
    course_language: str
    standing: Standing
    next_unit: NextUnit | None
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the desk shows, in the order of what matters now."""

    learning: tuple[DeskCard, ...]
    waiting: tuple[DeskCard, ...]
    past: tuple[DeskCard, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.learning or self.waiting or self.past)

    @property
    def first(self) -> DeskCard | None:
        """The run whose next step stands on top."""
        return self.learning[0] if self.learning else None


def stage_of(enrolment: Enrolment, at: datetime) -> Stage:
    """Return where the learner is with the run of this enrolment (`run` loaded); days are those of Berlin."""
    today, run = timezone.localdate(at), enrolment.run
    if enrolment.state == Enrolment.State.COMPLETED:
        return Stage.FINISHED
    if run.cancelled_at is not None:
        return Stage.CANCELLED
    if today < run.starts_on:
        return Stage.WAITING
    return Stage.OVER if today > run.ends_on else Stage.LEARNING


def desk(learner: User, *, language: str, at: datetime) -> Desk:
    """Return the learner's desk in this language. Six queries, whatever the number of runs."""
    enrolments = list(
        Enrolment.objects.learnt_by(learner)
        .exclude(state=Enrolment.State.WITHDRAWN)
        .select_related("run__course__provider", "run__course__locale")
        .order_by(F("last_seen_at").desc(nulls_last=True), "-enrolled_at")
    )
    if not enrolments:
        return Desk((), (), ())
    facts = _Facts(enrolments, learner, language)
    cards = [facts.card(enrolment, at) for enrolment in enrolments]
    return Desk(
        learning=tuple(card for card in cards if card.stage == Stage.LEARNING),
        waiting=tuple(
            sorted((c for c in cards if c.stage == Stage.WAITING), key=lambda card: card.enrolment.run.starts_on)
        ),
        past=tuple(card for card in cards if card.stage in {Stage.FINISHED, Stage.OVER, Stage.CANCELLED}),
    )


class _Facts:
    """What the cards of one desk are made from, read for all of them at once."""

    def __init__(self, enrolments: Iterable[Enrolment], learner: User, language: str) -> None:
        self.language = language
        runs = [enrolment.run_id for enrolment in enrolments]
        self.run_units: dict[int, list[RunUnit]] = {}
        titled = RunUnit.objects.filter(run__in=runs).annotate(
            title=KeyTextTransform("title", "unit_revision__content"), language=F("unit__locale__language_code")
        )
        for run_unit in titled.order_by("run_id", "position"):
            self.run_units.setdefault(run_unit.run_id, []).append(run_unit)
        self.titles = dict(
            RunUnitTranslation.objects.filter(run_unit__run__in=runs, locale__language_code=language)
            .annotate(title=KeyTextTransform("title", "revision__content"))
            .values_list("run_unit_id", "title")
        )
        self.states = {
            (enrolment, item): state
            for enrolment, item, state in UnitResult.objects.filter(enrolment__in=enrolments).values_list(
                "enrolment_id", "item_id", "state"
            )
        }
        courses = [enrolment.run.course_id for enrolment in enrolments]
        self.course_titles = dict(
            Course.objects.filter(translation_of__in=courses, locale__language_code=language, live=True).values_list(
                "translation_of_id", "title"
            )
        )
        keys = [enrolment.certificate_key for enrolment in enrolments]
        certificates = Certificate.objects.held_by(learner).standing().filter(subject_key__in=keys)
        self.certificates = {certificate.subject_key: certificate for certificate in certificates}

    def card(self, enrolment: Enrolment, at: datetime) -> DeskCard:
        units = self.run_units.get(enrolment.run_id, [])
        done = {
            unit.item_id
            for unit in units
            if self.states.get((enrolment.pk, unit.item_id)) == UnitResult.State.COMPLETED
        }
        course = enrolment.run.course
        translated = self.course_titles.get(course.pk)
        return DeskCard(
            enrolment=enrolment,
            stage=stage_of(enrolment, at),
            course_title=translated or course.title,
            course_language=self.language if translated else course.language,
            standing=standing(units, done),
            next_unit=self._next_unit(enrolment, units, done),
            certificate=self.certificates.get(enrolment.certificate_key),
        )

    def _next_unit(self, enrolment: Enrolment, units: list[RunUnit], done: set[UUID]) -> NextUnit | None:
        found = next_item(units, done, enrolment.current_item_id)
        unit = next((unit for unit in units if found is not None and unit.item_id == found.item_id), None)
        if unit is None:
            return None
        translated = self.titles.get(unit.pk)
        return NextUnit(
            item_id=unit.item_id,
            title=translated or unit.title,  # type: ignore[attr-defined]
            language=self.language if translated else unit.language,  # type: ignore[attr-defined]
            is_started=(enrolment.pk, unit.item_id) in self.states,
        )
