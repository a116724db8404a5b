"""People play the demo's packages: opened, answered and closed by the same commits that the player sends."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from html import unescape
from typing import Any
from zlib import crc32

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from courses.models import RunUnit
from demo.packages import MODULES, SOURCE
from lms.actions import progress
from lms.models import Enrolment, UnitResult
from scorm.actions import commits, launches, registrations
from scorm.models import Launch

LASTS = timedelta(minutes=20)
PASS = 60  # percent, as course.js has it
MOST_DAYS = 12  # by which people are done before the day to which they are furnished
QUESTION = re.compile(
    r'<fieldset id="(?P<id>\w+)" data-correct="(?P<right>\w+)".*?<legend>(?P<text>.*?)</legend>'
    r"(?P<rest>.*?)</fieldset>",
    re.DOTALL,
)
CHOICE = re.compile(r'<input type="radio"[^>]*value="(\w+)"')


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a package, as its source has it."""

    identifier: str
    text: str
    right: str
    choices: tuple[str, ...]


@cache
def questions(name: str) -> tuple[Question, ...]:
    """Return the questions of one of the demo's modules."""
    source = (SOURCE / MODULES[name].source).read_text(encoding="utf-8")
    return tuple(
        Question(found["id"], unescape(found["text"]).strip(), found["right"], tuple(CHOICE.findall(found["rest"])))
        for found in QUESTION.finditer(source)
    )


def play(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> None:
    """Open the package, answer its questions, those that were wrong once more, and pass."""
    version = run_unit.package_version
    if version is None:
        raise ValueError(run_unit)
    learner = enrolment.learner
    at = _moment(enrolment, run_unit, at)
    progress.touch(enrolment=enrolment, run_unit=run_unit, at=at - LASTS)
    result = UnitResult.objects.get(enrolment=enrolment, item_id=run_unit.item_id)
    registration = registrations.register(user=learner, context_key=result.public_id, version=version, at=at - LASTS)
    address = launches.open_launch(
        registration=registration,
        at=at - LASTS,
        language="de",
        learner_name=learner.display_name,
        return_url=settings.SITE_ORIGIN,
        replay_url=settings.SITE_ORIGIN,
    )
    launch = Launch.objects.select_related("attempt").get(attempt__registration=registration, ended_at=None)
    launches.mark_opened(launch_id=launch.pk, attempt_id=launch.attempt_id, at=at - LASTS)
    name = version.upload_name.removesuffix(".zip")
    body = _body(launch, questions(name), learner.username, is_12=not version.is_2004)
    with transaction.atomic():
        applied = commits.apply(token=address.rstrip("/").rpartition("/")[2], body=body, at=at)
        if applied.outcome is None:
            raise RuntimeError(f"the demo's {name} was not taken: {applied.answer}")
        progress.record(outcome=applied.outcome, at=at)


def _moment(enrolment: Enrolment, run_unit: RunUnit, at: datetime) -> datetime:
    """Return when this person did it: not everybody on the same day, never before the run began."""
    days = crc32(f"{enrolment.learner.username}{run_unit.position}".encode()) % MOST_DAYS
    begun = max(1, (timezone.localdate(at) - enrolment.run.starts_on).days - 1)
    return at - timedelta(days=min(days, begun - 1))


def _body(launch: Launch, asked: tuple[Question, ...], username: str, *, is_12: bool) -> bytes:
    """Return what the package tells: whoever misses the pass mark answers everything again, then rightly."""
    given = {one.identifier: _given(one, username) for one in asked}
    percent = round(100 * sum(one.right == given[one.identifier] for one in asked) / len(asked))
    rows = [_row(one, given[one.identifier], is_12=is_12) for one in asked]
    if percent < PASS:
        given, percent = {one.identifier: one.right for one in asked}, 100
        rows += [_row(one, one.right, is_12=is_12) for one in asked]
    memory = json.dumps({"seen": [1, 2, 3], "answers": given, "best": percent})
    return json.dumps({
        "v": 1, "launch": str(launch.public_id), "epoch": launch.epoch, "seq": 1, "sco": "item_1",
        "trigger": "terminate", "t": 0, "active_ms": 900_000 + crc32(username.encode()) % 240_000, "full": False,
        "set": {**_said(percent, is_12=is_12), "cmi.suspend_data": memory},
        "inter": [{"idx": idx, "set": row} for idx, row in enumerate(rows)],
    }).encode()  # fmt: skip


def _given(question: Question, username: str) -> str:
    """Return the first answer: some people know more, some questions are harder."""
    knows = crc32(username.encode()) % 50 + 40
    hard = crc32(question.text.encode()) % 35
    luck = crc32(f"{username}{question.identifier}".encode()) % 100
    if luck < knows + 20 - hard:
        return question.right
    others = [choice for choice in question.choices if choice != question.right]
    return others[luck % 3 % len(others)]


def _row(question: Question, given: str, *, is_12: bool) -> dict[str, Any]:
    seconds = 6 + crc32(f"{question.text}{given}".encode()) % 40
    wrong = "wrong" if is_12 else "incorrect"
    row = {
        "id": question.identifier,
        "type": "choice",
        "correct_responses.0.pattern": question.right,
        "student_response" if is_12 else "learner_response": given,
        "result": "correct" if given == question.right else wrong,
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
