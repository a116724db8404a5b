"""What staff see of the people in a run: how far, when last, how many hours. Never a score."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from accounts.back_office import provider_keys
from accounts.models import User
from accounts.roles import Permission
from courses import queries as courses
from courses.models import Run
from courses.queries import Outline
from lms.models import Enrolment, HoursEntry, UnitResult
from lms.standing import Standing, standing
from scorm import queries as scorm


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One person in a run."""

    enrolment: Enrolment
    standing: Standing
    states: tuple[str, ...]  # per unit in order: "open" | "started" | "completed"
    minutes: int  # credited by the ledger
    last_active_on: date | None  # no finer: hours of learning are nobody's but the learner's
    has_late: bool  # work of another device waits for a decision

    @property
    def teaching_units(self) -> Decimal:
        """Credited teaching units of 45 minutes, with at most two decimals."""
        return round(Decimal(self.minutes) / settings.TEACHING_UNIT_MINUTES, 2).normalize()


@dataclass(frozen=True, slots=True)
class Roster:
    """The people of a run with its outline."""

    run: Run
    outline: Outline
    rows: tuple[RosterRow, ...]


def runs_with_roster(user: User | AnonymousUser) -> QuerySet[Run]:
    """Return the runs whose roster the person may see: those of own providers."""
    keys = provider_keys(user, [Permission.SEE_ROSTER])
    return Run.objects.filter(course__provider__in=keys).select_related("course__provider")


def run_list(user: User | AnonymousUser) -> list[Run]:
    """Return the runs for the list of participants, newest first, with `learner_count` and `done_count`."""
    learning = Q(enrolments__state__in=[Enrolment.State.ACTIVE, Enrolment.State.COMPLETED])
    counted = runs_with_roster(user).filter(archived_at__isnull=True)
    return list(
        counted.annotate(
            learner_count=Count("enrolments", filter=learning),
            done_count=Count("enrolments", filter=Q(enrolments__state=Enrolment.State.COMPLETED)),
        ).order_by("-starts_on", "pk")
    )


def roster(run: Run, *, only: Iterable[Enrolment] | None = None) -> Roster:
    """Return the people of the run by name, or only these. At most seven queries, however many people."""
    enrolments = list(only) if only is not None else list(_people(run))
    outline = courses.outline(run, settings.LANGUAGE_CODE)
    results: dict[int, dict[UUID, UnitResult]] = {}
    for result in UnitResult.objects.filter(enrolment__in=enrolments):
        results.setdefault(result.enrolment_id, {})[result.item_id] = result
    hours = HoursEntry.objects.filter(enrolment__in=enrolments).order_by().values_list("enrolment_id")
    minutes = {enrolment: seconds // 60 for enrolment, seconds in hours.annotate(total=Sum("seconds"))}
    late = {work.context_key for work in scorm.late_commits(owner_ids=[run.course.provider_id])}
    rows = [
        _row(enrolment, outline, results.get(enrolment.pk, {}), minutes.get(enrolment.pk, 0), late)
        for enrolment in enrolments
    ]
    return Roster(run, outline, tuple(rows))


def _people(run: Run) -> list[Enrolment]:
    people = Enrolment.objects.filter(run=run).select_related("learner")
    return sorted(people, key=lambda enrolment: (enrolment.name_for_staff.casefold(), enrolment.pk))


def _row(
    enrolment: Enrolment, outline: Outline, results: dict[UUID, UnitResult], minutes: int, late: set[UUID]
) -> RosterRow:
    done = {item_id for item_id, result in results.items() if result.state == UnitResult.State.COMPLETED}
    seen = [result.last_seen_at for result in results.values()]
    if enrolment.last_seen_at is not None:
        seen.append(enrolment.last_seen_at)
    return RosterRow(
        enrolment=enrolment,
        standing=standing(outline.items, done),
        states=tuple(results[i.item_id].state if i.item_id in results else "open" for i in outline.items),
        minutes=minutes,
        last_active_on=timezone.localdate(max(seen)) if seen else None,
        has_late=any(result.public_id in late for result in results.values()),
    )
