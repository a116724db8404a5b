"""People play the demo's packages: opened, answered and closed by the same commits that the player sends."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses.models import RunUnit
from demo import recorded
from demo.packages import COURSES
from demo.questions import Question, given, questions
from lms.actions import progress
from lms.models import Enrolment, UnitResult
from scorm.actions import commits, launches, registrations
from scorm.models import Launch, PackageVersion

LASTS = timedelta(minutes=20)
BETWEEN = timedelta(hours=3)  # two sittings of one person
PASS = 60  # percent, as course.js has it
MOST_DAYS = 12  # by which people are done before the day to which they are furnished


def play(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> None:
    """Play the package as this person does: a module until it is passed, a course of several parts as recorded."""
    version = run_unit.package_version
    if version is None:
        raise ValueError(run_unit)
    at = _moment(enrolment, run_unit, at)
    name, username = version.upload_name.removesuffix(".zip"), enrolment.learner.username
    if name not in COURSES:
        answers = [_module(questions(name), username, is_12=not version.is_2004)]
        _sit(enrolment, run_unit, version, answers, begun=at - LASTS, ended=at)
        return
    sittings = recorded.of(name, username)
    for before, sitting in zip(reversed(range(len(sittings))), sittings, strict=True):
        ended = at - BETWEEN * before
        begun = ended - timedelta(seconds=sitting[-1]["t"])
        _sit(enrolment, run_unit, version, sitting, begun=begun, ended=ended)


def _sit(
    enrolment: Enrolment,
    run_unit: RunUnit,
    version: PackageVersion,
    sitting: Sequence[Mapping[str, Any]],
    *,
    begun: datetime,
    ended: datetime,
) -> None:
    """Open the player once and hand in what was done in it; `t` of a commit counts seconds from its beginning."""
    learner = enrolment.learner
    progress.touch(enrolment=enrolment, run_unit=run_unit, at=begun)
    result = UnitResult.objects.get(enrolment=enrolment, item_id=run_unit.item_id)
    registration = registrations.register(user=learner, context_key=result.public_id, version=version, at=begun)
    address = launches.open_launch(
        registration=registration,
        at=begun,
        language="de",
        learner_name=learner.display_name,
        return_url=settings.SITE_ORIGIN,
        replay_url=settings.SITE_ORIGIN,
    )
    launch = Launch.objects.select_related("attempt").get(attempt__registration=registration, ended_at=None)
    launches.mark_opened(launch_id=launch.pk, attempt_id=launch.attempt_id, at=begun)
    token = address.rstrip("/").rpartition("/")[2]
    for seq, commit in enumerate(sitting, start=1):
        body = {**commit, "launch": str(launch.public_id), "epoch": launch.epoch, "seq": seq}
        at = begun + timedelta(seconds=commit["t"]) if commit["t"] else ended
        with transaction.atomic():
            applied = commits.apply(token=token, body=json.dumps(body).encode(), at=at)
            if applied.answer.get("status") != "applied":
                raise RuntimeError(f"the demo's {version.upload_name} was not taken: {applied.answer}")
            if applied.outcome is not None:
                progress.record(outcome=applied.outcome, at=at)


def _moment(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> datetime:
    """Return when this person did it: not everybody on the same day, never before the run began."""
    days = crc32(f"{enrolment.learner.username}{run_unit.position}".encode()) % MOST_DAYS
    begun = max(1, (timezone.localdate(at) - enrolment.run.starts_on).days - 1)
    return at - timedelta(days=min(days, begun - 1))


def _module(asked: tuple[Question, ...], username: str, *, is_12: bool) -> dict[str, Any]:
    """Return what the package tells: whoever misses the pass mark answers everything again, then rightly."""
    answers = {one.identifier: given(one, username) for one in asked}
    percent = round(100 * sum(one.right == answers[one.identifier] for one in asked) / len(asked))
    rows = [_row(one, answers[one.identifier], is_12=is_12) for one in asked]
    if percent < PASS:
        answers, percent = {one.identifier: one.right for one in asked}, 100
        rows += [_row(one, one.right, is_12=is_12) for one in asked]
    memory = json.dumps({"seen": [1, 2, 3], "answers": answers, "best": percent})
    return {
        "v": 1, "sco": "item_1", "trigger": "terminate", "t": 0, "full": False,
        "active_ms": 900_000 + crc32(username.encode()) % 240_000,
        "set": {**_said(percent, is_12=is_12), "cmi.suspend_data": memory},
        "inter": [{"idx": idx, "set": row} for idx, row in enumerate(rows)],
    }  # fmt: skip


def _row(question: Question, answer: str, *, is_12: bool) -> dict[str, Any]:
    seconds = 6 + crc32(f"{question.text}{answer}".encode()) % 40
    wrong = "wrong" if is_12 else "incorrect"
    row = {
        "id": question.identifier,
        "type": "choice",
        "correct_responses.0.pattern": question.right,
        "student_response" if is_12 else "learner_response": answer,
        "result": "correct" if answer == question.right else wrong,
        "latency": f"00:00:{seconds:02}" if is_12 else f"PT{seconds}S",
    }
    return row if is_12 else {**row, "description": question.text[:250]}


def _said(percent: int, *, is_12: bool) -> dict[str, str]:
    score = {"score.raw": str(percent), "score.min": "0", "score.max": "100", "exit": "suspend"}
    if is_12:
        said = {"lesson_status": "passed", "lesson_location": "3", "session_time": "00:20:00", **score}
        return {f"cmi.core.{name}": value for name, value in said.items()}
    said = {"completion_status": "completed", "success_status": "passed", "location": "3", "session_time": "PT20M"}
    said |= {"score.scaled": str(percent / 100), "progress_measure": "1", **score}
    return {f"cmi.{name}": value for name, value in said.items()}
