# messages: back office
"""What the page of a process and its plan show: prepared rows, no walks along relations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opening_process import radar, rules
from opening_process.models import Cycle, Goal, Level, Measure, Phase
from opening_process.models.plan import OPEN_STATES
from ui.parts import Cell, Column, Table, Tone

STATE_TONES: dict[str, Tone] = {"planned": "neutral", "running": "info", "done": "success", "dropped": "neutral"}


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure as lists show it."""

    measure: Measure
    owner: str
    training: str
    tone: Tone
    is_late: bool
    next_state: str  # the state one press leads to; "" where nothing is left to do
    next_words: str


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with its measures."""

    goal: Goal
    measures: list[MeasureRow] = field(default_factory=list)

    @property
    def done(self) -> int:
        """How many measures are done."""
        return sum(row.measure.state == Measure.State.DONE for row in self.measures)


def plan(cycle: Cycle, *, today: date) -> list[GoalRow]:
    """Return the goals by level and day, each with its measures by day."""
    order = {level.value: place for place, level in enumerate(Level)}
    rows = {goal.pk: GoalRow(goal) for goal in sorted(cycle.goals.all(), key=lambda one: order[one.level])}
    for measure in measures_of(cycle):
        rows[measure.goal_id].measures.append(measure_row(measure, today=today))
    return list(rows.values())


def measures_of(cycle: Cycle) -> QuerySet[Measure]:
    """Return the measures of the cycle, the next one first."""
    return Measure.objects.filter(goal__cycle=cycle).select_related("owner", "training").order_by("due_on", "pk")


def next_measures(cycle: Cycle, *, today: date, most: int = 5) -> list[MeasureRow]:
    """Return what is to be done next."""
    still_open = measures_of(cycle).filter(state__in=OPEN_STATES)[:most]
    return [measure_row(measure, today=today) for measure in still_open]


def measure_row(measure: Measure, *, today: date) -> MeasureRow:
    """Return a measure as lists show it."""
    follows = {
        Measure.State.PLANNED: (Measure.State.RUNNING.value, _("Beginnen")),
        Measure.State.RUNNING: (Measure.State.DONE.value, _("Erledigt")),
    }
    next_state, next_words = follows.get(Measure.State(measure.state), ("", ""))
    is_late = measure.is_open and measure.due_on < today
    return MeasureRow(
        measure=measure,
        owner=measure.owner.display_name if measure.owner else measure.owner_role,
        training=measure.training.course_title if measure.training else "",
        tone="danger" if is_late else STATE_TONES[measure.state],
        is_late=is_late,
        next_state=next_state,
        next_words=next_words,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a cycle stands in its audit: figures, the picture of them and the same as a table."""

    figures: list[rules.LevelFigure]
    picture: radar.Radar
    table: Table

    @property
    def rated(self) -> int:
        """How many statements are rated."""
        return sum(figure.rated for figure in self.figures)

    @property
    def total(self) -> int:
        """How many statements are switched on."""
        return sum(figure.total for figure in self.figures)


def standing(cycle: Cycle) -> Standing:
    """Return how the cycle stands, beside the one before where there was one."""
    figures = rules.figures(cycle.items.all())
    has_before = cycle.number > 1
    columns = [Column(_("Ebene"))]
    if has_before:
        columns.append(Column(_("Zyklus %(number)s") % {"number": cycle.number - 1}, is_number=True))
    columns.append(Column(_("Zyklus %(number)s") % {"number": cycle.number}, is_number=True))
    columns.append(Column(_("eingeschätzt"), is_number=True))
    rows = []
    for figure in figures:
        cells = [Cell(str(figure.level.label))]
        if has_before:
            cells.append(Cell(mean_words(figure.baseline)))
        cells.append(Cell(mean_words(figure.mean)))
        cells.append(Cell(_("%(rated)s von %(total)s") % {"rated": figure.rated, "total": figure.total}))
        rows.append(tuple(cells))
    caption = _("Reife von 0 (nicht vorhanden) bis 4 (verankert), im Mittel je Ebene")
    return Standing(figures, radar.draw(figures), Table(caption, tuple(columns), tuple(rows)))


def mean_words(mean: float | None) -> str:
    """Return a mean with one decimal, as the reader's language writes it."""
    return "–" if mean is None else number_format(mean, decimal_pos=1)


def missing(cycle: Cycle, stand: Standing) -> str:
    """Say what the phase still lacks before the next one makes sense; "" when nothing."""
    match Phase(cycle.phase):
        case Phase.MANDATE if not cycle.has_mandate:
            return _("Auftrag und Steuerungsgruppe sind noch nicht vollständig.")
        case Phase.AUDIT if stand.rated < stand.total:
            still = stand.total - stand.rated
            return ngettext(
                "%(count)s Aussage ist noch nicht eingeschätzt.",
                "%(count)s Aussagen sind noch nicht eingeschätzt.",
                still,
            ) % {"count": still}
        case Phase.GOALS if not cycle.goals.exists():
            return _("Es gibt noch kein Ziel.")
        case Phase.PLAN if cycle.goals.filter(measures__isnull=True).exists():
            return _("Mindestens ein Ziel hat noch keine Maßnahme.")
    return ""
