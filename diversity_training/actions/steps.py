"""The steps of a booking: each under the lock of its row, with its audit row, told to both sides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from admissions.actions import seats
from admissions.models import SeatBlock
from courses.models import Run
from diversity_training import booking as table
from diversity_training.actions import proofs
from diversity_training.actions.counting import count_trained
from diversity_training.actions.letters import tell_employer, tell_provider
from diversity_training.actions.survey_wish import ask_nobody
from diversity_training.booking import State
from diversity_training.models import TrainingRequest
from diversity_training.queries.dates import delivery_ends_on
from diversity_training.queries.proposals import group_size
from diversity_training.queries.replies import remind_of_reply_on
from privacy import audit


class StepIsNotPossible(Exception):
    """The booking is no longer, or not yet, where this step begins."""


class TooLateToWithdraw(Exception):
    """The employer withdraws by itself until `last_day`; afterwards the provider decides."""

    def __init__(self, last_day: date) -> None:
        self.last_day = last_day
        super().__init__(str(last_day))


class RunDoesNotFit(Exception):
    """The run is another provider's, called off, over, or belongs to another booking."""


class RunHasBegun(Exception):
    """The training of this run has begun, so the employer could invite nobody any more."""


class ReasonIsMissing(Exception):
    """Whoever stops a booking says why."""


def locked(booking: TrainingRequest) -> TrainingRequest:
    """Return the booking as it is now, its row locked until the transaction ends."""
    rows = TrainingRequest.objects.select_for_update(of=("self",)).select_related("provider", "employer", "run__course")
    return rows.get(pk=booking.pk)


def move(
    booking: TrainingRequest, state: State, act: str, *, by: User | None, at: datetime, reason: str = ""
) -> TrainingRequest:
    """
    Bring a locked booking to the state, if the table allows it, and tell whoever did not do it.

    Raises StepIsNotPossible.
    """
    before = State(booking.state)
    if state not in booking.step.following:
        raise StepIsNotPossible
    booking.state, booking.state_since, booking.reason = state, at, reason
    booking.resumes_to = table.resumes_to(before) if state == State.POSTPONED else ""
    booking.renewal_asked_at = None
    if booking.taken_up_at is None:
        booking.taken_up_at, booking.taken_up_by = at, by
    booking.save()
    details = {"from": before, "to": state}
    audit.record(f"diversity_training.{act}", subject=booking, by=by, at=at, provider=booking.provider, details=details)
    key = f"step:{state}:{at.isoformat()}"
    tell_employer(booking, "booking_step", key, at=at)
    if booking.is_providers_turn or state in (State.DECLINED, *table.ASIDE):
        tell_provider(booking, "booking_step_provider", key, at=at)
    return booking


@transaction.atomic
def set_dates(*, booking: TrainingRequest, run: Run, by: User, at: datetime) -> TrainingRequest:
    """
    Give the booking its run and keep its seats there: the dates stand.

    What nobody claimed goes back when enrolment ends, and at the latest on the day before the training begins. Where
    the employer wants no survey, the run asks in none. Raises StepIsNotPossible, RunDoesNotFit, RunHasBegun,
    SurveyStays, and PlaceRefused when the run has too few places.
    """
    booking = locked(booking)
    run = Run.objects.select_for_update(of=("self",)).select_related("course").get(pk=run.pk)
    is_over = run.cancelled_at is not None or run.archived_at is not None or run.ends_on < timezone.localdate(at)
    if run.course.provider_id != booking.provider_id or is_over:
        raise RunDoesNotFit
    if TrainingRequest.objects.filter(run=run).exclude(pk=booking.pk).exists():
        raise RunDoesNotFit
    if run.starts_on <= timezone.localdate(at):
        raise RunHasBegun
    booking.run = run
    booking = move(booking, State.SCHEDULED, "dates_set", by=by, at=at)
    assert booking.employer is not None  # noqa: S101  the database holds it from the acceptance on
    seats.reserve(
        run=run,
        employer=booking.employer,
        booking_key=booking.seat_key,
        count=group_size(booking),
        return_on=min(run.enrol_until, run.starts_on - timedelta(days=1)),
        by=by,
        at=at,
    )
    if not booking.wants_survey:
        ask_nobody(run=run, by=by, at=at)
    return booking


@transaction.atomic
def open_invitation(*, booking: TrainingRequest, by: User | None, at: datetime) -> TrainingRequest:
    """Let the employer invite its people. Raises StepIsNotPossible."""
    return move(locked(booking), State.ENROLLING, "invitation_opened", by=by, at=at)


@transaction.atomic
def begin_evaluation(*, booking: TrainingRequest, by: User | None, at: datetime) -> TrainingRequest:
    """Note that the attendance is confirmed and the evaluation begins. Raises StepIsNotPossible."""
    return move(locked(booking), State.EVALUATING, "evaluation_begun", by=by, at=at)


@transaction.atomic
def certify(*, booking: TrainingRequest, by: User | None, at: datetime) -> TrainingRequest:
    """
    Have the training proof issued and note that certificates are: no booking is certified without one.

    Raises StepIsNotPossible, ListsAreOpen of the counting, and NobodyWasTrained; then `close` ends the booking.
    """
    booking = move(locked(booking), State.CERTIFIED, "certified", by=by, at=at)
    proofs.issue(booking=booking, by=by, at=at)
    return booking


@transaction.atomic
def close(*, booking: TrainingRequest, by: User | None, at: datetime) -> TrainingRequest:
    """
    End the booking after the follow-up, or where nobody was trained after the counting.

    Raises StepIsNotPossible, and ListsAreOpen of the counting.
    """
    booking = locked(booking)
    if booking.state == State.EVALUATING and count_trained(booking=booking, by=by, at=at).trained_count:
        raise StepIsNotPossible
    return move(booking, State.CLOSED, "closed", by=by, at=at)


@transaction.atomic
def postpone(*, booking: TrainingRequest, reason: str, by: User | None, at: datetime) -> TrainingRequest:
    """Let the booking rest; dates that stood are given up. Raises StepIsNotPossible, ReasonIsMissing."""
    booking = locked(booking)
    _give_up_dates(booking, by, at)
    return move(booking, State.POSTPONED, "postponed", by=by, at=at, reason=_said(reason))


@transaction.atomic
def resume(*, booking: TrainingRequest, by: User, at: datetime) -> TrainingRequest:
    """Go on with a booking that rested. Raises StepIsNotPossible."""
    booking = locked(booking)
    if booking.state != State.POSTPONED:
        raise StepIsNotPossible
    return move(booking, State(booking.resumes_to), "resumed", by=by, at=at)


@transaction.atomic
def reopen(*, booking: TrainingRequest, by: User, at: datetime) -> TrainingRequest:
    """Take up the clarification again, after a refusal or for another offer. Raises StepIsNotPossible."""
    booking = locked(booking)
    if booking.state not in (State.DECLINED, State.OFFERED):
        raise StepIsNotPossible
    return move(booking, State.CLARIFYING, "reopened", by=by, at=at)


@transaction.atomic
def withdraw(*, booking: TrainingRequest, reason: str, by: User, at: datetime) -> TrainingRequest:
    """
    Withdraw the booking on the employer's side, until two weeks before it begins.

    Raises StepIsNotPossible, ReasonIsMissing, TooLateToWithdraw.
    """
    booking = locked(booking)
    if booking.run is not None:
        last_day = table.last_free_day(booking.run.starts_on)
        if timezone.localdate(at) > last_day:
            raise TooLateToWithdraw(last_day)
    return _cancel(booking, reason, by, at)


@transaction.atomic
def cancel(*, booking: TrainingRequest, reason: str, by: User, at: datetime) -> TrainingRequest:
    """Withdraw the booking on the provider's side, at any time before it begins. Raises as `withdraw`."""
    return _cancel(locked(booking), reason, by, at)


def _cancel(booking: TrainingRequest, reason: str, by: User, at: datetime) -> TrainingRequest:
    _give_up_dates(booking, by, at)
    return move(booking, State.CANCELLED, "cancelled", by=by, at=at, reason=_said(reason))


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonIsMissing
    return reason.strip()


def _give_up_dates(booking: TrainingRequest, by: User | None, at: datetime) -> None:
    """
    Let go of the run, and let others have the seats that nobody has claimed.

    Whoever claimed one stays in the run, if it takes place. What comes later keeps its seats under another key.
    """
    if booking.run is None:
        return
    block = SeatBlock.objects.filter(booking_key=booking.seat_key).first()
    if block is not None:
        seats.end_block(block=block, by=by, at=at)
    booking.run, booking.seat_key = None, uuid4()


def move_all_on(*, at: datetime) -> int:
    """Bring every booking to where its dates say it is; return how many moved. Twice is once."""
    waiting = TrainingRequest.objects.filter(state__in=_BY_DATE).order_by("pk").values_list("pk", flat=True)
    return sum(move_on(booking=TrainingRequest(pk=pk), at=at) for pk in waiting)


@transaction.atomic
def move_on(*, booking: TrainingRequest, at: datetime) -> bool:
    """Bring the booking to where its dates say it is; return whether that was another step. Twice is once."""
    has_moved = False
    booking = locked(booking)
    # A scheduler that was away for weeks goes through every step, so that the trail has them all.
    while (rule := _BY_DATE.get(State(booking.state))) and (following := rule(booking, timezone.localdate(at))):
        state, act, reason = following
        if state == State.POSTPONED:
            _give_up_dates(booking, None, at)
        booking, has_moved = move(booking, state, act, by=None, at=at, reason=reason), True
    return has_moved


Following = tuple[State, str, str] | None


def _run_of(booking: TrainingRequest) -> Run:
    assert booking.run is not None  # noqa: S101  the database holds it for these states
    return booking.run


def _after_scheduled(booking: TrainingRequest, today: date) -> Following:
    run = _run_of(booking)
    if run.cancelled_at is not None:
        return State.POSTPONED, "postponed", run.cancel_reason
    return (State.ENROLLING, "invitation_opened", "") if run.enrol_from <= today else None


def _after_enrolling(booking: TrainingRequest, today: date) -> Following:
    run = _run_of(booking)
    if run.cancelled_at is not None:
        return State.POSTPONED, "postponed", run.cancel_reason
    return (State.RUNNING, "begun", "") if run.starts_on <= today else None


def _after_running(booking: TrainingRequest, today: date) -> Following:
    return (State.DELIVERED, "delivered", "") if delivery_ends_on(_run_of(booking)) < today else None


def _after_delivered(booking: TrainingRequest, today: date) -> Following:
    due = booking.due_on
    return (State.EVALUATING, "evaluation_begun", "") if due is not None and due < today else None


def _after_certified(booking: TrainingRequest, today: date) -> Following:
    begins = delivery_ends_on(_run_of(booking)) + table.FOLLOW_UP_AFTER
    return (State.FOLLOW_UP, "follow_up_begun", "") if begins <= today else None


def _after_follow_up(booking: TrainingRequest, today: date) -> Following:
    ends = max(delivery_ends_on(_run_of(booking)) + table.CLOSED_AFTER, _run_of(booking).ends_on) + timedelta(days=14)
    return (State.CLOSED, "closed", "") if ends < today else None


_BY_DATE: dict[State, Callable[[TrainingRequest, date], Following]] = {
    State.SCHEDULED: _after_scheduled,
    State.ENROLLING: _after_enrolling,
    State.RUNNING: _after_running,
    State.DELIVERED: _after_delivered,
    State.CERTIFIED: _after_certified,
    State.FOLLOW_UP: _after_follow_up,
}


def remind_all(*, at: datetime) -> int:
    """
    Write once to whoever has had the turn for longer than agreed; return how many bookings that are.

    The provider is told of an answer it promised on the last working day before it is due.
    """
    today, late = timezone.localdate(at), 0
    open_states = [state for state in State if table.STEPS[state].turn != table.Turn.NOBODY]
    rows = TrainingRequest.objects.filter(state__in=open_states).order_by("pk")
    for booking in rows.select_related("provider__region", "employer"):
        due = booking.due_on
        if due is None or due >= today:
            if booking.state == State.REQUESTED and remind_of_reply_on(booking) <= today:
                tell_provider(booking, "reply_due_soon", f"soon:{due}", at=at, reply_due_on=str(due))
            continue
        late += 1
        # Named after the turn, not after the day: a second scheduler, or tomorrow, writes the same letter again.
        key = f"late:{booking.state}:{due.isoformat()}"
        if booking.is_employers_turn:
            tell_employer(booking, "booking_reminder", key, at=at, due_on=due.isoformat())
        else:
            tell_provider(booking, "booking_reminder", key, at=at, due_on=due.isoformat())
    return late
