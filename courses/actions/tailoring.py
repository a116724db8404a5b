"""
Fitting one run to the employer who booked it: the course stays as it is, the run's own units change.

Everything happens under the run's lock and names the version that the person saw. What a learner has begun stays: the
actions refuse, and behind them results refer to run units by protected keys.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.html import linebreaks
from wagtail.models import Locale

from accounts.models import User
from courses import queries
from courses.actions import pinning, session_letters
from courses.actions.run_lock import locked_run
from courses.actions.runs import open_run
from courses.models import Run, RunSession, RunUnit, Tailoring, TemplateItem, Unit
from courses.models.unit import TAUGHT_AT_DATES
from courses.rules import tailored_limits
from privacy import audit

# Returns the places of a run that somebody has begun or was asked in. Results belong to floors above, which name their
# count here when they start.
BegunItems = Callable[[Run], Collection[UUID]]
_begun_items: list[BegunItems] = []

OUT_OF_THE_WAY = 10_000  # positions that no run reaches, while rows change places


class TailoringHasChanged(Exception):
    """Somebody else changed it since the person looked."""


class RunIsFinished(Exception):
    """The last day of the run is over; its certificates say what was taught."""


class ItemIsUnknown(LookupError):
    """The run does not teach this, or not any more."""


class ItemIsBegun(Exception):
    """Somebody has begun it, was taught it or was asked in it; `title` says what."""

    def __init__(self, title: str) -> None:
        self.title = title
        super().__init__(title)


class ItemIsRequired(Exception):
    """Only what is optional may be left out."""


class ItemHasSessions(Exception):
    """Sessions teach it, and would be about nothing; `count` of them."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(str(count))


class UnitDoesNotFit(Exception):
    """It is another provider's, a translation, somebody's own case, or in the run already."""


class MinutesAreWrong(Exception):
    """A unit takes at least a minute, and a survey none."""


class TooFarFromTemplate(Exception):
    """The run would take `planned` minutes; it may take from `lowest` to `highest`."""

    def __init__(self, planned: int, lowest: int, highest: int) -> None:
        self.planned, self.lowest, self.highest = planned, lowest, highest
        super().__init__(f"{planned} is not from {lowest} to {highest}")


class LastItem(Exception):
    """A run teaches something."""


def begun_is_known_by(found: BegunItems) -> None:
    """Let `found` say what somebody has begun. Naming it twice is once."""
    if found not in _begun_items:
        _begun_items.append(found)


def begun_items(run: Run, *, at: datetime) -> set[UUID]:
    """Return the places of the run that stay as they are: begun by a learner, or taught at a session."""
    taught = RunSession.objects.filter(run=run, starts_at__lte=at, state=RunSession.State.PLANNED)
    sessions = {item for pair in taught.values_list("item_id", "catch_up_item_id") for item in pair if item is not None}
    return sessions.union(*(found(run) for found in _begun_items))


@transaction.atomic
def swap(
    *, run: Run, known_version: int, item_id: UUID, unit: Unit, minutes: int | None = None, by: User, at: datetime
) -> Tailoring:
    """
    Teach another published unit of the provider in this place; it takes its own time unless `minutes` says otherwise.

    The sessions of the place teach the new unit. Raises what `_begin` does, ItemIsUnknown, ItemIsBegun, UnitDoesNotFit,
    UnitIsNotPublished, PackageIsNotPlayable, ItemHasSessions, MinutesAreWrong, TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    old = _free_item(tailoring.run, item_id, at)
    chosen = Unit.objects.select_related("live_revision", "package").filter(pk=unit.pk).first()
    if chosen is None or chosen.provider_id != tailoring.run.course.provider_id or chosen.is_translation:
        raise UnitDoesNotFit
    if old.unit.case_of_id is not None or tailoring.run.run_units.filter(unit=chosen).exists():
        raise UnitDoesNotFit
    new = pinning.run_unit(
        tailoring.run,
        chosen,
        item_id=uuid.uuid4(),
        position=old.position,
        module=(old.module_id, old.module_title),
        is_required=old.is_required and chosen.kind != Unit.Kind.SURVEY,
    )
    if minutes is not None:
        _set(new, minutes)
    template = {item.item_id for item in tailoring.items}
    new.replaces_item_id = old.item_id if old.item_id in template else old.replaces_item_id
    if new.delivery not in TAUGHT_AT_DATES:
        _check_no_sessions(tailoring.run, item_id)
    _remove(old)
    new.save()
    pinning.pin_translations([new])
    _lead_sessions(tailoring.run, old.item_id, new.item_id, at)
    return _finish(tailoring, "swapped", {"item": str(item_id), "unit": chosen.public_id}, by, at)


@transaction.atomic
def leave_out(*, run: Run, known_version: int, item_id: UUID, by: User, at: datetime) -> Tailoring:
    """
    Do not teach this place; `put_back` brings it again, except an own case, which is deleted.

    Raises what `_begin` does, ItemIsUnknown, ItemIsBegun, ItemIsRequired, ItemHasSessions, LastItem,
    TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    row = _free_item(tailoring.run, item_id, at)
    is_case = row.unit.case_of_id is not None
    if row.is_required and not is_case:
        raise ItemIsRequired
    _check_no_sessions(tailoring.run, item_id)
    if tailoring.run.run_units.count() == 1:
        raise LastItem
    _remove(row)
    _renumber(tailoring.run)
    return _finish(tailoring, "left_out", {"item": str(item_id)}, by, at)


@transaction.atomic
def put_back(*, run: Run, known_version: int, item_id: UUID, by: User, at: datetime) -> Tailoring:
    """
    Teach a place of the template again that was left out or swapped, in the version that is published now.

    Raises what `_begin` does, ItemIsUnknown, ItemIsBegun, UnitDoesNotFit, UnitIsNotPublished, PackageIsNotPlayable,
    ItemHasSessions, TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    rows = list(tailoring.run.run_units.select_related("unit").order_by("position"))
    wanted = next((item for item in tailoring.items if item.item_id == item_id), None)
    if wanted is None or any(row.item_id == item_id for row in rows):
        raise ItemIsUnknown(item_id)
    instead = next((row for row in rows if row.replaces_item_id == item_id), None)
    unit = Unit.objects.select_related("live_revision", "package").filter(pk=wanted.unit).first()
    if unit is None or any(row.unit_id == unit.pk for row in rows if row is not instead):
        raise UnitDoesNotFit
    new = pinning.run_unit(
        tailoring.run,
        unit,
        item_id=item_id,
        position=OUT_OF_THE_WAY,
        module=(wanted.module_id, wanted.module_title),
        is_required=wanted.is_required,
    )
    new.minutes = wanted.minutes
    place = _place_of(wanted, tailoring.items, rows)
    if instead is not None:
        _free_item(tailoring.run, instead.item_id, at)
        if new.delivery not in TAUGHT_AT_DATES:
            _check_no_sessions(tailoring.run, instead.item_id)
        place = rows.index(instead)
        new.module_id, new.module_title = instead.module_id, instead.module_title
        rows.remove(instead)
        _remove(instead)
    new.save()
    pinning.pin_translations([new])
    if instead is not None:
        _lead_sessions(tailoring.run, instead.item_id, item_id, at)
    _order([*rows[:place], new, *rows[place:]])
    return _finish(tailoring, "put_back", {"item": str(item_id)}, by, at)


@transaction.atomic
def add_case(
    *,
    run: Run,
    known_version: int,
    after: UUID,
    title: str,
    text: str,
    minutes: int,
    by: User,
    at: datetime,
) -> Tailoring:
    """
    Add an own case of the employer behind another place: a text that this run alone shows. It is optional.

    Raises what `_begin` does, ItemIsUnknown, MinutesAreWrong, TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    rows = list(tailoring.run.run_units.order_by("position"))
    before = next((row for row in rows if row.item_id == after), None)
    if before is None:
        raise ItemIsUnknown(after)
    unit = Unit(
        provider=tailoring.run.course.provider,
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        kind=Unit.Kind.TEXT,
        case_of=tailoring.run,
    )
    new = RunUnit(
        run=tailoring.run,
        item_id=uuid.uuid4(),
        position=OUT_OF_THE_WAY,
        module_id=before.module_id,
        module_title=before.module_title,
        is_required=False,
        delivery=unit.delivery,
        kind=unit.kind,
        completion_rule=unit.completion_rule,
    )
    _write(unit, new, title, text, minutes, by)
    _order([*rows[: rows.index(before) + 1], new, *rows[rows.index(before) + 1 :]])
    return _finish(tailoring, "case_added", {"item": str(new.item_id)}, by, at)


@transaction.atomic
def change_case(
    *, run: Run, known_version: int, item_id: UUID, title: str, text: str, minutes: int, by: User, at: datetime
) -> Tailoring:
    """
    Rewrite an own case that nobody has begun.

    Raises what `_begin` does, ItemIsUnknown, ItemIsBegun, MinutesAreWrong, TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    row = _free_item(tailoring.run, item_id, at)
    if row.unit.case_of_id != tailoring.run_id:
        raise ItemIsUnknown(item_id)
    _write(row.unit, row, title, text, minutes, by)
    return _finish(tailoring, "case_changed", {"item": str(item_id)}, by, at)


@transaction.atomic
def set_minutes(*, run: Run, known_version: int, minutes: Mapping[UUID, int], by: User, at: datetime) -> Tailoring:
    """
    Plan other minutes for these places.

    Raises what `_begin` does, ItemIsUnknown, ItemIsBegun, MinutesAreWrong, TooFarFromTemplate.
    """
    tailoring = _begin(run, known_version, by, at)
    rows = {row.item_id: row for row in tailoring.run.run_units.all()}
    for item_id, wanted in minutes.items():
        if item_id not in rows:
            raise ItemIsUnknown(item_id)
        if rows[item_id].minutes != wanted:
            row = _free_item(tailoring.run, item_id, at)
            _set(row, wanted)
            row.save(update_fields=["minutes"])
    return _finish(tailoring, "minutes", {"items": len(minutes)}, by, at)


@transaction.atomic
def move(*, run: Run, known_version: int, item_id: UUID, is_up: bool, by: User, at: datetime) -> Tailoring:
    """
    Teach a place one earlier or later; past the end of its module it joins the next one. At the ends nothing happens.

    Raises what `_begin` does, ItemIsUnknown.
    """
    tailoring = _begin(run, known_version, by, at)
    rows = list(tailoring.run.run_units.order_by("position"))
    place = next((number for number, row in enumerate(rows) if row.item_id == item_id), None)
    if place is None:
        raise ItemIsUnknown(item_id)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(rows):
        return tailoring
    if rows[place].module_id != rows[other].module_id:
        rows[place].module_id, rows[place].module_title = rows[other].module_id, rows[other].module_title
        rows[place].save(update_fields=["module_id", "module_title"])
    else:
        rows[place], rows[other] = rows[other], rows[place]
        _order(rows)
    return _finish(tailoring, "moved", {"item": str(item_id)}, by, at)


@transaction.atomic
def note(*, run: Run, known_version: int, target_group: str, language_needs: str, by: User, at: datetime) -> Tailoring:
    """Say for whom the run is and what language they need. Raises what `_begin` does."""
    tailoring = _begin(run, known_version, by, at)
    tailoring.target_group, tailoring.language_needs = target_group.strip(), language_needs.strip()
    return _finish(tailoring, "noted", {}, by, at)


def _begin(run: Run, known_version: int, by: User, at: datetime) -> Tailoring:
    """
    Return the run's tailoring under the run's lock, begun if it is the first change.

    Raises TailoringHasChanged, RunIsFinished, RunIsOver, and what `open_run` raises.
    """
    locked = locked_run(run)
    if timezone.localdate(at) > locked.ends_on:
        raise RunIsFinished
    tailoring = Tailoring.objects.filter(run=locked).first()
    if (tailoring.version if tailoring else 0) != known_version:
        raise TailoringHasChanged
    if tailoring is None:
        locked = open_run(run=locked, by=by, at=at)
        tailoring = Tailoring(run=locked, version=0, template=[item.to_json() for item in _template(locked)])
    tailoring.run = Run.objects.select_related("course__provider").get(pk=locked.pk)
    return tailoring


def _template(run: Run) -> list[TemplateItem]:
    pinned = {row.item_id: row for row in run.run_units.all()}
    return [
        TemplateItem(
            item_id=item.item_id,
            module_id=module.module_id,
            module_title=module.title,
            title=item.title,
            minutes=item.minutes,
            is_required=item.is_required,
            unit=pinned[item.item_id].unit_id,
        )
        for module in queries.outline(run, settings.LANGUAGE_CODE).modules
        for item in module.items
    ]


def _finish(tailoring: Tailoring, act: str, details: Mapping[str, object], by: User, at: datetime) -> Tailoring:
    run = tailoring.run
    planned = sum(run.run_units.values_list("minutes", flat=True))
    lowest, highest = tailored_limits(sum(item.minutes for item in tailoring.items))
    if not lowest <= planned <= highest:
        raise TooFarFromTemplate(planned, lowest, highest)
    tailoring.version += 1
    tailoring.changed_at, tailoring.changed_by = at, by
    tailoring.save()
    audit.record(
        "courses.run_tailored", subject=run, by=by, at=at, provider=run.course.provider, details={"act": act, **details}
    )
    return tailoring


def _free_item(run: Run, item_id: UUID, at: datetime) -> RunUnit:
    row = (
        RunUnit.objects.select_for_update(of=("self",)).select_related("unit").filter(run=run, item_id=item_id).first()
    )
    if row is None:
        raise ItemIsUnknown(item_id)
    if item_id in begun_items(run, at=at):
        raise ItemIsBegun(str(row.unit))
    return row


def _check_no_sessions(run: Run, item_id: UUID) -> None:
    about = Q(item_id=item_id) | Q(catch_up_item_id=item_id)
    if count := RunSession.objects.filter(about, run=run, state=RunSession.State.PLANNED).count():
        raise ItemHasSessions(count)


def _lead_sessions(run: Run, old: UUID, new: UUID, at: datetime) -> None:
    """Let the sessions of a place teach what stands there now; calendars learn of it, and who comes gets a letter."""
    later = {"version": F("version") + 1, "sequence": F("sequence") + 1, "changed_at": at}
    RunSession.objects.filter(run=run, item_id=old).update(item_id=new, **later)
    RunSession.objects.filter(run=run, catch_up_item_id=old).update(catch_up_item_id=new, **later)
    coming = list(
        RunSession.objects.standing()
        .filter(run=run, item_id=new, starts_at__gt=at)
        .select_related("run__course__provider")
        .order_by("starts_at", "pk")
    )
    if coming:
        session_letters.changed(coming, subject=coming[0], also=(), at=at)


def _remove(row: RunUnit) -> None:
    """Delete a run unit; the keys of results would refuse. An own case goes with its place."""
    unit = row.unit
    RunUnit.objects.get(pk=row.pk).delete()
    if unit.case_of_id is not None:
        unit.delete()


def _place_of(wanted: TemplateItem, template: list[TemplateItem], rows: list[RunUnit]) -> int:
    """Return where the place belongs among the rows: behind the last one that stood before it in the template."""
    order = [item.item_id for item in template]
    before = set(order[: order.index(wanted.item_id)])
    behind = [place for place, row in enumerate(rows) if row.item_id in before or row.replaces_item_id in before]
    return behind[-1] + 1 if behind else 0


def _renumber(run: Run) -> None:
    _order(list(run.run_units.order_by("position")))


def _order(rows: list[RunUnit]) -> None:
    """Store the rows in this order; all step aside first, so that no two ever have one position."""
    RunUnit.objects.filter(pk__in=[row.pk for row in rows if row.pk and row.position < OUT_OF_THE_WAY]).update(
        position=F("position") + OUT_OF_THE_WAY + 1
    )
    for position, row in enumerate(rows):
        RunUnit.objects.filter(pk=row.pk).update(position=position)


def _set(row: RunUnit, minutes: int) -> None:
    if minutes < 0 or (minutes == 0) != (row.kind == Unit.Kind.SURVEY):
        raise MinutesAreWrong
    row.minutes = minutes


def _write(unit: Unit, row: RunUnit, title: str, text: str, minutes: int, by: User) -> None:
    """Store the words of an own case and pin them."""
    _set(row, minutes)
    unit.title = title.strip()
    unit.body = json.dumps(
        [{"type": "text", "id": str(uuid.uuid4()), "value": linebreaks(text.strip(), autoescape=True)}]
    )
    unit.teaching_units = (Decimal(minutes) / settings.TEACHING_UNIT_MINUTES).quantize(Decimal("0.01"))
    unit.save()
    revision = unit.save_revision(user=by, clean=False)
    row.unit, row.unit_revision = unit, revision
    row.content_sha256 = pinning.content_digest(revision.content)
    row.save()
