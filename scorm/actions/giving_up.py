"""Putting an end to the attempt that is played, so that the next opening begins a new one; what was reached stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from scorm.actions import attempts
from scorm.models import Attempt, AttemptState


class NothingToGiveUp(Exception):
    """Nobody plays here: there is no attempt, or it has ended."""


def lock_newest(context_key: UUID) -> Attempt | None:
    """
    Lock the newest attempt of a context and return it, None where nobody has played.

    Whoever changes a result by hand takes this lock before those of the floors above, as each commit does.
    """
    played = Attempt.objects.filter(registration__context_key=context_key, registration__is_preview=False)
    return played.select_for_update(of=("self",)).order_by("-number").first()


def give_up(attempt: Attempt, *, at: datetime) -> None:
    """
    End a locked attempt and every player that is open on it; its rows stay as they are.

    It takes none of the attempts allowed, and what is passed in it locks nothing. From now on an open player is told
    that it has ended. What its device still keeps is taken when the learner hands it in, and stays with this attempt:
    it counts nothing any more, and nobody is asked to take it over into the next (`queries.kept_with_resets`).
    Raises NothingToGiveUp for one after which the next opening begins anew in any case.
    """
    if attempt.state not in (AttemptState.ACTIVE, AttemptState.FINISHED):
        raise NothingToGiveUp
    Attempt.objects.filter(pk=attempt.pk).update(state=AttemptState.RESET, finished_at=at)
    attempts.shut(Attempt.objects.filter(pk=attempt.pk), at)
