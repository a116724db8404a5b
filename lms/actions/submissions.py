"""Handing in transfer tasks, and answering what was handed in."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from courses.models import RunUnit
from courses.models.unit import CompletionRule, HandIn
from lms.actions import certifying, completing, progress
from lms.models import Enrolment, Submission, UnitResult
from lms.queries import submissions as queries
from media.actions import private_files
from notifications import actions as letters
from privacy import audit

FILE_KIND = "submission"
State = Submission.State


@dataclass(frozen=True, slots=True)
class File:
    """A file that the form has looked into."""

    content: bytes
    media_type: str
    name: str


class NothingHandedIn(Exception):
    """Neither text nor file, or not what the task takes."""


class RunTakesNothing(Exception):
    """The run is over, called off, or has not begun."""


class AlreadyAccepted(Exception):
    """There is nothing left to hand in."""


class NewerVersion(Exception):
    """The learner has handed in a newer version meanwhile; `newest` is that one."""

    def __init__(self, newest: Submission) -> None:
        self.newest = newest
        super().__init__(f"version {newest.number} is the newest")


class AlreadyDecided(Exception):
    """Somebody has answered this version; `submission` says who and what."""

    def __init__(self, submission: Submission) -> None:
        self.submission = submission
        super().__init__(f"{submission.public_id} is {submission.state}")


class NoReason(Exception):
    """What is returned needs an answer that says why."""


@transaction.atomic
def hand_in(
    *,
    enrolment: Enrolment,
    run_unit: RunUnit,
    text: str,
    file: File | None,
    keeps_file: bool = False,
    at: datetime,
) -> Submission:
    """
    Keep a version of what the learner hands in; one that nobody has answered yet is replaced by it.

    `keeps_file` takes the file of the last version over where there is no new one. The unit is done with the first
    version unless its rule wants it accepted. Raises LookupError where the unit is no transfer task or has just left
    the run, RunTakesNothing, AlreadyAccepted, NothingHandedIn.
    """
    task = queries.task_of(enrolment.run, run_unit.item_id)
    if not queries.takes_submissions(enrolment.run, at):
        raise RunTakesNothing
    progress.hold(run_unit)
    progress.touch(enrolment=enrolment, run_unit=run_unit, at=at)
    result = _locked(UnitResult.objects.get(enrolment=enrolment, item_id=run_unit.item_id))
    last = result.submissions.order_by("-number").first()
    if last is not None and last.state == State.ACCEPTED:
        raise AlreadyAccepted
    text = "" if task.takes == HandIn.FILE else text.strip()
    stored = None
    if task.takes != HandIn.TEXT:
        stored = _stored(file, enrolment, at) or (last.file if last is not None and keeps_file else None)
    if not text and stored is None:
        raise NothingHandedIn
    if last is not None and last.is_waiting:
        Submission.objects.filter(pk=last.pk).update(state=State.REPLACED)
    submission = Submission.objects.create(
        unit_result=result, number=last.number + 1 if last else 1, text=text, file=stored, handed_in_at=at
    )
    _record("lms.submission_handed_in", submission, by=enrolment.learner, at=at)
    if not task.needs_acceptance:
        completing.complete_unit(result, at=at, by=enrolment.learner)
    certifying.certify(result.enrolment, at=at)  # what counts for the certificate is that it was handed in
    return submission


def _stored(file: File | None, enrolment: Enrolment, at: datetime) -> Any:
    if file is None:
        return None
    return private_files.store(
        provider=enrolment.run.course.provider,
        kind=FILE_KIND,
        content=file.content,
        media_type=file.media_type,
        download_name=file.name,
        at=at,
    )


@transaction.atomic
def decide(*, submission: Submission, is_accepted: bool, feedback: str, by: User, at: datetime) -> Submission:
    """
    Accept a version, or return it with an answer that says why; the learner gets a letter.

    Raises NoReason, AlreadyDecided when somebody was quicker, NewerVersion when the learner was.
    """
    feedback = feedback.strip()
    if not is_accepted and not feedback:
        raise NoReason
    # Whoever hands in locks the result first as well, so that neither misses the other.
    result = _locked(submission.unit_result)
    newest = result.submissions.select_related("decided_by").order_by("-number")[0]
    if newest.pk != submission.pk:
        raise NewerVersion(newest)
    if not newest.is_waiting:
        raise AlreadyDecided(newest)
    newest.state = State.ACCEPTED if is_accepted else State.RETURNED
    newest.feedback, newest.decided_at, newest.decided_by = feedback, at, by
    newest.unit_result = result
    newest.save(update_fields=["state", "feedback", "decided_at", "decided_by"])
    _record("lms.submission_accepted" if is_accepted else "lms.submission_returned", newest, by=by, at=at)
    _tell_learner(newest, at)
    if is_accepted and result.run_unit.completion_rule == CompletionRule.ACCEPTED:
        completing.complete_unit(result, at=at, by=by)
    return newest


def _locked(result: UnitResult) -> UnitResult:
    mine = UnitResult.objects.select_for_update(of=("self",))
    return mine.select_related("run_unit", "enrolment__learner", "enrolment__run__course__provider").get(pk=result.pk)


def read(*, submission: Submission, by: User, at: datetime) -> None:
    """Record that a trainer has opened what somebody handed in."""
    _record("lms.submission_read", submission, by=by, at=at)


def _record(action: str, submission: Submission, *, by: User, at: datetime) -> None:
    enrolment = submission.unit_result.enrolment
    audit.record(
        action,
        subject=submission,
        by=by,
        at=at,
        provider=enrolment.run.course.provider,
        details={"enrolment": str(enrolment.public_id), "version": submission.number},
    )


def _tell_learner(submission: Submission, at: datetime) -> None:
    """Write that there is an answer; what it says stands behind the sign-in."""
    enrolment = submission.unit_result.enrolment
    learner = enrolment.learner
    with translation.override(letters.language_of(learner)):
        url = settings.SITE_ORIGIN + reverse("lms:unit", args=[enrolment.public_id, submission.unit_result.item_id])
    letters.write(
        key=f"submission_{submission.state}:{submission.public_id}",
        recipient=learner,
        event=f"submission_{submission.state}",
        context={"course_title": enrolment.run.course.title, "url": url},
        at=at,
        provider=enrolment.run.course.provider,
    )


@transaction.atomic
def tell_trainers(*, at: datetime) -> int:
    """
    Write each trainer one letter about all that came in since the last one; return how many letters.

    What was answered or replaced meanwhile is not named any more, and nothing is named twice.
    """
    today = timezone.localdate(at)
    new = Submission.objects.filter(state=State.HANDED_IN, told_on__isnull=True)
    rows = list(queries.with_people(new).select_for_update(of=("self",)).order_by("pk"))
    by_reader: dict[User, list[Submission]] = defaultdict(list)
    for run in {row.unit_result.enrolment.run for row in rows}:
        mine = [row for row in rows if row.unit_result.enrolment.run_id == run.pk]
        for reader in queries.readers_of(run):
            by_reader[reader] += mine
    for reader, waiting in sorted(by_reader.items(), key=lambda pair: pair[0].pk):
        _tell_trainer(reader, waiting, at)
    Submission.objects.filter(pk__in=[row.pk for row in rows]).update(told_on=today)
    return len(by_reader)


def _tell_trainer(reader: User, waiting: list[Submission], at: datetime) -> None:
    counts: dict[str, int] = defaultdict(int)
    for row in waiting:
        counts[str(row.unit_result.enrolment.run)] += 1
    letters.write(
        key=f"submissions_waiting:{reader.public_id}:{timezone.localdate(at):%Y%m%d}",
        recipient=reader,
        event="submissions_waiting",
        context={
            "count": len(waiting),
            "runs": [[title, count] for title, count in sorted(counts.items())],
            "url": settings.SITE_ORIGIN + reverse("submissions_office:index"),
        },
        at=at,
        provider=waiting[0].unit_result.enrolment.run.course.provider,
    )
