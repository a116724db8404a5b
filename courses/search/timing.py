"""What the announced runs mean on a given day: which one leads, when one can begin, and at what time of day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from courses import rules
from courses.rules import BERLIN, NextAction, RunState
from courses.search.criteria import Start
from courses.search.snapshot import RunDates, Snapshot, bit_set

# What can be done comes before what must be waited for; among equals the earliest leads.
ORDER = (NextAction.ENROL, NextAction.WAIT, NextAction.JOIN_WAITING_LIST, NextAction.CONTINUE, NextAction.ASK)
DAYS_KEPT = 3


@dataclass(frozen=True, slots=True)
class Current:
    """An announced run that is not over."""

    run: RunDates
    state: RunState  # by its dates; places are counted on another floor
    rank: tuple[int, date, int]
    start: Start | None  # when one can begin; None when it is too late to join

    def rank_if(self, *, is_full: bool) -> tuple[int, date, int]:
        """Return the rank; who finds a run full can at most wait for a place."""
        order, starts_on, run_id = self.rank
        waiting = ORDER.index(NextAction.JOIN_WAITING_LIST)
        return (max(order, waiting), starts_on, run_id) if is_full else self.rank

    @property
    def next_start(self) -> date | None:
        """The first day, where it still lies ahead or one can still join."""
        return None if self.state == RunState.RUNNING else self.run.starts_on


@dataclass(slots=True)
class Day:
    """The runs of all courses as they stand on one day."""

    by_slot: list[list[Current]] = field(default_factory=list)  # leading run first
    # (start, time of day) -> courses with a run that is both; None stands for any.
    bits: dict[tuple[str | None, str | None], int] = field(default_factory=dict)

    def having(self, starts: Collection[str], times: Collection[str]) -> int:
        """Return the courses with a run that begins at one of `starts` and is on at one of `times`."""
        wanted = 0
        for start in starts or (None,):
            for time in times or (None,):
                wanted |= self.bits.get((start, time), 0)
        return wanted

    def leading(
        self, slot: int, starts: Collection[str] = (), times: Collection[str] = (), full: Collection[int] = ()
    ) -> Current | None:
        """Return the run of this course that leads among those that fit what was chosen; `full` are keys of runs."""
        fitting = (found for found in self.by_slot[slot] if _fits(found, starts, times))
        first = next(fitting, None)
        if first is None or first.run.pk not in full:
            return first
        return min([first, *fitting], key=lambda found: found.rank_if(is_full=found.run.pk in full))


def on_day(snapshot: Snapshot, at: datetime) -> Day:
    """Return the runs as they stand on the day of this instant in Berlin; worked out once a day."""
    today = at.astimezone(BERLIN).date()
    known: Day | None = snapshot.by_day.get(today)
    if known is None:
        known = _work_out(snapshot, at, today)
        if len(snapshot.by_day) >= DAYS_KEPT:
            snapshot.by_day.clear()
        snapshot.by_day[today] = known
    return known


def _work_out(snapshot: Snapshot, at: datetime, today: date) -> Day:
    day = Day()
    slots: dict[tuple[str | None, str | None], list[int]] = {}
    for slot, row in enumerate(snapshot.rows):
        found = sorted(_current(row.runs, at, today), key=lambda one: one.rank) if row else []
        day.by_slot.append(found)
        if row is None:
            continue
        for key in _keys(found):
            slots.setdefault(key, []).append(slot)
    day.bits = {key: bit_set(of_key, len(snapshot.rows)) for key, of_key in slots.items()}
    return day


def _current(runs: Iterable[RunDates], at: datetime, today: date) -> Iterator[Current]:
    for run in runs:
        state = rules.run_state(run, at=at, free_places=1)
        action = rules.next_action(state)
        if state != RunState.FINISHED:
            yield Current(run, state, (ORDER.index(action), run.starts_on, run.pk), _start(run, action, today))


def _start(run: RunDates, action: NextAction, today: date) -> Start | None:
    if action == NextAction.ENROL and run.starts_on <= today:
        return Start.NOW
    if action not in (NextAction.ENROL, NextAction.WAIT):
        return None
    days = (run.starts_on - today).days
    return Start.SOON if days <= 30 else Start.QUARTER if days <= 90 else Start.LATER


def _keys(found: list[Current]) -> set[tuple[str | None, str | None]]:
    keys: set[tuple[str | None, str | None]] = {(None, None)}
    for one in found:
        starts = (None, one.start.value) if one.start else (None,)
        keys |= {(start, time) for start in starts for time in (None, *one.run.times_of_day)}
    if all(one.start is None for one in found):
        # Without a date to begin on there is no time of day to promise either.
        keys.add((Start.OPEN.value, None))
    return keys


def _fits(found: Current, starts: Collection[str], times: Collection[str]) -> bool:
    # Somebody who also takes courses without a date is shown whichever run the course has.
    in_time = not starts or Start.OPEN in starts or (found.start is not None and found.start in starts)
    return in_time and (not times or bool(set(times).intersection(found.run.times_of_day)))
