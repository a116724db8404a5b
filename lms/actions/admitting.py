"""The coordination admits people: with an e-mail address, or on paper."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.actions import people, start_codes
from accounts.models import User
from courses.models import Run
from lms.actions import enrolments
from lms.models import Enrolment


@transaction.atomic
def admit(
    *, run: Run, full_name: str, original_name: str, email: str, language: str, by: User, at: datetime
) -> tuple[Enrolment, start_codes.IssuedCode | None]:
    """
    Admit a person to the run, outside its window too, and return the enrolment and, for paper, a start code.

    With an e-mail address the account may have been there before; nothing in the answer tells. Raises the refusals
    of admissions; then no account was made either.
    """
    provider = run.course.provider
    issued = None
    if email:
        learner = people.invite(full_name=full_name, email=email, language=language, provider=provider, by=by, at=at)
    else:
        issued = people.create_without_email(
            full_name=full_name, original_name=original_name, language=language, provider=provider, by=by, at=at
        )
        learner = issued.person
    enrolment = enrolments.enrol(run=run, learner=learner, by=by, at=at, window_applies=False)
    if email and not enrolment.has_come:
        enrolment.admitted_as = full_name.strip()
        enrolment.save(update_fields=["admitted_as"])
    return enrolment, issued
