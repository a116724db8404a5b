"""Transfer tasks, for tests: a run that asks for one, and what people hand in by the real actions."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from accounts.models import Provider, User
from courses.models import Run, RunTrainer, RunUnit
from lms.actions import submissions
from lms.models import Enrolment, Submission
from tests.factories.accounts import ProviderFactory
from tests.factories.accounts_staff import make_staff
from tests.factories.courses import live_course, live_unit
from tests.factories.lms import enrolled, running_run


def task_run(provider: Provider | None = None, *, trainer: User | None = None, **task: Any) -> Run:
    """Return a run of today, with a text and a transfer task of 2 UE, accompanied by the trainer."""
    provider = provider or ProviderFactory(complaint_path="An die Leitung.")
    values = {"kind": "transfer_task", "takes": "either", "teaching_units": 2, "delivery": "practice", **task}
    units = [live_unit(provider), live_unit(provider, **values)]
    today = timezone.localdate()
    run = running_run(
        course=live_course(provider, units=units),
        starts_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=60),
        enrol_from=today - timedelta(days=30),
        enrol_until=today + timedelta(days=30),
    )
    RunTrainer.objects.create(run=run, user=trainer or make_staff("trainer", provider))
    return run


def learner_in(run: Run, learner: User | None = None) -> Enrolment:
    """Return somebody who learns in the run."""
    return enrolled(run, learner, at=timezone.now())


def task_in(run: Run) -> RunUnit:
    """Return the run's transfer task."""
    return RunUnit.objects.get(run=run, kind="transfer_task")


def handed_in(enrolment: Enrolment, text: str = "Ich frage jetzt nach.", **values: Any) -> Submission:
    """Return a version that waits for an answer."""
    at = values.pop("at", None) or timezone.now()
    run_unit = values.pop("run_unit", None) or task_in(enrolment.run)
    return submissions.hand_in(
        enrolment=enrolment, run_unit=run_unit, text=text, file=values.pop("file", None), at=at, **values
    )


def photo(*, with_place: bool = False) -> bytes:
    """Return a small JPEG, as a phone takes it: with what it says of itself."""
    out = io.BytesIO()
    exif = Image.Exif()
    if with_place:
        exif[0x8825] = {1: "N", 2: (52.0, 22.0, 0.0)}
        exif[0x010F] = "Telefonhersteller"
    Image.new("RGB", (40, 30), "white").save(out, "JPEG", exif=exif)
    return out.getvalue()
