"""What is handed in for transfer tasks: as its learner sees it, and as the trainers of the run do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils import timezone

from accounts.models import User
from courses import queries as courses
from courses.models import Run, RunSession, RunTrainer, RunUnit, SessionTrainer, Unit
from courses.models.unit import CompletionRule, HandIn
from lms.models import Enrolment, Submission


@dataclass(frozen=True, slots=True)
class Task:
    """What a run asks for in one of its transfer tasks."""

    takes: HandIn
    due_on: date | None  # a wish: later is taken as well
    needs_acceptance: bool


@dataclass(frozen=True, slots=True)
class TaskPage:
    """What the page of the unit says to its learner."""

    task: Task
    versions: tuple[Submission, ...]  # the newest first
    readers: tuple[str, ...]  # names of those who read it
    is_open: bool  # the run still takes something

    @property
    def newest(self) -> Submission | None:
        return self.versions[0] if self.versions else None

    @property
    def earlier(self) -> tuple[Submission, ...]:
        """Earlier versions that somebody answered; those replaced unread are nobody's matter any more."""
        return tuple(one for one in self.versions[1:] if one.state == Submission.State.RETURNED)

    @property
    def may_hand_in(self) -> bool:
        return self.is_open and (self.newest is None or self.newest.state != Submission.State.ACCEPTED)


def takes_submissions(run: Run, at: datetime) -> bool:
    """Return whether the run is on, so that something may be handed in; its last day counts."""
    return run.cancelled_at is None and run.starts_on <= timezone.localdate(at) <= run.ends_on


def task_of(run: Run, item_id: UUID) -> Task:
    """Return what the run's unit asks for. Raises LookupError where it is no transfer task."""
    row = (
        RunUnit.objects.filter(run=run, item_id=item_id, kind=Unit.Kind.TRANSFER_TASK)
        .annotate(
            takes=KeyTextTransform("takes", "unit_revision__content"),
            due_days=KeyTransform("due_days", "unit_revision__content"),
        )
        .first()
    )
    if row is None:
        raise LookupError(item_id)
    due_on = None if row.due_days is None else _counted_from(run, row) + timedelta(days=row.due_days)
    return Task(HandIn(row.takes), due_on, row.completion_rule == CompletionRule.ACCEPTED)


def _counted_from(run: Run, run_unit: RunUnit) -> date:
    """Return the day of the last session of what comes before the task, else the run's first day."""
    before = RunUnit.objects.filter(run=run, position__lt=run_unit.position).values("item_id")
    taught = RunSession.objects.filter(run=run, state=RunSession.State.PLANNED, item_id__in=before)
    last = taught.order_by("starts_at").values_list("starts_at", flat=True).last()
    return run.starts_on if last is None else timezone.localdate(last)


def task_page(enrolment: Enrolment, item_id: UUID, *, at: datetime) -> TaskPage:
    """Return what the learner sees (run loaded). Raises LookupError where the unit is no transfer task."""
    mine = Submission.objects.filter(unit_result__enrolment=enrolment, unit_result__item_id=item_id)
    return TaskPage(
        task=task_of(enrolment.run, item_id),
        versions=tuple(mine.select_related("file", "decided_by").order_by("-number")),
        readers=tuple(person.display_name for person in readers_of(enrolment.run)),
        is_open=takes_submissions(enrolment.run, at),
    )


def readers_of(run: Run) -> QuerySet[User]:
    """Return who reads what is handed in in the run: its trainers and those of its sessions (course loaded)."""
    named = RunTrainer.objects.filter(run=run).values("user")
    teaching = SessionTrainer.objects.filter(session__run=run, session__state=RunSession.State.PLANNED).values("user")
    own = courses.trainers_at([run.course.provider_id])
    return own.filter(Q(pk__in=named) | Q(pk__in=teaching)).order_by("full_name", "pk")


def _newest() -> QuerySet[Submission]:
    later = Submission.objects.filter(unit_result=OuterRef("unit_result"), number__gt=OuterRef("number"))
    return Submission.objects.filter(~Exists(later))


def submissions_read_by(user: User, *, state: str = "", run_id: str = "") -> QuerySet[Submission]:
    """
    Return the newest versions that the trainer reads, with `task_title`; what waits longest comes first.

    `state` and `run_id` (public) narrow them where they are not empty.
    """
    found = with_people(_newest() & Submission.objects.read_by(user))
    if state:
        found = found.filter(state=state)
    if run_id:
        found = found.filter(unit_result__enrolment__run__public_id=run_id)
    return found.order_by("handed_in_at", "pk")


def with_people(rows: QuerySet[Submission]) -> QuerySet[Submission]:
    """Return the rows with learner, run, course and `task_title` loaded, in one query."""
    return rows.select_related(
        "unit_result__enrolment__learner",
        "unit_result__enrolment__run__course__provider",
        "unit_result__run_unit",
        "decided_by",
        "file",
    ).annotate(task_title=KeyTextTransform("title", "unit_result__run_unit__unit_revision__content"))


def runs_read_by(user: User) -> QuerySet[Run]:
    """Return the runs in which somebody has handed something in that the trainer reads, the latest first."""
    mine = Submission.objects.read_by(user).values("unit_result__enrolment__run")
    return Run.objects.filter(pk__in=mine).select_related("course").order_by("-starts_on", "pk")


def waiting_count(user: User) -> int:
    """Return how many versions wait for an answer of the trainer."""
    return Submission.objects.read_by(user).filter(state=Submission.State.HANDED_IN).count()


def versions_of(submission: Submission) -> QuerySet[Submission]:
    """Return the versions before this one that somebody answered, the newest first."""
    return (
        Submission.objects.filter(unit_result=submission.unit_result_id, number__lt=submission.number)
        .filter(state=Submission.State.RETURNED)
        .select_related("file", "decided_by")
        .order_by("-number")
    )


def newest_of(submission: Submission) -> Submission:
    """Return the version that holds now."""
    return Submission.objects.filter(unit_result=submission.unit_result_id).order_by("-number")[0]
