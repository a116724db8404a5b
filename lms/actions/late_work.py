"""Deciding about what a device had stored after another one had taken over."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from lms.actions import progress
from lms.models import UnitResult
from scorm import queries as scorm
from scorm.actions import late


@transaction.atomic
def decide(*, result: UnitResult, take_over: bool, by: User, at: datetime) -> None:
    """
    Take over or drop all late work of this result, oldest first; the learner or the roster's staff decides.

    What is passed or completed stays so either way. Raises late.NothingLate when nothing is undecided (any more).
    """
    learner = result.enrolment.learner
    works = [work for work in scorm.late_commits(user=learner) if work.context_key == result.public_id]
    if not works:
        raise late.NothingLate
    outcomes = []
    # All attempts are locked before anything is counted, in the order of everybody (no deadlock).
    late.lock_attempts([work.launch for work in works])
    for work in sorted(works, key=lambda work: (work.launch.attempt_id, work.received_at)):
        if take_over:
            outcomes.append(late.apply_late(launch=work.launch, by=by, at=at).outcome)
        else:
            late.dismiss_late(launch=work.launch, by=by, at=at)
    for outcome in filter(None, outcomes):
        progress.record(outcome=outcome, at=at)
