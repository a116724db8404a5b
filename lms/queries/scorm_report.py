# messages: back office
"""
What staff see of a SCORM unit of a run: its people, items and questions.

For whoever may see the run's roster and read its results (`lms.queries.results`), never for an employer. Erased
people are left out.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Avg, Count, FilteredRelation, OuterRef, Q, QuerySet, Subquery, TextChoices
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models import Run, RunUnit, Unit
from lms.models import Enrolment, GroupMember, GroupTitle, UnitResult
from lms.queries.groups import name_of
from lms.queries.results import runs_with_results
from lms.queries.roster import runs_with_roster
from scorm import results
from scorm.models import Package
from scorm.results import Detail, ItemStanding, Played, QuestionReport

State = UnitResult.State
MOST_DAYS, MOST_WEEKS = 21, 30  # columns of the picture; beyond, months


class Shown(TextChoices):
    """Who of the list is shown; the values stand in addresses."""

    ALL = "alle", _("alle")
    OPEN = "offen", _("nicht begonnen")
    STARTED = "begonnen", _("begonnen, nicht erledigt")
    COMPLETED = "erledigt", _("erledigt")
    PASSED = "bestanden", _("bestanden")
    FAILED = "nicht-bestanden", _("nicht bestanden")


class Sort(TextChoices):
    """By what the list is sorted; the values stand in addresses."""

    NAME = "name", _("Name")
    STATE = "stand", _("Stand")
    SCORE = "punkte", _("Punkte")
    TIME = "zeit", _("Zeit")
    LAST = "zuletzt", _("zuletzt aktiv")


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A SCORM unit of a run with how many have done it."""

    run_unit: RunUnit  # with `title`, its package and version
    begun: int
    completed: int
    mean_score: float | None  # 0..1


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the run."""

    number: int
    title: str | None
    translations: dict[str, str] | None

    @property
    def name(self) -> str:
        """What the group is called in the active language."""
        if not self.title:
            return name_of(self.number, {})
        return name_of(self.number, {self.number: GroupTitle(title=self.title, translations=self.translations or {})})


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One person of the run in one unit."""

    enrolment: Enrolment
    group: Group | None
    result: UnitResult | None
    played: Played | None

    @property
    def state(self) -> str:
        return "open" if self.result is None else self.result.state

    @property
    def success(self) -> str:
        return "unknown" if self.result is None else self.result.success


@dataclass(frozen=True, slots=True)
class Summary:
    """The unit over everybody who is in the list."""

    people: int
    begun: int
    completed: int
    passed: int
    mean_score: float | None  # 0..1


@dataclass(frozen=True, slots=True)
class Period:
    """How many completed the unit from `first` to `last`, and how many until then."""

    first: date
    last: date
    count: int
    total: int


def reported_runs(user: User | AnonymousUser, *, at: datetime) -> QuerySet[Run]:
    """Return the runs whose roster the person may see and whose results the person reads."""
    return runs_with_roster(user).filter(pk__in=runs_with_results(user, at=at).values("pk"))


def scorm_units(user: User | AnonymousUser, *, at: datetime) -> QuerySet[RunUnit]:
    """Return the SCORM units of `reported_runs`, with `title`, run and package."""
    runs = reported_runs(user, at=at).select_related(None)
    rows = RunUnit.objects.filter(run__in=runs, kind=Unit.Kind.SCORM)
    titled = rows.annotate(title=KeyTextTransform("title", "unit_revision__content"))
    whole = titled.select_related("run__course__provider", "package_version__package")
    return whole.defer("package_version__manifest", "package_version__report").order_by("position")


def unit_lines(user: User | AnonymousUser, run: Run, *, at: datetime) -> list[UnitLine]:
    """Return the SCORM units of one of `reported_runs`, with their figures. Two queries."""
    counted = (
        _of_living(UnitResult.objects.filter(enrolment__run=run, run_unit__kind=Unit.Kind.SCORM))
        .order_by()
        .values_list("item_id")
        .annotate(begun=Count("pk"), completed=Count("pk", filter=Q(state=State.COMPLETED)), mean=Avg("score"))
    )
    figures = {item_id: row for item_id, *row in counted}
    lines = []
    for run_unit in scorm_units(user, at=at).filter(run=run):
        begun, completed, mean = figures.get(run_unit.item_id, (0, 0, None))
        lines.append(UnitLine(run_unit, begun, completed, None if mean is None else float(mean)))
    return lines


def runs_with_package(user: User, package: Package, *, at: datetime) -> list[RunUnit]:
    """Return where runs play a package and the person may read results, newest run first. One query."""
    units = scorm_units(user, at=at).filter(package_version__package=package)
    return list(units.order_by("-run__starts_on", "run_id", "position"))


def groups(run_unit: RunUnit) -> list[Group]:
    """Return the groups of the run that somebody is in. One query."""
    members = GroupMember.objects.filter(enrolment__run=run_unit.run_id)
    named = GroupTitle.objects.filter(run=run_unit.run_id, number=OuterRef("number"))
    titled = members.annotate(title=Subquery(named.values("title")), words=Subquery(named.values("translations")))
    rows = titled.order_by("number").values_list("number", "title", "words")
    return list({number: Group(number, title, words) for number, title, words in rows}.values())


def groups_of(rows: Iterable[LearnerRow]) -> list[Group]:
    """Return the groups that these people are in."""
    found = {row.group.number: row.group for row in rows if row.group is not None}
    return [found[number] for number in sorted(found)]


def _of_living(rows: QuerySet[UnitResult]) -> QuerySet[UnitResult]:
    return rows.filter(enrolment__learner__erased_at__isnull=True)


def context_keys(run_unit: RunUnit, *, group: int | None = None, only: Iterable[int] | None = None) -> QuerySet[Any]:
    """Return under which keys the engine keeps this unit, of everybody, of a group, or of these results."""
    rows = _of_living(UnitResult.objects.filter(enrolment__run_id=run_unit.run_id, item_id=run_unit.item_id))
    if group is not None:
        rows = rows.filter(enrolment__group_member__number=group)
    if only is not None:
        rows = rows.filter(pk__in=list(only))
    return rows.values("public_id")


def learner_rows(run_unit: RunUnit, *, with_played: bool = True) -> list[LearnerRow]:
    """Return everybody of the run by name. Two queries, however many people; without what they played, one."""
    named = GroupTitle.objects.filter(run=run_unit.run_id, number=OuterRef("group_member__number"))
    people = (
        Enrolment.objects.filter(run_id=run_unit.run_id, learner__erased_at__isnull=True)
        .annotate(
            mine=FilteredRelation("unit_results", condition=Q(unit_results__item_id=run_unit.item_id)),
            group_title=Subquery(named.values("title")),
            group_translations=Subquery(named.values("translations")),
        )
        .select_related("learner", "group_member", "mine")  # type: ignore[misc]
    )
    played = results.played(context_keys(run_unit)) if with_played else {}
    rows = []
    for enrolment in people:
        result = getattr(enrolment, "mine", None)  # of nobody who has not begun
        last = None if result is None else played.get(result.public_id)
        rows.append(LearnerRow(enrolment, _group(enrolment), result, last))
    return sorted(rows, key=_by_name)


def _group(enrolment: Any) -> Group | None:
    if getattr(enrolment, "group_member", None) is None:
        return None
    return Group(enrolment.group_member.number, enrolment.group_title, enrolment.group_translations)


def _by_name(row: LearnerRow) -> tuple[str, int]:
    return row.enrolment.name_for_staff.casefold(), row.enrolment.pk


def in_group(rows: Iterable[LearnerRow], number: int | None) -> list[LearnerRow]:
    """Return who is in the group; everybody without a number."""
    return [row for row in rows if number is None or (row.group is not None and row.group.number == number)]


def chosen(rows: Iterable[LearnerRow], *, shown: str, sort: str) -> list[LearnerRow]:
    """Return the rows of this kind in this order; unknown words mean everybody, by name. Rows come by name."""
    kept = [row for row in rows if _is_shown(row, shown)]
    orders = {Sort.STATE: _state_order, Sort.SCORE: _score_order, Sort.TIME: _time_order, Sort.LAST: _last_order}
    by = {order.value: key for order, key in orders.items()}.get(sort)
    return kept if by is None else sorted(kept, key=by)


def _is_shown(row: LearnerRow, shown: str) -> bool:
    if shown in (Shown.PASSED, Shown.FAILED):
        return row.success == ("passed" if shown == Shown.PASSED else "failed")
    states = {Shown.OPEN.value: "open", Shown.STARTED.value: State.STARTED, Shown.COMPLETED.value: State.COMPLETED}
    return states.get(shown) in (None, row.state)


def _state_order(row: LearnerRow) -> int:
    return ["open", State.STARTED, State.COMPLETED].index(row.state)


def _score_order(row: LearnerRow) -> float:
    return -1.0 if row.result is None or row.result.score is None else float(row.result.score)


def _time_order(row: LearnerRow) -> int:
    return 0 if row.played is None else -row.played.total_seconds


def _last_order(row: LearnerRow) -> float:
    return 0 if row.result is None else -row.result.last_seen_at.timestamp()


def summary(rows: Sequence[LearnerRow]) -> Summary:
    """Return the unit over these people."""
    scores = [float(row.result.score) for row in rows if row.result is not None and row.result.score is not None]
    return Summary(
        people=len(rows),
        begun=sum(row.result is not None for row in rows),
        completed=sum(row.state == State.COMPLETED for row in rows),
        passed=sum(row.success == UnitResult.Success.PASSED for row in rows),
        mean_score=statistics.fmean(scores) if scores else None,
    )


def progress(rows: Iterable[LearnerRow]) -> list[Period]:
    """Return from the first completion to the last, by day, week or month, so that all fit beside each other."""
    moments = [row.result.completed_at for row in rows if row.result is not None]
    return periods([timezone.localdate(moment) for moment in moments if moment is not None])


def periods(days: Iterable[date]) -> list[Period]:
    """Return the days counted by day within three weeks, by week (from Monday) within 30 weeks, else by month."""
    counted = sorted(days)
    if not counted:
        return []
    span = (counted[-1] - counted[0]).days + 1
    begin = _day if span <= MOST_DAYS else _week if span <= MOST_WEEKS * 7 else _month
    found, first, total = [], begin(counted[0]), 0
    while first <= counted[-1]:
        following = begin(first + timedelta(days={_day: 1, _week: 7}.get(begin, 31)))
        count = sum(first <= day < following for day in counted)
        total += count
        found.append(Period(first, following - timedelta(days=1), count, total))
        first = following
    return found


def _day(day: date) -> date:
    return day


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question with everything its line in the list says."""

    number: int
    report: QuestionReport
    detail: Detail


def question_lines(run_unit: RunUnit, *, group: int | None, every_attempt: bool) -> list[QuestionLine]:
    """Return the questions of a unit in the package's order. Two queries."""
    keys = context_keys(run_unit, group=group)
    details = results.details(keys, every_attempt=every_attempt)
    found = results.questions(keys, every_attempt=every_attempt)
    return [
        QuestionLine(number, one, details.get((one.item, one.identifier), Detail()))
        for number, one in enumerate(found, start=1)
    ]


@dataclass(frozen=True, slots=True)
class GridRow:
    """One person and how far they are in each item of the package; None: nothing yet."""

    enrolment: Enrolment
    cells: tuple[ItemStanding | None, ...]


def grid_rows(run_unit: RunUnit, rows: Sequence[LearnerRow], items: Sequence[str]) -> list[GridRow]:
    """Return these people with their items in this order. One query."""
    keys = [row.result.pk for row in rows if row.result is not None]
    found = results.grid(context_keys(run_unit, only=keys))
    nothing: dict[str, ItemStanding] = {}
    cells = {row.enrolment.pk: found.get(key, nothing) if (key := _key(row)) else nothing for row in rows}
    return [GridRow(row.enrolment, tuple(cells[row.enrolment.pk].get(item) for item in items)) for row in rows]


def _key(row: LearnerRow) -> UUID | None:
    return None if row.result is None else row.result.public_id
