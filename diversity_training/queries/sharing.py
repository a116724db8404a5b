"""What those who take part decide about their employer, and what holds without their deciding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.models import Employer, User
from diversity_training.booking import AFTER_DELIVERY
from diversity_training.models import AttendanceShare, TrainingRequest
from lms.models import Enrolment


@dataclass(frozen=True, slots=True)
class OwnShare:
    """One training that counts for an employer, as the person who takes part sees it."""

    enrolment: Enrolment
    employer: Employer
    works_agreement: str  # the reference of the agreement that lets the employer read names; empty: none
    is_shared: bool | None  # None: not answered, which counts as No
    is_delivered: bool  # the employer reads it now; before, it will

    @property
    def is_visible(self) -> bool:
        """Whether the employer reads that the person took part."""
        return bool(self.works_agreement) or bool(self.is_shared)

    @property
    def is_asked(self) -> bool:
        """Whether the question stands on the training's page: once, before anything was opened."""
        return (
            not self.works_agreement
            and self.is_shared is None
            and self.enrolment.current_item_id is None
            and self.enrolment.is_open
        )


def own_share(enrolment: Enrolment, *, today: date) -> OwnShare | None:
    """Return what holds for this enrolment; None if it counts for no employer. Three queries."""
    return next(iter(own_shares([enrolment], today=today)), None)


def own_shares(enrolments: Sequence[Enrolment], *, today: date) -> list[OwnShare]:
    """Return what holds for each of these enrolments (with run) that counts for an employer. Three queries."""
    counting = [enrolment for enrolment in enrolments if enrolment.counts_for_id is not None]
    if not counting:
        return []
    employers = Employer.objects.in_bulk([enrolment.counts_for_id for enrolment in counting])
    said = dict(
        AttendanceShare.objects.standing().filter(enrolment__in=counting).values_list("enrolment_id", "is_shared")
    )
    bookings = _bookings(enrolment.run_id for enrolment in counting)
    return [
        OwnShare(
            enrolment=enrolment,
            employer=employers[enrolment.counts_for_id],
            works_agreement=reference,
            is_shared=said.get(enrolment.pk),
            is_delivered=state in AFTER_DELIVERY if state else enrolment.run.ends_on < today,
        )
        for enrolment in counting
        if enrolment.counts_for_id is not None
        for reference, state in [bookings.get((enrolment.run_id, enrolment.counts_for_id), ("", ""))]
    ]


def _bookings(run_ids: Iterable[int]) -> dict[tuple[int, int], tuple[str, str]]:
    """Return the works agreement and the state of the booking, by run and employer."""
    rows = TrainingRequest.objects.filter(run__in=set(run_ids), employer__isnull=False)
    return {
        (run_id, employer_id): (reference, state)
        for run_id, employer_id, reference, state in rows.values_list(
            "run_id", "employer_id", "works_agreement_ref", "state"
        )
        if run_id is not None and employer_id is not None
    }


def has_employer_trainings(person: User) -> bool:
    """Return whether some training of the person counts for an employer. One query."""
    return Enrolment.objects.learnt_by(person).filter(counts_for__isnull=False).exists()
