"""How often a package may be played in one place of a course, and which attempt counts there. Reads no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from scorm.models import Attempt, AttemptState, Counting, Registration
from scorm.runtime import ZERO, Verdict, is_complete, share


@dataclass(frozen=True, slots=True)
class Policy:
    """What the use of a package allows; the defaults ask nothing of anybody."""

    max_attempts: int = 0  # 0: as many as one likes
    wait_hours: int = 0  # from the last sign of one attempt to the start of the next
    counts: str = Counting.BEST
    locks_when_passed: bool = False
    reviews_when_finished: bool = False  # what is finished can only be looked at
    may_start_over: bool = True  # also before the running attempt has come to an end

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing to tell about attempts before there are two."""
        return self == Policy(may_start_over=self.may_start_over)


@dataclass(frozen=True, slots=True)
class Made:
    """An attempt as the policy sees it."""

    number: int
    state: str  # AttemptState
    verdict: Verdict
    ended_at: datetime  # when it was ended, else its last sign of life

    @property
    def is_over(self) -> bool:
        """Whether the content has said how it went: completed, passed or failed."""
        return is_complete(self.verdict) or self.verdict.success == "failed"

    @property
    def is_used_up(self) -> bool:
        """Whether it takes one of the attempts allowed; what a new version or staff put an end to does not."""
        return self.state not in (AttemptState.MOVED, AttemptState.RESET)


def policy_of(registration: Registration) -> Policy:
    """Return what the place in the course asked for when the person began."""
    return Policy(
        max_attempts=registration.max_attempts,
        wait_hours=registration.wait_hours,
        counts=registration.counts,
        locks_when_passed=registration.locks_when_passed,
        reviews_when_finished=registration.reviews_when_finished,
        may_start_over=registration.may_start_over,
    )


def made(attempt: Attempt) -> Made:
    """Return an attempt as the policy sees it."""
    return Made(
        number=attempt.number,
        state=attempt.state,
        verdict=Verdict(attempt.completion, attempt.success, attempt.score, attempt.progress),
        ended_at=attempt.finished_at or attempt.last_seen_at,
    )


class Way(StrEnum):
    """What opening the package leads to."""

    START = "start"  # a first attempt, or one after a new version or staff put an end to the last
    RESUME = "resume"
    REVIEW = "review"  # to be looked at; nothing is stored


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person may do next, and what to say about it."""

    way: Way
    number: int  # the attempt that `way` opens, counted without those that cost none
    left: int | None  # attempts not begun yet; None: without limit
    is_over: bool  # the present attempt has come to an end
    is_locked: bool  # passed, and that is final
    starts_over_from: datetime | None  # when another attempt may be begun; None: not at all

    def may_start_over(self, at: datetime) -> bool:
        """Return whether another attempt may be begun now."""
        return self.starts_over_from is not None and self.starts_over_from <= at


def offer(policy: Policy, attempts: Sequence[Made]) -> Offer:
    """Return what the person may do after these attempts (in their order)."""
    used = sum(each.is_used_up for each in attempts)
    left = None if policy.max_attempts == 0 else max(0, policy.max_attempts - used)
    passed = any(has_passed(each.verdict) for each in attempts if each.state != AttemptState.RESET)
    locked = policy.locks_when_passed and passed
    if not attempts:
        return Offer(Way.START, 1, left, is_over=False, is_locked=False, starts_over_from=None)
    present = attempts[-1]
    if present.state in (AttemptState.MOVED, AttemptState.RESET, AttemptState.ABANDONED):
        begins = left != 0 and not locked
        way, number = (Way.START, used + 1) if begins else (Way.REVIEW, max(used, 1))
        return Offer(way, number, left, present.is_over, locked, starts_over_from=None)
    is_closed = present.state == AttemptState.FINISHED or locked
    is_closed |= present.is_over and (policy.max_attempts > 0 or policy.reviews_when_finished)
    may = not locked and left != 0 and (present.is_over or policy.may_start_over)
    opens_at = present.ended_at + timedelta(hours=policy.wait_hours)
    way = Way.REVIEW if is_closed else Way.RESUME
    return Offer(way, used, left, present.is_over, locked, starts_over_from=opens_at if may else None)


def has_passed(verdict: Verdict) -> bool:
    """Return whether nothing is left to reach: passed, or completed by a content that does not grade."""
    return is_complete(verdict) and verdict.success != "failed"


def counted(counts: str, attempts: Sequence[Made]) -> Verdict:
    """
    Return what several attempts (at least one, in their order) come to.

    Completed once is completed. Score and success are those of the attempts that have come to an end, the running one
    counts only while there is no other: who begins anew loses nothing by it. Of the average only the score is one. What
    staff reset counts nothing once there is another.
    """
    attempts = [each for each in attempts if each.state != AttemptState.RESET] or attempts
    ended = [each.verdict for each in attempts if each.is_over] or [attempts[-1].verdict]
    shares = [verdict.score for verdict in ended if verdict.score is not None]
    successes = {verdict.success for verdict in ended}
    best = next((word for word in ("passed", "failed") if word in successes), "unknown")
    result = replace(ended[0] if counts == Counting.FIRST else ended[-1], progress=attempts[-1].verdict.progress)
    if counts == Counting.BEST:
        result = replace(result, success=best, score=max(shares, default=None))
    elif counts == Counting.AVERAGE:
        mean = share(sum(shares, ZERO) / Decimal(len(shares))) if shares else None
        result = replace(result, success=best, score=mean)
    if any(is_complete(each.verdict) for each in attempts):
        result = replace(result, completion="completed")
    return result
